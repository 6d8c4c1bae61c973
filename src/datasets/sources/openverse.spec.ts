import * as fc from 'fast-check';
import type { ReadOptions, TextAnswer, WebReader } from '../web/web-reader';
import { openverse } from './openverse';
import { SearchFailure, type SearchPage, type SearchSettings, type SearchState } from './search-provider';

const SETTINGS: SearchSettings = { baseAddress: 'http://openverse.test' };

interface Work {
  id: string;
  title: string;
  license: string;
  source: string;
  size: string | null;
  aspect_ratio: string | null;
  category: string | null;
  extension: string | null;
}

type Answers = (url: URL, options: ReadOptions) => { status: number; body: unknown; headers?: Record<string, string> };

function web(answers: Answers): WebReader & { asked: { url: URL; options: ReadOptions }[] } {
  const asked: { url: URL; options: ReadOptions }[] = [];
  return {
    asked,
    readText: (address, options) => {
      const url = new URL(address);
      asked.push({ url, options });
      const { status, body, headers = {} } = answers(url, options);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve<TextAnswer>({ status, finalAddress: address, headers, text });
    },
    readStream: () => Promise.reject(new Error('not asked for')),
  };
}

const FILTERS = ['license', 'source', 'size', 'aspect_ratio', 'category', 'extension'] as const;

/** As Openverse answers: its page sizes, its depth of 240 works, its counts cut to what it shows, and its refusals. */
function service(works: readonly Work[]): Answers {
  return ({ pathname, searchParams: query }, { headers }) => {
    if (pathname === '/v1/images/stats/') {
      const counts = new Map<string, number>([['empty_museum', 0]]);
      for (const { source } of works) counts.set(source, (counts.get(source) ?? 0) + 1);
      return {
        status: 200,
        body: Array.from(counts, ([source_name, media_count]) => ({
          source_name,
          display_name: source_name.toUpperCase(),
          source_url: `https://${source_name}.example`,
          logo_url: null,
          media_count,
        })),
      };
    }
    if (pathname !== '/v1/images/') return { status: 404, body: { detail: 'Not found.' } };
    const level = headers?.authorization ? 'authenticated' : 'anonymous';
    const mostOfAPage = level === 'anonymous' ? 20 : 50;
    const page = Number(query.get('page'));
    const pageSize = Number(query.get('page_size'));
    if (pageSize > mostOfAPage)
      return { status: 401, body: { detail: `page_size may not exceed ${mostOfAPage} for ${level} requests` } };
    if (page * pageSize > 240)
      return { status: 401, body: { detail: `pagination depth may not exceed 240 for ${level} requests` } };
    for (const name of query.keys())
      if (!['q', 'page', 'page_size', ...FILTERS].includes(name))
        return { status: 400, body: { detail: { [name]: ['?'] } } };
    const q = query.get('q') ?? '';
    const filters = FILTERS.flatMap((filter) => (query.has(filter) ? [{ filter, value: query.get(filter) }] : []));
    const found = works.filter(
      (work) => work.title.includes(q) && filters.every(({ filter, value }) => work[filter] === value),
    );
    return {
      status: 200,
      body: {
        result_count: Math.min(found.length, 240),
        page_count: Math.min(Math.ceil(found.length / pageSize), Math.floor(240 / pageSize)),
        page_size: pageSize,
        page,
        results: found.slice((page - 1) * pageSize, page * pageSize).map(answeredWork),
      },
    };
  };
}

function answeredWork({ id, title, license, source, category, extension }: Work) {
  return {
    id,
    title,
    indexed_on: '2026-01-01T00:00:00Z',
    foreign_landing_url: `https://${source}.example/${id}`,
    url: `https://${source}.example/files/${id}.jpg`,
    creator: null,
    creator_url: null,
    license,
    license_version: '4.0',
    license_url: `https://creativecommons.org/licenses/${license}/4.0/`,
    provider: source,
    source,
    category,
    filesize: null,
    filetype: extension,
    tags: [],
    attribution: null,
    fields_matched: ['title'],
    mature: false,
    height: null,
    width: 640,
    thumbnail: `https://api.openverse.org/v1/images/${id}/thumb/`,
    detail_url: `https://api.openverse.org/v1/images/${id}/`,
    related_url: `https://api.openverse.org/v1/images/${id}/related/`,
    unstable__sensitivity: [],
  };
}

/** Reads a search to its end; every state goes through JSON, as it does when it is stored. */
async function readAll(reader: WebReader, from: SearchState, settings = SETTINGS) {
  const states: SearchState[] = [];
  const pages: SearchPage[] = [];
  for (let state: SearchState | null = from; state;) {
    states.push(state);
    const page: SearchPage = await openverse.next(JSON.parse(JSON.stringify(state)) as SearchState, reader, settings);
    pages.push(page);
    state = page.state;
    if (states.length > 20_000) throw new Error('the search does not end');
  }
  const capped = pages.flatMap((page) => page.capped ?? []);
  return { states, pages, capped, addresses: pages.flatMap((page) => page.pictures.map(({ address }) => address)) };
}

const addressOf = ({ id, source }: Work) => `https://${source}.example/files/${id}.jpg`;
const works = (count: number, of: (n: number) => Partial<Work> = () => ({})): Work[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `w${n}`,
    title: 'cat',
    license: 'by',
    source: 'flickr',
    size: 'large',
    aspect_ratio: 'wide',
    category: 'photograph',
    extension: 'jpg',
    ...of(n),
  }));

it('asks as the documentation says, and keeps what is said of a work', async () => {
  const work = {
    ...answeredWork(works(1)[0] as Work),
    title: 'A  cat\n',
    creator: 'Ann',
    creator_url: 'https://flickr.example/ann',
    license: 'by-sa',
    license_version: '2.0',
    license_url: 'https://creativecommons.org/licenses/by-sa/2.0/',
    attribution: '"A cat" by Ann is licensed under CC BY-SA 2.0.',
    width: 1024,
    height: 768,
  };
  const bare = { id: 'x', url: 'https://a.example/x.png', license: 'pdm', license_version: '1.0', title: null };
  const reader = web(() => ({
    status: 200,
    body: {
      result_count: 4,
      page_count: 1,
      page_size: 20,
      page: 1,
      results: [work, bare, { url: null }, { url: 'ftp://a/' }],
    },
  }));
  const { addresses, pages } = await readAll(reader, openverse.begin(['red panda & Ä']));
  expect(addresses).toHaveLength(2);
  expect(pages[0]?.pictures).toEqual([
    {
      address: 'https://flickr.example/files/w0.jpg',
      title: 'A cat',
      author: 'Ann',
      author_address: 'https://flickr.example/ann',
      licence: 'CC BY-SA 2.0',
      licence_address: 'https://creativecommons.org/licenses/by-sa/2.0/',
      source_page: 'https://flickr.example/w0',
      attribution: '"A cat" by Ann is licensed under CC BY-SA 2.0.',
      width: 1024,
      height: 768,
    },
    { address: 'https://a.example/x.png', licence: 'Public Domain Mark 1.0' },
  ]);
  const [asked] = reader.asked;
  expect(asked?.url.pathname).toBe('/v1/images/');
  expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({ q: 'red panda & Ä', page_size: '20', page: '1' });
  expect(asked?.options).toMatchObject({ purpose: 'api', accept: 'application/json' });
  expect(asked?.options.headers).toBeUndefined();
});

it('reads all pages of a query, and the keywords in turn', async () => {
  const all = [...works(45), ...works(30, (n) => ({ id: `d${n}`, title: 'dog' }))];
  const reader = web(service(all));
  const { addresses, capped } = await readAll(reader, openverse.begin(['cat', 'dog', 'unicorn']));
  expect(addresses.toSorted()).toEqual(all.map(addressOf).toSorted());
  expect(capped).toEqual([]);
  expect(
    reader.asked.map(({ url }) => `${url.searchParams.get('q') ?? ''} ${url.searchParams.get('page') ?? ''}`),
  ).toEqual(['cat 1', 'dog 1', 'unicorn 1', 'cat 2', 'dog 2', 'cat 3']);
});

it('reads larger pages with a token, also at the depth that is allowed', async () => {
  const reader = web(service(works(239)));
  const { addresses } = await readAll(reader, openverse.begin(['cat']), { ...SETTINGS, token: 'secret' });
  expect(new Set(addresses).size).toBe(239);
  expect(reader.asked).toHaveLength(5);
  expect(reader.asked[0]?.options.headers).toEqual({ authorization: 'Bearer secret' });
});

it('splits a capped query until its parts show all', async () => {
  const licenses = ['by', 'by-sa', 'cc0'];
  const sources = ['flickr', 'wikimedia', 'met'];
  const all = works(1500, (n) => ({ license: licenses[n % 3] ?? '', source: sources[Math.floor(n / 3) % 3] ?? '' }));
  const reader = web(service(all));
  const { addresses, capped } = await readAll(reader, openverse.begin(['cat']));
  expect(new Set(addresses)).toEqual(new Set(all.map(addressOf)));
  expect(capped).toEqual([]);
  // The most relevant come first.
  expect(addresses.slice(0, 240)).toEqual(all.slice(0, 240).map(addressOf));
  expect(reader.asked.filter(({ url }) => url.pathname.endsWith('/stats/'))).toHaveLength(1);
});

it('says when no part is small enough, and still shows what it can', async () => {
  const { addresses, capped } = await readAll(web(service(works(1000))), openverse.begin(['cat', 'dog']));
  expect(new Set(addresses).size).toBe(240);
  expect(capped[0]).toBe(
    'Openverse shows at most 240 works of a query and has more for “cat” than can be reached; a narrower keyword reaches others.',
  );
});

it.each([
  [
    undefined,
    401,
    { detail: 'page_size may not exceed 20 for anonymous requests' },
    /401. A token may be needed. It says: “page_size/,
    false,
  ],
  ['old', 401, { detail: 'Invalid token' }, /Look whether the token is still valid/, false],
  [
    undefined,
    400,
    { detail: { license: ["License 'x' does not exist."] } },
    /answered 400. It says: “{"license"/,
    false,
  ],
  [undefined, 502, '<html>', /answered 502/, true],
  [undefined, 200, '<html>', /no JSON/, true],
  [undefined, 200, { results: [] }, /not in its documentation: result_count/, false],
])('with token %s and %d is a failure, not an empty result', async (token, status, body, message, temporary) => {
  const failure = openverse.next(
    openverse.begin(['cat']),
    web(() => ({ status, body })),
    { ...SETTINGS, ...(token && { token }) },
  );
  await expect(failure).rejects.toThrow(SearchFailure);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toMatchObject({ temporary });
});

it.each<[Record<string, string>, number]>([
  [{ 'retry-after': '17' }, 17],
  [
    {
      'x-ratelimit-limit-anon_burst': '20/min',
      'x-ratelimit-available-anon_burst': '0',
      'x-ratelimit-limit-anon_sustained': '200/day',
      'x-ratelimit-available-anon_sustained': '12',
    },
    60,
  ],
  [{ 'X-RateLimit-Limit-anon_sustained': '200/day', 'X-RateLimit-Available-anon_sustained': '0' }, 86_400],
  [{}, 60],
  [{ 'retry-after': '999999999' }, 86_400],
])('waits as a 429 with %j says, and goes on from where it was', async (headers, seconds) => {
  const state = openverse.begin(['cat']);
  const before = Date.now();
  const page = await openverse.next(
    state,
    web(() => ({ status: 429, body: { detail: 'throttled' }, headers })),
    SETTINGS,
  );
  expect(page).toMatchObject({ pictures: [], state });
  expect(page.retryAt?.getTime()).toBeGreaterThanOrEqual(before + seconds * 1000);
  expect(page.retryAt?.getTime()).toBeLessThanOrEqual(Date.now() + seconds * 1000);
});

it('waits until a date', async () => {
  const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
  const before = Date.now();
  const reader = web(() => ({ status: 429, body: '', headers: { 'Retry-After': date.toUTCString() } }));
  const { retryAt } = await openverse.next(openverse.begin(['cat']), reader, SETTINGS);
  expect(retryAt?.getTime()).toBeGreaterThanOrEqual(date.getTime());
  expect(retryAt?.getTime()).toBeLessThanOrEqual(date.getTime() + Date.now() - before);
});

it('takes a last page that is gone for the end', async () => {
  const answers = service(works(45));
  const reader = web((url, options) =>
    url.searchParams.get('page') === '3' ? { status: 404, body: { detail: 'Invalid page.' } } : answers(url, options),
  );
  expect((await readAll(reader, openverse.begin(['cat']))).addresses).toHaveLength(40);
});

it('refuses a state that it does not know', async () => {
  for (const state of [
    {},
    { waiting: [] },
    { waiting: [{ keyword: 'cat' }] },
    { waiting: [{ keyword: 'cat', path: [-1], page: 1 }] },
  ])
    await expect(openverse.next(state, web(service([])), SETTINGS)).rejects.toThrow(/begin it again/);
});

it('finds all that it does not call capped, and the same from every stored state', async () => {
  const work = fc.record({
    license: fc.constantFrom('by', 'by-sa', 'cc0', 'by', 'nc-sampling+'),
    source: fc.constantFrom('flickr', 'met', 'flickr', 'nasa'),
    size: fc.constantFrom('large', 'small', null),
    aspect_ratio: fc.constantFrom('wide', 'tall', null),
    category: fc.constantFrom('photograph', null),
    extension: fc.constantFrom('jpg', 'png', null),
    title: fc.constantFrom('cat', 'dog', 'cat', 'cat dog'),
  });
  const kinds = fc.array(
    fc.tuple(work, fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 110, max: 250 }))),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(
      kinds,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.boolean(),
      async (given, share, hasToken) => {
        const all = given.flatMap(([kind, count], k) =>
          Array.from({ length: count }, (_, n): Work => ({ ...kind, id: `${k}-${n}` })),
        );
        const reader = web(service(all));
        const settings = hasToken ? { ...SETTINGS, token: 't' } : SETTINGS;
        const whole = await readAll(reader, openverse.begin(['cat', 'dog']), settings);
        const found = new Set(whole.addresses);
        for (const keyword of ['cat', 'dog']) {
          if (whole.capped.some((sentence) => sentence.includes(`“${keyword}”`))) continue;
          expect(all.filter((work) => work.title.includes(keyword) && !found.has(addressOf(work)))).toEqual([]);
        }
        const from = Math.floor(share * whole.states.length);
        const resumed = await readAll(reader, whole.states[from] as SearchState, settings);
        expect(resumed.pages).toEqual(whole.pages.slice(from));
      },
    ),
    { numRuns: 100 },
  );
});
