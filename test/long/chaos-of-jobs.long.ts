import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrations } from '../../migrations';
import { StoredFiles } from '../../src/files/stored-files';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { startApp, type TestApp } from '../support/app';
import { copyOf, reopened, type TestDatabase } from '../support/database';
import { file, type HostileWeb, startHostileWeb } from '../support/hostile-web';
import { encoded, flat, photo } from '../support/pictures';
import { Postgres14 } from '../support/postgres-14';
import { SILENT_FOR_LONG, WorkerProcesses } from '../support/worker-processes';

/** So many workers die with -9 in the middle of a chunk, at a random moment, in each part of the work. */
const KILLS = 20;
/** Every so many kills the database is stopped without notice, and started again. */
const KILLS_A_STOP = 8;
/** Every so many kills nobody is told of it: others find out by its silence. */
const KILLS_A_SILENCE = 7;
const PICTURES = 2000;
/** A chunk of which five workers die without getting on is given up, as is meant: so nobody is killed over its last go. */
const MOST_DEATHS = 5;

const usual = process.env.CONTINUITY_TEST_SERVER;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let server: Postgres14;
let app: TestApp;
/** Another session after each stop of the server. */
let database: TestDatabase;
let web: HostileWeb;
let workers: WorkerProcesses;
let project: string;
let crawl: string;
/** The address of each picture, and its bytes' hash. */
let expected: { original_url: string; sha256: string }[];

beforeAll(async () => {
  server = await Postgres14.start({ durable: true, maxConnections: 120 });
  process.env.CONTINUITY_TEST_SERVER = server.url;
  await copyOf('template0', 'continuity_test_template');
  const url = new URL(server.url);
  url.pathname = '/continuity_test_template';
  await new SchemaChanges(url.href, migrations).migrate();
  app = await startApp({ CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  database = await reopened(app.database);
  web = await startHostileWeb();
  ({ id: project } = await app.newProject());
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, nth) => pictureOf(nth)));
  expected = pictures.map((bytes, nth) => ({
    original_url: `${web.address}/${String(nth)}.jpg`,
    sha256: sha256(bytes),
  }));
  for (const [nth, bytes] of pictures.entries())
    web.on(`/${String(nth)}.jpg`, (request, response) => {
      setTimeout(() => {
        file(bytes)(request, response);
      }, Math.random() * 60);
    });
  workers = new WorkerProcesses(app, { DATABASE_POOL_SIZE: '10' });
});

afterAll(async () => {
  process.env.CONTINUITY_TEST_SERVER = usual;
  await workers.end('SIGKILL');
  await app.app.close();
  await web.close();
  await server.stop();
  rmSync(app.dataDir, { recursive: true, force: true });
});

/** One in ten is of one colour, one in ten a near duplicate; all differ in their bytes. */
async function pictureOf(nth: number): Promise<Buffer> {
  const picture = nth % 10 === 3 ? flat(nth) : photo(nth % 10 === 7 ? 1 + (nth % 3) : 100 + nth, 96, 72);
  const bytes = await encoded(picture, 'jpeg');
  const comment = Buffer.from(`picture ${String(nth)}`);
  const length = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), length, comment, bytes.subarray(2)]);
}

const read = async (address: string) => {
  for (;;) {
    const answer = await app.request('GET', address);
    if (answer.status === 200) return answer.body;
    // The database is not there.
    expect(answer.status).toBe(503);
    await sleep(100);
  }
};

/** As whoever runs workers does: one that finds no database when it starts ends, and is started again. */
function keepWorking(): void {
  while (workers.alive.length < 2) workers.start();
}

/** A worker that has a chunk of the job, at a random moment of its work. */
async function victim(column: string, job: string, isOver: () => Promise<boolean>): Promise<number | undefined> {
  await sleep(Math.random() * 700);
  while (!(await isOver())) {
    keepWorking();
    const [found] = await database.sql<{ name: string }>(
      `select w.name from job_slots s join job_workers w on w.id = s.worker_id join job_chunks c on c.run_id = s.run_id
        where c.${column} = $1 group by w.id, w.name having max(c.attempts) < $2 order by random() limit 1`,
      [job, MOST_DEATHS],
    );
    const pid = Number(found?.name.split(':').at(-1));
    if (workers.alive.includes(pid)) return pid;
    await sleep(10);
  }
  return undefined;
}

let killed = 0;

/** Kills workers of a job until it is over, or so many are dead. @returns how many it has cost */
async function disturb(column: string, address: string, most: number): Promise<number> {
  const isOver = async () => (await read(address)).is_completed as boolean;
  const job = address.split('/').at(-1) ?? '';
  let kills = 0;
  while (kills < most) {
    const pid = await victim(column, job, isOver);
    if (pid === undefined) break;
    await workers.end('SIGKILL', [pid]);
    kills++;
    killed++;
    keepWorking();
    process.stderr.write(`${column}: ${String(kills)} killed\n`);
    if (killed % KILLS_A_STOP === 0) {
      await server.crash();
      database = await reopened(app.database);
    }
    if (killed % KILLS_A_SILENCE !== 0) await database.sql(SILENT_FOR_LONG, [String(pid)]);
  }
  while (!(await isOver())) {
    keepWorking();
    await sleep(100);
  }
  return kills;
}

const slots = () => database.sql('select slot from job_slots where run_id is not null').then((taken) => taken.length);

/** Nothing is left of what was under way. */
async function expectRest(): Promise<void> {
  while ((await slots()) > 0) await sleep(200);
  expect(await database.sql(`select from job_chunks where status not in ('completed')`)).toEqual([]);
}

it('a crawl fetches every picture once, however often its workers and its database die', async () => {
  let kills = 0;
  while (kills < KILLS) {
    const { status, body } = await app.request('POST', `/projects/${project}/crawl-jobs`, {
      body: {
        ...{ name: 'chaos', max_images: PICTURES },
        sources: [{ type: 'addresses', addresses: expected.map(({ original_url }) => original_url) }],
        start: true,
      },
    });
    expect(status).toBe(201);
    crawl = body.id;
    kills += await disturb('crawl_job_id', `/crawl-jobs/${crawl}`, KILLS - kills);
    expect(await read(`/crawl-jobs/${crawl}`)).toMatchObject({
      ...{ status: 'completed', progress: 100, message: null },
      ...{ total_images: PICTURES, downloaded_images: PICTURES, failed_images: 0, remaining_images: 0 },
      ...{ total_chunks: PICTURES / 500, completed_chunks: PICTURES / 500, failed_chunks: 0 },
    });
    expect(
      await database.sql(
        `select original_url, sha256 from images where crawl_job_id = $1 and outcome = 'downloaded' order by position`,
        [crawl],
      ),
    ).toEqual(expected);
  }
  await expectRest();
  expect(await app.app.get(StoredFiles).verify()).toEqual({
    ...{ missing: [], damaged: [], unknown: [], files: PICTURES },
  });
});

const resultsOf = (job: string) =>
  database.sql(
    `select i.position, r.verdict, r.is_valid, r.issues, r.checks, r.quality_score, i.perceptual_hash, i.duplicate_group
      from validation_results r join images i on i.id = r.image_id where r.validation_job_id = $1 order by i.position`,
    [job],
  );

const newValidation = async () => {
  const { status, body } = await app.request('POST', `/crawl-jobs/${crawl}/validation-jobs`, {
    body: { name: 'chaos', validation_rules: { near_duplicates: { mirrored: true } } },
  });
  expect(status).toBe(201);
  return `/validation-jobs/${body.id as string}`;
};

it('a validation says of every picture what it says undisturbed', async () => {
  const undisturbed = await newValidation();
  await disturb('validation_job_id', undisturbed, 0);
  const { id: first, ...said } = await read(undisturbed);
  const results = await resultsOf(first);
  expect(results).toHaveLength(PICTURES);
  let kills = 0;
  while (kills < KILLS) {
    const address = await newValidation();
    kills += await disturb('validation_job_id', address, KILLS - kills);
    const job = await read(address);
    expect(job).toMatchObject({
      ...{ status: 'completed', error_message: null, validated_images: PICTURES, progress: 100 },
      ...{ total_images: PICTURES, invalid_images: said.invalid_images },
    });
    expect(await resultsOf(job.id)).toEqual(results);
    expect((await read(`${address}/statistics`)).verdicts).toEqual((await read(`${undisturbed}/statistics`)).verdicts);
  }
  await expectRest();
});

const newExport = async () => {
  const { status, body } = await app.request('POST', `/crawl-jobs/${crawl}/export-jobs`, {
    body: {
      name: 'chaos',
      format: 'zip',
      export_options: { only_valid: false, splits: { train: 8, validation: 1, test: 1, seed: 'a' } },
    },
  });
  expect(status).toBe(202);
  return `/export-jobs/${body.id as string}`;
};

it('an export is the file that it is undisturbed', async () => {
  const undisturbed = await newExport();
  await disturb('export_job_id', undisturbed, 0);
  const { file_sha256, manifest } = await read(undisturbed);
  let kills = 0;
  while (kills < KILLS) {
    const address = await newExport();
    kills += await disturb('export_job_id', address, KILLS - kills);
    expect(await read(address)).toMatchObject({
      status: 'completed',
      file_sha256,
      manifest,
      exported_images: PICTURES,
    });
  }
  await expectRest();
  // The pictures, the zip file, and the list of what is in it.
  expect(await app.app.get(StoredFiles).verify()).toEqual({
    ...{ missing: [], damaged: [], unknown: [], files: PICTURES + 2 },
  });
});

it('workers that end as they are told leave nothing behind', async () => {
  await workers.end('SIGTERM');
  expect(workers.alive).toEqual([]);
  expect(await slots()).toBe(0);
  expect(await database.sql('select from job_workers')).toEqual([]);
});
