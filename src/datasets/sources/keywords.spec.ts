import * as fc from 'fast-check';
import { LONGEST_KEYWORD, MOST_KEYWORDS, readKeywords } from './keywords';

it('trims, drops what is empty or said already, and keeps the first spelling and the order', () => {
  expect(readKeywords([' Red Panda ', '', 'red panda', '  ', 'Ærø', 'ÆRØ', 'cafe\u0301', 'café'])).toEqual({
    keywords: ['Red Panda', 'Ærø', 'cafe\u0301'],
    problems: [],
  });
});

it('refuses none, too many and too long ones, and says which', () => {
  expect(readKeywords([]).problems).toHaveLength(1);
  expect(readKeywords([' ', '\t']).problems).toEqual([{ detail: 'There is no keyword; name at least one.' }]);
  expect(readKeywords(Array.from({ length: MOST_KEYWORDS }, (_, n) => `k${n}`)).problems).toEqual([]);
  expect(readKeywords(Array.from({ length: MOST_KEYWORDS + 1 }, (_, n) => `k${n}`)).problems).toHaveLength(1);
  // Characters, not UTF-16 units: a picture sign is one.
  expect(readKeywords(['a', '🦊'.repeat(LONGEST_KEYWORD)]).problems).toEqual([]);
  expect(readKeywords(['a', '🦊'.repeat(LONGEST_KEYWORD + 1)]).problems).toMatchObject([{ index: 1 }]);
});

it('reads what it gave to the same again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: MOST_KEYWORDS }), (given) => {
      const { keywords, problems } = readKeywords(given);
      expect(new Set(keywords.map((keyword) => keyword.normalize('NFC').toLowerCase())).size).toBe(keywords.length);
      expect(keywords.every((keyword) => keyword === keyword.trim() && keyword !== '')).toBe(true);
      expect(problems.length === 0).toBe(keywords.length > 0);
      expect(readKeywords(keywords).keywords).toEqual(keywords);
    }),
    { numRuns: 300 },
  );
});
