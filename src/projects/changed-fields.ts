/** Before and after of those fields that differ; undefined when none does. */
export function changedFields<Row extends object>(
  before: Row,
  after: Row,
  fields: readonly (keyof Row)[],
): { before: Record<string, unknown>; after: Record<string, unknown> } | undefined {
  const changed = fields.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return undefined;
  const image = (row: Row) => Object.fromEntries(changed.map((field) => [field, row[field]]));
  return { before: image(before), after: image(after) };
}
