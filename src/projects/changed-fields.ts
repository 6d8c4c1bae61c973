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

/** A row after a merge patch. A name from before names were normalised stays as it is spelled until somebody gives another. */
export function patched<Row extends { name: string }>(before: Row, patch: Partial<Row>): Row {
  const after = { ...before, ...patch };
  return patch.name === before.name.trim().normalize('NFC') ? { ...after, name: before.name } : after;
}
