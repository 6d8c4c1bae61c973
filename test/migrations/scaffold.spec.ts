import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { readCatalog } from '../../src/migrator/check/schema-text';
import { newDatabase, type TestDatabase } from '../support/database';

const root = join(__dirname, '../..');
const NEWEST = new (migrations[migrations.length - 1] as new () => { name: string })().name;

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
/** The files that a written file imports, as far as there are none. */
const missingImports = (path: string) =>
  [...read(path).matchAll(/ from '(\.[^']+)'/g)]
    .map(([, from = '']) => join(root, dirname(path), from))
    .filter((file) => !existsSync(`${file}.ts`) && !existsSync(join(file, 'index.ts')));
const listed = () => [...read('migrations/index.ts').matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);

beforeAll(async () => {
  checkout = mkdtempSync(join(tmpdir(), 'continuity-scaffold-'));
  for (const path of ['dist', 'package.json', '.prettierrc', '.prettierrc.json'])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(checkout, path), { recursive: true });
  for (const folder of ['node_modules', 'src']) symlinkSync(join(root, folder), join(checkout, folder));
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
  const { name, migration, test } = JSON.parse(added.stdout).added;
  expect(name).toMatch(/^HDRShotsV2\d{13}$/);
  expect(migration).toBe(`migrations/${name.slice(-13)}-HDRShotsV2.ts`);
  expect(test).toBe('test/migrations/hdr-shots-v2.spec.ts');
  expect(read(migration)).toContain(`export class ${name} extends OnlineMigration`);
  expect(read(test)).toContain(`const BEFORE = '${NEWEST}'`);
  expect([...missingImports(migration), ...missingImports(test)]).toEqual([]);
  expect(listed().slice(-2)).toEqual([NEWEST, name]);
  expect(read('migrations/index.ts')).toContain(`import { ${name} } from './${name.slice(-13)}-HDRShotsV2';`);

  const removed = await run('remove', '--json');
  expect([removed.code, JSON.parse(removed.stdout)]).toEqual([0, { name, migration, test }]);
  expect(read('migrations/index.ts')).toBe(index);
  expect(readdirSync(join(checkout, 'migrations'))).toEqual(files);
  expect(readdirSync(join(checkout, 'test/migrations'))).toEqual([]);
});

it('gives the second of two a later time, and tests it from the first', async () => {
  const [first, second] = [await run('add', 'One', '--json'), await run('add', 'Two', '--json')].map(
    ({ stdout }) => JSON.parse(stdout).added,
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
  const { name } = JSON.parse((await run('add', 'HalfDone', '--json')).stdout).added;
  await database.sql(`insert into migrator.migrations (name, phase, checksum) values ($1, 'applying', 'x')`, [name]);
  expect((await run('remove')).code).toBe(1);
  await database.sql(`update migrator.migrations set phase = 'reverted' where name = $1`, [name]);
  expect((await run('remove')).code).toBe(0);
  expect(listed().at(-1)).toBe(NEWEST);
});

it.each([
  ['shotsHaveLenses', 'PascalCase'],
  ['../Escape', 'PascalCase'],
  ['Größe', 'PascalCase'],
  ['PieceMarkInstances', 'already'],
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

describe('--from-entities', () => {
  const catalog = async () =>
    (await readCatalog((sql) => database.sql(sql))).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  it('writes nothing where nothing differs', async () => {
    const { code, stdout } = await run('add', 'Nothing', '--from-entities', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { added: null, to_decide: [] }]);
    expect(listed().at(-1)).toBe(NEWEST);
    expect(await database.sql(`select from pg_database where datname like 'continuity_scratch_%'`)).toEqual([]);
  });

  it('writes steps that lead to what entities describe, and leaves to people what would lose something', async () => {
    const whole = await catalog();
    await database.sql(`
      alter table profiles drop column avatar_url;
      alter table api_tokens drop column version, drop constraint uq_api_tokens_hash, drop constraint ck_api_tokens_name,
        drop constraint fk_api_tokens_profile_id;
      drop index idx_api_tokens_profile_id, idx_activity_logs_expires_at;
      drop table project_members;
      alter table idempotency_keys alter column status type bigint;
      alter table episodes add column legacy_note text;`);
    const { code, stdout, stderr } = await run('add', 'FromEntities', '--from-entities', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { added, to_decide } = JSON.parse(stdout);
    expect(to_decide).toEqual([
      expect.stringMatching(/^Decide: episodes\.legacy_note \(text\) is in the database only/),
      expect.stringMatching(/^Decide: idempotency_keys\.status is "bigint not null" .* "integer not null"/),
    ]);
    const text = read(added.migration);
    expect(text.replaceAll(/^ +\/\/ .*$/gm, '')).not.toMatch(/legacy_note|bigint|drop/);
    for (const remark of to_decide.join('\n').split('\n')) expect(text).toContain(`// ${remark}`);

    const type = ((await import(join(checkout, added.migration))) as Record<string, new () => never>)[added.name]!;
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      installExtensions: false,
      migrations: [type],
      migrationsTransactionMode: 'none',
    }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    await database.sql(`
      alter table idempotency_keys alter column status type integer;
      alter table episodes drop column legacy_note;`);
    expect(await catalog()).toEqual(whole);
  });

  it('wants the database at the newest migration', async () => {
    await database.sql('delete from migrations where name = $1', [NEWEST]);
    const { code, stdout } = await run('add', 'TooEarly', '--from-entities');
    expect([code, stdout]).toEqual([3, '']);
    expect(listed().at(-1)).toBe(NEWEST);
  });
});
