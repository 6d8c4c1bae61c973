import fc from 'fast-check';
import { markKey } from './mark-key';
import { byNaturalKey, naturalKey } from './natural-key';

const sorted = (marks: string[]): string[] =>
  [...marks].sort((one, other) => byNaturalKey(naturalKey(one), naturalKey(other)));

/** Marks as shops write them, and any other text. */
const marks = fc.oneof(
  fc.stringMatching(/^ ?[A-Za-z]{0,3}[0-9]{0,4}[-. ]?[A-Za-z]{0,2}[0-9]{0,12} ?$/),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

describe('the key of a mark', () => {
  it('folds case, composition and spaces around', () => {
    expect(markKey('  É12 ')).toBe(markKey('e\u030112'));
    expect(markKey(' A 466 ')).toBe('a 466');
    expect(markKey('\tB1')).toBe('\tb1');
  });

  it('does not change when it is folded again, and takes a long run of spaces in one pass', () => {
    fc.assert(
      fc.property(marks, (mark) => {
        expect(markKey(markKey(mark))).toBe(markKey(mark));
      }),
      { numRuns: 300 },
    );
    expect(markKey(`a${' '.repeat(2_000_000)}b`)).toHaveLength(2_000_002);
  });
});

describe('natural order', () => {
  it('counts as people count', () => {
    expect(sorted(['B10', 'B2', 'B1', 'B02', 'b2'])).toEqual(['B1', 'b2', 'B02', 'B2', 'B10']);
    expect(sorted(['B2', 'B02', 'B002'])).toEqual(['B002', 'B02', 'B2']);
    for (const [less, more] of [
      ['B2', 'B10'],
      ['2B4', '10A1'],
      ['A-21', 'A-123'],
      ['B2', 'B2A'],
      ['A0', 'A1'],
      ['B99999999999999999999', 'B100000000000000000000'],
      ['M129L1', 'M129L10'],
      ['9', 'A1'],
    ] as const)
      expect(sorted([more, less])).toEqual([less, more]);
  });

  it('agrees with numbers, and never calls two different marks equal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{0,3}-?$/), fc.nat(), fc.nat(), (head, one, other) => {
        expect(Math.sign(byNaturalKey(naturalKey(`${head}${one}`), naturalKey(`${head}${other}`)))).toBe(
          Math.sign(one - other),
        );
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(marks, marks, (one, other) => {
        if (one.trim() === other.trim()) return;
        expect(naturalKey(one)).not.toBe(naturalKey(other));
      }),
      { numRuns: 500 },
    );
  });
});
