import { markKey, markKeySql, trimmed } from './mark-key';

/** Sorts before whatever may follow in a longer mark. */
const END = '\u0001';
const LONGEST_RUN = 99;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A key that sorts marks as people count, byte by byte and so on every server alike: B1, b2, B002, B02, B2, B10. Each run of
 * digits becomes its count of digits (two places; runs of more than 99 digits are not told apart by length) and the digits
 * without leading zeros. Marks that only differ by zeros or case follow each other: first by the mark with upper and lower
 * case exchanged, so that small letters go first.
 *
 * Keys are compared by bytes: {@link byNaturalKey} here, `collate "C"` in the database.
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

/** Compares two keys as `collate "C"` does: by bytes of UTF-8, where JavaScript's `<` compares halves of surrogate pairs. */
export function byNaturalKey(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * SQL: the function `natural_key(text)`, which makes the same key. Immutable, so that a generated column
 * (`text collate "C"`) and an index may stand on it.
 */
export const createNaturalKey = `create function natural_key(mark text) returns text
language sql immutable strict parallel safe
return (
  select coalesce(string_agg(
    case when part[1] ~ '^[0-9]'
      then lpad(least(length(ltrim(part[1], '0')), ${LONGEST_RUN})::text, 2, '0') || ltrim(part[1], '0')
      else part[1]
    end, '' order by place), '')
  from regexp_matches(${markKeySql('mark')}, '[0-9]+|[^0-9]+', 'g') with ordinality as parts(part, place)
) || chr(1) || translate(btrim(mark), '${UPPER}${LOWER}', '${LOWER}${UPPER}')`;
