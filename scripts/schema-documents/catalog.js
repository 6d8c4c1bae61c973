/** Documented in catalog.d.ts. CommonJS, because both Jest and the generator load it. */

const ENTRIES = `
  select 'column' as kind, c.relname::text as table, a.attname::text as name, a.attnum as place,
      format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as definition
    from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
  union all
  select 'constraint', c.relname::text, k.conname::text, array_position('{p,u,x,c,f}', k.contype::text), pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.connamespace = 'public'::regnamespace and k.contype <> 'n'
  union all
  select 'index', c.relname::text, i.relname::text, 0, pg_get_indexdef(i.oid)
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    where c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
  union all
  select 'trigger', c.relname::text, t.tgname::text, 0, pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  union all
  select 'function', null, p.proname::text, 0, pg_get_functiondef(p.oid)
    from pg_proc p where p.pronamespace = 'public'::regnamespace`;

/** What would not be in the text must not creep in unseen: views, types, extensions, generated columns. */
const OTHERS = `
  select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind not in ('r', 'i') and relname <> 'migrations_id_seq'
  union all
  select typname::text from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
  union all
  select attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and (attidentity <> '' or attgenerated <> '')
  union all
  select extname::text from pg_extension where extname <> 'plpgsql'`;

async function readCatalog(query) {
  const others = (await query(OTHERS)).map((row) => row.name);
  if (others.length > 0)
    throw new Error(`scripts/schema-documents/catalog.js cannot describe ${others.join(', ')} yet`);
  const rows = await query(`select kind, "table", name, definition from (${ENTRIES}) entries
    where "table" is distinct from 'migrations' order by "table" collate "C" nulls last, kind, place, name collate "C"`);
  return rows.map(({ kind, table, name, definition }) => ({ kind, table, name, definition }));
}

async function schemaText(query) {
  const entries = await readCatalog(query);
  const of = (kind, table) => entries.filter((entry) => entry.kind === kind && entry.table === table);
  const parts = [
    '-- What the migrations build. Written by: npm run generate. To be read and compared, not to be run.\n',
    ...of('function', null).map(({ definition }) => `${definition.trimEnd()};\n`),
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

module.exports = { readCatalog, schemaText };
