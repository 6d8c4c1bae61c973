import * as fc from 'fast-check';
import { addressOrNothing, LONGEST_ADDRESS, readAddress } from './picture-address';

it.each([
  ['HTTP://Example.COM:80/a/../b.jpg#top', 'http://example.com/b.jpg'],
  ['  https://example.com \n', 'https://example.com/'],
  ['https://bücher.example/ä b.png?q=ü', 'https://xn--bcher-kva.example/%C3%A4%20b.png?q=%C3%BC'],
  ['https://例え.テスト/写真.jpg', 'https://xn--r8jz45g.xn--zckzah/%E5%86%99%E7%9C%9F.jpg'],
  [`https://example.com/#${'f'.repeat(5000)}`, 'https://example.com/'],
])('makes %j normal', (given, address) => {
  expect(readAddress(given)).toEqual({ address });
});

it('reads relative addresses where there is a base', () => {
  expect(addressOrNothing('../c.jpg', 'https://example.com/a/b/')).toBe('https://example.com/a/c.jpg');
  expect(addressOrNothing('//cdn.example/c.jpg', 'https://example.com/')).toBe('https://cdn.example/c.jpg');
  expect(addressOrNothing('c.jpg')).toBeUndefined();
  expect(addressOrNothing(' ', 'https://example.com/')).toBeUndefined();
});

it.each([
  ['', /empty/],
  ['cat.jpg', /no absolute address/],
  ['http://', /no absolute address/],
  ['http://a b/', /no absolute address/],
  ['data:image/png;base64,AAAA', /not data:/],
  ['file:///etc/passwd', /not file:/],
  ['gopher://example.com/', /not gopher:/],
  ['javascript:alert(1)', /not javascript:/],
  ['https://me:secret@example.com/', /password/],
  ['https://me@example.com/', /password/],
  [`https://example.com/${'ä'.repeat(400)}`, /2420 characters/],
  [`data:${'x'.repeat(1_000_000)}`, /characters/],
])('says why %.40j is no address', (given, problem) => {
  expect(readAddress(given)).toEqual({ problem: expect.stringMatching(problem) as string });
});

it('is done once: a normal address stays as it is, within the limit, without a fragment', () => {
  const texts = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ unit: 'binary' }).map((path) => `https://example.com/${path}`),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const address = addressOrNothing(text);
      if (address === undefined) return;
      expect(readAddress(address)).toEqual({ address });
      expect(address.length).toBeLessThanOrEqual(LONGEST_ADDRESS);
      expect(address).toMatch(/^https?:\/\/[^#]+$/);
    }),
    { numRuns: 500 },
  );
});
