import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { MigratorLock } from '../../src/migrator/run/migrator-lock';
import { ScratchDatabase } from './backup-database';

const project = join(__dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'continuity-backup-commands-'));
const folder = join(dataDir, 'backups');

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

async function run(
  args: string[],
  onError: (text: string, kill: () => void) => void = () => undefined,
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(project, 'dist/src/cli.js'), ...args], {
    cwd: project,
    // As in continuous integration, where nothing but a terminal may get colours either.
    env: { ...process.env, CI: 'true', NO_COLOR: '', DATA_DIR: dataDir, DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outcome: Outcome = { code: null, out: '', err: '' };
  child.stdout.on('data', (piece: Buffer) => (outcome.out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => {
    outcome.err += piece.toString();
    onError(outcome.err, () => child.kill('SIGINT'));
  });
  outcome.code = await new Promise<number | null>((settle) => child.once('close', settle));
  return outcome;
}

let database: ScratchDatabase;

beforeAll(async () => {
  database = await ScratchDatabase.create('create table t as select 1 as n');
});

afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('backs up, lists, restores, and says so in plain lines', async () => {
  const empty = await run(['backups']);
  expect(empty).toEqual({ code: 0, out: `There are no backups in ${folder}.\n`, err: '' });
  const unmounted = await run(['backups', '--verify', '--from', join(dataDir, 'unmounted')]);
  expect([unmounted.code, unmounted.err]).toEqual([1, expect.stringContaining('nothing to verify')]);
  const made = await run(['backup']);
  expect(made.code).toBe(0);
  expect(made.err).toBe('Saving rows …\nVerifying the file …\n');
  expect(made.out).toMatch(
    /^Backed up and verified: 1 rows of 1 tables, [\d.]+KB\n.*\.zip\nFiles are beside it, in .*\n$/,
  );
  const [name] = readdirSync(folder);
  await database.sql('update t set n = 2');
  const listed = await run(['restore']);
  expect(listed.code).toBe(2);
  expect(listed.out).toContain(name);
  expect(listed.err).toContain('continuity restore FILE');
  const unconfirmed = await run(['restore', name!]);
  expect([unconfirmed.code, unconfirmed.out]).toEqual([2, '']);
  expect(unconfirmed.err).toContain('--yes');
  const restored = await run(['restore', name!, '--yes']);
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('drop database "')]);
  expect(await database.sql('select n from t')).toEqual([{ n: 1 }]);
});

it('answers programs with one JSON document', async () => {
  const made = JSON.parse((await run(['backup', '--json', '--keep', '2'])).out);
  expect(made).toMatchObject({ database: database.name, tables: 1, rows: 1, left_out: [], schema_position: null });
  expect(made.deleted).toHaveLength(1);
  const { backups } = JSON.parse((await run(['backups', '--verify', '--json'])).out);
  expect(backups).toHaveLength(2);
  expect(backups[0]).toMatchObject({ path: made.path, size: made.size, problem: null });
  const restored = JSON.parse((await run(['restore', made.path, '--yes', '--json'])).out);
  expect(restored).toMatchObject({ path: made.path, database: database.name, rows: 1, problems: [] });
});

it('ends with 5 for a damaged backup', async () => {
  const { path } = JSON.parse((await run(['backup', '--json', '--to', join(dataDir, 'damaged')])).out);
  truncateSync(path, 300);
  const verified = await run(['backups', '--verify', '--from', join(dataDir, 'damaged'), '--json']);
  expect(verified.code).toBe(5);
  const { error, backups } = JSON.parse(verified.out);
  expect(error).toEqual({ message: verified.err.trim(), exit_code: 5 });
  expect(backups[0].problem).toContain('not a whole backup');
  const refused = await run(['restore', path, '--yes', '--json']);
  expect([refused.code, JSON.parse(refused.out)]).toEqual([
    5,
    { error: { message: expect.stringContaining('Use another backup.'), exit_code: 5 } },
  ]);
  expect(refused.err).toContain('Use another backup.');
  const unnamed = await run(['restore', '--from', join(dataDir, 'damaged'), '--json']);
  expect([unnamed.code, JSON.parse(unnamed.out)]).toEqual([
    2,
    { error: { message: unnamed.err.trim(), exit_code: 2 }, backups: [expect.objectContaining({ path })] },
  ]);
});

it('ends with 75 while a migration runs', async () => {
  await MigratorLock.hold(database.url, async () => {
    expect((await run(['backup'])).code).toBe(75);
  });
});

it('ends with 1 and says who is connected', async () => {
  const { path } = JSON.parse((await run(['backup', '--json'])).out);
  const client = new Client({ connectionString: database.url, application_name: 'editorial' });
  client.on('error', () => undefined);
  await client.connect();
  const refused = await run(['restore', path, '--yes']);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('editorial (1). Stop them, or end their connections with --disconnect.');
  expect((await run(['restore', path, '--yes', '--disconnect'])).code).toBe(0);
});

it('ends with 2 for a wrong option', async () => {
  for (const args of [
    ['backup', '--keep', '0'],
    ['backup', 'x'],
    ['backups', '--more'],
    ['restore', 'a', 'b'],
  ])
    expect([args, (await run(args)).code]).toEqual([args, 2]);
});

it('ends with 130 on Ctrl-C and leaves nothing behind', async () => {
  await database.sql(`create table large as select n, repeat(md5(n::text), 30) as t from generate_series(1, 150000) n`);
  const stopped = join(dataDir, 'stopped');
  const outcome = await run(['backup', '--to', stopped], (text, kill) => {
    if (text.endsWith('Saving rows …\n')) kill();
  });
  expect([outcome.code, outcome.out]).toEqual([130, '']);
  expect(readdirSync(stopped)).toEqual([]);
});

it.each(['backup', 'restore', 'backups'])('explains %s to somebody who has never done it', async (command) => {
  const { code, out } = await run([command, '--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/Exit codes:\n.*0 {2}done/);
  expect(out).toMatch(/Examples:\n {2}continuity /);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
