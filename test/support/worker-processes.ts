import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestApp } from './app';

const project = join(__dirname, '../..');

/** Workers in processes of their own, as `npm run worker` starts them, on the database and the files of a service. */
export class WorkerProcesses {
  private readonly started: ChildProcess[] = [];

  constructor(
    private readonly app: TestApp,
    private readonly settings: Record<string, string> = {},
  ) {}

  /** Begins to start one. @returns its process id */
  start(): number {
    const child = spawn(process.execPath, ['dist/src/worker.js'], {
      cwd: project,
      env: {
        ...process.env,
        ...{ DATABASE_URL: this.app.database.url, DATA_DIR: this.app.dataDir, WORKERS: '2', LOG_LEVEL: 'silent' },
        ...{ CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8', ...this.settings },
      },
      stdio: ['ignore', 'ignore', process.env.TEST_LOG === undefined ? 'ignore' : 'inherit'],
    });
    this.started.push(child);
    return child.pid ?? NaN;
  }

  /** Those that have not ended. */
  get alive(): number[] {
    return this.started.flatMap(({ pid, exitCode, signalCode }) =>
      pid === undefined || exitCode !== null || signalCode !== null ? [] : [pid],
    );
  }

  /** Ends one, or all that are left, and waits until they are gone. @param signal `SIGKILL`: in the middle of whatever it does */
  async end(signal: 'SIGKILL' | 'SIGTERM', pids = this.alive): Promise<void> {
    await Promise.all(
      this.started
        .filter(({ pid }) => pids.includes(pid ?? NaN) && this.alive.includes(pid ?? NaN))
        .map(async (child) => {
          const gone = once(child, 'exit');
          child.kill(signal);
          await gone;
        }),
    );
  }
}

/** What half a minute of silence would say of a worker that is gone. The next one that looks gives its chunks to others. */
export const SILENT_FOR_LONG = `update job_workers set seen_at = seen_at - interval '31 seconds' where name like '%:' || $1`;
