import fc from 'fast-check';
import { harmless, original } from './spreadsheet-cells';

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\uFF1D', 'a', '1') }),
);

describe('cells of a spreadsheet', () => {
  it('are given back as they were, whatever they hold', () => {
    fc.assert(
      fc.property(cell, (text) => {
        expect(original(harmless(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('never start with what a spreadsheet runs', () => {
    fc.assert(
      fc.property(cell, (text) => {
        expect(harmless(text)).not.toMatch(/^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ["'=1+1", "''=1+1"],
    ['-5', "'-5"],
    ['\uFF1DSUM', "'\uFF1DSUM"],
    ["it's", "it's"],
    ['', ''],
  ])('write %j as %j', (text, written) => {
    expect(harmless(text)).toBe(written);
    expect(original(written)).toBe(text);
  });
});
