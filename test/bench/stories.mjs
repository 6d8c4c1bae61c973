// node test/bench/stories.mjs: what a story of 10,000 scenelets and shots costs, as ratios in one run. Medians of rounds
// that alternate. Nothing here fails on a figure; what misses its target is marked.
//
//   BENCH_SCENELETS      scenelets of the story, each with a shot (default 10,000)
//   BENCH_STORY_ROUNDS   rounds (default 15), after two that do not count
//   BENCH_DIST           another build than dist/
//   BENCH_DIST_BEFORE    a build to measure beside it, see run.mjs
//   BENCH_DATABASE_URL   a server to use instead of the embedded one; a database is made on it and dropped
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { chosenBuilds } from './build.mjs';
import { inTurns, row } from './comparison.mjs';
import { fill, newDatabase } from './database.mjs';
import { Connection, requestBytes } from './load.mjs';
import { startService } from './processes.mjs';
import { Processor } from './processor.mjs';
import { printed } from './report.mjs';

const SCENELETS = Number(process.env.BENCH_SCENELETS || 10_000);
const ROUNDS = Number(process.env.BENCH_STORY_ROUNDS || 15);
/** Children of one scenelet; their own hang from them ten at a time. */
const WIDTH = 10;

const { build, before } = chosenBuilds();
const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
const database = await newDatabase({ build, dataDir: join(folder, 'data') });
const client = new pg.Client({ connectionString: database.url });
const services = {};
const connections = [];
try {
  await client.connect();
  await measure();
} finally {
  for (const connection of connections) connection.close();
  for (const server of Object.values(services)) await server.stop();
  await client.end();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const secret = randomBytes(32).toString('hex');
  const { projectId, episodeIds, token } = await fill(client, { shots: Math.ceil(SCENELETS / 10), secret });
  const story = await makeStory(projectId, episodeIds[0]);
  const processor = await Processor.of(client);
  const requesters = {};
  for (const [name, of] of Object.entries({ service: build, ...(before && { before }) })) {
    const dataDir = join(folder, name);
    services[name] = await startService({ build: of, databaseUrl: database.url, dataDir, secret });
    requesters[name] = await requester(services[name].port, token);
  }

  /** @param reference `turn`, and what it is; `turn` may be a request as `ask` is, to the service that is measured */
  const compare = async (what, ask, reference, target) => {
    const turns = Object.fromEntries(
      Object.entries(requesters).map(([name, request]) => [
        name,
        { pid: services[name].pid, turn: () => milliseconds(() => ask(request)) },
      ]),
    );
    turns.reference = { pid: reference.pid, turn: () => milliseconds(reference.turn) };
    const measured = await inTurns(turns, { unit: 'ms', rounds: ROUNDS, warmUp: 2, processor });
    return row({ what, ...measured, reference: { what: reference.what }, target, atMost: true });
  };

  const tree = {
    name: 'tree',
    text: `select '[' || string_agg(row_to_json(s)::text, ',') || ']' as json from scenelets s where story_id = $1`,
    values: [story.id],
  };
  const update = {
    name: 'numbers',
    text: `update shots set scenelet_sequence = scenelet_sequence, scenelet_id = 'scenelet-' || scenelet_sequence, version = version + 1 where story_id = $1`,
    values: [story.id],
  };
  let place = 1;
  const count = SCENELETS.toLocaleString('en');
  const rows = [
    await compare(
      `tree of ${count} scenelets, flat`,
      (request) => request('GET', `/stories/${story.id}/tree?form=flat`),
      { what: 'the same rows, made JSON by PostgreSQL', turn: () => client.query(tree) },
      3,
    ),
    await compare(
      `move that renumbers ${count} shots`,
      (request) => {
        place = place === 1 ? WIDTH : 1;
        return request('POST', `/scenelets/${story.child}/move`, { parent_id: story.root, position: place });
      },
      { what: 'a bare UPDATE of the numbers of the same rows', turn: () => client.query(update) },
    ),
    await compare(
      'list of 500 shots of a story, with their scenelets',
      (request) => request('GET', `/stories/${story.id}/shots?limit=500`),
      {
        what: 'the plain list of 500 shots of its project, by its index',
        pid: services.service.pid,
        turn: () => requesters.service('GET', `/shots?project_id=${projectId}&limit=500&sort=-created_at`),
      },
      1,
    ),
  ];
  console.log(printed({ rows, memory: [] }));
}

/** Requests of one caller on one connection. */
async function requester(port, token) {
  const connection = await Connection.open(port);
  connections.push(connection);
  return async (method, path, body) => {
    const answer = await connection.request(requestBytes(method, `/api/v1${path}`, { token, body }));
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    return answer.body;
  };
}

/** A tree ten wide, with a shot on every scenelet. */
async function makeStory(projectId, episodeId) {
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

async function milliseconds(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
