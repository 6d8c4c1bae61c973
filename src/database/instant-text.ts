/** SQL: a `timestamptz` as text, as it stands in the JSON of an answer and as a field of an input has it; NULL for NULL. */
export function instantText(sql: string): string {
  return `(to_json(${sql}) #>> '{}')`;
}
