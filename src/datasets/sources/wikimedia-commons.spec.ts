import * as fc from 'fast-check';
import type { ReadOptions, TextAnswer, WebReader } from '../web/web-reader';
import { SearchFailure, type SearchPage, type SearchState } from './search-provider';
import { wikimediaCommons } from './wikimedia-commons';

const SETTINGS = { baseAddress: 'http://commons.test' };

type Answers = (
  query: URLSearchParams,
  url: URL,
) => { status?: number; body: unknown; headers?: Record<string, string> };

function web(answers: Answers): WebReader & { asked: { url: URL; options: ReadOptions }[] } {
  const asked: { url: URL; options: ReadOptions }[] = [];
  return {
    asked,
    readText: (address, options) => {
      const url = new URL(address);
      asked.push({ url, options });
      const { status = 200, body, headers = {} } = answers(url.searchParams, url);
      return Promise.resolve<TextAnswer>({
        status,
        finalAddress: address,
        headers,
        text: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    readStream: () => Promise.reject(new Error('not asked for')),
  };
}

interface File {
  name: string;
  mediatype?: string;
  mime?: string;
}

const info = ({ name, mediatype = 'BITMAP', mime = 'image/jpeg' }: File) => ({
  size: 123_456,
  width: 3000,
  height: 2000,
  url: `https://upload.wikimedia.org/wikipedia/commons/a/ab/${name}`,
  descriptionurl: `https://commons.wikimedia.org/wiki/File:${name}`,
  descriptionshorturl: 'https://commons.wikimedia.org/w/index.php?curid=1',
  sha1: 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
  mime,
  mediatype,
  extmetadata: [] as unknown,
});

/**
 * As MediaWiki answers in format 2: pages in no order, a rank each, and when an answer grows too large, information of the
 * rest of its files with the next request, under the same generator.
 */
function service(files: readonly File[], informed = 50): Answers {
  return (query, { pathname }) => {
    if (pathname !== '/w/api.php') return { status: 404, body: '<html>' };
    const [filter, ...words] = (query.get('gsrsearch') ?? '').split(' ');
    if (filter !== 'filetype:bitmap' || query.get('gsrnamespace') !== '6')
      return { body: { error: { code: 'badvalue', info: '?' } } };
    const found = files.filter(({ name }) => name.includes(words.join(' ')));
    const offset = Number(query.get('gsroffset') ?? 0);
    const limit = Number(query.get('gsrlimit'));
    const present = found.slice(offset, offset + limit);
    if (present.length === 0) return { body: { batchcomplete: true } };
    const start = Number(query.get('iicontinue')?.split('|')[1] ?? 0);
    const more = start + informed < present.length;
    const next = more
      ? { iicontinue: `x|${start + informed}`, ...(offset > 0 && { gsroffset: offset }), continue: 'gsroffset||' }
      : offset + limit < found.length
        ? { gsroffset: offset + limit, continue: 'gsroffset||' }
        : undefined;
    return {
      body: {
        ...(!more && { batchcomplete: true }),
        ...(next && { continue: next }),
        query: {
          pages: present
            .map((file, index) => ({
              pageid: index + 1,
              ns: 6,
              title: `File:${file.name}`,
              index: offset + index + 1,
              ...(index >= start && index < start + informed && { imagerepository: 'local', imageinfo: [info(file)] }),
            }))
            .toReversed(),
        },
      },
    };
  };
}

async function readAll(reader: WebReader, from: SearchState) {
  const states: SearchState[] = [];
  const pages: SearchPage[] = [];
  for (let state: SearchState | null = from; state;) {
    states.push(state);
    const page: SearchPage = await wikimediaCommons.next(
      JSON.parse(JSON.stringify(state)) as SearchState,
      reader,
      SETTINGS,
    );
    pages.push(page);
    state = page.state;
    if (states.length > 1000) throw new Error('the search does not end');
  }
  const names = pages.flatMap((page) => page.pictures.map(({ address }) => address.replace(/^.*\//, '')));
  return { states, pages, names, capped: pages.flatMap((page) => page.capped ?? []) };
}

it('demands a contact', () => {
  expect(wikimediaCommons.demandsContact).toBe(true);
});

it('asks as the documentation says, for originals only', async () => {
  const reader = web(service([]));
  expect((await readAll(reader, wikimediaCommons.begin(['red panda']))).names).toEqual([]);
  expect(Object.fromEntries(reader.asked[0]?.url.searchParams ?? [])).toEqual({
    action: 'query',
    format: 'json',
    formatversion: '2',
    maxlag: '5',
    generator: 'search',
    gsrsearch: 'filetype:bitmap red panda',
    gsrnamespace: '6',
    gsrlimit: '50',
    prop: 'imageinfo',
    iiprop: 'url|size|sha1|mime|mediatype|extmetadata',
    iiextmetadatafilter: 'ObjectName|Artist|Credit|Attribution|LicenseShortName|LicenseUrl',
    iiextmetadatalanguage: 'en',
  });
  expect(reader.asked[0]?.options).toMatchObject({ purpose: 'api' });
});

it('keeps what is said of a file, as text', async () => {
  const value = (html: unknown) => ({ value: html, source: 'commons-desc-page', hidden: '' });
  const full = {
    ...info({ name: 'Fox.jpg' }),
    extmetadata: {
      ObjectName: value('Fox &amp; cub'),
      Artist: value(
        '<a href="//commons.wikimedia.org/wiki/User:Ann" title="User:Ann">Ann</a><span style="display:none">no</span>',
      ),
      Credit: value('<span class="int-own-work" lang="en">Own work</span>'),
      LicenseShortName: value('CC BY-SA 4.0'),
      LicenseUrl: value('https://creativecommons.org/licenses/by-sa/4.0'),
    },
  };
  const attributed = {
    ...info({ name: 'Owl.png', mime: 'image/png' }),
    extmetadata: {
      Attribution: value('<b>Bob</b> / Zoo'),
      Credit: value('Zoo'),
      LicenseShortName: value('Public domain'),
      ObjectName: value(7),
    },
  };
  const bare = { ...info({ name: 'Bear.webp', mime: 'image/webp' }), sha1: 'no' };
  const pages = [full, attributed, bare].map((imageinfo, index) => ({
    title: `File:${['Fox', 'Owl', 'Bear'][index] ?? ''}.x`,
    index: index + 1,
    imageinfo: [imageinfo],
  }));
  const reader = web(() => ({ body: { batchcomplete: true, query: { pages } } }));
  const page = await wikimediaCommons.next(wikimediaCommons.begin(['x']), reader, SETTINGS);
  const common = { width: 3000, height: 2000, expected_sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' };
  const upload = 'https://upload.wikimedia.org/wikipedia/commons/a/ab';
  expect(page).toEqual({
    state: null,
    pictures: [
      {
        ...common,
        address: `${upload}/Fox.jpg`,
        title: 'Fox & cub',
        author: 'Ann',
        author_address: 'http://commons.wikimedia.org/wiki/User:Ann',
        licence: 'CC BY-SA 4.0',
        licence_address: 'https://creativecommons.org/licenses/by-sa/4.0',
        source_page: 'https://commons.wikimedia.org/wiki/File:Fox.jpg',
        attribution: 'Ann, CC BY-SA 4.0, via Wikimedia Commons',
      },
      {
        ...common,
        address: `${upload}/Owl.png`,
        title: '7',
        author: 'Zoo',
        licence: 'Public domain',
        source_page: 'https://commons.wikimedia.org/wiki/File:Owl.png',
        attribution: 'Bob / Zoo',
      },
      {
        width: 3000,
        height: 2000,
        address: `${upload}/Bear.webp`,
        title: 'Bear',
        source_page: 'https://commons.wikimedia.org/wiki/File:Bear.webp',
        attribution: 'via Wikimedia Commons',
      },
    ],
  });
});

it('takes bitmaps only, by rank', async () => {
  const files: File[] = [
    { name: 'fox1.jpg' },
    { name: 'fox2.svg', mediatype: 'DRAWING', mime: 'image/svg+xml' },
    { name: 'fox3.webm', mediatype: 'VIDEO', mime: 'video/webm' },
    { name: 'fox4.djvu', mime: 'image/vnd.djvu' },
    { name: 'fox5.pdf', mediatype: 'OFFICE', mime: 'application/pdf' },
    { name: 'fox6.tif', mime: 'image/tiff' },
  ];
  expect((await readAll(web(service(files)), wikimediaCommons.begin(['fox']))).names).toEqual(['fox1.jpg', 'fox6.tif']);
});

it.each<[string, Answers]>([
  [
    'an error maxlag',
    () => ({
      body: { error: { code: 'maxlag', info: 'Waiting for db: 7 seconds lagged', lag: 7 } },
      headers: { 'retry-after': '5' },
    }),
  ],
  [
    'an error ratelimited',
    () => ({ body: { error: { code: 'ratelimited', info: '…' } }, headers: { 'Retry-After': '5' } }),
  ],
  ['a 503', () => ({ status: 503, body: 'busy', headers: { 'retry-after': '5' } })],
  ['a 429', () => ({ status: 429, body: 'slow down', headers: { 'retry-after': '5' } })],
])('waits for %s', async (_, answers) => {
  const state = wikimediaCommons.begin(['fox']);
  const before = Date.now();
  const page = await wikimediaCommons.next(state, web(answers), SETTINGS);
  expect(page).toMatchObject({ pictures: [], state });
  expect(page.retryAt?.getTime()).toBeGreaterThanOrEqual(before + 5000);
  expect(page.retryAt?.getTime()).toBeLessThanOrEqual(Date.now() + 5000);
});

it.each<[Answers, RegExp, boolean]>([
  [() => ({ status: 403, body: 'Please set a user agent' }), /answered 403/, false],
  [() => ({ status: 500, body: '<html>' }), /answered 500/, true],
  [() => ({ body: '<html>' }), /no JSON/, true],
  [() => ({ body: { query: { pages: {} } } }), /not in its documentation: query.pages/, false],
  [() => ({ body: { error: { code: 'internal_api_error_DBQueryError', info: 'oops' } } }), /“fox”: oops/, true],
  [() => ({ body: { error: { code: 'cirrussearch-too-busy-error', info: 'busy' } } }), /busy/, true],
  [() => ({ body: { error: { code: 'badvalue', info: 'no such thing' } } }), /no such thing/, false],
])('fails with %s', async (answers, message, temporary) => {
  const failure = wikimediaCommons.next(wikimediaCommons.begin(['fox']), web(answers), SETTINGS);
  await expect(failure).rejects.toThrow(SearchFailure);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toMatchObject({ temporary });
});

it('does not go round in a circle', async () => {
  const body = { continue: { gsroffset: 50, continue: 'gsroffset||' }, query: { pages: [] } };
  await expect(
    readAll(
      web(() => ({ body })),
      wikimediaCommons.begin(['fox']),
    ),
  ).rejects.toThrow(/circle/);
});

it('stops at the 10,000 results that a search shows, and says so', async () => {
  const files = Array.from({ length: 10_100 }, (_, n) => ({ name: `fox${n}.jpg` }));
  const { names, capped } = await readAll(web(service(files)), wikimediaCommons.begin(['fox']));
  expect(names).toHaveLength(10_000);
  expect(capped).toEqual([expect.stringMatching(/at most 10000 files .* “fox”/)]);
});

it('finds every file once, in any portions, and the same from every stored state', async () => {
  const file = fc.record({
    word: fc.constantFrom('fox', 'owl', 'fox-owl'),
    mediatype: fc.constantFrom('BITMAP', 'BITMAP', 'DRAWING'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { maxLength: 260 }),
      fc.integer({ min: 3, max: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (given, informed, share) => {
        const files = given.map(({ word, mediatype }, n) => ({ name: `${word}${n}.jpg`, mediatype }));
        const reader = web(service(files, informed));
        const whole = await readAll(reader, wikimediaCommons.begin(['fox', 'owl']));
        const expected = ['fox', 'owl'].flatMap((keyword) =>
          files
            .filter(({ name, mediatype }) => name.includes(keyword) && mediatype === 'BITMAP')
            .map(({ name }) => name),
        );
        expect(whole.names.toSorted()).toEqual(expected.toSorted());
        const from = Math.floor(share * whole.states.length);
        expect((await readAll(reader, whole.states[from] as SearchState)).pages).toEqual(whole.pages.slice(from));
      },
    ),
    { numRuns: 150 },
  );
});
