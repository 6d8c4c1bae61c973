/**
 * SQL: the form in which names are compared: trimmed, NFC, without regard to case, whatever the server's locale:
 * a plain lower() under the C locale takes É and é for two letters. The unique indexes are on exactly this expression.
 */
export function nameKey(column: string): string {
  return `lower(normalize(btrim(${column}), NFC) collate "und-x-icu")`;
}
