import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newDatabase, type TestDatabase } from '../support/database';

const root = join(__dirname, '../..');
const NEWEST = 'PieceMarkInstances1700000006000';

let checkout: string;
let database: TestDatabase;

/** The built command line in a checkout of its own. */
function run(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(checkout, 'dist/src/cli.js'), ...words], {
    cwd: checkout,
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: database.url },
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

const read = (path: string) => readFileSync(join(checkout, path), 'utf8');
const listed = () => [...read('migrations/index.ts').matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);

beforeAll(async () => {
  checkout = mkdtempSync(join(tmpdir(), 'continuity-scaffold-'));
  for (const path of ['dist', 'package.json', '.prettierrc', '.prettierrc.json'])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(checkout, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  database = await newDatabase();
});

beforeEach(() => {
  for (const folder of ['migrations', 'test/migrations']) {
    rmSync(join(checkout, folder), { recursive: true, force: true });
    mkdirSync(join(checkout, folder), { recursive: true });
  }
  cpSync(join(root, 'migrations'), join(checkout, 'migrations'), { recursive: true });
});

afterAll(async () => {
  await database.drop();
  rmSync(checkout, { recursive: true });
});

it('adds a migration, its test and its entry after the newest, and takes them away again', async () => {
  const index = read('migrations/index.ts');
  const files = readdirSync(join(checkout, 'migrations'));
  const added = await run('add', 'HDRShotsV2', '--json');
  expect([added.code, added.stderr]).toEqual([0, '']);
  const { name, migration, test } = JSON.parse(added.stdout);
  expect(name).toMatch(/^HDRShotsV2\d{13}$/);
  expect(migration).toBe(`migrations/${name.slice(-13)}-HDRShotsV2.ts`);
  expect(test).toBe('test/migrations/hdr-shots-v2.spec.ts');
  expect(read(migration)).toContain(`export class ${name} extends OnlineMigration`);
  expect(read(test)).toContain(`const BEFORE = '${NEWEST}'`);
  expect(listed().slice(-2)).toEqual([NEWEST, name]);
  expect(read('migrations/index.ts')).toContain(`import { ${name} } from './${name.slice(-13)}-HDRShotsV2';`);

  const removed = await run('remove', '--json');
  expect([removed.code, JSON.parse(removed.stdout)]).toEqual([0, { name, migration, test }]);
  expect(read('migrations/index.ts')).toBe(index);
  expect(readdirSync(join(checkout, 'migrations'))).toEqual(files);
  expect(readdirSync(join(checkout, 'test/migrations'))).toEqual([]);
});

it('gives the second of two a later time, and tests it from the first', async () => {
  const [first, second] = [await run('add', 'One', '--json'), await run('add', 'Two', '--json')].map(({ stdout }) =>
    JSON.parse(stdout),
  );
  expect(Number(second.name.slice(-13))).toBeGreaterThanOrEqual(Number(first.name.slice(-13)) + 1000);
  expect(read(second.test)).toContain(`const BEFORE = '${first.name}'`);
  expect(listed().slice(-2)).toEqual([first.name, second.name]);
});

it('removes nothing that is applied, or that a run was stopped at', async () => {
  const applied = await run('remove');
  expect(applied).toEqual({
    code: 1,
    stdout: '',
    stderr: `${NEWEST} is applied in the database. Take it back first: continuity rollback\n`,
  });
  const { name } = JSON.parse((await run('add', 'HalfDone', '--json')).stdout);
  await database.sql(`insert into migrator.migrations (name, phase, checksum) values ($1, 'applying', 'x')`, [name]);
  expect((await run('remove')).code).toBe(1);
  await database.sql(`update migrator.migrations set phase = 'reverted' where name = $1`, [name]);
  expect((await run('remove')).code).toBe(0);
  expect(listed().at(-1)).toBe(NEWEST);
});

it.each([
  ['shotsHaveLenses', 'PascalCase'],
  ['Shots-Have', 'PascalCase'],
  ['../Escape', 'PascalCase'],
  ['Größe', 'PascalCase'],
  ['PieceMarkInstances', 'already'],
  ['piecemarkinstances', 'PascalCase'],
  ['PieceMarkinstances', 'already'],
])('refuses the name %s', async (name, says) => {
  const before = listed();
  const { code, stdout, stderr } = await run('add', name);
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(says)]);
  expect(listed()).toEqual(before);
});

it('says that it needs a checkout', async () => {
  rmSync(join(checkout, 'migrations'), { recursive: true });
  for (const words of [['add', 'ShotsHaveLenses'], ['remove']]) {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('checkout of the sources')]);
  }
});
