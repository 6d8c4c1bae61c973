/** One column, constraint, index, trigger or function, as PostgreSQL itself describes it. */
export interface CatalogEntry {
  kind: 'column' | 'constraint' | 'index' | 'trigger' | 'function';
  /** The table; null for a function. */
  table: string | null;
  name: string;
  definition: string;
}

type Query = (sql: string) => Promise<object[]>;

/**
 * Everything in the schema `public` but the migrator's own table. Indexes that a constraint brings are left out, and so
 * are NOT NULL constraints: they are in the column's definition.
 */
export function readCatalog(query: Query): Promise<CatalogEntry[]>;

/** The schema as one readable SQL text, in a stable order, the same on every supported version of PostgreSQL. */
export function schemaText(query: Query): Promise<string>;
