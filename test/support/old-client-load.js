const { randomUUID } = require('node:crypto');
const { setTimeout: sleep } = require('node:timers/promises');
const { Client } = require('pg');
const { OldClient } = require('./old-client.js');
const { OldClientWorker, STATEMENTS } = require('./old-client-worker.js');
const { WriteLedger } = require('./write-ledger.js');

/** A statement that takes longer has failed: nobody would have waited. */
const STATEMENT_TIMEOUT = '30s';

/**
 * A load at a fixed rate, as the old application would make it. The times of arrival are fixed in advance and latency
 * counts from them, not from when a connection was free: a database that stalls is seen in every request that had to wait.
 */
class OldClientLoad {
  #options;
  #workers = [];
  #samples = [];
  #failures = new Map();
  #statements = new Map();
  #stopping = new AbortController();
  #until = Infinity;
  #started;
  #finished;

  constructor(options) {
    this.#options = { connections: 4, reads: 0.7, seed: 1, windowMs: 1000, ...options };
    this.ledger = new WriteLedger();
  }

  static async start(options) {
    const load = new OldClientLoad(options);
    await load.#prepare();
    load.#started = performance.now();
    load.#finished = Promise.all(load.#workers.map((worker, index) => load.#serve(worker, index)));
    return load;
  }

  static async run({ seconds, ...options }) {
    const load = await OldClientLoad.start(options);
    await sleep(seconds * 1000);
    return { load, results: await load.stop() };
  }

  async stop() {
    this.#until = performance.now();
    this.#stopping.abort();
    await this.#finished;
    await Promise.all(this.#workers.map((worker) => worker.connection?.end().catch(() => undefined)));
    return this.#results();
  }

  async #prepare() {
    const { url, connections, seed } = this.#options;
    const sql = new Client({ connectionString: url });
    await sql.connect();
    try {
      const query = async (text, values) => (await sql.query(text, values)).rows;
      const run = randomUUID().slice(0, 8);
      const sent = new Set();
      for (let index = 0; index < connections; index++) {
        const worker = new OldClientWorker({ name: `${run}.${index}`, seed: seed + index, ledger: this.ledger, sent });
        await worker.own(query, index, connections);
        this.#workers.push(worker);
      }
    } finally {
      await sql.end();
    }
    await Promise.all(this.#workers.map((worker) => this.#connect(worker)));
  }

  async #connect(worker) {
    worker.connection = undefined;
    const connection = new Client({
      connectionString: this.#options.url,
      application_name: 'old client',
      options: `-c TimeZone=UTC -c statement_timeout=${STATEMENT_TIMEOUT}`,
    });
    connection.on('error', () => (worker.connection = undefined));
    await connection.connect();
    worker.connection = connection;
    worker.client = new OldClient(async (text, values) => (await connection.query(text, values)).rows);
  }

  /** One arrival in so many, as there are workers, is this one's; taken in order, so that the writes of its rows are. */
  async #serve(worker, index) {
    const { rate, connections, reads } = this.#options;
    for (let arrival = index; ; arrival += connections) {
      const due = this.#started + (arrival * 1000) / rate;
      const wait = due - performance.now();
      if (wait > 0) await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      // What was due before the end is still served, however late.
      if (due > this.#until) return;
      const request = worker.next(reads);
      let failed = false;
      try {
        if (!worker.connection) await this.#connect(worker);
        await request.send();
      } catch (error) {
        failed = true;
        this.#note(request.statement, error);
      }
      this.#statements.set(request.statement, (this.#statements.get(request.statement) ?? 0) + 1);
      this.#samples.push({
        at: due - this.#started,
        latency: performance.now() - due,
        write: request.write,
        failed,
      });
    }
  }

  #note(statement, { code = 'none', message }) {
    const key = `${statement} ${code} ${message}`;
    const failure = this.#failures.get(key) ?? { statement, code, message, count: 0 };
    failure.count++;
    this.#failures.set(key, failure);
  }

  #results() {
    const { windowMs } = this.#options;
    const windows = [];
    for (const sample of this.#samples) (windows[Math.floor(sample.at / windowMs)] ??= []).push(sample);
    return {
      requests: this.#samples.length,
      reads: this.#samples.filter(({ write }) => !write).length,
      writes: this.#samples.filter(({ write }) => write).length,
      failed: this.#samples.filter(({ failed }) => failed).length,
      failures: [...this.#failures.values()],
      statements: Object.fromEntries([...this.#statements].sort(([a], [b]) => (a < b ? -1 : 1))),
      latency: latencies(this.#samples),
      windows: Array.from(windows, (samples = [], index) => ({
        fromMs: index * windowMs,
        requests: samples.length,
        failed: samples.filter(({ failed }) => failed).length,
        ...latencies(samples),
      })),
    };
  }
}

/** The latencies of samples, in milliseconds: the least value that so many percent do not exceed. */
function latencies(samples) {
  const sorted = samples.map(({ latency }) => latency).sort((a, b) => a - b);
  const percentile = (percent) => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: percentile(100) };
}

module.exports = { OldClientLoad, STATEMENTS };

/** `node old-client-load.js OPTIONS`: a line when it has started, then runs until its input ends; the outcome as JSON. */
async function main() {
  const options = JSON.parse(process.argv[2]);
  const load = await OldClientLoad.start(options);
  process.stdout.write('{"started":true}\n');
  await new Promise((resolve) => process.stdin.on('end', resolve).resume());
  const results = await load.stop();
  const sql = new Client({ connectionString: options.url });
  await sql.connect();
  const differences = await load.ledger.verify(async (text, values) => (await sql.query(text, values)).rows);
  await sql.end();
  process.stdout.write(`${JSON.stringify({ results, differences, acknowledged: load.ledger.writes })}\n`);
}

if (require.main === module)
  main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
