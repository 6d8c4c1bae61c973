// What is measured. Each gives figures of the service, of its reference and, where there is one, of the build before, all
// of this run, taken in turns.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { inTurns, row } from './comparison.mjs';
import { Connection, Load, requestBytes, requestsById } from './load.mjs';
import { startService } from './processes.mjs';

const CONNECTIONS = [10, 50];
const PAGE = 50;
const BULK = 1000;

const BARE = '`node:http` + `pg`';

/** GET /shots/{id}, random ids, at ten connections and at fifty. */
export async function readOne(bench) {
  const { shotIds, token } = bench.data;
  const path = `/shots/${shotIds[0]}`;
  const service = requestBytes('GET', `/api/v1${path}`, { token });
  const reference = requestBytes('GET', path);
  await refuseDifferentAnswers(bench, service, reference, (body) => body);
  const rows = [];
  for (const [place, connections] of CONNECTIONS.entries()) {
    const requests = { service: requestsById(shotIds, service), reference: requestsById(shotIds, reference) };
    const name = `read one shot, ${connections} connections`;
    const measured = await compareRates(bench, name, requests, connections);
    rows.push(row({ what: name, ...measured, reference: { what: BARE }, target: [0.8, 1.5][place] }));
  }
  return { rows };
}

/** GET /shots?project_id=…&limit=50. */
export async function listPage(bench) {
  const query = `?project_id=${bench.data.projectId}&limit=${PAGE}`;
  const service = requestBytes('GET', `/api/v1/shots${query}`, { token: bench.data.token });
  const reference = requestBytes('GET', `/shots${query}`);
  const objects = requestBytes('GET', `/shots-as-objects${query}`);
  await refuseDifferentAnswers(bench, service, reference, (body) => body.items);
  const name = `list ${PAGE} shots of a project`;
  const measured = await compareRates(bench, name, {
    service: () => () => service,
    reference: () => () => reference,
    objects: () => () => objects,
  });
  const common = { what: name, ...measured };
  return {
    rows: [
      row({ ...common, reference: { what: BARE } }),
      row({
        ...common,
        reference: { key: 'objects', what: `${BARE}, rows made objects by the driver, then JSON` },
        target: 1.3,
      }),
    ],
  };
}

/** PATCH /shots/{id} of the description, random ids. */
export async function changeOne(bench) {
  const { shotIds, token } = bench.data;
  const counter = '0'.repeat(12);
  const body = { description: `Close on the door, take ${counter}` };
  const path = `/shots/${shotIds[0]}`;
  const requests = {
    service: requestsById(shotIds, requestBytes('PATCH', `/api/v1${path}`, { token, body }), counter),
    reference: requestsById(shotIds, requestBytes('PATCH', path, { body }), counter),
  };
  const what = 'change one shot';
  const measured = await compareRates(bench, what, requests);
  const reference = { what: `${BARE}, the same statements in one transaction` };
  return { rows: [row({ what, ...measured, reference })] };
}

/** POST /shots/bulk with 1,000 items, each in the answer, against one INSERT … SELECT through `pg`. */
export async function createMany(bench) {
  const { client, data, newId, options, contestants } = bench;
  const { services } = await contestants();
  const [episodeId] = data.episodeIds;
  await client.query('vacuum analyze shots');
  // As few round trips as can be: the reference is one statement, prepared once.
  const insert = {
    name: 'bulk',
    text: `insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, created_by, updated_by)
      select ${newId}, $1, $2, 'reference ' || $3::int || '-' || n, 'Close on the door, then the corridor; shot ' || n, 'todo', 1001, 1001 + n % 200,
        jsonb_build_object('lens', '35mm', 'camera', 'A', 'take', n % 7), $4, $4
      from generate_series(1, ${BULK}) n`,
  };
  const connections = [];
  const turns = {};
  try {
    for (const [name, server] of Object.entries(services)) {
      const connection = await Connection.open(server.port);
      connections.push(connection);
      turns[name] = { pid: server.pid, turn: (round) => createdIn(connection, data, `${name} ${round}`) };
    }
    turns.reference = {
      turn: async (round) => {
        const started = performance.now();
        const values = [episodeId, data.projectId, round, data.artistId];
        const { rowCount } = await client.query({ ...insert, values });
        const milliseconds = performance.now() - started;
        if (rowCount !== BULK) throw new Error('the reference did not insert all rows');
        return milliseconds;
      },
    };
    const { bulkRounds: rounds, bulkWarmUp: warmUp } = options;
    const measured = await inTurns(turns, { unit: 'ms', rounds, warmUp, processor: bench.processor });
    return {
      rows: [
        row({
          what: `bulk create of ${BULK.toLocaleString('en')} with every shot in the answer`,
          ...measured,
          reference: {
            what: `\`INSERT … SELECT\` of ${BULK.toLocaleString('en')} rows into the same table, its constraints on`,
          },
          target: 0.7,
        }),
      ],
    };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** @returns how long it took until the answer was read, in ms; the request is made ready before */
async function createdIn(connection, { episodeIds, token }, label) {
  const shots = Array.from({ length: BULK }, (_, n) => ({
    name: `${label}-${n}`,
    description: `Close on the door, then the corridor; shot ${n}`,
    status: 'todo',
    frame_start: 1001,
    frame_end: 1001 + (n % 200),
    data: { lens: '35mm', camera: 'A', take: n % 7 },
  }));
  const bytes = requestBytes('POST', '/api/v1/shots/bulk', { token, body: { episode_id: episodeIds[0], shots } });
  const started = performance.now();
  const { status, body } = await connection.request(bytes);
  const milliseconds = performance.now() - started;
  if (status !== 201 || JSON.parse(body).items.length !== BULK) throw new Error(body.slice(0, 2000));
  return milliseconds;
}

/** Most memory that the service takes while it imports; each import in a service of its own. */
export async function importMemory(bench) {
  const [few, many] = bench.options.importRows;
  const values = { reference: [await importPeak(bench, 'service', few)] };
  for (const name of Object.keys(bench.builds)) values[name] = [await importPeak(bench, name, many)];
  return {
    rows: [
      row({
        what: `memory of an import of ${many.toLocaleString('en')} rows`,
        unit: 'MB',
        values,
        reference: { what: `an import of ${few.toLocaleString('en')} rows` },
        target: 1.25,
        atMost: true,
      }),
    ],
  };
}

async function importPeak(bench, name, rows) {
  bench.progress(`import of ${rows.toLocaleString('en')} rows: ${name}`);
  const service = await startService(bench.serviceOptions(name, `import-${rows}`));
  let peak = await service.memory();
  const watch = setInterval(() => {
    service.memory().then(
      (memory) => (peak = Math.max(peak, memory)),
      () => undefined,
    );
  }, 50);
  try {
    const label = randomUUID().slice(0, 8);
    const response = await fetch(
      `http://127.0.0.1:${service.port}/api/v1/projects/${bench.data.projectId}/shots/import`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${bench.data.token}`, 'content-type': 'text/csv' },
        body: ReadableStream.from(csv(rows, label)),
        duplex: 'half',
      },
    );
    const text = await beginningOf(response);
    if (response.status >= 300) throw new Error(`The import answered ${response.status}: ${text}`);
    const { rows: counted } = await bench.client.query(`select count(*)::int as count from shots where name like $1`, [
      `import ${label} %`,
    ]);
    if (counted[0].count !== rows) throw new Error(`The import made ${counted[0].count} of ${rows} shots: ${text}`);
    return peak;
  } finally {
    clearInterval(watch);
    await service.stop();
  }
}

/** Rows of an import, made while they are sent. */
async function* csv(rows, label) {
  yield Buffer.from('episode,name,description,frame_start,frame_end\n');
  for (let from = 0; from < rows; from += 1000) {
    let text = '';
    for (let n = from; n < Math.min(rows, from + 1000); n++)
      text += `Episode 1,import ${label} ${n},"Close on the door, then the corridor",1001,1100\n`;
    yield Buffer.from(text);
  }
}

/** Reads an answer without keeping it; gives its beginning. */
async function beginningOf(response) {
  let start = '';
  for await (const chunk of response.body) if (start.length < 1000) start += Buffer.from(chunk).toString();
  return start.slice(0, 1000);
}

/**
 * Requests a second of every contestant.
 *
 * @param requests by name, for {@link Load}; those of `service` are also those of the build before, and every other name
 *   is answered by the reference
 */
async function compareRates(bench, name, requests, connections = CONNECTIONS[0]) {
  const { options, contestants, processor, progress } = bench;
  const { services, reference } = await contestants();
  await bench.client.query('vacuum analyze shots');
  const { service: ofService, ...others } = requests;
  const loads = [];
  const turns = {};
  const add = async (key, server, nextOf) => {
    const load = await Load.to(server.port, connections, nextOf);
    loads.push(load);
    await load.run(options.warmUp);
    turns[key] = { pid: server.pid, turn: () => load.run(options.seconds) };
  };
  try {
    for (const [key, server] of Object.entries(services)) await add(key, server, ofService);
    for (const [key, nextOf] of Object.entries(others)) await add(key, reference, nextOf);
    const onRound = (figures) => {
      const said = Object.entries(figures).map(([key, rate]) => `${key} ${rate.toFixed(0)}`);
      progress(`${name}: ${said.join(', ')} a second`);
    };
    return await inTurns(turns, { unit: 'requests/s', rounds: options.rounds, processor, onRound });
  } finally {
    for (const load of loads) load.close();
  }
}

/** A comparison of different answers would say nothing. */
async function refuseDifferentAnswers(bench, serviceBytes, referenceBytes, partOf) {
  const { services, reference } = await bench.contestants();
  const answerOf = async (server, bytes) => {
    const connection = await Connection.open(server.port);
    const { status, body } = await connection.request(bytes).finally(() => connection.close());
    if (status !== 200) throw new Error(body);
    return partOf(JSON.parse(body));
  };
  const expected = await answerOf(reference, referenceBytes);
  for (const [name, server] of Object.entries(services)) {
    const answer = await answerOf(server, serviceBytes);
    if (isDeepStrictEqual(answer, expected)) continue;
    const shown = (value) => JSON.stringify(Array.isArray(value) ? value[0] : value);
    const differ = `The ${name} and the reference answer differently: ${shown(answer)} | ${shown(expected)}`;
    // An older build may have had other fields.
    if (name === 'service') throw new Error(differ);
    bench.progress(differ);
  }
}
