import fc from 'fast-check';
import { NASTY_TEXTS } from '../../../test/support/drawn-stories';
import { beginningOf, textWidth, wrapText } from './text-layout';

describe('text in lines', () => {
  it('is never wider than its room nor in more lines than allowed', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.lorem(),
      fc.constantFrom(...NASTY_TEXTS.map(([, text]) => text)),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 400 }), fc.integer({ min: 1, max: 4 }), (text, width, most) => {
        const lines = wrapText(text, width, 12, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) {
          expect(textWidth(line, 12)).toBeLessThanOrEqual(width + 1e-6);
          expect(line.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('breaks at spaces, and says when something was left out', () => {
    expect(wrapText('one two  three\nfour', 45, 10, 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapText('one two three four', 45, 10, 2)).toEqual(['one two', 'three f…']);
    expect(wrapText(' \n ', 45, 10, 2)).toEqual([]);
  });

  it('breaks between wide characters, which count double, and not inside a cluster', () => {
    expect(wrapText('漢字漢字漢', 23, 10, 9)).toEqual(['漢字', '漢字', '漢']);
    expect(textWidth('e\u0301', 10)).toBe(textWidth('e', 10));
    expect(textWidth('漢', 10)).toBeGreaterThan(1.7 * textWidth('e', 10));
    const family = '👩‍👩‍👧‍👦';
    expect(wrapText(family.repeat(3), 23, 10, 9)).toEqual([family.repeat(2), family]);
  });

  it('begins with whole clusters', () => {
    expect(beginningOf('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301e\u0301…');
    expect(beginningOf('  a\n b ', 3)).toBe('a b');
  });
});
