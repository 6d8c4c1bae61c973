import * as fc from 'fast-check';
import { largestFirst, type SrcsetCandidate, srcsetCandidates } from './srcset';

it.each<[string, SrcsetCandidate[]]>([
  ['', []],
  [' , ,, ', []],
  ['a.jpg', [{ address: 'a.jpg' }]],
  [
    'a.jpg 1x,b.jpg 2x',
    [
      { address: 'a.jpg', density: 1 },
      { address: 'b.jpg', density: 2 },
    ],
  ],
  ['a.jpg, b.jpg 1.5x', [{ address: 'a.jpg' }, { address: 'b.jpg', density: 1.5 }]],
  // Without white space the comma is part of the address.
  ['a,b.jpg 2x', [{ address: 'a,b.jpg', density: 2 }]],
  [
    '/w_300,h_200/a.jpg 300w,\n\t/w_600,h_400/a.jpg 600w',
    [
      { address: '/w_300,h_200/a.jpg', width: 300 },
      { address: '/w_600,h_400/a.jpg', width: 600 },
    ],
  ],
  [
    'data:image/gif;base64,R0lG, a.jpg 2x',
    [{ address: 'data:image/gif;base64,R0lG' }, { address: 'a.jpg', density: 2 }],
  ],
  ['a.jpg,,,', [{ address: 'a.jpg' }]],
  ['a.jpg 100w 50h, b.jpg 50h', [{ address: 'a.jpg', width: 100 }]],
  ['a.jpg 1x 2x, b.jpg 100w 2x, c.jpg 0w, d.jpg -1x, e.jpg 1.5w, f.jpg x, g.jpg 2X', []],
  ['a.jpg (1,2) 2x, b.jpg (3, c.jpg 2x', []],
  ['a.jpg 2x , b.jpg', [{ address: 'a.jpg', density: 2 }, { address: 'b.jpg' }]],
])('reads %j', (srcset, candidates) => {
  expect(srcsetCandidates(srcset)).toEqual(candidates);
});

it('puts the largest first', () => {
  const order = (srcset: string) => largestFirst(srcsetCandidates(srcset)).map(({ address }) => address);
  expect(order('s 320w, l 1280w, m 640w')).toEqual(['l', 'm', 's']);
  expect(order('a, b 3x, c 0.5x, d 1x')).toEqual(['b', 'a', 'd', 'c']);
  expect(order('dense 4x, wide 10w')).toEqual(['wide', 'dense']);
});

const address = fc
  .string({ unit: fc.constantFrom(...Array.from('abc/.,:;()?=%-_ä🦊')), minLength: 1, maxLength: 12 })
  .filter((text) => !text.startsWith(',') && !text.endsWith(','));
const white = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\f', '\r'), minLength: 1, maxLength: 3 });
const candidate = fc.oneof(
  fc.record({ address }),
  fc.record({ address, width: fc.integer({ min: 1, max: 99_999 }) }),
  fc.record({ address, density: fc.float({ min: 0, max: 10, noNaN: true }).map((value) => Number(value.toFixed(2))) }),
) as fc.Arbitrary<SrcsetCandidate>;

it('reads every list that was written by the grammar', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(candidate, white, white, fc.boolean()), { maxLength: 8 }), (parts) => {
      const text = parts
        .map(([{ address, width, density }, before, after, spaced]) => {
          const size = width !== undefined ? `${width}w` : density !== undefined ? `${density}x` : undefined;
          // Without a descriptor only white space parts a comma from the address, or it ends the candidate itself.
          return `${before}${address}${size === undefined ? '' : `${after}${size}`}${spaced ? after : ''},`;
        })
        .join(' ');
      expect(srcsetCandidates(text)).toEqual(parts.map(([expected]) => expected));
    }),
    { numRuns: 500 },
  );
});

it('reads any text, and finds no address with white space or commas at its ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('a1wxh,() \t.')), maxLength: 60 }), (text) => {
      for (const { address } of srcsetCandidates(text)) expect(address).toMatch(/^[^\s,](?:\S*[^\s,])?$/);
    }),
    { numRuns: 1000 },
  );
});
