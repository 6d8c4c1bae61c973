/** One value of an order, and where the page before ended. */
export interface KeysetValue {
  sql: string;
  required: boolean;
  /** SQL of the last row's value; null where that was NULL. */
  last: string | null;
}

/**
 * SQL: does a row come after the last one of the page before? NULLs come last both ways. Where a row comparison can say it,
 * it does, so that an index is read from there on.
 *
 * @param values the order; the last of them is unique and never NULL
 * @param compare `<` for a descending order
 */
export function comesAfter([first, ...rest]: readonly KeysetValue[], compare: '<' | '>'): string {
  if (!first) throw new Error('an order has at least one value');
  if (first.last === null) return `(${first.sql} is null and ${comesAfter(rest, compare)})`;
  const orNull = first.required ? '' : ` or ${first.sql} is null`;
  if (rest.every(({ required }) => required)) {
    const values = [first, ...rest];
    const row = `(${values.map(({ sql }) => sql).join(', ')}) ${compare} (${values.map(({ last }) => last).join(', ')})`;
    return orNull === '' ? row : `(${row}${orNull})`;
  }
  const further = `${first.sql} = ${first.last} and ${comesAfter(rest, compare)}`;
  return `(${first.sql} ${compare} ${first.last} or (${further})${orNull})`;
}
