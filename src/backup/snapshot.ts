import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Readable } from 'node:stream';
import { postgresErrorOf } from '../database/errors';
import { BackupError } from './backup-errors';
import type { FileRow } from './files-archive';
import type { Manifest, SequenceManifest } from './manifest';
import { readLeftOut, readSchema, type SchemaDefinition } from './schema-definition';

/** A table whose rows are copied. */
export interface CopiedTable {
  schema: string;
  name: string;
  /** Without generated ones: they follow from the others. */
  columns: string[];
  /** PostgreSQL's estimate. */
  rows: number;
}

const TABLES = `
  select n.nspname as schema, c.relname as name, greatest(c.reltuples, 0)::float8 as rows,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
    order by n.nspname collate "C", c.relname collate "C"`;

const SEQUENCES = `
  select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
    order by n.nspname collate "C", c.relname collate "C"`;

const FILES_AFTER = `select sha256, size::float8 as size, unreferenced_at is null as is_needed from public.stored_files
  where sha256 > $1 order by sha256 limit 1000`;

const LOCK_NOT_AVAILABLE = '55P03';

/** How often tables may come or go between a look at them and the lock on them. */
const ATTEMPTS = 5;

/** The tables outside PostgreSQL's own schemas, in a stable order. */
export async function readTables(client: Client): Promise<CopiedTable[]> {
  return (await client.query<CopiedTable>(TABLES)).rows;
}

/** A table's name in SQL. */
export function nameOf(client: Client, { schema, name }: { schema: string; name: string }): string {
  return `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
}

/** A table's name and its list of columns, as COPY wants them; without the list where it would be empty. */
export function copyTarget(client: Client, table: { schema: string; name: string; columns: string[] }): string {
  const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ');
  return columns === '' ? nameOf(client, table) : `${nameOf(client, table)} (${columns})`;
}

/** The rows of a table as a COPY text, in the order in which they lie. */
export function copyOut(client: Client, table: { schema: string; name: string; columns: string[] }): Readable {
  return client.query(copyTo(`copy ${copyTarget(client, table)} to stdout`));
}

/** A database at one moment, however long it is read. */
export class Snapshot {
  private constructor(
    private readonly client: Client,
    private readonly searchPath: string,
    readonly tables: readonly CopiedTable[],
  ) {}

  /**
   * Begins one. The tables are locked against other definitions before the moment is chosen: a rewrite or TRUNCATE
   * between the two would empty them for this snapshot.
   *
   * @param client a session for copying, in which nothing else runs from now on
   * @throws BackupError when tables come and go all the time, or somebody keeps one to themselves
   */
  static async begin(client: Client): Promise<Snapshot> {
    const searchPath = await readSearchPath(client);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const seen = namesOf(client, await readTables(client));
      await client.query('begin isolation level repeatable read, read only');
      // LOCK takes no snapshot; the first query after it does.
      if (seen !== '') await client.query(`lock table ${seen} in access share mode`).catch(sayWhoLocks);
      const tables = await readTables(client);
      if (namesOf(client, tables) === seen) return new Snapshot(client, searchPath, tables);
      await client.query('rollback');
    }
    throw new BackupError('Tables are made or dropped all the time. Make the backup when that has ended.');
  }

  /** @throws BackupError that names an object which cannot be carried */
  schema(): Promise<SchemaDefinition> {
    return readSchema(this.client, this.searchPath);
  }

  rows(table: Omit<CopiedTable, 'rows'>): Readable {
    return copyOut(this.client, table);
  }

  /** How many files of the store the database knows; undefined for a schema that knows none. */
  async fileCount(): Promise<number | undefined> {
    if (!this.tables.some(({ schema, name }) => schema === 'public' && name === 'stored_files')) return undefined;
    const { rows } = await this.client.query<{ count: number }>(
      'select count(*)::float8 as count from public.stored_files',
    );
    return rows[0]?.count;
  }

  /** Which these are, in the order of their hashes. */
  async *files(): AsyncGenerator<FileRow> {
    for (let after = ''; ;) {
      const { rows } = await this.client.query<FileRow>(FILES_AFTER, [after]);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.sha256;
    }
  }

  /** Their state now, which is that of the snapshot or later: no row of the snapshot is beyond it. */
  async sequences(): Promise<SequenceManifest[]> {
    const { rows } = await this.client.query<{ schema: string; name: string }>(SEQUENCES);
    const states: SequenceManifest[] = [];
    for (const sequence of rows) {
      const state = await this.client.query<{ last_value: string; is_called: boolean }>(
        `select last_value::text, is_called from ${nameOf(this.client, sequence)}`,
      );
      const [found] = state.rows;
      if (found) states.push({ ...sequence, ...found });
    }
    return states;
  }

  /** What a manifest says besides of tables, sequences and hashes. */
  async description(): Promise<
    Omit<Manifest, 'format' | 'format_version' | 'program_version' | 'tables' | 'sequences' | 'schema'>
  > {
    const { rows } = await this.client.query<Description & { is_migrated: boolean }>(DESCRIPTION);
    const [found] = rows;
    if (!found) throw new BackupError('The server does not know the database any more.');
    const { rows: positions } = found.is_migrated
      ? await this.client.query<{ name: string }>('select name from public.migrations order by id desc limit 1')
      : { rows: [] };
    return {
      ...found.description,
      schema_position: positions[0]?.name ?? null,
      left_out: await readLeftOut(this.client),
    };
  }
}

interface Description {
  description: Pick<Manifest, 'created_at' | 'server_version' | 'server_major' | 'database' | 'encoding' | 'locale'>;
}

/** Columns of `pg_database` differ between versions; as JSON one statement serves all. */
const DESCRIPTION = `
  select jsonb_build_object('created_at', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'server_version', current_setting('server_version'),
      'server_major', current_setting('server_version_num')::int / 10000, 'database', d.datname,
      'encoding', pg_encoding_to_char(d.encoding),
      'locale', jsonb_build_object('collate', d.datcollate, 'ctype', d.datctype,
        'provider', case to_jsonb(d) ->> 'datlocprovider' when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
        'name', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'))) as description,
      to_regclass('public.migrations') is not null as is_migrated
    from pg_database d where d.datname = current_database()`;

function namesOf(client: Client, tables: readonly CopiedTable[]): string {
  return tables.map((table) => nameOf(client, table)).join(', ');
}

function sayWhoLocks(error: unknown): never {
  if (postgresErrorOf(error)?.code !== LOCK_NOT_AVAILABLE) throw error;
  throw new BackupError(
    'A transaction of somebody else holds a table in exclusive mode. End it (see pg_locks) and try again.',
  );
}

/** The search path that a plain session begins with: functions of the schema may count on it. */
async function readSearchPath(client: Client): Promise<string> {
  await client.query('reset search_path');
  const { rows } = await client.query<{ path: string }>(`select current_setting('search_path') as path`);
  await client.query(`set search_path = ''`);
  return rows[0]?.path ?? '';
}
