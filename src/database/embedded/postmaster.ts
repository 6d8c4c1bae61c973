import { spawn } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dataDirectoryArgument, type ClusterFolder } from './cluster-folder';
import { EmbeddedPostgresError, readLogTail } from './embedded-postgres-errors';
import { cleanEnvironment, errorCode, isProcessAlive, mayBeServerOn, type Account } from './operating-system';
import type { ServerBinaries } from './server-binaries';

/** A server process on the cluster; without a port it has not written it down yet. */
export interface Postmaster {
  pid: number;
  port?: number;
}

/** How the server is to run. */
export interface ServerSettings {
  durable: boolean;
  maxConnections: number;
}

const stopLimitMs = 60_000;

/**
 * Finds the server that runs on the cluster, from the file that PostgreSQL itself keeps there (`postmaster.pid`: its
 * lines are pid, folder, start time, port). The process may be starting or stopping.
 *
 * @returns undefined when none runs, whatever a crash has left in the file
 */
export async function findPostmaster(folder: ClusterFolder): Promise<Postmaster | undefined> {
  const lines = (await readFile(pidFile(folder), 'utf8').catch(() => '')).split('\n');
  // A single-user server writes its pid as a negative number.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isInteger(pid) || pid === 0 || !(await mayBeServerOn(pid, folder.clusterDir))) return undefined;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return Number.isInteger(port) && port > 0 ? { pid, port } : { pid };
}

/** A pid that no system gives out. */
const impossiblePid = '99999999';

/**
 * Corrects a pid file that would keep PostgreSQL from starting though no server runs. PostgreSQL believes a file whose
 * pid exists, be it another process by now (after a restart of a container, pids repeat) or a zombie; and it stops at an
 * empty file. The pid is replaced and the rest kept, so that PostgreSQL still makes its own check for processes that a
 * killed server has left behind. Call it under the start-up lock, after `findPostmaster` has found nothing or the server
 * found has proved to serve another folder.
 */
export async function correctMisleadingPidFile(folder: ClusterFolder): Promise<void> {
  const path = pidFile(folder);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  if (/^-?\d+\n/.test(text)) {
    await writeFile(path, text.replace(/^-?\d+/, impossiblePid), { flag: 'r+' }).catch(ignoreMissing);
    return;
  }
  const age = Date.now() - (await stat(path)).mtimeMs;
  // A server that starts right now writes its pid within moments.
  if (age < 5_000) await delay(5_000 - Math.max(0, age));
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) await rm(path, { force: true });
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}

function pidFile(folder: ClusterFolder): string {
  return join(folder.clusterDir, 'postmaster.pid');
}

/** A server that this process has started and that lives on without it. */
export class LaunchedServer {
  private ended = false;

  private constructor(
    readonly pid: number,
    readonly port: number,
    private readonly folder: ClusterFolder,
    private readonly logStart: number,
  ) {}

  /**
   * Starts a server in a session of its own, so that a Ctrl-C or a signal to our process group does not reach it. It
   * listens on 127.0.0.1 only. Readiness is the caller's business.
   *
   * @param preferredPort taken when it is free, else any free port
   * @throws EmbeddedPostgresError when the process cannot be made
   */
  static async launch(
    folder: ClusterFolder,
    binaries: ServerBinaries,
    account: Account | undefined,
    settings: ServerSettings,
    preferredPort: number | undefined,
  ): Promise<LaunchedServer> {
    const port = await findFreePort(preferredPort);
    const log = await folder.openLog();
    try {
      const child = spawn(
        binaries.postgres,
        ['-D', dataDirectoryArgument(folder.clusterDir, account), ...serverArguments(settings, port)],
        {
          ...account,
          cwd: folder.clusterDir,
          env: cleanEnvironment,
          detached: true,
          stdio: ['ignore', log.file.fd, log.file.fd],
        },
      );
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      const server = new LaunchedServer(child.pid ?? 0, port, folder, log.size);
      child.once('exit', () => {
        server.ended = true;
      });
      child.unref();
      return server;
    } finally {
      await log.file.close();
    }
  }

  /** False once the process has ended. */
  get isAlive(): boolean {
    return !this.ended;
  }

  /** @returns the end of what this server has logged */
  logTail(): Promise<string> {
    return readLogTail(this.folder.logFile, this.logStart);
  }

  /**
   * Tells whether the server ended for a reason that passes: its port was taken in the last moment, another start was
   * quicker, or processes of a killed predecessor had not all noticed its death.
   */
  async endedForPassingReason(): Promise<boolean> {
    const reasons =
      /could not create any TCP\/IP sockets|lock file "postmaster\.pid" already exists|shared memory block/;
    return reasons.test(await this.logTail());
  }
}

function serverArguments(settings: ServerSettings, port: number): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: 'continuity',
    max_connections: String(settings.maxConnections),
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Sized for a machine that runs Continuity beside it.
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '8MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%m [%p] ',
    // Statements may hold what people wrote; the log is for the administrator.
    log_statement: 'none',
    log_parameter_max_length_on_error: '0',
    ...(settings.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function findFreePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined) {
    const port = await bindOnce(preferred).catch(() => undefined);
    if (port !== undefined) return port;
  }
  return bindOnce(0);
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  });
}

/**
 * Asks a server for a fast shutdown (running transactions are rolled back, the state is written down) and waits until
 * its process is gone.
 *
 * @throws EmbeddedPostgresError when it is still there after a minute
 */
export async function stopPostmaster(folder: ClusterFolder, pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  const limit = Date.now() + stopLimitMs;
  while (await isProcessAlive(pid)) {
    if (Date.now() > limit) {
      throw new EmbeddedPostgresError(`The PostgreSQL server in ${folder.dataDir} (process ${pid}) does not stop.`);
    }
    await delay(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone by itself; the wait that follows sees that.
  }
}
