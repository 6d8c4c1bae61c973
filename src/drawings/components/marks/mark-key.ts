import { nameKey } from '../../../database/name-key';

/**
 * The form in which piece marks and instance identifiers are compared: trimmed of spaces, NFC, without regard to case. It is
 * what {@link markKeySql} makes in the database; the two may differ only in letters that are younger than the ICU of either.
 */
export function markKey(mark: string): string {
  return trimmed(mark).normalize('NFC').toLowerCase();
}

/** SQL: the same of a column. Unique indexes on marks and identifiers are on this expression. */
export const markKeySql = nameKey;

/** Without the spaces (U+0020 alone, as SQL's btrim takes it) at both ends; in one pass, however long the text. */
export function trimmed(text: string): string {
  let from = 0;
  let until = text.length;
  while (from < until && text.charAt(from) === ' ') from++;
  while (until > from && text.charAt(until - 1) === ' ') until--;
  return text.slice(from, until);
}
