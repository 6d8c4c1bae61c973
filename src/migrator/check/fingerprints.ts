import { type CommandFailure, EXIT } from '../../command-line/exit';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Session } from '../run/session';
import type { Touched } from '../steps';

/** A table, and what of it a migration must leave as it is. */
export interface WatchedTable {
  table: string;
  /** Column → SQL of its original value, from `{row}`. */
  columns: Readonly<Record<string, string>>;
}

/** What a table held, and what the archive holds of it, whatever the order. */
export interface Fingerprint {
  table: string;
  columns: readonly string[];
  /** Exact integers, as text. */
  rows: string;
  hash: string;
}

/** A migration changed what it must not change, or lost rows. */
export class VerificationFailedError extends Error implements CommandFailure {
  override name = 'VerificationFailedError';
  readonly exitCode = EXIT.unverified;
}

/** SQL over `t`, a row of pg_type: PostgreSQL can hash its values; of others the text is hashed. */
const IS_HASHABLE = `exists (select from pg_type v where v.oid = case when t.typbasetype <> 0 then t.typbasetype when t.typelem <> 0 and t.typlen = -1 then t.typelem else t.oid end
    and (v.typtype = 'e' or v.oid = 'varchar'::regtype or exists (
      select from pg_opclass o join pg_am m on m.oid = o.opcmethod join pg_amproc p on p.amprocfamily = o.opcfamily and p.amproclefttype = v.oid
        where m.amname = 'hash' and o.opcdefault and o.opcintype = v.oid and p.amprocnum = 2)))`;

/**
 * SQL: the hash of one row. Its id is the seed: without it the hash is linear in those of the columns, and the sum does not
 * change when two rows change a value with each other.
 */
function rowHash({ columns }: WatchedTable, row: string): string {
  return `hash_record_extended(row(${Object.values(columns)
    .map((value) => value.replaceAll('{row}', row))
    .join(', ')}), uuid_hash_extended(${row}.id, 0))::numeric`;
}

/** SQL over `a`, an entry of the archive: a row that was taken away, and has not come back. */
const IS_AWAY = 'a.became is null and (a.put_back_at is null or a.kept)';

const TRIGGER_EVENTS = {
  insert: 'referencing new table as new_rows',
  update: 'referencing old table as old_rows new table as new_rows',
  delete: 'referencing old table as old_rows',
} as const;

/**
 * Counts and order-free fingerprints: the sum of the rows' hashes, so that equal rows do not cancel each other out. Rows
 * that a step or a policy has taken away into the archive count as if they were still there.
 *
 * While clients write, fingerprints before and after differ. {@link Fingerprints.watch} makes triggers that record what
 * the clients' statements add and take away; the fingerprint less that sum must be equal. It costs every write of the
 * clients about as much again, and so is for those who ask for it.
 */
export class Fingerprints {
  constructor(
    private readonly session: Session,
    private readonly migration: string,
  ) {}

  /**
   * All tables whose rows have an `id`, with the columns that are there now and not put aside.
   *
   * @param touched what the migration changes in them by its nature
   */
  async tables(touched: Touched): Promise<WatchedTable[]> {
    const rows = await this.session.query<{ table: string; columns: string[]; hashable: boolean[] }>(
      `with columns as materialized (select c.relname::text as table, a.attname::text as name, a.atttypid as type
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname not like '\\_parked\\_%'
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
            and exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype)),
        types as materialized (select t.oid as type, ${IS_HASHABLE} as hashable from pg_type t where t.oid in (select type from columns))
        select "table", array_agg(name order by name) as columns, array_agg(hashable order by name) as hashable
          from columns join types using (type) group by 1 order by 1`,
    );
    return rows.map(({ table, columns, hashable }) => {
      const values = columns.map((column, place): [string, string | null] => {
        const original = touched[table]?.[column];
        if (original !== undefined) return [column, original];
        return [column, `{row}.${escapeIdentifier(column)}${hashable[place] === true ? '' : '::text'}`];
      });
      return {
        table,
        columns: Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== null)),
      };
    });
  }

  /** Reads fingerprints, each less what clients have changed since {@link watch}, in one snapshot. */
  async take(tables: readonly WatchedTable[]): Promise<Fingerprint[]> {
    if (tables.length === 0) return [];
    // Nobody else takes rows away to the archive.
    const archived = await this.session.query<{ table: string }>(
      `select distinct table_name as table from migrator.archive a where ${IS_AWAY}`,
    );
    const sums = (watched: WatchedTable, rows: string) =>
      `select ${escapeLiteral(watched.table)} as table_name, count(*) as rows, sum(${rowHash(watched, 't')}) as hash from ${rows}`;
    const found = tables.flatMap((watched) => {
      const table = `public.${escapeIdentifier(watched.table)}`;
      const away = `migrator.archive a cross join lateral migrator.from_archive(null::${table}, a.was) t
        where a.table_name = ${escapeLiteral(watched.table)} and ${IS_AWAY}`;
      const isArchived = archived.some((one) => one.table === watched.table);
      return [sums(watched, `${table} t`), ...(isArchived ? [sums(watched, away)] : [])];
    });
    const taken = await this.session.query<{ table: string; rows: string; hash: string }>(
      `select table_name as table, sum(rows)::text as rows, coalesce(sum(hash), 0)::text as hash from (
        ${found.join('\nunion all ')}
        union all select table_name, -row_count, -hash from migrator.deltas) sums group by 1`,
    );
    return tables.map(({ table, columns }) => {
      const { rows = '', hash = '' } = taken.find((one) => one.table === table) ?? {};
      return { table, columns: Object.keys(columns), rows, hash };
    });
  }

  /** Keeps fingerprints, so that a run that continues this one compares with them. */
  async record(
    direction: string,
    moment: 'before' | 'after' | 'failed',
    fingerprints: readonly Fingerprint[],
  ): Promise<void> {
    await this.session.query(
      `insert into migrator.fingerprints (migration, direction, moment, table_name, columns, row_count, hash)
        select $1, $2, $3, "table", columns, rows, hash
          from json_to_recordset($4) as taken ("table" text, columns text[], rows numeric, hash numeric)`,
      [this.migration, direction, moment, JSON.stringify(fingerprints)],
    );
  }

  /** What a run that was killed had recorded before it began. */
  async recorded(direction: string): Promise<Fingerprint[]> {
    return this.session.query<Fingerprint>(
      `select distinct on (table_name) table_name as table, columns, row_count::text as rows, hash::text
        from migrator.fingerprints where migration = $1 and direction = $2 and moment = 'before' order by table_name, id desc`,
      [this.migration, direction],
    );
  }

  /** Whether an earlier run has found, beyond doubt, that something was changed. */
  async hasFailed(direction: string): Promise<boolean> {
    const failed = await this.session.query(
      `select from migrator.fingerprints where migration = $1 and direction = $2 and moment = 'failed' limit 1`,
      [this.migration, direction],
    );
    return failed.length > 0;
  }

  /** Begins anew: what was recorded, and what clients have changed, does not count. */
  async forget(): Promise<void> {
    await this.session.query(
      `delete from migrator.fingerprints where migration = ${escapeLiteral(this.migration)};
        do $$ begin if exists (select from migrator.deltas) then truncate migrator.deltas; end if; end $$`,
    );
  }

  /** For each table, its name quoted, and kind of statement, the SQL that makes a trigger. It leaves the migrator's own statements alone. */
  watch(tables: readonly WatchedTable[]): { table: string; name: string; sql: string }[] {
    return tables.flatMap((watched) =>
      Object.entries(TRIGGER_EVENTS).map(([event, referencing]) => {
        const sums = (rows: string) =>
          `(select count(*) from ${rows}), coalesce((select sum(${rowHash(watched, 'r')}) from ${rows} r), 0)`;
        const name = `watch_${watched.table}_${event}`;
        const [quoted, table] = [escapeIdentifier(name), escapeIdentifier(watched.table)];
        const insert = (rows: string, sign: string) =>
          `insert into migrator.deltas select ${escapeLiteral(watched.table)}, ${sign}rows, ${sign}hash from (select ${sums(rows)}) sums (rows, hash) where rows > 0;`;
        return {
          table,
          name,
          sql: `create or replace function migrator.${quoted}() returns trigger language plpgsql security definer set search_path = public as $$ begin
            if current_setting('migrator.runner', true) is distinct from 'on' then
              ${event === 'insert' ? '' : insert('old_rows', '-')}
              ${event === 'delete' ? '' : insert('new_rows', '')}
            end if;
            return null;
          end $$;
          create or replace trigger ${quoted} after ${event} on public.${table} ${referencing} for each statement execute function migrator.${quoted}()`,
        };
      }),
    );
  }
}

/**
 * Compares two sets of fingerprints of the same columns.
 *
 * @returns a clause for each table that differs
 */
export function differences(before: readonly Fingerprint[], after: readonly Fingerprint[]): string[] {
  return before.flatMap((old) => {
    const now = after.find(({ table }) => table === old.table);
    if (!now) return [`${old.table} is gone`];
    if (now.rows !== old.rows) return [`${old.table} had ${old.rows} rows and now has ${now.rows}`];
    return now.hash === old.hash ? [] : [`${old.table} has its ${old.rows} rows, but not with the values they had`];
  });
}
