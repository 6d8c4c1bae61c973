import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrations } from '../../migrations';
import { newDatabase, type TestDatabase } from '../support/database';

const NAMES = migrations.map(({ name }) => name);
const LAST = NAMES.at(-1) ?? '';
const SHORT = NAMES.map((name) => name.replace(/\d{13}$/, ''));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as it is installed: no setting but these. */
function cli(environment: Record<string, string>, ...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/src/cli.js', ...words], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => (ended[stream] += chunk.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, ...ended });
    }),
  );
}

describe('the command line', () => {
  let database: TestDatabase;
  const run = (...words: string[]) => cli({ DATABASE_URL: database.url }, ...words);

  beforeAll(async () => {
    database = await newDatabase('empty');
  });
  afterAll(() => database.drop());

  it('goes forwards and backwards, and says what it does', async () => {
    const empty = await run('status');
    expect([empty.code, empty.stderr]).toEqual([0, '']);
    expect(empty.stdout).toBe(NAMES.map((name) => `pending    ${name}\n`).join(''));
    expect((await run('status', '--check')).code).toBe(3);
    const json = await run('status', '--json', '--check');
    const status = JSON.parse(json.stdout);
    expect([json.code, status.pending, status.running, status.run]).toEqual([3, NAMES.length, false, null]);
    expect(status.migrations.map(({ name, state }: any) => [name, state])).toEqual(
      NAMES.map((name) => [name, 'pending']),
    );
    expect(await database.sql(`select from pg_tables where schemaname in ('public', 'migrator')`)).toEqual([]);

    const first = await run('migrate', '--to', SHORT[0]!);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain(`\n1 applied: ${SHORT[0]!}.\n`);
    const rest = await run('migrate', '--json');
    expect([rest.code, JSON.parse(rest.stdout)]).toEqual([0, { applied: NAMES.slice(1) }]);
    expect(await run('migrate')).toEqual({ code: 0, stderr: '', stdout: 'Nothing is pending.\n' });
    expect((await run('status', '--check')).code).toBe(0);
    expect(JSON.parse((await run('list', '--json')).stdout).migrations.map(({ state }: any) => state)).toEqual(
      NAMES.map(() => 'applied'),
    );
    expect((await run('verify')).code).toBe(0);

    expect((await run('rollback')).stdout).toMatch(new RegExp(`\\n1 taken back: ${SHORT.at(-1)!}\\.\\n$`));
    const to = await run('rollback', '--to', NAMES[0]!, '--json');
    expect([to.code, JSON.parse(to.stdout)]).toEqual([0, { reverted: NAMES.slice(1, -1).reverse() }]);
    expect((await run('rollback', '--steps', '99')).stdout).toContain(`1 taken back: ${SHORT[0]!}.`);
    expect((await run('migrate')).code).toBe(0);
  });

  it('keeps what a rollback takes away, until it is purged', async () => {
    await database.sql(`insert into profiles (email, password_hash) values ('a@example.org', 'x')`);
    expect((await run('rollback', '--all')).code).toBe(0);
    expect(JSON.parse((await run('purge', '--dry-run', '--json')).stdout).tables.length).toBeGreaterThan(20);
    expect((await run('migrate')).code).toBe(0);
    expect(await database.sql('select email, password_hash from profiles')).toEqual([
      { email: 'a@example.org', password_hash: 'x' },
    ]);
    expect((await run('rollback', '--to', 'LegacySchema')).code).toBe(0);
    expect(await run('purge')).toMatchObject({ code: 2, stdout: '' });
    expect((await run('purge', '--yes')).code).toBe(0);
    expect((await run('migrate')).code).toBe(0);
    expect(await database.sql('select password_hash from profiles')).toEqual([{ password_hash: null }]);
    await database.sql('delete from profiles');
  });

  it('finds what has been changed by hand, and accepts it when told to', async () => {
    await database.sql('alter table drawings add column by_hand text');
    const drifted = await run('verify', '--json');
    const failed = JSON.parse(drifted.stdout).checks.filter(({ passed }: any) => !passed);
    expect([drifted.code, failed.length, failed[0].problems]).toEqual([
      4,
      1,
      ['not from a migration: drawings: by_hand text'],
    ]);
    expect((await run('repair', '--yes')).code).toBe(0);
    expect((await run('verify')).code).toBe(0);
    await database.sql('alter table drawings drop column by_hand');
    await database.sql(`update migrator.migrations set checksum = 'another' where name = '${LAST}'`);
    const changed = await run('migrate');
    expect([changed.code, changed.stdout]).toEqual([4, '']);
    expect(changed.stderr).toContain(LAST);
    expect(JSON.parse((await run('repair', '--yes', '--json')).stdout)).toEqual({ accepted: [LAST] });
    expect((await run('verify')).code).toBe(0);
  });

  it('steers, and says who holds the lock', async () => {
    expect((await run('pause', '--reason', 'delivery')).code).toBe(0);
    expect(JSON.parse((await run('status', '--json')).stdout).paused_by).toMatch(/: delivery$/);
    expect((await run('resume')).code).toBe(0);
    expect(JSON.parse((await run('status', '--json')).stdout).paused_by).toBeNull();
    expect((await run('unlock-info')).stdout).toBe('Nobody holds the lock.\n');
    await database.sql(`select pg_advisory_lock(hashtext('continuity'), hashtext('migrator'))`);
    const held = JSON.parse((await run('unlock-info', '--json')).stdout).holder;
    expect(held.pid).toBe((await database.sql<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid);
    const busy = await run('rollback');
    expect([busy.code, busy.stdout]).toEqual([75, '']);
    expect(busy.stderr).toContain(String(held.pid));
    await database.sql(`select pg_advisory_unlock(hashtext('continuity'), hashtext('migrator'))`);
  });

  it.each([
    [2, ['migrate', '--to', 'Nowhere', '--json']],
    [2, ['rollback', '--json', '--bogus']],
    [2, ['migrate', '--service', 'localhost:3000', '--json']],
    [2, ['purge', '--json']],
  ])('answers with one document of JSON when it fails with %d, too: %j', async (code, words) => {
    const failed = await run(...words);
    expect([failed.code, JSON.parse(failed.stdout)]).toEqual([
      code,
      { error: { message: expect.stringMatching(/./), exit_code: code } },
    ]);
    expect(failed.stderr).not.toBe('');
  });

  it('lets one of two runs work at a time', async () => {
    expect((await run('rollback')).code).toBe(0);
    const both = await Promise.all([run('migrate', '--json'), run('migrate', '--json')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ stdout }) => JSON.parse(stdout).applied.length).sort()).toEqual([0, 1]);
  });

  it('refuses what data does not allow, does it with policies, and gives it all back', async () => {
    const legacy = await newDatabase('empty');
    const dataDir = mkdtempSync(join(tmpdir(), 'continuity-cli-'));
    const go = (...words: string[]) => cli({ DATABASE_URL: legacy.url, DATA_DIR: dataDir }, ...words);
    const shots = () => legacy.sql('select id, name, episode_id, frame_start, data from shots order by id');
    try {
      const flaws = 'shot-name-exact-twins=3,shot-ends-before-it-begins=2,email-blank=1';
      const made = await go('generate-legacy-data', '--shots', '200', '--flaws', flaws, '--json');
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const before = await shots();
      const report = await go('preflight', '--json');
      const found = JSON.parse(report.stdout).findings.map(({ code, count }: any) => [code, count]);
      expect([report.code, found]).toEqual([
        6,
        [
          ['blank-emails', 1],
          ['duplicate-shot-names', 3],
          ['reversed-frames', 2],
        ],
      ]);
      const refused = await go('migrate');
      expect([refused.code, refused.stderr]).toEqual([6, expect.stringMatching(/^Refused: /)]);
      expect(refused.stdout).toContain('--resolve duplicate-shot-names=rename');
      const asJson = await go('migrate', '--json');
      expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
        6,
        { error: { message: refused.stderr.trim(), exit_code: 6 }, applied: [], findings: expect.any(Array) },
      ]);
      expect(await go('migrate', '--resolve', 'duplicate-shot-names=burn')).toMatchObject({ code: 2 });
      const resolve = ['blank-emails=name', 'duplicate-shot-names=rename', 'reversed-frames=swap'];
      const dry = await go('migrate', '--dry-run', ...resolve.flatMap((option) => ['--resolve', option]));
      expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('alter table shots')]);
      const script = await go('script', '--to', 'PlatformTables');
      expect([script.code, script.stdout]).toEqual([0, expect.stringContaining('SHARE ROW EXCLUSIVE on projects')]);
      const wrong = await go('migrate', '--backup', '--to', 'Nope');
      expect([wrong.code, wrong.stdout]).toEqual([2, '']);
      const migrated = await go('migrate', '--backup', ...resolve.flatMap((option) => ['--resolve', option]));
      expect([migrated.code, migrated.stdout]).toEqual([0, expect.stringContaining('verified: ')]);
      expect(migrated.stdout).toContain('Backed up: ');
      expect((await go('verify')).code).toBe(0);
      expect((await go('rollback', '--to', 'LegacySchema')).code).toBe(0);
      expect(await shots()).toEqual(before);
    } finally {
      await legacy.drop();
      rmSync(dataDir, { recursive: true });
    }
  });

  it.each([
    ['an unknown command', ['nonsense']],
    ['no command', []],
    ['an unknown option', ['status', '--colour']],
    ['an option before the command', ['--colour', 'status']],
    ['an option of another command', ['status', '--all']],
    ['an option without its value', ['migrate', '--to']],
    ['a name without its option', ['migrate', SHORT[0]!]],
    ['a word too many', ['status', 'now']],
    ['an unknown migration', ['migrate', '--to', 'Nonsense']],
    ['an unknown migration to go back to', ['rollback', '--to', 'Nonsense']],
    ['steps that are no number', ['rollback', '--steps', 'all']],
    ['no steps', ['rollback', '--steps', '0']],
    ['two targets', ['rollback', '--steps', '1', '--all']],
  ])('ends with 2 for %s, and does nothing', async (_, words) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n\s+at |node_modules/);
    expect(await database.sql('select name from migrations')).toHaveLength(NAMES.length);
  });

  it.each([[['--help']], [['migrate', '--help']], [['help', 'rollback']]])('explains itself: %s', async (words) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: ');
  });

  it('says in one sentence that a setting is wrong, or that the database is away', async () => {
    const wrong = await cli({ DATABASE_URL: database.url, PORT: 'x' }, 'status');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^The setting PORT is wrong .*\n$/)]);
    for (const url of [
      'postgres://somebody:secret@127.0.0.1:1/nothing',
      database.url.replace(/\/\w+$/, '/nothing_there'),
      database.url.replace(/:[^:@]+@/, ':secret@'),
    ]) {
      const { code, stdout, stderr } = await cli({ DATABASE_URL: url }, 'status');
      expect([code, stdout, stderr]).toEqual([
        1,
        '',
        expect.stringMatching(/^PostgreSQL at DATABASE_URL cannot be used: .+\.\n$/),
      ]);
      expect(stderr).not.toContain('secret');
    }
  });

  it('starts the embedded server when nobody has, and stops it again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'continuity-cli-'));
    try {
      expect((await cli({ DATA_DIR: dataDir }, 'migrate')).code).toBe(0);
      const { code, stdout } = await cli({ DATA_DIR: dataDir }, 'status', '--check');
      expect(code).toBe(0);
      expect(stdout).toContain(NAMES.map((name) => `applied    ${name}\n`).join(''));
      expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
      const { port, password } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
      const client = new Client({ host: '127.0.0.1', port, password, user: 'continuity', database: 'continuity' });
      await expect(client.connect()).rejects.toThrow();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
