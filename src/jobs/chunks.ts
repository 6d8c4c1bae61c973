import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { JobKinds, type JobKind } from './job-kinds';

/** A chunk to be worked on. */
export interface NewChunk {
  task: string;
  chunkIndex: number;
  firstItem: number;
  itemCount: number;
  /** 0 first, 10 last, within its project; 5 when absent. */
  priority?: number;
}

/** How many of a job's chunks there are, by what becomes of them. */
export interface ChunkCounts {
  total: number;
  unfinished: number;
  completed: number;
  failed: number;
}

/** What the queue calls the one job that it carries: somebody is to look for chunks. */
export const WORK = 'work';

/** No chunk is begun more often than this: one that ends its worker each time would end them all. */
export const MOST_ATTEMPTS = 5;

/**
 * The chunks of jobs. They stand in a table of our own, from which workers take the next one as it is fair; the queue of
 * graphile-worker only wakes them. Every method but {@link counts} runs in the transaction of what it belongs to.
 */
@Injectable()
export class Chunks {
  constructor(
    private readonly database: Database,
    private readonly kinds: JobKinds,
  ) {}

  /** Adds chunks to a job, and wakes workers. One that is there already (task and index) stays as it is. */
  async add(type: string, job: { id: string; project_id: string }, chunks: readonly NewChunk[]): Promise<void> {
    if (chunks.length === 0) return;
    const { table, column } = this.kinds.of(type);
    await this.database.write(
      `${table}.add_chunks`,
      `insert into job_chunks (project_id, ${column}, task, chunk_index, first_item, item_count, priority)
        select $2, $1, * from unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::int[])
        on conflict (${column}, task, chunk_index) where ${column} is not null do nothing`,
      [
        job.id,
        job.project_id,
        chunks.map(({ task }) => task),
        chunks.map(({ chunkIndex }) => chunkIndex),
        chunks.map(({ firstItem }) => firstItem),
        chunks.map(({ itemCount }) => itemCount),
        chunks.map(({ priority = 5 }) => priority),
      ],
    );
    await this.wake(chunks.length);
  }

  /** Takes chunks of a paused job out of everybody's hands. What their workers still send is refused. */
  async hold(type: string, jobId: string): Promise<void> {
    await this.turn(type, jobId, ['pending', 'processing'], 'held');
  }

  /** Gives the chunks of a job that goes on back. */
  async release(type: string, jobId: string): Promise<void> {
    await this.wake(await this.turn(type, jobId, ['held'], 'pending'));
  }

  /** Nothing of the job is done any more. What its workers still send is refused. @returns how many had not ended */
  cancel(type: string, jobId: string): Promise<number> {
    return this.turn(type, jobId, ['pending', 'held', 'processing'], 'cancelled');
  }

  /** Forgets the job's chunks of these tasks, to make new ones. */
  async forget(type: string, jobId: string, tasks: readonly string[]): Promise<void> {
    const { table, column } = this.kinds.of(type);
    await this.database.write(
      `${table}.forget_chunks`,
      `delete from job_chunks where ${column} = $1 and task = any($2)`,
      [jobId, tasks],
    );
  }

  /** @param tasks absent: all */
  async counts(type: string, jobId: string, tasks?: readonly string[]): Promise<ChunkCounts> {
    const { table, column } = this.kinds.of(type);
    const row = await this.database.readOne<ChunkCounts>(
      `${table}.count_chunks`,
      `select count(*)::int as total, count(*) filter (where status in ('pending', 'held', 'processing'))::int as unfinished,
          count(*) filter (where status = 'completed')::int as completed, count(*) filter (where status = 'failed')::int as failed
        from job_chunks where ${column} = $1 and ($2::text[] is null or task = any($2))`,
      [jobId, tasks ?? null],
    );
    return row ?? { total: 0, unfinished: 0, completed: 0, failed: 0 };
  }

  /**
   * Wakes workers, when the transaction commits.
   *
   * @param count so many of them may find something to do
   * @param at not before this time; absent: now
   */
  async wake(count: number, at?: Date): Promise<void> {
    if (count === 0) return;
    await this.database.write(
      'job_chunks.wake',
      `select count(graphile_worker.add_job('${WORK}', run_at := coalesce($2, now()), max_attempts := 3)) from generate_series(1, least($1, 35))`,
      [count, at ?? null],
    );
  }

  /** As {@link wake}, for chunks that wait already: whoever is on the way for them is not sent again. */
  async wakeForWaiting(count: number): Promise<void> {
    if (count === 0) return;
    await this.database.write(
      'job_chunks.wake_for_waiting',
      `select count(graphile_worker.add_job('${WORK}', job_key := 'waiting-' || n, max_attempts := 3)) from generate_series(1, least($1, 35)) n`,
      [count],
    );
  }

  private async turn(type: string, jobId: string, from: readonly string[], to: string): Promise<number> {
    const { table, column }: JobKind = this.kinds.of(type);
    const turned = await this.database.write(
      `${table}.turn_chunks_${to}`,
      `update job_chunks set status = $3::text, run_id = null, updated_at = now(),
          completed_at = case when $3::text = 'cancelled' then now() end
        where ${column} = $1 and status = any($2) returning id`,
      [jobId, from, to],
    );
    return turned.length;
  }
}
