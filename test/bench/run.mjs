// npm run bench: how fast the service is, as ratios against references that run on the same machine in the same minutes.
// Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_DIST_BEFORE=../before/dist npm run bench
//
// measures an older build beside this one and the reference, in the same rounds, on the same database: `../before` is a
// clone of the older commit in which `node scripts/build-when-stale.mjs` was run.
//
//   BENCH_ONLY=read,list,change,bulk,import   only these
//   BENCH_ROUNDS, BENCH_SECONDS   rounds of requests and how long each is (default 7 of 3 s)
//   BENCH_WARM_UP                 seconds of each contestant that do not count (default 3)
//   BENCH_BULK_ROUNDS             rounds of bulk creates (default 60), after a sixth as many that do not count
//   BENCH_SHOTS                   shots in the project (default 100,000)
//   BENCH_IMPORT_ROWS             rows of the two imports that are compared (default 100000,300000)
//   BENCH_DATABASE_URL            a server to use instead of the embedded one; a database is made on it and dropped
//   BENCH_DIST                    another build than dist/
//   BENCH_PROFILE                 a folder for CPU profiles of the service
//
// docs/ is written by a run of dist/ that leaves nothing out and makes nothing smaller.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { chosenBuilds, project } from './build.mjs';
import { fill, newDatabase } from './database.mjs';
import { changeOne, createMany, importMemory, listPage, readOne } from './measures.mjs';
import { startReference, startService } from './processes.mjs';
import { Processor } from './processor.mjs';
import { machineOf, printed, writeDocuments } from './report.mjs';

const MEASURES = { read: readOne, list: listPage, change: changeOne, bulk: createMany, import: importMemory };
const WHOLE = { rounds: 7, seconds: 3, warmUp: 3, bulkRounds: 60, shots: 100_000 };
const POOL_SIZE = 10;

const number = (name, fallback) => Number(process.env[name] || fallback);
const options = {
  rounds: number('BENCH_ROUNDS', WHOLE.rounds),
  seconds: number('BENCH_SECONDS', WHOLE.seconds),
  warmUp: number('BENCH_WARM_UP', WHOLE.warmUp),
  bulkRounds: number('BENCH_BULK_ROUNDS', WHOLE.bulkRounds),
  shots: number('BENCH_SHOTS', WHOLE.shots),
  importRows: (process.env.BENCH_IMPORT_ROWS || '100000,300000').split(',').map(Number),
  only: process.env.BENCH_ONLY ? process.env.BENCH_ONLY.split(',') : Object.keys(MEASURES),
};
options.bulkWarmUp = Math.ceil(options.bulkRounds / 6);
const { build, before } = chosenBuilds();

const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const secret = randomBytes(32).toString('hex');
const running = [];
let database;
let client;
let cleaned;
// The embedded server would outlive an interruption.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
try {
  progress(`filling a database with ${options.shots.toLocaleString('en')} shots`);
  database = await newDatabase({ build, dataDir: join(folder, 'data') });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const data = await fill(client, { shots: options.shots, secret });
  const { rows: versions } = await client.query(`select current_setting('server_version_num')::int as number`);
  const bench = {
    options,
    client,
    data,
    progress,
    processor: await Processor.of(client),
    builds: { service: build, ...(before && { before }) },
    // The service makes ids that grow; where PostgreSQL can, the reference's grow as well, which is faster.
    newId: versions[0].number >= 180_000 ? 'uuidv7()' : 'gen_random_uuid()',
    serviceOptions: (name, what) => ({
      build: bench.builds[name],
      databaseUrl: database.url,
      dataDir: join(folder, name),
      secret,
      profileTo: profileFolder(`${name}-${what}`),
    }),
    contestants: () => (contestants ??= start(bench)),
  };
  let contestants;
  const rows = [];
  const memory = [];
  for (const name of options.only) {
    const measured = await MEASURES[name](bench);
    rows.push(...measured.rows);
    if (name === 'import') continue;
    const { services } = await bench.contestants();
    for (const [key, server] of Object.entries(services))
      memory.push({ who: key, after: measured.rows.at(-1).what, megabytes: await server.memory() });
  }
  await report({ rows, memory });
} finally {
  await cleanUp();
}

/** The servers that answer requests: one of each build, and the reference. */
async function start({ builds, data, serviceOptions }) {
  const services = {};
  for (const name of Object.keys(builds)) {
    services[name] = await startService(serviceOptions(name, 'requests'));
    running.push(services[name]);
  }
  const reference = await startReference({ databaseUrl: database.url, poolSize: POOL_SIZE, userId: data.artistId });
  running.push(reference);
  return { services, reference };
}

function cleanUp() {
  return (cleaned ??= cleanUpOnce());
}

async function cleanUpOnce() {
  for (const server of running) await server.stop();
  await client?.end().catch(() => undefined);
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function report({ rows, memory }) {
  const result = {
    date: new Date().toISOString(),
    machine: await machineOf(client),
    options,
    rows,
    memory,
  };
  process.stdout.write(`\n${printed(result)}\n`);
  const whole =
    !process.env.BENCH_DIST &&
    Object.keys(MEASURES).every((name) => options.only.includes(name)) &&
    Object.entries(WHOLE).every(([name, least]) => options[name] >= least) &&
    !process.env.BENCH_IMPORT_ROWS;
  if (whole) await writeDocuments(join(project, 'docs'), result);
  else process.stdout.write('\nA part of the benchmark, or another build: docs/ is not written.\n');
}

function profileFolder(what) {
  if (!process.env.BENCH_PROFILE) return undefined;
  const into = join(resolve(process.env.BENCH_PROFILE), what);
  mkdirSync(into, { recursive: true });
  return into;
}

function progress(line) {
  process.stderr.write(`${line}\n`);
}
