import type { Database } from '../database/database.service';
import type { JobStatus } from './job-state';

/** Where jobs of one kind stand. The table has `status`, `progress`, `started_at` and `completed_at`. */
export interface JobTable {
  /** As the resource is called: `crawl_job`. */
  type: string;
  /** `crawl_jobs` */
  table: string;
  /** The column of `job_chunks` that refers to it. */
  column: string;
  /** By task: in which statuses of the job its runs may write; of a task that is not named, only while the job is running. */
  writesIn?: Readonly<Record<string, readonly JobStatus[]>>;
}

/** A chunk that a worker has taken. */
export interface TakenChunk {
  id: string;
  project_id: string;
  task: string;
  chunk_index: number;
  first_item: number;
  item_count: number;
  attempts: number;
  run_id: string;
  /** The type of its job, and the job's id. */
  type: string;
  job_id: string;
}

/** The chunk is no longer this worker's: its job was paused, cancelled or deleted, or the worker was taken for dead. */
export class RunLostError extends Error {
  override name = 'RunLostError';
  constructor() {
    super('The chunk is no longer this worker’s.');
  }
}

/** One go at a chunk. What it finds out is written through {@link write} only, so that nothing late or repeated counts. */
export class ChunkRun {
  constructor(
    readonly chunk: TakenChunk,
    readonly kind: JobTable,
    /** Aborted when the run is lost, or the worker stops. */
    readonly signal: AbortSignal,
    private readonly database: Database,
  ) {}

  /**
   * Runs `work` in a transaction that holds the job and the chunk, while both are as this run believes: the job is live and
   * running (or as its kind says), the chunk is this run's. The job comes first, as for whoever pauses or cancels it.
   *
   * @throws RunLostError when they are not; then nothing of this run counts any more
   */
  async write<T>(work: () => Promise<T>): Promise<T> {
    const { chunk } = this;
    return this.database.atomic(async () => {
      const goesOn = await this.holdJob();
      const own = await this.database.write(
        'job_chunks.hold_for_run',
        'select id from job_chunks where id = $1 and run_id = $2 for no key update',
        [chunk.id, chunk.run_id],
      );
      if (!goesOn || own.length === 0) throw new RunLostError();
      return work();
    });
  }

  /**
   * Writes what need not be done again, as {@link write} does. A chunk that gets on is given as many goes as it needs: what ends
   * its workers is something else.
   *
   * @throws RunLostError
   */
  async advance<T>(work: () => Promise<T>): Promise<T> {
    const { chunk } = this;
    const done = await this.write(async () => {
      if (chunk.attempts > 1)
        await this.database.write('job_chunks.advance', 'update job_chunks set attempts = 1 where id = $1', [chunk.id]);
      return work();
    });
    chunk.attempts = Math.min(1, chunk.attempts);
    return done;
  }

  /** Locks the job, in the running transaction. @returns whether runs of this task may write */
  async holdJob(): Promise<boolean> {
    const { kind, chunk } = this;
    const jobs = await this.database.write(
      `${kind.table}.hold_for_run`,
      `select id from ${kind.table} where id = $1 and status = any($2) and deleted_at is null for no key update`,
      [chunk.job_id, kind.writesIn?.[chunk.task] ?? ['running']],
    );
    return jobs.length > 0;
  }
}
