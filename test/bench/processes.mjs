// The service and the reference, each in a process of its own.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Long, for a machine that has other work. */
const START_MS = 120_000;

/** A process, the port that it listens on, and how to end it. */
export class Server {
  constructor(child, port) {
    this.child = child;
    this.port = port;
  }

  get pid() {
    return this.child.pid;
  }

  /** Resident memory now, in MB, as the service itself tells. */
  async memory() {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)[1]) / 1e6;
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    else this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
  }
}

/** The service as `npm start` runs it, settings at their defaults but those that are given, its log written to nowhere. */
export async function startService(options) {
  for (;;) {
    const port = await freePort();
    const service = await startOn(port, options);
    if (service) return service;
  }
}

/** @returns nothing when another program took the port before the service did */
async function startOn(port, { build, databaseUrl, dataDir, secret, profileTo, settings }) {
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const child = spawn(process.execPath, [...profiling, build.path('main.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      JWT_SECRET: secret,
      HOST: '127.0.0.1',
      PORT: String(port),
      ...settings,
    },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null && complaint.startsWith(`Port ${port} is taken`)) return undefined;
    if (child.exitCode !== null) throw new Error(`The service did not start: ${complaint}`);
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (response?.status === 200) return new Server(child, port);
    if (Date.now() > until)
      throw new Error(`The service was not ready in time: ${response ? await response.text() : 'no answer'}`);
    await delay(100);
  }
}

/** See reference.mjs. */
export async function startReference({ databaseUrl, poolSize, userId }) {
  const { child, said } = await startScript('reference.mjs', [], {
    REFERENCE_DATABASE_URL: databaseUrl,
    REFERENCE_POOL_SIZE: String(poolSize),
    REFERENCE_USER_ID: userId,
  });
  return new Server(child, said.port);
}

/**
 * A file of this folder in a process of its own, which ends with this one.
 *
 * @returns it, and what it said when it was ready
 */
export async function startScript(file, args, env = {}) {
  const child = fork(new URL(file, import.meta.url), args.map(String), {
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  const [said] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file} did not start.`))),
  ]);
  return { child, said };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
