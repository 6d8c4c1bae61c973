/**
 * What a schema is made of, and the statement that makes each piece again, asked of PostgreSQL's own catalog. Every query
 * but the last two gives rows of {@link CatalogRow}; the server's `search_path` must be empty, so that names are whole.
 */
export interface CatalogRow {
  /** Catalog and oid, as `pg_depend` refers to it. */
  key: string;
  /** For people. */
  name: string;
  /** In the order in which they are run. */
  statements: (string | null)[];
  /** What COMMENT ON calls it, where it can have a comment. */
  subject?: string;
  comment?: string | null;
  /** Keys that `pg_depend` does not tell of. */
  needs?: string[];
}

const key = (catalog: string, oid: string): string => `'${catalog}:' || ${oid}`;

/** Of a schema that is not PostgreSQL's own. */
const own = (namespace: string): string =>
  `${namespace} in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')`;

/** An extension brings its members along. */
const noMember = (catalog: string, oid: string): string =>
  `not exists (select from pg_depend x where x.classid = '${catalog}'::regclass and x.objid = ${oid} and x.deptype = 'e')`;

/** Of a table, view or materialized view that is carried. */
const ofOwnRelation = (relation: string): string =>
  `${own(`${relation}.relnamespace`)} and ${noMember('pg_class', `${relation}.oid`)}`;

const SCHEMAS = `
  select ${key('pg_namespace', 'n.oid')} as key, n.nspname as name,
      array[format('create schema if not exists %I', n.nspname)] as statements,
      format('schema %I', n.nspname) as subject,
      -- A new database comes with this one and a comment on it.
      case n.nspname when 'public' then nullif(coalesce(obj_description(n.oid, 'pg_namespace'), ''), 'standard public schema')
        else obj_description(n.oid, 'pg_namespace') end as comment
    from pg_namespace n where ${own('n.oid')} and ${noMember('pg_namespace', 'n.oid')}
  union all
  select 'no public', 'public', array['drop schema if exists public'], null, null
    where to_regnamespace('public') is null`;

const EXTENSIONS = `
  select ${key('pg_extension', 'e.oid')} as key, e.extname as name,
      array[format('create extension if not exists %I with schema %I', e.extname, n.nspname)] as statements
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql'`;

const ENUMS = `
  select ${key('pg_type', 't.oid')} as key, format('%I.%I', n.nspname, t.typname) as name,
      array[format('create type %I.%I as enum (%s)', n.nspname, t.typname,
        (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid))] as statements,
      format('type %I.%I', n.nspname, t.typname) as subject, obj_description(t.oid, 'pg_type') as comment
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where t.typtype = 'e' and ${own('n.oid')} and ${noMember('pg_type', 't.oid')}`;

const collation = (column: string, type: string): string =>
  `coalesce((select format(' collate %I.%I', cn.nspname, c.collname) from pg_collation c join pg_namespace cn on cn.oid = c.collnamespace
    where c.oid = ${column} and ${column} <> ${type}), '')`;

const DOMAINS = `
  select ${key('pg_type', 't.oid')} as key, format('%I.%I', n.nspname, t.typname) as name,
      array[format('create domain %I.%I as %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod))
        || ${collation('t.typcollation', 'b.typcollation')}
        || coalesce(' default ' || pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), '')
        || case when t.typnotnull then ' not null' else '' end
        || coalesce((select string_agg(format(' constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname)
          from pg_constraint k where k.contypid = t.oid and k.contype = 'c' and k.convalidated), '')] as statements,
      format('domain %I.%I', n.nspname, t.typname) as subject, obj_description(t.oid, 'pg_type') as comment
    from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
    where t.typtype = 'd' and ${own('n.oid')} and ${noMember('pg_type', 't.oid')}`;

/** A type of several columns, without a table. */
const COMPOSITES = `
  select ${key('pg_class', 'c.oid')} as key, format('%I.%I', n.nspname, c.relname) as name,
      array[format('create type %I.%I as (%s)', n.nspname, c.relname,
        (select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) || ${collation('a.attcollation', 't.typcollation')}, ', ' order by a.attnum)
          from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))] as statements,
      format('type %I.%I', n.nspname, c.relname) as subject, obj_description(c.reltype, 'pg_type') as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'c' and ${ofOwnRelation('c')}`;

const FUNCTIONS = `
  select ${key('pg_proc', 'p.oid')} as key,
      format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name,
      array[pg_get_functiondef(p.oid)] as statements,
      format('routine %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as subject,
      obj_description(p.oid, 'pg_proc') as comment
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind <> 'a' and ${own('n.oid')} and ${noMember('pg_proc', 'p.oid')}`;

const sequenceOptions = `format('start with %s increment by %s minvalue %s maxvalue %s cache %s%s', s.seqstart, s.seqincrement,
  s.seqmin, s.seqmax, s.seqcache, case when s.seqcycle then ' cycle' else '' end)`;

const identityOf = (sequence: string): string =>
  `select from pg_depend i where i.classid = 'pg_class'::regclass and i.objid = ${sequence} and i.deptype = 'i'`;

const SEQUENCES = `
  select ${key('pg_class', 'c.oid')} as key, format('%I.%I', n.nspname, c.relname) as name,
      array[format('create %ssequence %I.%I as %s %s', case c.relpersistence when 'u' then 'unlogged ' else '' end,
        n.nspname, c.relname, format_type(s.seqtypid, null), ${sequenceOptions})] as statements,
      format('sequence %I.%I', n.nspname, c.relname) as subject, obj_description(c.oid, 'pg_class') as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
    where ${ofOwnRelation('c')} and not exists (${identityOf('c.oid')})`;

const SEQUENCE_OWNERS = `
  select 'owner of ' || c.oid as key, format('%I.%I', n.nspname, c.relname) as name,
      array[format('alter sequence %I.%I owned by %I.%I.%I', n.nspname, c.relname, tn.nspname, t.relname, a.attname)] as statements,
      array[${key('pg_class', 'c.oid')}, ${key('pg_class', 't.oid')}] as needs
    from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S' join pg_namespace n on n.oid = c.relnamespace
    join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype = 'a' and ${ofOwnRelation('c')}`;

/** The storage parameters of a relation, of its TOAST table as well. */
const parameters = (relation: string): string =>
  `(select ' with (' || string_agg(o, ', ') || ')' from (
    select o from unnest(${relation}.reloptions) o
    union all select 'toast.' || o from pg_class toast, unnest(toast.reloptions) o where toast.oid = ${relation}.reltoastrelid) options)`;

/** From version 18 on a NOT NULL has a name, and may be not yet validated. */
const notNull = (major: number): string =>
  major < 18
    ? `case when a.attnotnull then ' not null' else '' end`
    : `coalesce((select format(' constraint %I not null%s', k.conname, case when k.connoinherit then ' no inherit' else '' end)
        from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'n' and k.convalidated and k.conkey[1] = a.attnum), '')`;

const tables = (major: number): string => `
  select ${key('pg_class', 'c.oid')} as key, format('%I.%I', n.nspname, c.relname) as name,
      array[format('create %stable %I.%I (%s)%s', case c.relpersistence when 'u' then 'unlogged ' else '' end, n.nspname, c.relname,
        (select string_agg(E'\\n  ' || format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
            || ${collation('a.attcollation', 't.typcollation')}
            || case a.attgenerated when '' then '' else format(' generated always as (%s) %s', pg_get_expr(d.adbin, d.adrelid),
              case a.attgenerated when 's' then 'stored' else 'virtual' end) end
            || coalesce((select format(' generated %s as identity (sequence name %I.%I %s)',
                case a.attidentity when 'a' then 'always' else 'by default' end, sn.nspname, sc.relname, ${sequenceOptions})
              from pg_depend i join pg_sequence s on s.seqrelid = i.objid join pg_class sc on sc.oid = i.objid
              join pg_namespace sn on sn.oid = sc.relnamespace
              where i.classid = 'pg_class'::regclass and i.refclassid = 'pg_class'::regclass and i.deptype = 'i'
                and i.refobjid = c.oid and i.refobjsubid = a.attnum), '')
            || ${notNull(major)}, ',' order by a.attnum)
          from pg_attribute a join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        ${parameters('c')}),
        case c.relreplident when 'f' then format('alter table %I.%I replica identity full', n.nspname, c.relname)
          when 'n' then format('alter table %I.%I replica identity nothing', n.nspname, c.relname) end,
        -- Without a policy: who does not own the table sees nothing of it.
        case when c.relrowsecurity then format('alter table %I.%I enable row level security', n.nspname, c.relname) end]
        || array(select format('alter table %I.%I alter column %I set %s', n.nspname, c.relname, a.attname, o.option)
          from pg_attribute a join pg_type t on t.oid = a.atttypid,
          lateral (values
            (case when a.attstorage <> t.typstorage then 'storage ' ||
              case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end),
            (case a.attcompression when 'l' then 'compression lz4' when 'p' then 'compression pglz' end)) o (option)
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and o.option is not null order by a.attnum) as statements,
      format('table %I.%I', n.nspname, c.relname) as subject, obj_description(c.oid, 'pg_class') as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${ofOwnRelation('c')}`;

const DEFAULTS = `
  select ${key('pg_attrdef', 'd.oid')} as key, format('%I.%I.%I', n.nspname, c.relname, a.attname) as name,
      array[format('alter table only %I.%I alter column %I set default %s', n.nspname, c.relname, a.attname,
        pg_get_expr(d.adbin, d.adrelid))] as statements
    from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where a.attgenerated = '' and c.relkind in ('r', 'v') and ${ofOwnRelation('c')}`;

const replicaIdentity = (index: string): string =>
  `case when x.indisreplident then format('alter table %I.%I replica identity using index %I', n.nspname, c.relname, ${index}) end`;

const constraints = (types: string, condition = 'true'): string => `
  select ${key('pg_constraint', 'k.oid')} as key, format('%I on %I.%I', k.conname, n.nspname, c.relname) as name,
      array[format('alter table %I.%I add constraint %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)),
        (select format('alter index %I.%I set (%s)', n.nspname, i.relname, array_to_string(i.reloptions, ', '))
          from pg_class i where i.oid = x.indexrelid and i.reloptions is not null),
        ${replicaIdentity('k.conname')}] as statements,
      format('constraint %I on %I.%I', k.conname, n.nspname, c.relname) as subject, obj_description(k.oid, 'pg_constraint') as comment
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_index x on x.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
    where k.contype in (${types}) and (${condition}) and c.relkind = 'r' and ${ofOwnRelation('c')}`;

const DOMAIN_CHECKS = `
  select ${key('pg_constraint', 'k.oid')} as key, format('%I on %I.%I', k.conname, n.nspname, t.typname) as name,
      array[format('alter domain %I.%I add constraint %I %s', n.nspname, t.typname, k.conname, pg_get_constraintdef(k.oid))] as statements
    from pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
    where k.contype = 'c' and not k.convalidated and ${own('n.oid')} and ${noMember('pg_type', 't.oid')}`;

/** Every valid index that is not a constraint's. */
const INDEXES = `
  select ${key('pg_class', 'i.oid')} as key, format('%I.%I', n.nspname, i.relname) as name,
      array[pg_get_indexdef(i.oid), ${replicaIdentity('i.relname')}] as statements,
      format('index %I.%I', n.nspname, i.relname) as subject, obj_description(i.oid, 'pg_class') as comment
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where x.indisvalid and c.relkind in ('r', 'm') and ${ofOwnRelation('c')}
      and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))`;

const STATISTICS = `
  select ${key('pg_statistic_ext', 's.oid')} as key, format('%I.%I', n.nspname, s.stxname) as name,
      array[pg_get_statisticsobjdef(s.oid)] as statements,
      format('statistics %I.%I', n.nspname, s.stxname) as subject, obj_description(s.oid, 'pg_statistic_ext') as comment
    from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
    where ${own('n.oid')} and ${noMember('pg_statistic_ext', 's.oid')}`;

const views = (relkind: 'v' | 'm', what: string): string => `
  select ${key('pg_class', 'c.oid')} as key, format('%I.%I', n.nspname, c.relname) as name,
      array[format('create ${what} %I.%I%s as %s', n.nspname, c.relname, ${parameters('c')}, rtrim(pg_get_viewdef(c.oid), ';'))
        ${relkind === 'm' ? `|| case when c.relispopulated then ' with data' else ' with no data' end` : ''}] as statements,
      format('${what} %I.%I', n.nspname, c.relname) as subject, obj_description(c.oid, 'pg_class') as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = '${relkind}' and ${ofOwnRelation('c')}`;

const TRIGGERS = `
  select ${key('pg_trigger', 't.oid')} as key, format('%I on %I.%I', t.tgname, n.nspname, c.relname) as name,
      array[pg_get_triggerdef(t.oid),
        case when t.tgenabled <> 'O' then format('alter table %I.%I %s trigger %I', n.nspname, c.relname,
          case t.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname) end] as statements,
      format('trigger %I on %I.%I', t.tgname, n.nspname, c.relname) as subject, obj_description(t.oid, 'pg_trigger') as comment
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and ${ofOwnRelation('c')}`;

const COLUMN_COMMENTS = `
  select 'comment on ' || c.oid || '.' || a.attnum as key, format('%I.%I.%I', n.nspname, c.relname, a.attname) as name,
      array[]::text[] as statements, format('column %I.%I.%I', n.nspname, c.relname, a.attname) as subject,
      col_description(c.oid, a.attnum) as comment, array[${key('pg_class', 'c.oid')}] as needs
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm') and ${ofOwnRelation('c')}
      and col_description(c.oid, a.attnum) is not null`;

/**
 * Kinds of objects with their query, in the order in which they are made where nothing else demands another one.
 *
 * @param major version of the server
 */
export function objectQueries(major: number): readonly { kind: string; sql: string; afterRows: boolean }[] {
  const before = (kind: string, sql: string) => ({ kind, sql, afterRows: false });
  const after = (kind: string, sql: string) => ({ kind, sql, afterRows: true });
  return [
    before('schema', SCHEMAS),
    before('extension', EXTENSIONS),
    before('enum', ENUMS),
    before('domain', DOMAINS),
    before('composite type', COMPOSITES),
    before('function', FUNCTIONS),
    before('sequence', SEQUENCES),
    before('table', tables(major)),
    before('sequence owner', SEQUENCE_OWNERS),
    before('default', DEFAULTS),
    after('key', constraints(`'p', 'u', 'x'`)),
    after('check', constraints(`'c'`)),
    after('not null', constraints(`'n'`, 'not k.convalidated')),
    after('domain check', DOMAIN_CHECKS),
    after('index', INDEXES),
    after('foreign key', constraints(`'f'`)),
    after('statistics', STATISTICS),
    after('view', views('v', 'view')),
    after('materialized view', views('m', 'materialized view')),
    after('trigger', TRIGGERS),
    after('comment', COLUMN_COMMENTS),
  ];
}

/** Rows of `object`, `needed`: keys as in {@link CatalogRow}. A sequence's owner is its own object, see above. */
export const DEPENDENCIES = `
  select d.classid::regclass || ':' || d.objid as object, d.refclassid::regclass || ':' || d.refobjid as needed
    from pg_depend d where d.objid >= 16384 and d.refobjid >= 16384 and d.deptype in ('n', 'a', 'i')
      and not (d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        and exists (select from pg_class s where s.oid = d.objid and s.relkind = 'S'))`;

/** Rows of `part`, `whole`: what has no statement of its own, and where that is. */
export const PARTS = `
  select ${key('pg_type', 'oid')} as part,
      case when typrelid <> 0 then ${key('pg_class', 'typrelid')} else ${key('pg_type', 'typelem')} end as whole
    from pg_type where typrelid <> 0 or typcategory = 'A'
  union all select ${key('pg_rewrite', 'oid')}, ${key('pg_class', 'ev_class')} from pg_rewrite
  union all select ${key('pg_attrdef', 'd.oid')}, ${key('pg_class', 'd.adrelid')}
    from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated <> ''
  union all select ${key('pg_constraint', 'oid')},
      case when conrelid <> 0 then ${key('pg_class', 'conrelid')} else ${key('pg_type', 'contypid')} end
    from pg_constraint where contype = 'n' and convalidated or contypid <> 0 and convalidated
  union all select ${key('pg_class', 'conindid')}, ${key('pg_constraint', 'oid')}
    from pg_constraint where contype in ('p', 'u', 'x')`;

/** Rows of `name`: what a backup cannot hold, so that there must be none of it. */
export const UNSUPPORTED = `
  select case c.relkind when 'p' then 'the partitioned table ' else 'the foreign table ' end
      || format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('p', 'f') and ${ofOwnRelation('c')}
  union all select 'the inherited table ' || format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and ${ofOwnRelation('c')} and exists (select from pg_inherits where c.oid in (inhrelid, inhparent))
  union all select 'the typed table ' || format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.reloftype <> 0 and ${ofOwnRelation('c')}
  union all select 'row level security on ' || format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where (c.relforcerowsecurity or exists (select from pg_policy where polrelid = c.oid)) and ${ofOwnRelation('c')}
  union all select 'the rule ' || format('%I on %I.%I', r.rulename, n.nspname, c.relname)
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN' and ${ofOwnRelation('c')}
  union all select 'the type ' || format_type(t.oid, null) from pg_type t
    where (t.typtype = 'r' or t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid))
      and ${own('t.typnamespace')} and ${noMember('pg_type', 't.oid')}
  union all select 'the aggregate ' || p.oid::regprocedure from pg_proc p
    where p.prokind = 'a' and ${own('p.pronamespace')} and ${noMember('pg_proc', 'p.oid')}
  union all select 'the operator ' || o.oid::regoperator from pg_operator o
    where ${own('o.oprnamespace')} and ${noMember('pg_operator', 'o.oid')}
  union all select 'the operator class ' || format('%I', o.opcname) from pg_opclass o
    where ${own('o.opcnamespace')} and ${noMember('pg_opclass', 'o.oid')}
  union all select 'the collation ' || format('%I', o.collname) from pg_collation o
    where ${own('o.collnamespace')} and ${noMember('pg_collation', 'o.oid')}
  union all select 'the text search configuration ' || o.oid::regconfig from pg_ts_config o
    where ${own('o.cfgnamespace')} and ${noMember('pg_ts_config', 'o.oid')}
  union all select 'the text search dictionary ' || o.oid::regdictionary from pg_ts_dict o
    where ${own('o.dictnamespace')} and ${noMember('pg_ts_dict', 'o.oid')}
  union all select 'the cast ' || format_type(castsource, null) || ' to ' || format_type(casttarget, null) from pg_cast
    where oid >= 16384 and ${noMember('pg_cast', 'pg_cast.oid')}
  union all select 'the language ' || lanname from pg_language
    where oid >= 16384 and ${noMember('pg_language', 'pg_language.oid')}
  union all (select 'the large object ' || oid from pg_largeobject_metadata order by oid limit 1)
  order by 1`;

/** Rows of `name`: what a backup leaves out and says so. */
export const LEFT_OUT = `
  select 'the invalid index ' || format('%I.%I', n.nspname, i.relname) as name
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace where not x.indisvalid and ${ofOwnRelation('c')}
  union all select 'the publication ' || pubname from pg_publication
  union all select 'the event trigger ' || evtname from pg_event_trigger where ${noMember('pg_event_trigger', 'pg_event_trigger.oid')}
  union all select 'the foreign server ' || srvname from pg_foreign_server
  union all select format('rows of %I.%I, which belong to an extension', n.nspname, c.relname)
    from pg_extension e, unnest(e.extconfig) configured join pg_class c on c.oid = configured and c.relkind = 'r'
    join pg_namespace n on n.oid = c.relnamespace
  order by 1`;
