/** How a column of given rows is written: its SQL type, and its value of a row. A `jsonb` value is any JSON; null or absent is SQL's NULL. */
export type GivenColumn<Row> = readonly [type: string, valueOf: (row: Row) => unknown];

/**
 * Rows that a statement takes as a table: one array a column, so that there is one text for any number of rows. The SQL of
 * the table and the values of its parameters come from one declaration, and the statement names the columns.
 */
export class GivenRows<Row> {
  private readonly columns: readonly { name: string; type: string; valueOf: (row: Row) => unknown }[];

  /**
   * @param own columns with values that a row has under the same names, and their SQL types
   * @param made columns with values that are made of a row
   */
  constructor(own: { readonly [Name in keyof Row]?: string }, made: Readonly<Record<string, GivenColumn<Row>>> = {}) {
    const columns = [
      ...Object.entries(own as Record<string, string>).map(
        ([name, type]) => [name, type, (row: Row) => row[name as keyof Row]] as const,
      ),
      ...Object.entries(made).map(([name, [type, valueOf]]) => [name, type, valueOf] as const),
    ];
    this.columns = columns.map(([name, type, valueOf]) => ({
      name,
      type,
      valueOf: type === 'jsonb' ? (row: Row) => jsonOf(valueOf(row)) : valueOf,
    }));
  }

  /** SQL: the rows, for a FROM. @param first the number of the first of their parameters; they take one for each column */
  table(first: number, alias = 'given'): string {
    return `${this.unnest(first)} ${alias}(${this.names()})`;
  }

  /** SQL: as {@link table}, with a further column `place` that counts the rows from 1. */
  tableInOrder(first: number, alias = 'given'): string {
    return `${this.unnest(first)} with ordinality ${alias}(${this.names()}, place)`;
  }

  /** The parameters: an array for each column. */
  values(rows: readonly Row[]): unknown[][] {
    return this.columns.map(({ valueOf }) => rows.map(valueOf));
  }

  private unnest(first: number): string {
    return `unnest(${this.columns.map(({ type }, index) => `$${first + index}::${type}[]`).join(', ')})`;
  }

  private names(): string {
    return this.columns.map(({ name }) => name).join(', ');
  }
}

function jsonOf(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
