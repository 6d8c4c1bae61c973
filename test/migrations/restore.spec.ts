import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier, escapeLiteral, Pool } from 'pg';
import { schemaText } from '../../src/migrator/check/schema-text';
import { Backup } from '../../src/backup/backup';
import { BackupDamagedError, BackupError, RestoreRefusedError } from '../../src/backup/backup-errors';
import { BackupFile } from '../../src/backup/backup-file';
import { BackupFolder } from '../../src/backup/backup-folder';
import { withCopySession } from '../../src/backup/copy-session';
import type { CopyProgress } from '../../src/backup/copy-progress';
import { Restore } from '../../src/backup/restore';
import { readSchema, type SchemaDefinition } from '../../src/backup/schema-definition';
import { MigratorBusyError, MigratorLock } from '../../src/migrator/run/migrator-lock';
import { names } from '../support/arbitraries';
import { onServer, ScratchDatabase, serverMajor, urlOf } from './backup-database';

const root = mkdtempSync(join(tmpdir(), 'continuity-restore-'));
const databases: ScratchDatabase[] = [];

async function scratch(sql?: string, name?: string, like?: string): Promise<ScratchDatabase> {
  const database = await ScratchDatabase.create(sql, name, like);
  databases.push(database);
  return database;
}

const newFolder = () => new BackupFolder(join(root, randomUUID()));

const backUp = async (database: ScratchDatabase) => (await new Backup(database.url).create(newFolder())).path;

const restore = (database: ScratchDatabase, path: string, disconnect = false) =>
  new Restore(database.url).run(path, disconnect);

/** Every definition, every row as COPY writes it, every sequence. */
async function contents(database: ScratchDatabase): Promise<object> {
  return BackupFile.with(await backUp(database), async (file) => {
    const { tables, sequences } = file.manifest;
    return { schema: await file.schema(), tables, sequences };
  });
}

/** Ends when a session of `database` waits for a lock. */
async function waitingForALock(database: ScratchDatabase): Promise<void> {
  for (;;) {
    const waiting = await onServer(`select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [
      database.name,
    ]);
    if (waiting.length > 0) return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

const definition = (database: ScratchDatabase): Promise<SchemaDefinition> =>
  withCopySession(database.url, (client) => readSchema(client, ''));

afterAll(async () => {
  for (const database of databases) await database.drop();
  rmSync(root, { recursive: true, force: true });
});

describe('a restore', () => {
  it('gives back everything, down to the byte', async () => {
    const database = await ScratchDatabase.everything();
    databases.push(database);
    const before = await contents(database);
    const path = await backUp(database);
    await database.sql(`drop schema public cascade; create schema public; create table something_else (n integer)`);
    const restored = await restore(database, path);
    expect(await contents(database)).toEqual(before);
    expect(restored).toMatchObject({
      path,
      database: database.name,
      tables: (before as any).tables.length,
      problems: [],
    });
    // The triggers are there and fire; they did not while rows were loaded.
    await expect(database.sql(`insert into projects (name) values ('x')`)).rejects.toThrow('refuses "all"');
    await expect(database.sql('truncate old')).rejects.toThrow('the trigger always');
    await database.sql('delete from old where id = 77');
    const [next] = await database.sql(
      `select nextval('"Zähler"')::int as counter, nextval('untouched')::int as untouched`,
    );
    expect(next).toEqual({ counter: 13, untouched: 42 });
    const [filled] =
      await database.sql(`select (select shots::int from totals) as shots, array(select relname::text from pg_class
      where relkind = 'm' and not relispopulated) as empty`);
    expect(filled).toEqual({ shots: 300, empty: ['not_filled'] });
  });

  it('keeps the database as it was, and a backup of it, and answers how they are called', async () => {
    const database = await scratch('create table t (n integer); insert into t values (1)');
    const path = await backUp(database);
    await database.sql('update t set n = 2');
    const { kept, safety_backup } = await restore(database, path);
    expect(await database.sql('select n from t')).toEqual([{ n: 1 }]);
    expect(await numbersIn(kept)).toEqual([2]);
    await restore(database, safety_backup!);
    expect(await database.sql('select n from t')).toEqual([{ n: 2 }]);
    expect((await database.relatives()).length).toBe(3);
  });

  it('goes into a database that has nothing yet, without a backup of that', async () => {
    const source = await scratch('create table t (n integer); insert into t values (1)');
    const target = await scratch();
    const { safety_backup } = await restore(target, await backUp(source));
    expect(safety_backup).toBeNull();
    expect(await contents(target)).toEqual(await contents(source));
  });

  it('gives back the product’s own schema', async () => {
    const admin = new Client({ connectionString: process.env.CONTINUITY_TEST_SERVER });
    await admin.connect();
    await admin.query('select pg_advisory_lock(4711)');
    const database = await scratch('', undefined, 'template continuity_test_template');
    await admin.end();
    await database.sql(`insert into profiles (email) values ('a@example.org'), ('Ä@example.org')`);
    const text = () => schemaText((sql) => database.sql(sql));
    const before = [await text(), await definition(database), await contents(database)];
    expect(before[0]).toContain('create table shots');
    await restore(database, await backUp(database));
    expect([await text(), await definition(database), await contents(database)]).toEqual(before);
  });

  it('keeps the order of rows, whatever their sizes and the holes between them', async () => {
    const database = await scratch(`create table t (n integer primary key, x text);
      insert into t select n, (select string_agg(md5(random()::text || g), '') from generate_series(1, (random() * 60)::int + n % 2) g)
        from generate_series(1, 5000) n;
      delete from t where random() < 0.4`);
    await database.sql('vacuum t');
    await database.sql(`insert into t select n, repeat(md5(n::text), (random() * 200)::int) from generate_series(6000, 9000) n;
      update t set x = x || 'y' where random() < 0.3`);
    const before = await contents(database);
    await restore(database, await backUp(database));
    expect(await contents(database)).toEqual(before);
  });

  it('is the identity for rows and definitions', async () => {
    const target = await scratch();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(table, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
        async (tables) => {
          const source = await ScratchDatabase.create(tables.map(sqlOf).join(';\n'));
          try {
            const before = await contents(source);
            await restore(target, await backUp(source));
            expect(await contents(target)).toEqual(before);
            for (const name of await target.relatives())
              if (name !== target.name) await onServer(`drop database ${escapeIdentifier(name)}`);
          } finally {
            await source.drop();
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 300_000);

  it('tells how far it is, and stops when it is told to', async () => {
    const database = await scratch('create table t (n integer primary key); insert into t values (1)');
    const path = await backUp(database);
    const seen = new Set<CopyProgress['phase']>();
    await new Restore(database.url).run(path, false, ({ phase }) => seen.add(phase));
    expect([...seen].sort()).toEqual(['build', 'compare', 'load', 'save', 'verify']);
    const relatives = await database.relatives();
    for (const stop of seen) {
      const running = new Restore(database.url).run(path, false, ({ phase }) => {
        if (phase === stop) throw new Error('stop');
      });
      await expect(running).rejects.toThrow('stop');
    }
    expect(await database.relatives()).toEqual(relatives);
    expect(await database.sql('select n from t')).toEqual([{ n: 1 }]);
  });
});

describe('the database that takes the old one’s place', () => {
  it('has its locale, settings, privileges, comment and limits', async () => {
    const icu =
      (await serverMajor()) >= 15 ? `locale_provider icu icu_locale 'de-u-kn' lc_collate 'C' lc_ctype 'C'` : '';
    const database = await scratch(
      'create table t (n integer)',
      undefined,
      `template template0 encoding 'UTF8' ${icu}`,
    );
    const role = `role ${randomUUID()}`;
    const [quoted, quotedRole] = [escapeIdentifier(database.name), escapeIdentifier(role)];
    await onServer(`create role ${quotedRole}`);
    try {
      await onServer(`alter database ${quoted} set search_path = "$user", 'It''s, a "path"', public`);
      await onServer(`alter database ${quoted} set work_mem = '7MB'`);
      await onServer(`alter database ${quoted} set app."x" = E'a=b,''c'' \\\\'`);
      await onServer(`alter role ${quotedRole} in database ${quoted} set statement_timeout = '7s'`);
      await onServer(`revoke all on database ${quoted} from public`);
      await onServer(`grant connect on database ${quoted} to ${quotedRole} with grant option`);
      await onServer(`alter database ${quoted} connection limit 17`);
      await onServer(`comment on database ${quoted} is 'It''s ours'`);
      const described = () =>
        onServer(
          `select to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid,dathasloginevt}'::text[] as columns, shobj_description(d.oid, 'pg_database') as comment,
            array(select setrole::text || setconfig::text from pg_db_role_setting where setdatabase = d.oid order by 1) as settings
            from pg_database d where datname = $1`,
          [database.name],
        );
      const before = await described();
      const { problems } = await restore(database, await backUp(database));
      expect(problems).toEqual([]);
      expect(await described()).toEqual(before);
    } finally {
      await database.drop();
      await onServer(`drop role ${quotedRole}`);
    }
  });

  it('has definitions that mean the same, whatever the old one is set to', async () => {
    const database = await scratch(String.raw`
      create table t (path text constraint path_check check (path <> 'C:\temp\'), words text[] default array['null', null]);
      insert into t values ('C:\temp')`);
    const hostile = {
      standard_conforming_strings: 'off',
      transform_null_equals: 'on',
      array_nulls: 'off',
      default_transaction_read_only: 'on',
      statement_timeout: '50ms',
      datestyle: 'German',
    };
    for (const [name, value] of Object.entries(hostile))
      await onServer(`alter database ${escapeIdentifier(database.name)} set ${name} = '${value}'`);
    const before = await definition(database);
    await restore(database, await backUp(database));
    expect(await definition(database)).toEqual(before);
    const [check] = await database.sql(
      `select pg_get_constraintdef(oid) as definition, path, words from pg_constraint, t where conname = 'path_check'`,
    );
    expect(check).toEqual({
      definition: String.raw`CHECK ((path <> 'C:\\temp\\'::text))`,
      path: String.raw`C:\temp`,
      words: ['null', null],
    });
  });

  it('may have the longest name, and that of another one with an ending', async () => {
    const long = `長い名前 "${'名'.repeat(16)}`;
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(63);
    const database = await scratch('create table t (n integer)', long);
    const { kept } = await restore(database, await backUp(database));
    expect(kept).toMatch(/^長い名前 "名+_before_\d{8}t\d{6}z$/);
    await onServer(`drop database ${escapeIdentifier(kept)}`);
  });

  it('leaves alone what a restore has not made, be it empty', async () => {
    const database = await scratch('create table t (n integer)');
    const base = database.name.slice(0, 39);
    const own = [await scratch('create table precious (n integer)', `${base}_restore_1`)];
    own.push(await scratch('', `${base}_restore_2`));
    await restore(database, await backUp(database));
    expect(await own[0]!.sql('select * from precious')).toEqual([]);
    expect((await database.relatives()).filter((name) => name.includes('_restore_'))).toEqual(
      own.map(({ name }) => name),
    );
  });

  it('is not taken for that of another database whose long name begins alike', async () => {
    const base = `long name ${randomUUID()}`;
    // The index takes a while to build, so that the second restore begins while the first is in the middle.
    const sql = (n: number) => `create table t (n integer); insert into t select ${n} from generate_series(1, 40);
      create function slowly(n integer) returns integer immutable language plpgsql as $f$ begin perform pg_sleep(0.05); return n; end $f$;
      create index on t (slowly(n))`;
    const first = await scratch(sql(1), `${base}, the first`);
    const second = await scratch(sql(2), `${base}, the second`);
    const [path, other] = [await backUp(first), await backUp(second)];
    let begin = (): void => undefined;
    const begun = new Promise<void>((settle) => (begin = settle));
    const running = new Restore(first.url).run(path, false, ({ phase }) => {
      if (phase === 'load') begin();
    });
    await Promise.all([running, begun.then(() => restore(second, other))]);
    expect(await first.sql('select distinct n from t')).toEqual([{ n: 1 }]);
    expect(await second.sql('select distinct n from t')).toEqual([{ n: 2 }]);
  });

  it('may have signs in its name that mean something in a URL', async () => {
    const name = `R&D, +5% = $1; a@b:c 'é' ${randomUUID().slice(0, 8)}`;
    const database = await scratch('create table t (n integer); insert into t values (1)', name);
    const { database: told } = await restore(database, await backUp(database));
    expect(told).toBe(name);
    expect(await database.sql('select n from t')).toEqual([{ n: 1 }]);
  });
});

describe('others that are connected', () => {
  it('are named and left alone', async () => {
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    const clients = await Promise.all(
      ['editorial', 'editorial', ''].map(async (application_name) => {
        const client = new Client({ connectionString: database.url, application_name });
        await client.connect();
        return client;
      }),
    );
    const before = readdirSync(join(path, '..'));
    const refused = restore(database, path);
    await expect(refused).rejects.toThrow(RestoreRefusedError);
    await expect(refused).rejects.toThrow('editorial (2), unnamed (1)');
    for (const client of clients) {
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
    }
    expect(readdirSync(join(path, '..'))).toEqual(before);
    expect(await database.relatives()).toEqual([database.name]);
  });

  it('are named when they come while it runs, and are let in again', async () => {
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    const late = new Client({ connectionString: database.url, application_name: 'late' });
    let connecting: Promise<unknown> | undefined;
    const refused = new Restore(database.url).run(path, false, ({ phase }) => {
      if (phase === 'build') connecting ??= late.connect();
    });
    await expect(refused).rejects.toThrow('late (1)');
    await connecting;
    expect((await late.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await late.end();
    expect(await database.relatives()).toEqual([database.name]);
    expect(await database.sql('select * from t')).toEqual([]);
  });

  it('are disconnected when that is asked for, connect again and see what was restored', async () => {
    const database = await scratch('create table t (n integer); insert into t values (1)');
    const path = await backUp(database);
    await database.sql('update t set n = 2');
    const pool = new Pool({ connectionString: database.url, max: 5 });
    pool.on('error', () => undefined);
    const restored = new AbortController();
    const seen: number[] = [];
    let failures = 0;
    const reader = async () => {
      while (!restored.signal.aborted)
        try {
          seen.push((await pool.query<{ n: number }>('select n from t')).rows[0]!.n);
        } catch (error) {
          expect(['57P01', '55000', '3D000', undefined]).toContain((error as { code?: string }).code);
          failures++;
          await new Promise((settle) => setTimeout(settle, 20));
        }
    };
    const readers = [reader(), reader(), reader(), reader(), reader()];
    await restore(database, path, true);
    const before = seen.length;
    while (seen.length < before + 20) await new Promise((settle) => setTimeout(settle, 20));
    restored.abort();
    await Promise.all(readers);
    await pool.end();
    expect(failures).toBeGreaterThan(0);
    expect(seen.slice(0, seen.indexOf(1)).every((n) => n === 2)).toBe(true);
    expect(seen.slice(seen.indexOf(1)).every((n) => n === 1)).toBe(true);
  });
});

describe('a refusal', () => {
  const untouched = async (
    path: string,
    error: new (message: string) => Error,
    target?: ScratchDatabase,
    url?: string,
  ) => {
    const database = target ?? (await scratch('create table t (n integer); insert into t values (1)'));
    const before = await database.relatives();
    const [oid] = await onServer('select oid from pg_database where datname = $1', [database.name]);
    const refused = new Restore(url ?? database.url).run(path, false);
    await expect(refused).rejects.toThrow(error);
    expect(await database.relatives()).toEqual(before);
    expect(await onServer('select oid from pg_database where datname = $1', [database.name])).toEqual([oid]);
    return refused.catch((thrown: unknown) => (thrown as Error).message);
  };

  it('of a damaged file comes before anything is touched', async () => {
    const bytes = readFileSync(await backUp(await scratch('create table t (n integer); insert into t values (1)')));
    const path = join(root, 'damaged.zip');
    writeFileSync(path, bytes.subarray(0, bytes.length - 80));
    await untouched(path, BackupDamagedError);
    bytes[bytes.length >> 1]! ^= 16;
    writeFileSync(path, bytes);
    await untouched(path, BackupDamagedError);
    await untouched(join(root, 'absent.zip'), BackupError);
  });

  it('says which right is missing', async () => {
    const role = `role ${randomUUID()}`;
    const quoted = escapeIdentifier(role);
    await onServer(`create role ${quoted} login password 'secret'`);
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    const url = new URL(database.url);
    url.username = encodeURIComponent(role);
    url.password = 'secret';
    expect(await untouched(path, RestoreRefusedError, database, url.href)).toContain('createdb');
    await onServer(`alter role ${quoted} createdb`);
    expect(await untouched(path, RestoreRefusedError, database, url.href)).toContain('does not own');
    // With both it may, without being a superuser.
    await onServer(`alter database ${escapeIdentifier(database.name)} owner to ${quoted}`);
    await database.sql(`alter schema public owner to ${quoted}; alter table t owner to ${quoted}`);
    await new Restore(url.href).run(path, false);
    await database.drop();
    await onServer(`drop role ${quoted}`);
  });

  it('says whose sessions this role may not end, and lets them in again', async () => {
    const role = `role ${randomUUID()}`;
    const quoted = escapeIdentifier(role);
    await onServer(`create role ${quoted} login createdb password 'secret'`);
    const database = await scratch('create table t (n integer)');
    await onServer(`alter database ${escapeIdentifier(database.name)} owner to ${quoted}`);
    await database.sql(`alter schema public owner to ${quoted}; alter table t owner to ${quoted}`);
    const path = await backUp(database);
    const url = new URL(database.url);
    url.username = encodeURIComponent(role);
    url.password = 'secret';
    const superuser = new Client({ connectionString: database.url, application_name: 'the administrator' });
    await superuser.connect();
    const refused = new Restore(url.href).run(path, true);
    await expect(refused).rejects.toThrow(RestoreRefusedError);
    await expect(refused).rejects.toThrow('the administrator (1)');
    expect(await superuser.query('select * from t')).toMatchObject({ rows: [] });
    expect(await database.relatives()).toEqual([database.name]);
    await superuser.end();
    await new Restore(url.href).run(path, true);
    await database.drop();
    await onServer(`drop role ${quoted}`);
  });

  it('advises to copy the file when its folder has no room for the state before', async () => {
    const database = await scratch('create table t (n integer)');
    const folder = join(root, randomUUID());
    const path = join(folder, 'backup.zip');
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(path, readFileSync(await backUp(database)), { mode: 0o644 });
    chmodSync(folder, 0o555);
    chmodSync(root, 0o755);
    const asRoot = process.getuid?.() === 0;
    if (asRoot) process.seteuid!(65534);
    try {
      expect(await untouched(path, BackupError, database)).toMatch(/may not use it\. .*Copy the file to a folder/);
    } finally {
      if (asRoot) process.seteuid!(0);
    }
  });

  it('says which object cannot be made, and cleans up', async () => {
    const source = await scratch('create table t (n integer primary key)');
    const path = await backUp(source);
    const database = await scratch(`create table t (n integer)`);
    const running = new Restore(database.url).run(path, false, ({ phase, subject }) => {
      if (phase === 'load' || subject?.startsWith('key')) throw new BackupError('The key is not made.');
    });
    await expect(running).rejects.toThrow('The key is not made.');
    expect(await database.relatives()).toEqual([database.name]);
  });

  it('is the answer while a migration runs', async () => {
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    await MigratorLock.hold(database.url, async () => {
      await untouched(path, MigratorBusyError, database);
    });
  }, 120_000);

  it('is the answer while another restore of the database runs, not while another database is restored', async () => {
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('begin; lock table t in access exclusive mode');
    try {
      const first = new Restore(database.url).run(path, true);
      await waitingForALock(database);
      await untouched(path, MigratorBusyError, database);
      const other = await scratch('create table u (n integer)');
      await restore(other, await backUp(other));
      await waitingForALock(database);
      await client.query('rollback');
      await client.end();
      await first;
    } finally {
      await client.end();
    }
  }, 120_000);

  it('names prepared transactions', async () => {
    const [setting] = await onServer<{ some: boolean }>(
      `select current_setting('max_prepared_transactions')::int > 0 as some`,
    );
    if (!setting!.some) return;
    const database = await scratch('create table t (n integer)');
    const path = await backUp(database);
    await database.sql(`begin; insert into t values (1); prepare transaction 'left'`);
    expect(await untouched(path, RestoreRefusedError, database)).toContain('prepared transactions');
    await database.sql(`rollback prepared 'left'`);
  });
});

/** The rows of `t` in a database of that name. */
async function numbersIn(name: string): Promise<number[]> {
  const client = new Client({ connectionString: urlOf(name) });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select n from t');
  await client.end();
  return rows.map((row) => row.n);
}

interface GeneratedTable {
  name: string;
  columns: { name: string; type: string; generated: boolean }[];
  rows: (string | null)[][];
  extras: string[];
}

const text = fc.oneof(
  names,
  fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', '')),
  fc.constantFrom('', '\\N', '\\.', '\t', '\n', '\r\n', '\\', '\\\\n', 'null', '"', "'", 'x'.repeat(9000)),
);

/** A value of each of the product's types, as text that PostgreSQL reads. */
const values: Record<string, fc.Arbitrary<string>> = {
  text,
  'varchar(40)': text.map((value) =>
    [...new Intl.Segmenter().segment(value)]
      .slice(0, 3)
      .map(({ segment }) => segment)
      .join('')
      .slice(0, 20)
      .toWellFormed(),
  ),
  uuid: fc.uuid(),
  integer: fc.integer().map(String),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  boolean: fc.boolean().map(String),
  'double precision': fc.oneof(fc.double().map(String), fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0')),
  date: fc.constantFrom('2024-02-29', 'infinity', '-infinity', '0001-01-01 BC', '5874897-12-31'),
  timestamptz: fc.oneof(
    fc.constantFrom('infinity', '-infinity', '0044-03-15 12:00:00+00 BC'),
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
      .map((date) => date.toISOString()),
  ),
  bytea: fc.uint8Array({ maxLength: 40 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  jsonb: fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', '')),
  json: fc.jsonValue().map((value) => JSON.stringify(value, undefined, 1)),
  'text[]': fc
    .array(fc.option(fc.constantFrom('a', 'NULL', '"', '\\', ',', '{}', 'é')))
    .map(
      (items) => `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`,
    ),
};

const name = names.map((given) => Buffer.from(given).subarray(0, 50).toString().replaceAll('\uFFFD', ''));

const table: fc.Arbitrary<GeneratedTable> = fc
  .tuple(
    name,
    fc.uniqueArray(fc.record({ name, type: fc.constantFrom(...Object.keys(values)), generated: fc.boolean() }), {
      maxLength: 6,
      selector: (column) => column.name,
    }),
    fc.array(fc.constantFrom('index', 'partial', 'not null', 'serial', 'view', 'comment', 'holes'), { maxLength: 4 }),
  )
  .filter(([tableName]) => tableName !== '')
  .chain(([tableName, columns, extras]) =>
    fc
      .array(fc.tuple(...columns.map(({ type }) => fc.option(values[type]!, { freq: 5 }))), { maxLength: 12 })
      .map((rows) => ({ name: tableName, columns: columns.filter((column) => column.name !== ''), rows, extras })),
  );

function sqlOf({ name: tableName, columns, rows, extras }: GeneratedTable, index: number): string {
  const quoted = escapeIdentifier(tableName);
  const definitions = columns.map((column) => `${escapeIdentifier(column.name)} ${column.type}`);
  const [first] = columns;
  if (first?.generated && first.type === 'integer')
    definitions.push(
      `"generated""${index}" bigint generated always as (${escapeIdentifier(first.name)}::bigint * 2) stored`,
    );
  if (extras.includes('serial')) definitions.push(`"no.${index}" serial`);
  const list = columns.map((column) => escapeIdentifier(column.name)).join(', ');
  const inserts = rows.map((row) =>
    columns.length === 0
      ? `insert into ${quoted} default values`
      : `insert into ${quoted} (${list}) values (${columns.map((_, at) => (row[at] == null ? 'null' : escapeLiteral(row[at]))).join(', ')})`,
  );
  const statements = [`create table ${quoted} (${definitions.join(', ')})`, ...inserts];
  const on = first && escapeIdentifier(first.name);
  if (on && extras.includes('holes')) statements.push(`update ${quoted} set ${on} = ${on} where random() < 0.5`);
  if (on && extras.includes('index') && !['json', 'text'].includes(first.type))
    statements.push(`create index on ${quoted} (${on} desc nulls last)`);
  if (on && extras.includes('partial'))
    statements.push(`create index on ${quoted} ((${on} is null)) where ${on} is not null`);
  if (on && extras.includes('not null'))
    statements.push(`alter table ${quoted} add check (${on} is not null) not valid`);
  if (extras.includes('view'))
    statements.push(`create view ${escapeIdentifier(`${index}. view`)} as select * from ${quoted}`);
  if (extras.includes('comment')) statements.push(`comment on table ${quoted} is ${escapeLiteral(tableName)}`);
  return statements.join(';\n');
}
