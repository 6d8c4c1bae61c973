import { isDeepStrictEqual } from 'node:util';

/** Those fields that differ, before and after: what the activity log keeps of a change. */
export interface ChangedFields {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Before and after of those fields that differ, however deep; undefined when none does. */
export function changedFields<Row extends object>(
  before: Row,
  after: Row,
  fields: readonly (keyof Row)[],
): ChangedFields | undefined {
  const changed = fields.filter(
    (field) => before[field] !== after[field] && !isDeepStrictEqual(before[field], after[field]),
  );
  if (changed.length === 0) return undefined;
  const image = (row: Row) => Object.fromEntries(changed.map((field) => [field, row[field]]));
  return { before: image(before), after: image(after) };
}

/**
 * A row after a merge patch whose values replace.
 *
 * @param name the field with a name of people's, if there is one: see {@link isSpelledAnew}
 */
export function patched<Row extends object>(
  before: Row,
  patch: Partial<Row>,
  name?: { [Field in keyof Row]: Row[Field] extends string ? Field : never }[keyof Row],
): Row {
  const after = { ...before, ...patch };
  if (name !== undefined && !isSpelledAnew(before[name] as string, patch[name] as string | undefined))
    after[name] = before[name];
  return after;
}

/** Does a patch give another name? One from before names were normalised stays as it is spelled until somebody does. */
export function isSpelledAnew(before: string, given: string | undefined): boolean {
  return given !== undefined && given !== before.trim().normalize('NFC');
}
