// node test/bench/stories.mjs: what a story of 10,000 scenelets and shots costs, as ratios in one run. Medians of rounds
// that alternate. Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_DATABASE_URL   a server to use instead of the embedded one; a database is made on it and dropped
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fill } from './database.mjs';
import { startService } from './processes.mjs';

const SCENELETS = 10_000;
const ROUNDS = 15;
/** Children of one scenelet; their own hang from them ten at a time. */
const WIDTH = 10;

const dist = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist');
const program = createRequire(join(dist, 'src', 'main.js'));
program('reflect-metadata');
const { EmbeddedPostgres } = program('./database/embedded/embedded-postgres');
const { SchemaChanges } = program('./migrator/schema-changes');

const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const server = process.env.BENCH_DATABASE_URL
  ? { url: process.env.BENCH_DATABASE_URL, leave: () => undefined }
  : await EmbeddedPostgres.join({ dataDir: join(folder, 'data'), durable: true });
const name = `continuity_bench_stories_${process.pid}`;
const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
try {
  await onServer(`create database ${name} template template0`);
  await new SchemaChanges(url).migrate();
  await measure();
} finally {
  await onServer(`drop database if exists ${name} with (force)`);
  await server.leave();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const secret = randomBytes(32).toString('hex');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { projectId, episodeIds, token } = await fill(client, { shots: 1000, secret });
  const story = await makeStory(client, projectId, episodeIds[0]);
  const service = await startService({ dist, databaseUrl: url, dataDir: join(folder, 'service'), secret });
  const request = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${service.port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text;
  };
  try {
    await compare(
      `tree of ${SCENELETS.toLocaleString('en')} scenelets, flat`,
      () => request('GET', `/stories/${story.id}/tree?form=flat`),
      'the same rows read and written as JSON',
      async () => JSON.stringify((await client.query('select * from scenelets where story_id = $1', [story.id])).rows),
      'at most 3',
      (ratio) => ratio <= 3,
    );
    let place = 1;
    await compare(
      `move that renumbers ${SCENELETS.toLocaleString('en')} shots`,
      () => {
        place = place === 1 ? WIDTH : 1;
        return request('POST', `/scenelets/${story.child}/move`, { parent_id: story.root, position: place });
      },
      'a bare UPDATE of the numbers of the same rows',
      () =>
        client.query(
          `update shots set scenelet_sequence = scenelet_sequence, scenelet_id = 'scenelet-' || scenelet_sequence, version = version + 1 where story_id = $1`,
          [story.id],
        ),
      'said',
      () => true,
    );
    await compare(
      'list of 500 shots of a story, with their scenelets',
      () => request('GET', `/stories/${story.id}/shots?limit=500`),
      'the plain list of 500 shots of its project, by its index',
      () => request('GET', `/shots?project_id=${projectId}&limit=500&sort=-created_at`),
      'at most 1',
      (ratio) => ratio <= 1,
    );
  } finally {
    await service.stop();
    await client.end();
  }
}

/** A tree ten wide, with a shot on every scenelet. */
async function makeStory(client, projectId, episodeId) {
  const one = async (sql, values) => (await client.query(sql, values)).rows[0];
  const { id } = await one(
    `insert into stories (episode_id, project_id, display_name) values ($1, $2, 'Bench') returning id`,
    [episodeId, projectId],
  );
  await client.query(
    `insert into scenelets (id, story_id, project_id, parent_id, position, is_branch_point, choice_prompt, choice_label_from_parent,
        is_terminal_node, content)
      select md5('bench' || n)::uuid, $1, $2, case when n > 0 then md5('bench' || (n - 1) / ${WIDTH})::uuid end, 1 + (n + 9) % ${WIDTH},
        n * ${WIDTH} + 1 < $3, 'Which way, at ' || n || '?', 'Way ' || n, n * ${WIDTH} + 1 >= $3,
        jsonb_build_object('description', 'Scene ' || n || ': she climbs the stairs, counting every step aloud.',
          'dialogue', jsonb_build_array(jsonb_build_object('character', 'Mara', 'line', 'Step ' || n)), 'shot_suggestions', '["wide", "close"]'::jsonb)
      from generate_series(0, $3::int - 1) n`,
    [id, projectId, SCENELETS],
  );
  await client.query('vacuum analyze');
  await client.query(
    `insert into shots (episode_id, project_id, name, story_id, scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload)
      select $3, $2, 'story shot ' || number, $1, scenelet, 'scenelet-' || number, number, 1, '{"framing": "wide"}' from number_scenelets($1)`,
    [id, projectId, episodeId],
  );
  await client.query('vacuum analyze');
  const { root, child } = await one(
    `select r.id as root, c.id as child from scenelets r join scenelets c on c.parent_id = r.id and c.position = 1
      where r.story_id = $1 and r.parent_id is null`,
    [id],
  );
  return { id, root, child };
}

async function compare(what, ours, reference, bare, target, reached) {
  const times = [];
  for (let round = -2; round < ROUNDS; round++) {
    const [mine, its] = [await milliseconds(ours), await milliseconds(bare)];
    if (round >= 0) times.push({ mine, its, ratio: mine / its });
  }
  const median = (key) => times.map((time) => time[key]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  const ratio = median('ratio');
  console.log(
    `${what}: ${median('mine').toFixed(1)} ms against ${median('its').toFixed(1)} ms (${reference}): ${ratio.toFixed(2)} × (${target})${reached(ratio) ? '' : ' **missed**'}`,
  );
}

async function milliseconds(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function onServer(sql) {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
