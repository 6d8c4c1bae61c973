import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventEmitter, setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, run, type Runner, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import { SETTINGS, type Settings } from '../config/settings';
import { DATABASE_URL, poolOptions } from '../database/data-source';
import { Database } from '../database/database.service';
import { withoutValues } from '../database/errors';
import { LOGGER, type Logger } from '../database/logger';
import { ChunkRun, RunLostError } from './chunk-run';
import { WORK } from './chunks';
import { Claims } from './claims';
import { JobKinds } from './job-kinds';
import { QUEUE_REVISION } from './queue-revision';
import { Upkeep } from './upkeep';

/** How often a worker says that it is alive, and hears which of its chunks are no longer its own. */
const BEAT_MS = 2000;
/** How often it looks for what dead workers have left. */
const LOOK_MS = 10_000;
/** How often it looks for the queue, while that is not there. */
const WAIT_FOR_QUEUE_MS = 2000;

/**
 * Works on chunks, as many at a time as it is told. graphile-worker wakes it; which chunk is next, and whose a chunk is, say
 * our own tables. Any number of these, on any number of machines, share the work.
 */
@Injectable()
export class JobWorker implements OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly runs = new Map<string, AbortController>();
  private working: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly claims: Claims,
    private readonly kinds: JobKinds,
    private readonly upkeep: Upkeep,
    @Inject(DATABASE_URL) private readonly url: string,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Begins to work, as soon as the queue's schema is there. @param concurrency chunks at a time; 0: none */
  start(concurrency: number): void {
    if (concurrency === 0 || this.working) return;
    this.working = this.workUntilStopped(concurrency);
  }

  /** Chunks that are under way are given back at once. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  /** Each round is one stay at the queue; it ends when the worker stops, or was taken for dead, or the schema has gone. */
  private async workUntilStopped(concurrency: number): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted)
      try {
        if (await this.isQueueThere()) await this.stay(concurrency);
        else await this.pause(WAIT_FOR_QUEUE_MS);
      } catch (error) {
        this.logger.warn({ err: withoutValues(error) }, 'the worker could not go on, and tries again');
        await this.pause(WAIT_FOR_QUEUE_MS);
      }
  }

  /** A worker never changes the schema: it waits for the migration that brings it. */
  private async isQueueThere(): Promise<boolean> {
    const row = await this.database.readOne<{ there: boolean }>(
      'queue.is_there',
      `select to_regclass('graphile_worker._private_jobs') is not null and to_regclass('job_chunks') is not null as there`,
    );
    if (row?.there !== true) return false;
    const revision = await this.database.readOne<{ id: number }>(
      'queue.revision',
      'select max(id) as id from graphile_worker.migrations',
    );
    return revision?.id === QUEUE_REVISION;
  }

  private async stay(concurrency: number): Promise<void> {
    const pool = new Pool({ ...poolOptions(this.url, this.settings), max: concurrency + 2 });
    const lost = (error: Error) => {
      this.logger.warn({ err: { message: error.message } }, 'a connection of the queue was lost');
    };
    pool.on('error', lost);
    // The queue asks for one on every connection, too.
    pool.on('connect', (client) => client.on('error', lost));
    const leaving = new AbortController();
    let entered: (id: string) => void = () => undefined;
    let runner: Runner | undefined;
    let workerId: string | undefined;
    try {
      const events = new EventEmitter() as WorkerEvents;
      let name = '';
      events.on('pool:create', ({ workerPool }) => {
        name = workerPool.id;
      });
      const id = new Promise<string>((resolve, reject) => {
        entered = resolve;
        leaving.signal.addEventListener('abort', () => {
          reject(new Error('the worker has left the queue'));
        });
      });
      id.catch(() => undefined);
      runner = await run({
        pgPool: pool,
        concurrency,
        events,
        noHandleSignals: true,
        pollInterval: 5000,
        logger: queueLogger(this.logger),
        taskList: {
          [WORK]: async () => this.workOff(await id, AbortSignal.any([this.stopping.signal, leaving.signal])),
          ...this.upkeep.tasks(AbortSignal.any([this.stopping.signal, leaving.signal])),
        },
        crontab: this.upkeep.crontab(),
      });
      void runner.promise
        .catch(() => undefined)
        .finally(() => {
          leaving.abort();
        });
      workerId = await this.claims.enter(`${hostname()}:${String(process.pid)}`, name);
      entered(workerId);
      await this.beatUntil(workerId, leaving.signal);
    } finally {
      leaving.abort();
      for (const run of this.runs.values()) run.abort();
      await runner?.stop().catch(() => undefined);
      if (workerId !== undefined) await this.claims.leave(workerId).catch(() => undefined);
      await pool.end();
    }
  }

  /** Ends when the worker stops, or was taken for dead. */
  private async beatUntil(workerId: string, left: AbortSignal): Promise<void> {
    let looked = 0;
    while (!this.stopping.signal.aborted && !left.aborted) {
      // A run that begins while the answer is under way is not spoken of in it.
      const asked = [...this.runs];
      const own = await this.claims.beat(
        workerId,
        asked.map(([id]) => id),
      );
      if (!own) return;
      for (const [id, run] of asked) if (!own.has(id)) run.abort(new RunLostError());
      if (Date.now() - looked >= LOOK_MS) {
        looked = Date.now();
        const dead = await this.claims.bury();
        if (dead.length > 0) this.logger.warn({ workers: dead }, 'workers have died; others take their chunks');
      }
      await this.pause(BEAT_MS, left);
    }
  }

  /** Takes chunks until there is none for it. */
  private async workOff(workerId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const chunk = await this.claims.take(workerId);
      if (!chunk) return;
      const lost = new AbortController();
      this.runs.set(chunk.run_id, lost);
      const running = AbortSignal.any([signal, lost.signal]);
      // Everything that the chunk does at once listens to it.
      setMaxListeners(0, running);
      const run = new ChunkRun(chunk, this.kinds.of(chunk.type), running, this.database);
      try {
        await this.work(run, signal);
      } finally {
        this.runs.delete(chunk.run_id);
        await this.claims.free(chunk.run_id);
      }
    }
  }

  private async work(run: ChunkRun, stopped: AbortSignal): Promise<void> {
    const { chunk } = run;
    const kind = this.kinds.of(chunk.type);
    const log = { task: chunk.task, [kind.column]: chunk.job_id, chunk: chunk.chunk_index };
    try {
      const task = kind.tasks[chunk.task];
      if (!task) throw new Error(`there is no task ${chunk.task} of ${kind.type}`);
      const outcome = await task(run);
      if (outcome.done) await this.claims.complete(run, outcome.failure);
      else await this.claims.postpone(run, outcome.notBefore);
    } catch (error) {
      if (stopped.aborted) {
        await this.claims.abandon(run);
        return;
      }
      if (error instanceof RunLostError || run.signal.aborted) {
        await this.claims.shelve(run);
        return;
      }
      this.logger.error({ ...log, err: withoutValues(error) }, 'a chunk failed');
      await this.claims
        .fail(run, 'Something unexpected happened; the log of the worker says what.')
        .catch(async (second: unknown) => {
          if (!(second instanceof RunLostError)) throw second;
          await this.claims.shelve(run);
        });
    }
  }

  private async pause(milliseconds: number, left?: AbortSignal): Promise<void> {
    const signal = left ? AbortSignal.any([this.stopping.signal, left]) : this.stopping.signal;
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** The queue's own words go to the log, those of every single job only when somebody looks closely. */
function queueLogger(logger: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    const severity: string = level;
    if (severity === 'error') logger.error({ queue: true }, message);
    else if (severity === 'warning') logger.warn({ queue: true }, message);
    else logger.debug({ queue: true }, message);
  });
}
