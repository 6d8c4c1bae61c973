import type { SortType } from './sort-type';

/** One value that rows are ordered by: its SQL, its type, and whether it is never NULL. */
export interface Key {
  sql: string;
  type: SortType;
  required: boolean;
}

/**
 * SQL: does a row come after the last one of the page before? NULLs come last both ways. Where a row comparison can say it,
 * it does, so that an index is read from there on.
 *
 * @param keys the order; its last key is unique and never NULL
 * @param last the values of that row, as texts
 * @param compare `<` for a descending order
 * @param at binds a value
 */
export function comesAfter(
  keys: readonly Key[],
  last: readonly (string | null)[],
  compare: '<' | '>',
  at: (value: string) => string,
): string {
  const bound = keys.map(({ sql, type, required }, place) => {
    const value = last[place] ?? null;
    return { sql, required, value: value === null ? null : `${at(value)}::${type}` };
  });
  return after(bound, compare);
}

interface Bound {
  sql: string;
  required: boolean;
  value: string | null;
}

function after([first, ...rest]: readonly Bound[], compare: '<' | '>'): string {
  if (!first) throw new Error('an order ends with a key that is unique and never NULL');
  if (first.value === null) return `(${first.sql} is null and ${after(rest, compare)})`;
  const orNull = first.required ? '' : ` or ${first.sql} is null`;
  if (rest.every(({ required }) => required)) {
    const row = [first, ...rest];
    const beyond = `(${row.map(({ sql }) => sql).join(', ')}) ${compare} (${row.map(({ value }) => value).join(', ')})`;
    return orNull === '' ? beyond : `(${beyond}${orNull})`;
  }
  const further = `${first.sql} = ${first.value} and ${after(rest, compare)}`;
  return `(${first.sql} ${compare} ${first.value} or (${further})${orNull})`;
}
