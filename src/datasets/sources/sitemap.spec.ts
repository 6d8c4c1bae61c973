import * as fc from 'fast-check';
import { Readable } from 'node:stream';
import type { WebReader } from '../web/web-reader';
import { readSitemap, type SitemapEntry } from './sitemap';
import { walkSitemaps, type WalkOptions } from './sitemap-walk';

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
};

const AT = 'https://example.com/sitemap.xml';
const read = (text: string | Buffer, most?: number): Promise<SitemapEntry[]> => readChunks([Buffer.from(text)], most);
const readChunks = (chunks: Iterable<Buffer>, most?: number) => all(readSitemap(Readable.from(chunks), AT, most));
const page = (address: string): SitemapEntry => ({ kind: 'page', address });
const urlset = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${inner}</urlset>`;

it('reads pages and pictures with their licences', async () => {
  const text = urlset(`
    <url><loc> https://example.com/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod>
      <image:image><image:loc><![CDATA[https://cdn.example/ä&b.jpg]]></image:loc>
        <image:title>A &#x66;ox &lt;red&gt;</image:title><image:caption>no</image:caption>
        <image:license>https://creativecommons.org/publicdomain/zero/1.0/</image:license></image:image>
      <image:image><image:loc>/rel.png</image:loc></image:image><image:image/>
      <video:video><video:thumbnail_loc>https://example.com/no.jpg</video:thumbnail_loc><video:title>no</video:title></video:video>
    </url>
    <url><lastmod>2026</lastmod></url><url><loc/></url><!-- <url><loc>https://example.com/no</loc></url> -->
    <url><loc>https://example.com/b</loc></url>`);
  expect(await read(text)).toEqual([
    page('https://example.com/a?x=1&y=2'),
    {
      kind: 'picture',
      picture: {
        address: 'https://cdn.example/%C3%A4&b.jpg',
        source_page: 'https://example.com/a?x=1&y=2',
        title: 'A fox <red>',
        licence_address: 'https://creativecommons.org/publicdomain/zero/1.0/',
        licence: 'CC0 1.0',
      },
    },
    {
      kind: 'picture',
      picture: { address: 'https://example.com/rel.png', source_page: 'https://example.com/a?x=1&y=2' },
    },
    page('https://example.com/b'),
    { kind: 'problem', detail: `The sitemap ${AT} names “”. The address is empty.` },
  ]);
});

it('reads an index', async () => {
  const index =
    '\uFEFF<sitemapindex><sitemap><loc>https://example.com/1.xml.gz</loc></sitemap><sitemap><loc>2.xml</loc></sitemap></sitemapindex>';
  expect(await read(index)).toEqual([
    { kind: 'sitemap', address: 'https://example.com/1.xml.gz' },
    { kind: 'sitemap', address: 'https://example.com/2.xml' },
  ]);
});

it('reads a text with an address a line', async () => {
  expect(await read('\uFEFFhttps://example.com/a\r\n\r\n  https://example.com/ü#x\rhttps://example.com/c')).toEqual(
    ['https://example.com/a', 'https://example.com/%C3%BC', 'https://example.com/c'].map(page),
  );
});

it('takes an unescaped ampersand as it was meant, and unknown entities as text', async () => {
  expect(await read(urlset('<url><loc>https://example.com/?a=1&b=2&copy=3&unknown;</loc></url>'))).toEqual([
    page('https://example.com/?a=1&b=2&copy=3&unknown;'),
  ]);
});

it('expands and fetches nothing', async () => {
  const laughs = `<!DOCTYPE urlset [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY x SYSTEM "file:///etc/passwd">]>`;
  expect(await read(laughs + urlset('<url><loc>https://example.com/&b;&x;</loc></url>').replace(/^.*\n/, ''))).toEqual([
    page('https://example.com/&b;&x;'),
  ]);
});

it('says what is wrong', async () => {
  const problem = (detail: RegExp) => ({ kind: 'problem', detail: expect.stringMatching(detail) as string });
  expect(await read('  \n ')).toEqual([problem(/is empty/)]);
  expect(await read('<!DOCTYPE html><html><body>404')).toEqual([problem(/no sitemap: it begins with “html”/)]);
  expect(await read(urlset('<url><loc>https://example.com/a</loc></url>').slice(0, -5))).toEqual([
    page('https://example.com/a'),
    problem(/breaks off/),
  ]);
  expect(await read(urlset('<url><loc>ftp://a/</loc></url><url><loc>https://x:y@a/</loc></url>'))).toEqual([
    problem(/“ftp:\/\/a\/”. Only http and https .* with 1 more/),
  ]);
  expect(await read(urlset('<url><loc>a</loc></url>'.repeat(3)), 2)).toEqual([
    page('https://example.com/a'),
    page('https://example.com/a'),
    problem(/more than 2;/),
  ]);
});

it('stops reading what is no sitemap, and does not go on behind the most', async () => {
  const endless = function* (start: string, again: string): Generator<Buffer> {
    yield Buffer.from(start);
    for (;;) yield Buffer.from(again);
  };
  expect(await readChunks(endless('<html>', '<p>'.repeat(10_000)))).toHaveLength(1);
  expect(await readChunks(endless('<urlset>', '<url><loc>a</loc></url>'.repeat(1000)), 5000)).toHaveLength(5001);
});

it.each(['<a>', '</a>', '<', '&', '<!--', '<![CDATA[', '<a b="', '<?', '<url><loc>', 'x', '<loc>&#', '<!DOCTYPE ['])(
  'reads 5 million characters of %j',
  async (piece) => {
    const chunk = Buffer.from(piece.repeat(Math.ceil(50_000 / piece.length)));
    const chunks = [Buffer.from('<urlset>'), ...Array.from({ length: 100 }, () => chunk)];
    expect((await readChunks(chunks)).length).toBeLessThan(4);
  },
);

it('reads every sitemap that was written, however it is cut into chunks', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '&', '<', '>', '"', 'ü', '🦊', '/', '?', ']', '.'),
    maxLength: 20,
  });
  const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ path: text, pictures: fc.array(fc.record({ path: text, cdata: fc.boolean() }), { maxLength: 3 }) }),
        { maxLength: 5 },
      ),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 17_000 }),
      async (pages, sizes, padding) => {
        const address = (path: string) => new URL(`https://example.com/p/?${path}`).href;
        const loc = (path: string, cdata: boolean) =>
          cdata
            ? `<![CDATA[${`https://example.com/p/?${path}`.replaceAll(']', '%5D')}]]>`
            : escaped(`https://example.com/p/?${path}`);
        const xml = Buffer.from(
          `${' '.repeat(5)}<urlset>${' '.repeat(padding)}${pages
            .map(
              (one) =>
                `<url><loc>${loc(one.path, false)}</loc>${one.pictures.map(({ path, cdata }) => `<image:image><image:loc>${loc(path, cdata)}</image:loc></image:image>`).join('')}</url>`,
            )
            .join('\n')}</urlset>`,
        );
        const chunks: Buffer[] = [];
        for (let at = 0, n = 0; at < xml.length; n++) {
          const size = (sizes[n % sizes.length] ?? 1) * (padding > 100 ? 100 : 1);
          chunks.push(xml.subarray(at, at + size));
          at += size;
        }
        expect(await readChunks(chunks)).toEqual(
          pages.flatMap((one) => [
            page(address(one.path)),
            ...one.pictures.map(({ path, cdata }) => ({
              kind: 'picture',
              picture: { address: address(cdata ? path.replaceAll(']', '%5D') : path), source_page: address(one.path) },
            })),
          ]),
        );
      },
    ),
    { numRuns: 200 },
  );
});

describe('a walk', () => {
  const web = (documents: Record<string, string>): WebReader & { asked: string[] } => {
    const asked: string[] = [];
    return {
      asked,
      readText: () => Promise.reject(new Error('not asked for')),
      readStream: (address) => {
        asked.push(address);
        const text = documents[address];
        return text === undefined
          ? Promise.reject(new Error('it answered 404'))
          : Promise.resolve({
              status: 200,
              finalAddress: address,
              headers: {},
              body: Readable.from([Buffer.from(text)]),
            });
      },
    };
  };
  const index = (...names: string[]) =>
    `<sitemapindex>${names.map((name) => `<sitemap><loc>https://example.com/${name}</loc></sitemap>`).join('')}</sitemapindex>`;
  const walk = (reader: WebReader, options?: WalkOptions) => all(walkSitemaps(reader, AT, options));

  it('reads what an index names, each once, also in a ring', async () => {
    const reader = web({
      [AT]: index('1.xml', '2.xml', '1.xml', 'sitemap.xml'),
      'https://example.com/1.xml': urlset('<url><loc>https://example.com/a</loc></url>'),
    });
    expect(await walk(reader)).toEqual([
      { kind: 'read', address: AT },
      page('https://example.com/a'),
      { kind: 'read', address: 'https://example.com/1.xml' },
      { kind: 'problem', detail: 'The sitemap https://example.com/2.xml cannot be read: it answered 404' },
    ]);
    expect(reader.asked).toHaveLength(3);
  });

  it('is bounded in depth and number', async () => {
    const deep = web(
      Object.fromEntries([
        [AT, index('0.xml')],
        ...Array.from({ length: 9 }, (_, n) => [`https://example.com/${n}.xml`, index(`${n + 1}.xml`)] as const),
      ]),
    );
    expect((await walk(deep, { deepest: 2 })).at(-1)).toMatchObject({ kind: 'problem' });
    expect(deep.asked).toHaveLength(3);
    const wide = web({ [AT]: index(...Array.from({ length: 50 }, (_, n) => `${n}.xml`)) });
    expect((await walk(wide, { mostSitemaps: 10 })).at(-1)).toMatchObject({
      detail: expect.stringMatching(/^41 sitemaps/) as string,
    });
    expect(wide.asked).toHaveLength(10);
  });

  it('fails with the first', async () => {
    await expect(walk(web({}))).rejects.toThrow('404');
  });
});
