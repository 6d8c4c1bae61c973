import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier, Pool } from 'pg';
import { schemaText } from '../../src/migrator/check/schema-text';
import { RestoreRefusedError } from '../../src/backup/backup-errors';
import { withCopySession } from '../../src/backup/copy-session';
import type { CopyProgress } from '../../src/backup/copy-progress';
import { Restore } from '../../src/backup/restore';
import { readSchema, type SchemaDefinition } from '../../src/backup/schema-definition';
import { onServer, RestoreScene, type ScratchDatabase, serverMajor, urlOf } from './backup-database';

const scene = new RestoreScene();
const { scratch, backUp, restore, contents } = scene;

const definition = (database: ScratchDatabase): Promise<SchemaDefinition> =>
  withCopySession(database.url, (client) => readSchema(client, ''));

afterAll(() => scene.leave());

describe('a restore', () => {
  it('gives back everything, down to the byte', async () => {
    const database = await scene.everything();
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
    const database = await scratch('', undefined, 'template continuity_test_template');
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

/** The rows of `t` in a database of that name. */
async function numbersIn(name: string): Promise<number[]> {
  const client = new Client({ connectionString: urlOf(name) });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select n from t');
  await client.end();
  return rows.map((row) => row.n);
}
