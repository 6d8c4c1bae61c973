/** What is asked of the server about whole databases; `$1` is the name of the one to be replaced. */

/** A condition on `pg_stat_activity`: sessions that somebody has opened, but those in `$2`. PostgreSQL's own have no role. */
export const OTHERS = 'datname = $1 and usesysid is not null and pid <> all ($2::int[])';

export const RIGHTS = `
  select current_user::text as role, r.rolcreatedb or r.rolsuper as creates, pg_has_role(d.datdba, 'usage') as owns,
      exists (select from pg_prepared_xacts where database = d.datname) as prepared
    from pg_database d, pg_roles r where d.datname = $1 and r.rolname = current_user`;

/** The statement that makes `$2`. Columns of `pg_database` differ between versions: read as JSON, those that lack are null. */
export const CREATE_LIKE = `
  select format('create database %I template template0 owner %I encoding %L lc_collate %L lc_ctype %L', $2::text,
      pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype)
    || case j ->> 'datlocprovider'
      when 'i' then format(' locale_provider icu icu_locale %L', coalesce(j ->> 'datlocale', j ->> 'daticulocale'))
      when 'b' then format(' locale_provider builtin builtin_locale %L', j ->> 'datlocale')
      when 'c' then ' locale_provider libc' else '' end
    || coalesce(' icu_rules ' || quote_literal(j ->> 'daticurules'), '')
    -- To name the usual tablespace takes a right on it that few roles have.
    || case when d.dattablespace <> u.dattablespace then format(' tablespace %I', t.spcname) else '' end
    || format(' connection limit %s', d.datconnlimit) as statement
  from pg_database d join pg_tablespace t on t.oid = d.dattablespace join pg_database u on u.datname = 'template0', to_jsonb(d) j
  where d.datname = $1`;

export const SETTINGS = `
  select pg_get_userbyid(nullif(s.setrole, 0)) as role, split_part(c, '=', 1) as name, substr(c, strpos(c, '=') + 1) as value
    from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase, unnest(s.setconfig) c where d.datname = $1`;

/** The statements that give `$2` the same privileges; none when they are the usual ones. */
export const GRANTS = `
  select format('revoke all on database %I from public', $2::text) as statement
    from pg_database where datname = $1 and datacl is not null
  union all
  select format('grant %s on database %I to %s%s', a.privilege_type, $2::text,
      case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
      case when a.is_grantable then ' with grant option' else '' end)
    from pg_database d, aclexplode(d.datacl) a where d.datname = $1`;

/** One row of {@link SETTINGS}; without a role it is for everybody. */
export interface DatabaseSetting {
  role: string | null;
  name: string;
  value: string;
}
