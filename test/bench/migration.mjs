// node test/bench/migration.mjs: what clients notice of an upgrade, what a backfill costs, and what questions about
// components cost before and after the migrations, as ratios in one run.
// Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_MIGRATION_SHOTS   shots of the legacy database (default 1,000,000)
//   BENCH_MIGRATION_RATE    requests a second, of the old client and of today's (default 200)
//   BENCH_MIGRATION_SECONDS how long each of them is watched alone (default 20)
//   BENCH_MIGRATION_COMPONENTS components of another legacy database, a hundredth as many drawings (default 1,000,000)
//   BENCH_MIGRATION_ROUNDS  rounds of questions about them (default 30)
//   BENCH_MIGRATION_ONLY    components,backfill,old,today
//   BENCH_DIST              another build than dist/
//   BENCH_DATABASE_URL      a server to use instead of the embedded one; databases are made on it and dropped
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { chosenBuilds, project } from './build.mjs';
import { median } from './comparison.mjs';
import { artistOf, openServer, run } from './database.mjs';
import { FixedRate } from './fixed-rate.mjs';
import { startService } from './processes.mjs';
import { processSeconds } from './processor.mjs';

const { build } = chosenBuilds();
const shots = Number(process.env.BENCH_MIGRATION_SHOTS || 1_000_000);
const rate = Number(process.env.BENCH_MIGRATION_RATE || 200);
const components = Number(process.env.BENCH_MIGRATION_COMPONENTS || 1_000_000);
const rounds = Number(process.env.BENCH_MIGRATION_ROUNDS || 30);
const only = (process.env.BENCH_MIGRATION_ONLY || 'components,backfill,old,today').split(',');
const alone = Number(process.env.BENCH_MIGRATION_SECONDS || 20) * 1000;

/** How many questions of a kind are asked in a row. */
const ASKED = 100;

const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const server = await openServer({ build, dataDir: join(folder, 'data') });
const made = [];
try {
  if (only.includes('components')) await questions();
  if (only.some((part) => part !== 'components')) await legacy('legacy', { shots });
  if (only.includes('backfill')) await backfill();
  if (only.includes('old')) await underOldClient();
  if (only.includes('today')) await underToday();
} finally {
  for (const name of made) await onServer(`drop database if exists ${name} with (force)`).catch(() => undefined);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A legacy database with so many rows. */
async function legacy(name, sizes) {
  const [[table, rows]] = Object.entries(sizes).slice(-1);
  progress(`making a legacy database of ${rows.toLocaleString('en')} ${table}`);
  await newDatabase(name);
  await build.schemaChanges(urlOf(name)).migrate('LegacySchema');
  const { LegacyData } = build.load('legacy-data.js');
  await new LegacyData(urlOf(name), { sizes }).generate();
  await onServer('vacuum analyze', name);
}

/**
 * Requirement 004: a drawing's list and an exact mark, asked of the legacy schema and of today's over the same rows, in
 * turns; the old application's words, and those that find a mark whatever its spelling.
 */
async function questions() {
  await legacy('before', { shots: 100, images: 0, drawings: Math.ceil(components / 100), components });
  await newDatabase('after', 'before');
  await build.schemaChanges(urlOf('after')).migrate();
  const clients = {};
  try {
    for (const name of ['before', 'after']) {
      await onServer('vacuum full analyze', name);
      clients[name] = new pg.Client({ connectionString: urlOf(name) });
      await clients[name].connect();
    }
    const { rows: asked } = await clients.before.query(
      `select drawing_id, piece_mark from components order by md5(id::text) limit $1`,
      [ASKED],
    );
    const { nameKey } = build.load('name-key.js');
    const columns = `id, drawing_id, piece_mark, component_type, quantity, material_type, location_x, location_y, bounding_box, confidence_score, review_status`;
    const list = `select ${columns} from components where drawing_id = $1`;
    const mark = `${list} and piece_mark = $2`;
    const key = `${list} and ${nameKey('piece_mark')} = ${nameKey('$2::text')} and deleted_at is null`;
    for (const [what, before, after] of [
      ['components of a drawing', list, list],
      ['a component by its mark', mark, mark],
      ['a component by its mark, whatever the spelling', mark, key],
    ])
      await compare(what, clients, asked, { before, after });
  } finally {
    for (const client of Object.values(clients)) await client.end();
  }
}

/** One question of both schemas, in turns; the ratio is the median of the rounds'. */
async function compare(what, clients, asked, sql) {
  const ask = (name) =>
    seconds(async () => {
      const parameters = sql[name].includes('$2') ? 2 : 1;
      for (const { drawing_id, piece_mark } of asked)
        await clients[name].query({
          name: `${name} ${what}`.slice(0, 60),
          text: sql[name],
          values: [drawing_id, piece_mark].slice(0, parameters),
        });
    });
  const taken = [];
  for (let round = -2; round < rounds; round++) {
    const one = {};
    for (const name of round % 2 === 0 ? ['before', 'after'] : ['after', 'before']) one[name] = await ask(name);
    if (round >= 0) taken.push(one);
  }
  const ms = (name) => `${((median(taken.map((one) => one[name])) * 1000) / asked.length).toFixed(3)} ms`;
  say(what, ms('after'), `${ms('before')} before`, median(taken.map(({ before, after }) => after / before)), 1.1);
}

/** The backfill of shots.project_id on an idle server, against one statement that does the same. */
async function backfill() {
  await newDatabase('backfill', 'legacy');
  await build.schemaChanges(urlOf('backfill')).migrate('PlatformTables');
  await onServer('vacuum analyze', 'backfill');
  await newDatabase('reference', 'backfill');
  progress('one UPDATE … FROM');
  await onServer('alter table shots add column project_id uuid', 'reference');
  const reference = await seconds(() =>
    onServer(
      `update shots s set project_id = e.project_id, name = coalesce(s.name, 'story_shot_' || s.id) from episodes e where e.id = s.episode_id`,
      'reference',
    ),
  );
  progress('the backfill');
  await build.schemaChanges(urlOf('backfill')).migrate('ShotsBelongToProjects');
  const [row] = await onServer(
    `select extract(epoch from finished_at - started_at)::float8 as seconds, scanned from migrator.backfills
      where migration like 'ShotsBelongToProjects%' and title = 'projects and names of shots'`,
    'backfill',
  );
  say(
    'backfill',
    `${row.seconds.toFixed(1)} s, ${Math.round(row.scanned / row.seconds).toLocaleString('en')} rows/s`,
    `${reference.toFixed(1)} s`,
    row.seconds / reference,
    1.5,
  );
}

/** The whole upgrade while the old application works on at a fixed rate. */
async function underOldClient() {
  await newDatabase('quiet', 'legacy');
  progress(`the old client alone, ${String(rate)} requests a second`);
  const baseline = await oldClient('quiet', () => sleep(alone));
  await newDatabase('old', 'legacy');
  progress('the old client during the upgrade');
  const during = await oldClient('old', () => migrate('old'));
  await report('upgrade under the old client', 'old', baseline.results, during.results);
  progress(`${during.acknowledged} acknowledged writes, ${during.differences.length} of them not as acknowledged`);
}

/** The migrations that today's service does not need, while it serves at a fixed rate. */
async function underToday() {
  await newDatabase('today', 'legacy');
  await build.schemaChanges(urlOf('today')).migrate(build.needed());
  const secret = randomBytes(32).toString('hex');
  const client = new pg.Client({ connectionString: urlOf('today') });
  await client.connect();
  const caller = await artistOf(client, secret);
  await client.end();
  await onServer('vacuum analyze', 'today');
  const service = await startService({ build, databaseUrl: urlOf('today'), dataDir: join(folder, 'service'), secret });
  try {
    const load = () => new FixedRate(`http://127.0.0.1:${service.port}/api/v1`, caller, rate);
    await load().during(() => sleep(Math.min(3000, alone)));
    progress(`today's service alone, ${String(rate)} requests a second`);
    const baseline = await load().during(() => sleep(alone));
    progress("today's service during the migrations");
    const during = await load().during(() => migrate('today'));
    await report("migrations under today's service", 'today', baseline, during);
  } finally {
    await service.stop();
  }
}

async function report(what, database, baseline, during) {
  const [held] = await onServer('select max(longest_hold_ms) as ms from migrator.steps', database);
  const limit = Math.max(3 * baseline.latency.p99, baseline.latency.p99 + 50);
  const ms = (value) => `${value.toFixed(1)} ms`;
  say(
    `${what}: p99`,
    ms(during.latency.p99),
    ms(baseline.latency.p99),
    during.latency.p99 / baseline.latency.p99,
    limit / baseline.latency.p99,
  );
  const share = (during.load / during.took / availableParallelism()) * 100;
  console.log(
    `  ${during.requests} requests in ${during.took.toFixed(0)} s, ${during.failed} failed${during.failed > 0 ? ' **missed**' : ''}; p50 ${ms(during.latency.p50)} (${ms(baseline.latency.p50)} alone), longest ${ms(during.latency.max)} (${ms(baseline.latency.max)} alone); strongest lock held at most ${ms(held.ms)}${held.ms > 50 ? ' **missed**' : ''}; the load took ${share.toFixed(1)} % of the processor`,
  );
  for (const { statement, code, message, count } of during.failures ?? [])
    console.log(`  ${count} × ${statement}: ${code} ${message}`);
}

async function oldClient(database, work) {
  const options = JSON.stringify({ url: urlOf(database), rate, connections: 4 });
  const child = spawn(process.execPath, [join(project, 'test/support/old-client-load.js'), options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece) => (output += piece));
  while (!output.includes('started')) await once(child.stdout, 'data');
  const before = processSeconds(child.pid) ?? NaN;
  const took = await seconds(work);
  const load = (processSeconds(child.pid) ?? NaN) - before;
  child.stdin.end();
  await once(child, 'close');
  const { results, ...ledger } = JSON.parse(output.trim().split('\n').at(-1));
  return { ...ledger, results: { ...results, took, load } };
}

/** As an administrator does it, in a process of its own. */
async function migrate(database) {
  const child = spawn(process.execPath, [build.path('cli.js'), 'migrate', '--json'], {
    env: { ...process.env, DATABASE_URL: urlOf(database) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (piece) => (complaint = `${complaint}${piece}`.slice(-2000)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`migrate ended with ${code}: ${complaint}`);
}

async function newDatabase(name, template) {
  await onServer(`drop database if exists ${full(name)} with (force)`);
  await onServer(`create database ${full(name)} template ${template ? full(template) : 'template0'}`);
  made.push(full(name));
}

function full(name) {
  return `continuity_bench_${process.pid}_${name}`;
}

function urlOf(name) {
  const url = new URL(server.url);
  url.pathname = `/${full(name)}`;
  return url.href;
}

function onServer(sql, name) {
  return run(name ? urlOf(name) : server.url, sql);
}

async function seconds(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function say(what, ours, reference, ratio, target) {
  console.log(
    `${what}: ${ours} against ${reference}: ${ratio.toFixed(2)} × (at most ${target.toFixed(2)} ×)${ratio > target ? ' **missed**' : ''}`,
  );
}

function progress(text) {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
