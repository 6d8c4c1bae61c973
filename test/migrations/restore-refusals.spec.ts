import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { BackupDamagedError, BackupError, RestoreRefusedError } from '../../src/backup/backup-errors';
import { Restore } from '../../src/backup/restore';
import { MigratorBusyError, MigratorLock } from '../../src/migrator/run/migrator-lock';
import { onServer, RestoreScene, type ScratchDatabase } from './backup-database';

const scene = new RestoreScene();
const { root, scratch, backUp, restore } = scene;

afterAll(() => scene.leave());

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
  });

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
  });

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
