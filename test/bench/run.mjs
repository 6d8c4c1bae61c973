// npm run bench: how fast the service is, as ratios against references that run on the same machine in the same minutes.
// Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_ONLY=read,list,bulk,import   only these; docs/ is not written
//   BENCH_ROUNDS, BENCH_SECONDS        rounds of reads and how long each is (default 7 of 3 s); less: docs/ is not written
//   BENCH_SHOTS                        shots in the project (default 100,000)
//   BENCH_IMPORT_ROWS                  rows of the two imports that are compared (default 100000,300000)
//   BENCH_DATABASE_URL                 a server to use instead of the embedded one; a database is made on it and dropped
//   BENCH_DIST                         another build than dist/
//   BENCH_PROFILE                      a folder for CPU profiles of the service
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fill, newDatabase } from './database.mjs';
import { createMany, importMemory, listPage, readOne } from './measures.mjs';
import { terminalTable, writeDocuments } from './report.mjs';

const MEASURES = { read: readOne, list: listPage, bulk: createMany, import: importMemory };
const FEWEST_ROUNDS = 5;
const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const options = {
  rounds: Number(process.env.BENCH_ROUNDS || 7),
  seconds: Number(process.env.BENCH_SECONDS || 3),
  warmUp: 3,
  bulkRounds: 60,
  bulkWarmUp: 10,
  shots: Number(process.env.BENCH_SHOTS || 100_000),
  importRows: (process.env.BENCH_IMPORT_ROWS || '100000,300000').split(',').map(Number),
  only: process.env.BENCH_ONLY ? process.env.BENCH_ONLY.split(',') : Object.keys(MEASURES),
};
const dist = resolve(project, process.env.BENCH_DIST || 'dist');
if (!process.env.BENCH_DIST) {
  const built = spawnSync(process.execPath, [join(project, 'scripts', 'build-when-stale.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const secret = randomBytes(32).toString('hex');
let database;
let client;
let cleaned;
// The embedded server would outlive an interruption.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
try {
  progress(`filling a database with ${options.shots.toLocaleString('en')} shots`);
  database = await newDatabase({
    dist,
    dataDir: join(folder, 'data'),
    server: process.env.BENCH_DATABASE_URL || undefined,
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const data = await fill(client, { shots: options.shots, secret });
  const { rows: versions } = await client.query(
    `select current_setting('server_version') as text, current_setting('server_version_num')::int as number`,
  );
  const bench = {
    options,
    client,
    data,
    progress,
    url: database.url,
    // The service makes ids that grow; where PostgreSQL can, the reference's grow as well, which is faster.
    newId: versions[0].number >= 180_000 ? 'uuidv7()' : 'gen_random_uuid()',
    serviceOptions: (what) => ({
      dist,
      databaseUrl: database.url,
      dataDir: join(folder, 'service'),
      secret,
      profileTo: profileFolder(what),
    }),
  };
  const rows = [];
  const memory = [];
  for (const name of options.only) {
    const measured = await MEASURES[name](bench);
    if (measured.skipped) progress(`${name}: ${measured.skipped}`);
    if (measured.row) rows.push(measured.row);
    if (measured.memory) memory.push(measured.memory);
  }
  await report({ versions, rows, memory });
} finally {
  await cleanUp();
}

function cleanUp() {
  return (cleaned ??= cleanUpOnce());
}

async function cleanUpOnce() {
  await client?.end().catch(() => undefined);
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function report({ versions, rows, memory }) {
  const result = {
    generated: 'by npm run bench; do not edit',
    date: new Date().toISOString(),
    machine: {
      node: process.versions.node,
      postgresql: versions[0].text,
      cores: availableParallelism(),
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
    },
    conditions:
      `ten connections, ${options.shots.toLocaleString('en')} shots in one project, a token of one of its artists, all settings at their defaults;` +
      ' medians of rounds that alternate between the service and its reference; the ratio is the median of each round’s own. Load, service, reference and PostgreSQL share the cores.',
    rows,
    memory,
  };
  process.stdout.write(`\n${terminalTable(result)}\n\n`);
  for (const { what, megabytes } of memory)
    process.stdout.write(`resident memory of ${what}: ${megabytes.toFixed(0)} MB\n`);
  const whole =
    Object.keys(MEASURES).every((name) => options.only.includes(name)) &&
    options.rounds >= FEWEST_ROUNDS &&
    options.seconds >= 3;
  if (whole) await writeDocuments(join(project, 'docs'), result);
  else process.stdout.write('A part of the benchmark only: docs/ is not written.\n');
}

function profileFolder(what) {
  if (!process.env.BENCH_PROFILE) return undefined;
  const into = join(resolve(process.env.BENCH_PROFILE), what.replaceAll(' ', '-'));
  mkdirSync(into, { recursive: true });
  return into;
}

function progress(line) {
  process.stderr.write(`${line}\n`);
}
