// What is measured. Each gives a figure of the service and one of its reference, both of this run, taken in turns.
import { randomUUID } from 'node:crypto';
import { Connection, Load, requestBytes, requestsById } from './load.mjs';
import { startReference, startService } from './processes.mjs';

const CONNECTIONS = 10;
const PAGE = 50;
const BULK = 1000;
const POOL_SIZE = 10;

/** GET /shots/{id}, random ids. */
export async function readOne(bench) {
  return compareRates(bench, {
    name: 'read one shot',
    reference: '`node:http` + `pg`, nothing else',
    target: 0.6,
    serviceRequests: requestsById(bench.data.shotIds, (id) => `/api/v1/shots/${id}`, { token: bench.data.token }),
    referenceRequests: requestsById(bench.data.shotIds, (id) => `/shots/${id}`),
    fieldsOf: (body) => body,
  });
}

/** GET /shots?project_id=…&limit=50. */
export async function listPage(bench) {
  const query = `/shots?project_id=${bench.data.projectId}&limit=${PAGE}`;
  const service = requestBytes('GET', `/api/v1${query}`, { token: bench.data.token });
  const reference = requestBytes('GET', query);
  return compareRates(bench, {
    name: `list ${PAGE} shots of a project`,
    reference: '`node:http` + `pg`, nothing else',
    target: 1.1,
    serviceRequests: () => () => service,
    referenceRequests: () => () => reference,
    fieldsOf: (body) => body.items[0],
  });
}

/** POST /shots/bulk with 1,000 items, each in the answer, against one INSERT … SELECT through `pg`. */
export async function createMany(bench) {
  const { client, data, newId, options } = bench;
  const [episodeId] = data.episodeIds;
  await client.query('vacuum analyze shots');
  const service = await startService(bench.serviceOptions('bulk'));
  const connection = await Connection.open(service.port);
  // As few round trips as can be: the reference is one statement, prepared once.
  const insert = {
    name: 'bulk',
    text: `insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, created_by, updated_by)
      select ${newId}, $1, $2, 'reference ' || $3::int || '-' || n, 'Close on the door, then the corridor; shot ' || n, 'todo', 1001, 1001 + n % 200,
        jsonb_build_object('lens', '35mm', 'camera', 'A', 'take', n % 7), $4, $4
      from generate_series(1, ${BULK}) n`,
  };
  const pairs = { service: [], reference: [] };
  try {
    for (let round = -options.bulkWarmUp; round < options.bulkRounds; round++) {
      const shots = Array.from({ length: BULK }, (_, n) => ({
        name: `service ${round}-${n}`,
        description: `Close on the door, then the corridor; shot ${n}`,
        status: 'todo',
        frame_start: 1001,
        frame_end: 1001 + (n % 200),
        data: { lens: '35mm', camera: 'A', take: n % 7 },
      }));
      const bytes = requestBytes('POST', '/api/v1/shots/bulk', {
        token: data.token,
        body: { episode_id: episodeId, shots },
      });
      let started = performance.now();
      const answer = await connection.request(bytes);
      const serviceMs = performance.now() - started;
      if (answer.status !== 201 || JSON.parse(answer.body).items.length !== BULK)
        throw new Error(answer.body.slice(0, 2000));
      started = performance.now();
      const { rowCount } = await client.query({ ...insert, values: [episodeId, data.projectId, round, data.artistId] });
      const referenceMs = performance.now() - started;
      if (rowCount !== BULK) throw new Error('the reference did not insert all rows');
      if (round < 0) continue;
      pairs.service.push(serviceMs);
      pairs.reference.push(referenceMs);
    }
    const ratios = pairs.service.map((value, index) => pairs.reference[index] / value);
    const memory = await service.memory();
    return {
      row: {
        what: `bulk create of ${BULK.toLocaleString('en')} with every shot in the answer`,
        unit: 'ms',
        service: summary(pairs.service),
        reference: {
          what: `\`INSERT … SELECT\` of ${BULK.toLocaleString('en')} rows into the same table, its constraints on`,
          ...summary(pairs.reference),
        },
        ratio: summary(ratios),
        target: 0.5,
        reached: median(ratios) >= 0.5,
      },
      memory: { what: 'the service after bulk create', megabytes: memory },
    };
  } finally {
    connection.close();
    await service.stop();
  }
}

/** Most memory that the service takes while it imports; each import in a service of its own. */
export async function importMemory(bench) {
  const sizes = bench.options.importRows;
  const [small, large] = [await importPeak(bench, sizes[0]), await importPeak(bench, sizes[1])];
  if (small === undefined || large === undefined) return { skipped: 'there is no import yet' };
  const ratio = large / small;
  return {
    row: {
      what: `memory of an import of ${sizes[1].toLocaleString('en')} rows`,
      unit: 'MB',
      service: single(large),
      reference: { what: `an import of ${sizes[0].toLocaleString('en')} rows`, ...single(small) },
      ratio: single(ratio),
      target: 1.25,
      atMost: true,
      reached: ratio <= 1.25,
    },
  };
}

async function importPeak(bench, rows) {
  const service = await startService(bench.serviceOptions(`import-${rows}`));
  let peak = 0;
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
    const text = response.status === 404 ? '' : await drained(response);
    if (response.status === 404) return undefined;
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
async function drained(response) {
  let start = '';
  for await (const chunk of response.body) if (start.length < 1000) start += Buffer.from(chunk).toString();
  return start.slice(0, 1000);
}

async function compareRates(
  bench,
  { name, reference: referenceName, target, serviceRequests, referenceRequests, fieldsOf },
) {
  const { options } = bench;
  const service = await startService(bench.serviceOptions(name));
  const reference = await startReference({ databaseUrl: bench.url, poolSize: POOL_SIZE });
  const loads = [];
  try {
    await refuseDifferentFields(service.port, reference.port, serviceRequests()(), referenceRequests()(), fieldsOf);
    const serviceLoad = await Load.to(service.port, CONNECTIONS, serviceRequests);
    loads.push(serviceLoad);
    const referenceLoad = await Load.to(reference.port, CONNECTIONS, referenceRequests);
    loads.push(referenceLoad);
    await serviceLoad.run(options.warmUp);
    await referenceLoad.run(options.warmUp);
    const rates = { service: [], reference: [] };
    for (let round = 0; round < options.rounds; round++) {
      rates.service.push(await serviceLoad.run(options.seconds));
      rates.reference.push(await referenceLoad.run(options.seconds));
      bench.progress(
        `${name}: ${rates.service.at(-1).toFixed(0)} against ${rates.reference.at(-1).toFixed(0)} a second`,
      );
    }
    const ratios = rates.service.map((value, index) => value / rates.reference[index]);
    return {
      row: {
        what: name,
        unit: 'requests/s',
        service: summary(rates.service),
        reference: { what: referenceName, ...summary(rates.reference) },
        ratio: summary(ratios),
        target,
        reached: median(ratios) >= target,
      },
      memory: { what: `the service after “${name}”`, megabytes: await service.memory() },
    };
  } finally {
    for (const load of loads) load.close();
    await service.stop();
    await reference.stop();
  }
}

/** A comparison of different answers would say nothing. */
async function refuseDifferentFields(servicePort, referencePort, serviceBytes, referenceBytes, fieldsOf) {
  const fields = [];
  for (const [port, bytes] of [
    [servicePort, serviceBytes],
    [referencePort, referenceBytes],
  ]) {
    const connection = await Connection.open(port);
    const { status, body } = await connection.request(bytes);
    connection.close();
    if (status !== 200) throw new Error(body);
    fields.push(
      Object.keys(fieldsOf(JSON.parse(body)))
        .sort()
        .join(' '),
    );
  }
  if (fields[0] !== fields[1])
    throw new Error(`The service answers other fields than the reference: ${fields[0]} | ${fields[1]}`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function summary(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), rounds: values.length };
}

function single(value) {
  return { median: value, least: value, most: value, rounds: 1 };
}
