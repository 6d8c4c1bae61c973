/** SQL: columns that hold the id of a profile by a foreign key, wherever they are: a rollback may have put a table aside. */
export const REFERENCES_TO_PROFILES = `select c.oid::regclass::text as table, c.relname::text as name, a.attname::text as column,
    k.confdeltype = 'c' as cascades
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
  where k.contype = 'f' and k.confrelid = 'public.profiles'::regclass and cardinality(k.conkey) = 1
  order by 1, 3`;

/** SQL: columns that hold the id of a profile without a foreign key, as one row a table. */
export const TRACES_OF_PROFILES = `select c.oid::regclass::text as table, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.atttypid = 'uuid'::regtype and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and a.attname in ('created_by', 'updated_by', 'deleted_by', 'user_id')
    and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))
  group by c.oid order by 1`;

/** SQL: the changes of an activity entry `a` one by one; none where an old application has written something else. */
const CHANGES = `jsonb_array_elements(case jsonb_typeof(a.changes) when 'array' then a.changes else '[]' end)`;

/** SQL: is the activity entry `a` about the profile $1 itself? */
export const ABOUT_PROFILE = `(a.resource_type = 'profiles' and a.changes @> jsonb_build_array(jsonb_build_object('id', $1::text)))`;

/** The addresses that the profile $1 has had, as far as the activity log tells. */
export const FORMER_ADDRESSES = `select distinct e.email from activity_logs a cross join ${CHANGES} c
    cross join lateral (values (c -> 'before' ->> 'email'), (c -> 'after' ->> 'email')) e (email)
  where ${ABOUT_PROFILE} and c ->> 'id' = $1::text and length(btrim(e.email)) > 0`;

/** What stands in the place of what was erased. */
export const ERASED = '[erased]';

function withoutPerson(image: string): string {
  return `case when jsonb_typeof(c -> '${image}') = 'object' then jsonb_build_object('${image}', (
    select coalesce(jsonb_object_agg(f.key, case when f.key in ('email', 'full_name', 'avatar_url') and f.value <> 'null'
      then '"${ERASED}"' else f.value end), '{}') from jsonb_each(c -> '${image}') f)) else '{}' end`;
}

/** Takes what the profile $1 was called out of the entries about it. */
export const REDACT_PROFILE = `update activity_logs a set changes = (
    select jsonb_agg(case when c ->> 'id' = $1::text then c || ${withoutPerson('before')} || ${withoutPerson('after')} else c end order by n)
    from ${CHANGES} with ordinality as t (c, n))
  where ${ABOUT_PROFILE} and a.changes @? '$[*].* ? (exists (@.email) || exists (@.full_name) || exists (@.avatar_url))'
  returning a.id`;

/**
 * Takes the address $1 out of what anybody has written into a column that is JSON. Only the whole address: that of
 * another person may end or begin with it. In JSON's text, a letter before it may be the end of an escape such as \\n.
 */
export function redactAddress(column: string): string {
  const address = `regexp_replace(regexp_replace(to_jsonb($1::text)::text, '^"|"$', '', 'g'), '([^[:alnum:]])', '\\\\\\1', 'g')`;
  const pattern = `'(^|[^[:alnum:]._%+-]|\\\\[ntrbf])' || ${address} || '(?![[:alnum:]-]|\\.[[:alnum:]])'`;
  const text = `a.${column}::text collate "und-x-icu"`;
  return `update activity_logs a set ${column} = regexp_replace(${text}, ${pattern}, '\\1${ERASED}', 'gi')::jsonb
    where ${text} ~* (${pattern}) returning a.id`;
}
