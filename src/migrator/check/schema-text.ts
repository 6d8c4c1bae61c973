/** One object of the schema, as the system catalog describes it. */
export interface CatalogEntry {
  kind: 'column' | 'constraint' | 'index' | 'trigger' | 'function' | 'view';
  /** Null for a function or view. */
  table: string | null;
  name: string;
  definition: string;
}

/** Runs one SELECT. */
export type CatalogQuery = <Row extends object>(sql: string) => Promise<Row[]>;

/** Columns that a rollback has put aside are no part of the schema, nor are the triggers of a run's own. */
const ENTRIES = `
  select 'column' as kind, c.relname::text as table, a.attname::text as name, a.attnum as place,
      format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as definition
    from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and a.attname not like '\\_parked\\_%'
  union all
  select 'constraint', c.relname::text, k.conname::text, array_position('{p,u,x,c,f}', k.contype::text), pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.connamespace = 'public'::regnamespace and k.contype <> 'n'
  union all
  select 'index', c.relname::text, i.relname::text, 0, pg_get_indexdef(i.oid) || case when x.indisvalid then '' else ' -- invalid' end
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    where c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
  union all
  select 'trigger', c.relname::text, t.tgname::text, 0, pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and p.pronamespace is distinct from to_regnamespace('migrator')
  union all
  select 'function', null, p.proname::text, 0, pg_get_functiondef(p.oid)
    from pg_proc p where p.pronamespace = 'public'::regnamespace
  union all
  select 'view', null, c.relname::text, 0, pg_get_viewdef(c.oid)
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'`;

/** What would not be in the text must not creep in unseen: types, extensions, generated columns. */
const OTHERS = `
  select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind not in ('r', 'i', 'v') and relname <> 'migrations_id_seq'
  union all
  select typname::text from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
  union all
  select attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and (attidentity <> '' or attgenerated <> '')
  union all
  select extname::text from pg_extension where extname not in ('plpgsql')`;

/** Reads every object of `public`, but TypeORM's own table, in a stable order. */
export async function readCatalog(query: CatalogQuery): Promise<CatalogEntry[]> {
  const rows = await query<CatalogEntry>(`select kind, "table", name, definition from (${ENTRIES}) entries
    where "table" is distinct from 'migrations' order by "table" collate "C" nulls last, kind, place, name collate "C"`);
  return rows.map(({ kind, table, name, definition }) => ({ kind, table, name, definition }));
}

/** The names of what {@link schemaText} cannot describe. */
export async function undescribed(query: CatalogQuery): Promise<string[]> {
  return (await query<{ name: string }>(OTHERS)).map((row) => row.name);
}

/**
 * The schema as text, to be read and compared. The order of columns is that of the table, or, for comparing an upgraded
 * database with a new one, that of their names.
 */
export async function schemaText(
  query: CatalogQuery,
  columns: 'as they are' | 'by name' = 'as they are',
): Promise<string> {
  const entries = await readCatalog(query);
  const of = (kind: CatalogEntry['kind'], table: string | null) => {
    const found = entries.filter((entry) => entry.kind === kind && entry.table === table);
    return kind === 'column' && columns === 'by name' ? found.sort((a, b) => (a.name < b.name ? -1 : 1)) : found;
  };
  const parts = [
    '-- What the migrations build. Written by: npm run generate. To be read and compared, not to be run.\n',
    ...of('function', null).map(({ definition }) => `${definition.trimEnd()};\n`),
    ...of('view', null).map(({ name, definition }) => `create view ${name} as\n${definition.trimEnd()}\n`),
  ];
  for (const table of new Set(entries.map((entry) => entry.table))) {
    if (table === null) continue;
    const lines = [
      ...of('column', table).map(({ name, definition }) => `  ${name} ${definition}`),
      ...of('constraint', table).map(({ name, definition }) => `  constraint ${name} ${definition}`),
    ];
    const others = [...of('index', table), ...of('trigger', table)].map(({ definition }) => `${definition};\n`);
    parts.push(`create table ${table} (\n${lines.join(',\n')}\n);\n${others.join('')}`);
  }
  return parts.join('\n');
}
