import { schemaText } from '../../src/migrator/check/schema-text';
import type { TestDatabase } from './database';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00/g;

/** The schema, whatever the order in which columns were added. */
export function schemaOf(database: TestDatabase): Promise<string> {
  return schemaText((text) => database.sql(text), 'by name');
}

/** Every row of the schemas `public` and `parked` as JSON, by table; without the migrations table. */
export async function rowsOf(
  database: TestDatabase,
  schemas: readonly string[] = ['public'],
): Promise<Record<string, string[]>> {
  const tables = await database.sql<{ name: string }>(
    `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class
      where relnamespace::regnamespace::text = any ($1) and relkind = 'r' and relname <> 'migrations' order by 1`,
    [schemas],
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of tables)
    rows[name] = (await database.sql<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`))
      .map(({ row }) => row)
      .sort();
  return rows;
}

/** The columns of the legacy tables that are there now, and were there then, of every row. */
export async function rowsIn(
  database: TestDatabase,
  columns: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const [table, names] of Object.entries(columns))
    rows[table] = (
      await database.sql<{ row: string }>(
        `select row_to_json(t)::text as row from (select ${names.join(', ')} from ${table}) t`,
      )
    )
      .map(({ row }) => row)
      .sort();
  return rows;
}

/** Table → its columns, but for those that a rollback has put aside. */
export async function columnsOf(database: TestDatabase): Promise<Record<string, string[]>> {
  const rows = await database.sql<{ table: string; columns: string[] }>(
    `select attrelid::regclass::text as table, array_agg(attname::text order by attname) as columns from pg_attribute a
      join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migrations'
        and attnum > 0 and not attisdropped and attname not like '\\_parked\\_%' group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
}

/** All ids that occur in the rows. */
export function idsIn(rows: Readonly<Record<string, readonly string[]>>): Set<string> {
  return new Set(
    Object.values(rows)
      .flat()
      .flatMap((row) => row.match(UUID) ?? []),
  );
}

/** The rows with ids that are not among `known`, and times since `since`, made alike: what two runs over the same data must differ in. */
export function comparable(
  rows: Readonly<Record<string, readonly string[]>>,
  known: ReadonlySet<string>,
  since: Date,
): Record<string, string[]> {
  const alike = (row: string) =>
    row
      .replace(UUID, (id) => (known.has(id) ? id : '<new id>'))
      .replace(TIME, (time) => (new Date(time) < since ? time : '<now>'));
  return Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.map(alike).sort()]));
}
