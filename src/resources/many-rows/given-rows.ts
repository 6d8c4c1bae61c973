/**
 * Rows that a statement takes as a table: one array a column, so that there is one text for any number of rows. The SQL of
 * the table and the values of its parameters come from one declaration, and the statement names the columns.
 */
export class GivenRows<Row> {
  private readonly columns: readonly { name: string; type: string; valueOf: (row: Row) => unknown }[];

  /**
   * @param columns the properties of a row that are columns of the table, and their SQL types. Absent is NULL; a `jsonb`
   *   column takes any JSON, of which null is NULL, too.
   */
  constructor(columns: { readonly [Name in keyof Row]?: string }) {
    this.columns = Object.entries(columns as Record<string, string>).map(([name, type]) => {
      const valueOf = (row: Row) => row[name as keyof Row];
      return { name, type, valueOf: type === 'jsonb' ? (row: Row) => jsonOf(valueOf(row)) : valueOf };
    });
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
