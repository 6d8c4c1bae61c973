import { markKey, trimmed } from './mark-key';

/** Sorts before whatever may follow in a longer mark. */
const END = '\u0001';
const LONGEST_RUN = 99;

/**
 * A key that sorts marks as people count, byte by byte and so on every server alike: B1, b2, B002, B02, B2, B10. Each run of
 * digits becomes its count of digits (two places; runs of more than 99 digits are not told apart by length) and the digits
 * without leading zeros. Marks that only differ by zeros or case follow each other: first by the mark with upper and lower
 * case exchanged, so that small letters go first.
 *
 * Keys are compared by bytes, by {@link byNaturalKey}.
 */
export function naturalKey(mark: string): string {
  const counted = markKey(mark).replace(/[0-9]+/g, (run) => {
    const digits = run.replace(/^0+/, '');
    return String(Math.min(digits.length, LONGEST_RUN)).padStart(2, '0') + digits;
  });
  const exchanged = trimmed(mark).replace(/[A-Za-z]/g, (letter) =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
  return counted + END + exchanged;
}

/** Compares two keys by bytes of UTF-8, where JavaScript's `<` compares halves of surrogate pairs. */
export function byNaturalKey(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
