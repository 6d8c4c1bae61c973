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
    expect(empty).toEqual({ code: 0, stderr: '', stdout: NAMES.map((name) => `pending  ${name}\n`).join('') });
    expect((await run('status', '--check')).code).toBe(3);
    const json = await run('status', '--json', '--check');
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      3,
      { migrations: NAMES.map((name) => ({ name, applied: false })), pending: NAMES.length },
    ]);
    expect(await database.sql(`select from pg_tables where schemaname = 'public'`)).toEqual([]);

    const first = await run('migrate', '--to', SHORT[0]!);
    expect(first).toEqual({ code: 0, stderr: '', stdout: `applied ${NAMES[0]!}\n1 applied.\n` });
    const rest = await run('migrate', '--json');
    expect([rest.code, JSON.parse(rest.stdout)]).toEqual([0, { applied: NAMES.slice(1) }]);
    expect(await run('migrate')).toEqual({ code: 0, stderr: '', stdout: 'Nothing is pending.\n' });
    const full = await run('status', '--check', '--json');
    expect([full.code, JSON.parse(full.stdout).pending]).toEqual([0, 0]);

    expect(await run('rollback')).toEqual({ code: 0, stderr: '', stdout: `took back ${LAST}\n1 taken back.\n` });
    const to = await run('rollback', '--to', NAMES[0]!, '--json');
    expect([to.code, JSON.parse(to.stdout)]).toEqual([0, { reverted: NAMES.slice(1, -1).reverse() }]);
    expect((await run('rollback', '--steps', '99')).stdout).toContain(`took back ${NAMES[0]!}`);
    expect((await run('migrate')).code).toBe(0);
  });

  it('refuses to take back what would lose rows, and says what it did before', async () => {
    await database.sql(`insert into profiles (email, password_hash) values ('a@example.org', 'x')`);
    const lost = 'Refused: rolling back would lose 1 × profiles with a password.';
    expect(await run('rollback', '--all')).toEqual({
      code: 6,
      stdout: `took back ${LAST}\n`,
      stderr: `${lost} Done before that: ${LAST}.\n`,
    });
    expect(await run('rollback', '--json')).toEqual({ code: 6, stdout: '', stderr: `${lost} Nothing was changed.\n` });
    expect(JSON.parse((await run('status', '--json')).stdout).pending).toBe(1);
    await database.sql('delete from profiles');
    expect((await run('migrate')).code).toBe(0);
  });

  it('lets one of two runs work at a time', async () => {
    expect((await run('rollback')).code).toBe(0);
    const both = await Promise.all([run('migrate'), run('migrate')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ stdout }) => stdout).sort()).toEqual(
      ['Nothing is pending.\n', `applied ${LAST}\n1 applied.\n`].sort(),
    );
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
      expect([code, stdout]).toEqual([0, NAMES.map((name) => `applied  ${name}\n`).join('')]);
      expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
      const { port, password } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
      const client = new Client({ host: '127.0.0.1', port, password, user: 'continuity', database: 'continuity' });
      await expect(client.connect()).rejects.toThrow();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
