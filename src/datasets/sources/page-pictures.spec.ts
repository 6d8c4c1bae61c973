import * as fc from 'fast-check';
import { type PageOptions, readPage, type WebPage } from './page-pictures';

const PAGE = 'https://example.com/zoo/animals.html?p=1';
const read = (html: string, options?: PageOptions): Promise<WebPage> => readPage(html, PAGE, options);
const addresses = async (html: string) =>
  (await read(html)).pictures.map(({ address }) => address.replace('https://example.com/', ''));

it.each<[string, string, string[]]>([
  ['an img', '<img src=" /a.jpg ">', ['a.jpg']],
  [
    'the largest of a srcset',
    '<img src=s.jpg srcset="m.jpg 640w, l.jpg?a=1,b 1280w, s.jpg 320w">',
    ['zoo/l.jpg?a=1,b'],
  ],
  ['entities', '<img src="/a.jpg?x=1&amp;y=2&#38;z=3&copy=4">', ['a.jpg?x=1&y=2&z=3&copy=4']],
  ['the largest of a picture', '<picture><source srcset="/l.avif 2000w"><img src=/s.jpg></picture>', ['l.avif']],
  [
    "of equals the img's own",
    '<picture><source type=image/avif srcset="/a.avif 800w"><img src=/s.jpg srcset="/a.jpg 800w, /s.jpg 400w"></picture>',
    ['a.jpg'],
  ],
  ['a picture without an img', '<picture><source srcset=/a.webp></picture><p><img src=/b.jpg>', ['a.webp', 'b.jpg']],
  ['a lazy img', '<img src="data:image/gif;base64,R0lG" data-src=/real.jpg>', ['real.jpg']],
  ['a lazy set', '<img src=/tiny.jpg srcset="/tiny.jpg 20w" data-srcset="/a.jpg 300w, /b.jpg 900w">', ['b.jpg']],
  [
    'other lazy loaders',
    '<img data-original=/a.jpg><img data-lazy-src=/b.jpg><img data-lazy=/c.jpg>',
    ['a.jpg', 'b.jpg', 'c.jpg'],
  ],
  ['words in lazy attributes', '<img src=/a.jpg data-lazy=true data-src=lazy>', ['a.jpg']],
  ['a lazy source', '<picture><source data-srcset="/a.jpg 9w"><img data-src=/b.jpg></picture>', ['a.jpg']],
  ['noscript once', '<img data-src=/a.jpg><noscript><img src="/a.jpg"><img src=/b.jpg></noscript>', ['a.jpg', 'b.jpg']],
  [
    'social networks',
    '<meta property="og:image" content=/a.jpg><meta name=twitter:image content=/b.jpg><link rel="x image_src" href=/c.jpg>',
    ['a.jpg', 'b.jpg', 'c.jpg'],
  ],
  [
    'backgrounds',
    '<p style="background: url(&quot;/a.jpg&quot;)"><style>b{background-image:url(/b.jpg)}</style>',
    ['a.jpg', 'b.jpg'],
  ],
  [
    'lazy backgrounds',
    '<p data-bg="/a.jpg"><p data-background-image="url(/b.jpg)"><p data-bg=dark>',
    ['a.jpg', 'b.jpg'],
  ],
  [
    'other elements',
    '<video poster=/a.jpg src=/no.mp4></video><input type=IMAGE src=/b.png><svg><image xlink:href=/c.png /></svg>',
    ['a.jpg', 'b.png', 'c.png'],
  ],
  ['files of galleries', '<div data-src=/a.JPG></div><iframe data-src=/no.html></iframe>', ['a.JPG']],
  [
    'preloads',
    '<link rel=preload as=image href=/s.jpg imagesrcset="/a.jpg 2x"><link rel=preload as=font href=/no.woff>',
    ['a.jpg'],
  ],
  ['links to pictures', '<a href="/a.webp?x">big</a><a href="//cdn.example/no.pdf">', ['a.webp?x']],
  [
    'a base, the first one, for what comes after it',
    '<img src=a.jpg><base href="/base/"><base href="/no/"><img src=a.jpg>',
    ['zoo/a.jpg', 'base/a.jpg'],
  ],
  [
    'nothing in comments, scripts and titles',
    '<!-- <img src=/no.jpg> --><script>"<img src=/no.jpg>"</script><title><img src=/no.jpg></title>',
    [],
  ],
  [
    'no empty, foreign or data address',
    '<img src=""><img src="  "><img><img src="data:image/png;base64,AA"><img src="ftp://example.com/a.jpg">',
    [],
  ],
  [
    'broken HTML',
    '<div><p><img src="/a.jpg" <b><table><img src=/b.jpg<i></p></div></table><img src="/c.jpg',
    ['a.jpg', 'b.jpg<i'.replace('<', '%3C')],
  ],
])('finds %s', async (_, html, expected) => {
  expect(await addresses(html)).toEqual(expected);
});

it('keeps titles, and where the picture was seen', async () => {
  const { pictures } = await read(
    '<img src=/a.jpg alt=" A\n fox " title=no><img src=/b.jpg alt="" title="B"><img src=/a.jpg alt=C>',
  );
  expect(pictures).toEqual([
    { address: 'https://example.com/a.jpg', title: 'A fox', source_page: PAGE },
    { address: 'https://example.com/b.jpg', title: 'B', source_page: PAGE },
  ]);
});

it('takes the licence that structured data states for a picture, and that of the page', async () => {
  const data = {
    '@graph': [
      {
        '@type': 'ImageObject',
        contentUrl: '/fox.jpg',
        license: 'https://creativecommons.org/licenses/by-sa/4.0/',
        acquireLicensePage: '/buy',
        creditText: 'Zoo',
        creator: { '@type': 'Person', name: 'Ann', url: '/ann' },
        thumbnail: { '@type': 'ImageObject', url: '/no.jpg' },
      },
      {
        '@type': ['NewsArticle'],
        image: ['/owl.jpg', { url: '/bear.jpg', copyrightNotice: '© Zoo', acquireLicensePage: '/buy' }],
        publisher: { logo: { '@type': 'ImageObject', url: '/no.png' } },
      },
    ],
  };
  const page = await read(
    `<script type="Application/LD+JSON; charset=utf-8">${JSON.stringify(data)}</script><script type="application/ld+json">{broken</script>
     <img src=/fox.jpg alt="A fox"> <a rel="nofollow license" href="https://creativecommons.org/licenses/by/4.0/">CC</a>`,
  );
  expect(page.licence_address).toBe('https://creativecommons.org/licenses/by/4.0/');
  expect(page.pictures).toEqual([
    {
      address: 'https://example.com/fox.jpg',
      source_page: PAGE,
      title: 'A fox',
      author: 'Ann',
      author_address: 'https://example.com/ann',
      licence: 'CC BY-SA 4.0',
      licence_address: 'https://creativecommons.org/licenses/by-sa/4.0/',
      attribution: 'Zoo',
    },
    { address: 'https://example.com/owl.jpg', source_page: PAGE },
    {
      address: 'https://example.com/bear.jpg',
      source_page: PAGE,
      licence_address: 'https://example.com/buy',
      attribution: '© Zoo',
    },
  ]);
});

it('follows links on the same host once, without fragments, itself and what is nofollow', async () => {
  const html = `<a href="/b#x">1</a><a href="http://example.com/c">2</a><area href=d.html><a href="/b#y">3</a><a href="#top">4</a>
    <a href="animals.html?p=1">5</a><a href="/no" rel="external NoFollow">6</a><a href="https://other.example/no">7</a>
    <a href="https://example.com:8443/no">8</a><a href="mailto:a@example.com">9</a><a>10</a><link rel=next href=/no>`;
  expect((await read(html)).links).toEqual([
    'https://example.com/b',
    'http://example.com/c',
    'https://example.com/zoo/d.html',
  ]);
  expect((await read(`${html}<meta name=Robots content="noindex, NoFollow">`)).links).toEqual([]);
});

it('returns what the page tells robots, or this one by its name', async () => {
  const html = `<meta name=ROBOTS content="NoAI, noimageai,"><META NAME="continuity" CONTENT="noindex"><meta name=otherbot content=none>`;
  expect((await read(html, { agent: 'continuity' })).robots).toEqual(['noai', 'noimageai', 'noindex']);
  expect((await read(html)).robots).toEqual(['noai', 'noimageai']);
});

it('stops at its bounds and says so', async () => {
  const html = '<img src=1.jpg><img src=2.jpg><img src=3.jpg><a href=1><a href=2><a href=3>';
  expect(await read(html, { mostPictures: 3, mostLinks: 3 })).toMatchObject({ capped: false });
  const capped = await read(html, { mostPictures: 2, mostLinks: 2 });
  expect([capped.pictures.length, capped.links.length, capped.capped]).toEqual([2, 2, true]);
});

it('stops when it is told to', async () => {
  await expect(read('<img src=a.jpg>', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

it('reads 100,000 pictures, and lets other work through as it does', async () => {
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const html = Array.from({ length: 100_001 }, (_, n) => `<div><img src="/${n}.jpg" alt="Nr ${n}">`).join('');
  const page = await read(html);
  clearInterval(counting);
  expect([page.pictures.length, page.capped]).toEqual([100_000, true]);
  expect(turns).toBeGreaterThan(1);
});

it.each([
  '<b>',
  '<a href=x>',
  '</p>',
  '<',
  '&amp',
  '<a b=',
  '<img src="&',
  '<!--',
  '<svg>',
  '<style>',
  '<script type=application/ld+json>[',
  '<x a="',
  '<img srcset="a 1w,',
  '<p style=\'background:url(\\"',
  '<picture><source srcset=a>',
])('reads 4 million characters of %j', async (piece) => {
  expect((await read(piece.repeat(4_000_000 / piece.length))).pictures.length).toBeLessThan(10);
});

it('reads any text, the same in one piece as across two slices', async () => {
  const unit = fc.constantFrom(
    ...[
      '<',
      '>',
      '"',
      "'",
      '=',
      ' ',
      '/',
      '&',
      ';',
      '!',
      '-',
      'img',
      'src',
      'srcset',
      'a',
      'href',
      'style',
      'url(',
      ')',
      'x.jpg',
      'noscript',
      'picture',
      'source',
      'base',
      ',',
      '2x',
      'meta',
      'content',
      'name',
      'robots',
      'amp',
      '\n',
      'ü',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 60 }), fc.nat(40), async (html, shift) => {
      const page = await read(html);
      for (const { address } of page.pictures) expect(address).toMatch(/^https?:\/\//);
      expect(await read(`<p>${' '.repeat(16_381 - shift)}${html}`)).toEqual(await read(`<p> ${html}`));
    }),
    { numRuns: 300 },
  );
});
