import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';
import { newDatabase, type TestDatabase } from '../support/database';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const dataDir = mkdtempSync(join(tmpdir(), 'continuity-seed-'));

function cli(environment: Record<string, string>, ...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/src/cli.js', ...words], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...environment },
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

const COUNTS = `select (select count(*)::int from projects) as projects, (select count(*)::int from episodes) as episodes,
  (select count(*)::int from shots where deleted_at is null) as shots,
  (select count(*)::int from profiles where role = 'admin') as administrators`;
const ALL = { projects: 1, episodes: 2, shots: 44, administrators: 1 };

/** The dataset, with what workers have made of it. */
const DATASET = `select j.status, j.message, j.downloaded_images, j.valid_images,
  (select json_agg(json_build_object('status', v.status, 'error_message', v.error_message, 'validated_images', v.validated_images)) from validation_jobs v) as validations,
  (select json_agg(json_build_object('status', e.status, 'format', e.format, 'exported_images', e.exported_images)) from export_jobs e) as exports,
  (select json_object_agg(i.filename, i.verdict) from images i where i.verdict <> 'ok') as flawed from crawl_jobs j`;
const GATHERED = {
  ...{ status: 'completed', message: null, downloaded_images: 21, valid_images: 18 },
  validations: [{ status: 'completed', error_message: null, validated_images: 21 }],
  exports: [{ status: 'completed', format: 'zip', exported_images: 18 }],
  flawed: {
    'harbour-at-dawn-copy.jpg': 'duplicate',
    'lighthouse-at-dusk-small.jpg': 'duplicate',
    'broken-off.jpg': 'recoverable',
    'too-dark.jpg': 'rejected',
  },
};

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('seed, with DATABASE_URL', () => {
  let database: TestDatabase;
  const run = (...words: string[]) => cli({ DATABASE_URL: database.url }, 'seed', ...words);

  beforeAll(async () => {
    database = await newDatabase();
  });
  afterAll(() => database.drop());

  it('refuses outside development, and does nothing', async () => {
    const { code, stdout, stderr } = await run();
    expect([code, stdout, stderr]).toEqual([6, '', expect.stringMatching(/^DATABASE_URL names .* seed --force\n$/)]);
    expect(await database.sql(COUNTS)).toEqual([{ projects: 0, episodes: 0, shots: 0, administrators: 0 }]);
  });

  it('is forced, makes what is missing and nothing twice', async () => {
    const first = await run('--force', '--json');
    expect([first.code, first.stderr]).toEqual([0, '']);
    const { project_id, ...rest } = JSON.parse(first.stdout);
    expect(rest).toEqual({
      made: true,
      administrator: { email: 'admin@continuity.local', password: expect.stringMatching(/^.{20}$/) },
    });
    expect(await database.sql(COUNTS)).toEqual([ALL]);
    expect(await database.sql(DATASET)).toEqual([GATHERED]);

    expect(await run('--force')).toEqual({
      code: 0,
      stderr: '',
      stdout: `The demonstration is there already: project ${project_id}.\n`,
    });
    await database.sql('delete from shots');
    const [again, atOnce] = [await run('--force', '--json'), await run('--force', '--json')];
    expect([JSON.parse(again.stdout), JSON.parse(atOnce.stdout)]).toEqual([
      { project_id, made: true, administrator: null },
      { project_id, made: false, administrator: null },
    ]);
    expect(await database.sql(COUNTS)).toEqual([ALL]);
    expect(await database.sql(DATASET)).toEqual([GATHERED]);
  });

  it('goes on where a run was killed before its workers had ended', async () => {
    await database.sql('delete from export_jobs');
    await database.sql('delete from validation_jobs');
    expect(JSON.parse((await run('--force', '--json')).stdout).made).toBe(true);
    expect(await database.sql(DATASET)).toEqual([GATHERED]);
  });

  it('leaves what people have made of it', async () => {
    await database.sql(`update episodes set name = 'Première bobine ' || id`);
    await database.sql(`update shots set description = '改過'`);
    expect(JSON.parse((await run('--force', '--json')).stdout).made).toBe(false);
    expect(await database.sql(COUNTS)).toEqual([ALL]);
  });

  it('says that migrations are pending', async () => {
    const old = await newDatabase('empty');
    try {
      const { code, stdout, stderr } = await cli({ DATABASE_URL: old.url }, 'seed', '--force');
      expect([code, stdout, stderr]).toEqual([3, '', expect.stringMatching(/run first: continuity migrate\n$/)]);
      expect(await old.sql(`select from pg_tables where schemaname = 'public'`)).toEqual([]);
    } finally {
      await old.drop();
    }
  });
});

it('seeds the embedded server, whether DATABASE_URL leads to it or is absent', async () => {
  expect((await cli({}, 'seed')).code).toBe(3);
  const server = await EmbeddedPostgres.join({ dataDir, durable: false });
  try {
    expect((await cli({}, 'migrate')).code).toBe(0);
    const first = await cli({ DATABASE_URL: server.url, ADMIN_PASSWORD: 'correct horse' }, 'seed', '--json');
    expect([first.code, JSON.parse(first.stdout)]).toEqual([
      0,
      { project_id: expect.any(String), made: true, administrator: { email: 'admin@continuity.local' } },
    ]);
    expect(JSON.parse((await cli({}, 'seed', '--json')).stdout).made).toBe(false);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    expect((await client.query(COUNTS)).rows).toEqual([ALL]);
    await client.end();
    const { port } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
    const stranger = await cli({ DATABASE_URL: `postgres://postgres:other@127.0.0.1:${port}/continuity` }, 'seed');
    expect(stranger.code).toBe(6);
  } finally {
    await server.leave();
  }
});
