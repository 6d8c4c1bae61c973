// node test/bench/datasets.mjs: what jobs of datasets cost, as ratios in one run against the libraries alone. Rounds that
// alternate. Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_DATASETS_ONLY     only these of crawl,validation,near,indexes,export
//   BENCH_DATASET_ROUNDS    rounds (default 5), after one that does not count
//   BENCH_CRAWLED           pictures of a crawl (default 5,000)
//   BENCH_VALIDATED         small pictures of a validation (default 2,000)
//   BENCH_HASHES            hashes that are compared (default 200,000)
//   BENCH_IMAGES            rows that the indexes are measured on (default 200,000)
//   BENCH_EXPORTED          entries of an export (default 50,000)
//   BENCH_PROFILE           a folder for CPU profiles of the services
//   BENCH_DIST              another build than dist/
//   BENCH_DATABASE_URL      a server to use instead of the embedded one; a database is made on it and dropped
//
// docs/ is written by a run of dist/ that leaves nothing out and makes nothing smaller.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { chosenBuilds, project } from './build.mjs';
import { fill, newDatabase } from './database.mjs';
import { crawl } from './datasets/crawl.mjs';
import { exports } from './datasets/exports.mjs';
import { indexes } from './datasets/indexes.mjs';
import { near } from './datasets/near.mjs';
import { validation } from './datasets/validation.mjs';
import { startScript, startService } from './processes.mjs';
import { Processor } from './processor.mjs';
import { machineOf, printed, writeDatasets } from './report.mjs';

const MEASURES = { indexes, crawl, validation, export: exports, near };
const WHOLE = { rounds: 5, crawled: 5000, validated: 2000, hashes: 200_000, images: 200_000, exported: 50_000 };
/** How often a job is asked whether it has ended, in milliseconds. */
const ASKED_EVERY = 100;

const number = (name, fallback) => Number(process.env[name] || fallback);
const options = {
  rounds: number('BENCH_DATASET_ROUNDS', WHOLE.rounds),
  crawled: number('BENCH_CRAWLED', WHOLE.crawled),
  validated: number('BENCH_VALIDATED', WHOLE.validated),
  hashes: number('BENCH_HASHES', WHOLE.hashes),
  images: number('BENCH_IMAGES', WHOLE.images),
  exported: number('BENCH_EXPORTED', WHOLE.exported),
};
const only = process.env.BENCH_DATASETS_ONLY?.split(',') ?? Object.keys(MEASURES);

const { build } = chosenBuilds();
const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const database = await newDatabase({ build, dataDir: join(folder, 'data') });
const client = new pg.Client({ connectionString: database.url });
const running = [];
try {
  await client.connect();
  await measure();
} finally {
  for (const server of running) await server.stop();
  await client.end();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const secret = randomBytes(32).toString('hex');
  const data = await fill(client, { shots: 10, secret });
  const bench = {
    options,
    build,
    client,
    data,
    folder,
    processor: await Processor.of(client),
    progress: (line) => process.stderr.write(`${line}\n`),
    /** A service of its own for what is measured; with it ends its store. */
    startService: async (settings = {}) => {
      const dataDir = mkdtempSync(join(folder, 'service-'));
      if (settings.FILES_DIR) mkdirSync(settings.FILES_DIR, { recursive: true });
      const service = await startService({
        build,
        databaseUrl: database.url,
        dataDir,
        secret,
        settings,
        profileTo: process.env.BENCH_PROFILE,
      });
      running.push(service);
      return Object.assign(service, requester(service.port, data.token));
    },
    startBare: async () => {
      const { child } = await startScript('datasets/bare.mjs', []);
      const ask = async (given) => {
        child.send(given);
        const [{ done }] = await Promise.race([
          once(child, 'message'),
          once(child, 'exit').then(() => Promise.reject(new Error('The bare loop died.'))),
        ]);
        return done;
      };
      const stop = async () => void (child.connected && child.disconnect());
      running.push({ stop });
      return { pid: child.pid, ask, stop };
    },
  };
  const rows = [];
  const notes = [];
  for (const name of only) {
    const measured = await MEASURES[name](bench);
    rows.push(...measured.rows);
    notes.push(...(measured.notes ?? []));
  }
  const result = { date: new Date().toISOString(), machine: await machineOf(client), options, rows, notes };
  process.stdout.write(`\n${printed({ ...result, memory: [] })}\n\n${notes.join('\n')}\n`);
  const whole =
    !process.env.BENCH_DIST &&
    Object.keys(MEASURES).every((name) => only.includes(name)) &&
    Object.entries(WHOLE).every(([name, least]) => options[name] >= least);
  if (whole) await writeDatasets(join(project, 'docs'), result);
}

/** Requests of one caller, and jobs that are waited for. */
function requester(port, token) {
  const request = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  /** Starts a job, and waits for its end. */
  const job = async (kind, under, body) => {
    const { id } = await request('POST', `${under}/${kind}`, body);
    for (;;) {
      const job = await request('GET', `/${kind}/${id}`);
      if (job.status === 'completed') return job;
      if (job.is_completed) throw new Error(`The job ended: ${JSON.stringify(job).slice(0, 1000)}`);
      await delay(ASKED_EVERY);
    }
  };
  return { request, job };
}
