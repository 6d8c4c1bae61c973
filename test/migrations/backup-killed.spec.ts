import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { Backup } from '../../src/backup/backup';
import { BackupFile } from '../../src/backup/backup-file';
import { BackupFolder } from '../../src/backup/backup-folder';
import { Restore } from '../../src/backup/restore';
import { onServer, ScratchDatabase } from './backup-database';

const project = join(__dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'continuity-killed-'));
const folder = new BackupFolder(root);

/**
 * A restore in a process of its own that is killed before its n-th statement of whatever session, or runs to its end and
 * tells how many there were. Killed there, a crash leaves exactly what was done before.
 */
const program = `
const { Client } = require('pg');
const { Restore } = require('./dist/src/backup/restore.js');
const [url, path, last] = process.argv.slice(1);
const query = Client.prototype.query;
let count = 0;
Client.prototype.query = function (...given) {
  if (++count === Number(last)) process.kill(process.pid, 'SIGKILL');
  return query.apply(this, given);
};
new Restore(url).run(path, true).then(() => console.log(count), (error) => console.error(error));
`;

async function restoreInProcess(path: string, last: number): Promise<{ killed: boolean; statements: number }> {
  const child = spawn(process.execPath, ['-e', program, database.url, path, String(last)], { cwd: project });
  let output = '';
  let errors = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
  const signal = await new Promise((settle) =>
    child.once('close', (_code, by) => {
      settle(by);
    }),
  );
  expect(errors).toBe('');
  return { killed: signal === 'SIGKILL', statements: Number(output) };
}

let database: ScratchDatabase;
let path: string;
let saved: object;

async function contents(): Promise<object> {
  const { path: made } = await new Backup(database.url).create(new BackupFolder(join(root, 'contents')));
  const found = await BackupFile.with(made, async (file) => [
    await file.schema(),
    file.manifest.tables,
    file.manifest.sequences,
  ]);
  rmSync(made);
  return found;
}

/** What restores have left beside the database. */
async function dropRelatives(): Promise<string[]> {
  const others = (await database.relatives()).filter((name) => name !== database.name);
  for (const name of others) await onServer(`drop database ${escapeIdentifier(name)} with (force)`);
  return others;
}

beforeAll(async () => {
  database = await ScratchDatabase.create(`
    create table a (id integer primary key, n serial, t text); insert into a select n, n, 'x' from generate_series(1, 100) n;
    create table b (id integer references a); insert into b select id from a; create index on b (id); create view v as select * from b`);
  path = (await new Backup(database.url).create(folder)).path;
  saved = await contents();
});

afterAll(async () => {
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

it('a restore that is killed anywhere leaves the database or its backup, and the next one ends as if nothing had been', async () => {
  const { statements, killed } = await restoreInProcess(path, 0);
  expect(killed).toBe(false);
  expect(statements).toBeGreaterThan(80);
  await dropRelatives();
  // Every statement of the swap, and every tenth before.
  const moments = Array.from({ length: statements }, (_, index) => index + 1).filter(
    (moment) => moment > statements - 18 || moment % 10 === 0,
  );
  let refusing = 0;
  for (const moment of moments) {
    await database.sql(`insert into a (id) values (-1) on conflict do nothing`);
    expect((await restoreInProcess(path, moment)).killed).toBe(true);
    const [found] = await onServer<{ open: boolean }>(
      'select datallowconn as open from pg_database where datname = $1',
      [database.name],
    );
    if (!found!.open) refusing++;
    else expect(await ids()).toEqual((await database.relatives()).some((name) => name.includes('_before_')) ? 0 : 1);
    await new Restore(database.url).run(path, true);
    expect(await contents()).toEqual(saved);
    const others = await dropRelatives();
    expect(others.filter((name) => !name.includes('_before_'))).toEqual([]);
  }
  // The narrow place between the closed gate and the exchange was among them.
  expect(refusing).toBeGreaterThan(0);
});

/** How many rows there are that the backup has not. */
async function ids(): Promise<number> {
  const [row] = await database.sql<{ count: number }>('select count(*)::int as count from a where id = -1');
  return row!.count;
}

it('a backup that is killed holds no lock and leaves nothing that looks like a backup', async () => {
  const before = await folder.list();
  const killedProgram = `
    const { Backup } = require('./dist/src/backup/backup.js');
    const { BackupFolder } = require('./dist/src/backup/backup-folder.js');
    new Backup(process.argv[1]).create(new BackupFolder(process.argv[2]), 10, () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['-e', killedProgram, database.url, root], { cwd: project });
  await new Promise((settle) => child.once('close', settle));
  expect(child.signalCode).toBe('SIGKILL');
  expect(await folder.list()).toEqual(before);
  await new Backup(database.url).create(folder);
  expect((await folder.list()).length).toBe(before.length + 1);
});

it('a session that is waited for does not hold up a restore for ever', async () => {
  const client = new Client({ connectionString: database.url, application_name: 'idle in transaction' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin; lock table a in access exclusive mode');
  await expect(new Restore(database.url).run(path, false)).rejects.toThrow('idle in transaction (1)');
  await client.end();
});
