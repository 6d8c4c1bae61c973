import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { type ChunkRun, RunLostError, type TakenChunk } from './chunk-run';
import { Chunks, MOST_ATTEMPTS } from './chunks';
import { JobKinds, type JobKind } from './job-kinds';

/** A worker that has not been seen for so long is dead, in seconds. With the pause between looks it is under a minute. */
export const DEAD_AFTER_SECONDS = 30;

/** After a failure, a chunk waits so long before it is tried again: in seconds, by attempt. */
const PAUSES = [5, 20, 60, 120];

/** After so long, in seconds, a run is on its way to its worker no more: a worker that does not know it never will. */
const KNOWN_AFTER_SECONDS = 10;

/** Takes chunks for workers and gives them back; sees to what dead workers have left. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly chunks: Chunks,
    private readonly kinds: JobKinds,
  ) {}

  /**
   * The next chunk: of the project that is worked on least, so that a large one does not keep a small one waiting. One that
   * somebody still has a slot for is not taken again before that is free. Whoever finds no free slot, or nothing to do, goes away.
   */
  async take(workerId: string): Promise<TakenChunk | undefined> {
    const kinds = this.kinds.all();
    if (kinds.length === 0) return undefined;
    return this.database.atomic(async () => {
      const [slot] = await this.database.write<{ slot: number }>(
        'job_slots.free',
        'select slot from job_slots where run_id is null order by slot limit 1 for update skip locked',
      );
      if (!slot) return undefined;
      const [chunk] = await this.database.write<TakenChunk>(
        'job_chunks.take',
        `with busy as (select project_id, count(*) as slots from job_slots where run_id is not null group by project_id),
          next as (select c.id from job_chunks c left join busy b on b.project_id = c.project_id
            where c.status = 'pending' and (c.not_before is null or c.not_before <= now())
              and not exists (select from job_slots s where s.chunk_id = c.id)
            order by coalesce(b.slots, 0), c.priority, c.created_at, c.chunk_index, c.id limit 1 for update of c skip locked)
        update job_chunks c set status = 'processing', run_id = gen_random_uuid(), attempts = c.attempts + 1, not_before = null,
            started_at = coalesce(c.started_at, now()), updated_at = now()
          from next where c.id = next.id
          returning ${takenChunk(kinds)}`,
      );
      if (!chunk) return undefined;
      await this.database.write(
        'job_slots.take',
        'update job_slots set run_id = $2, chunk_id = $3, project_id = $4, worker_id = $5, taken_at = now() where slot = $1',
        [slot.slot, chunk.run_id, chunk.id, chunk.project_id, workerId],
      );
      return chunk;
    });
  }

  /**
   * The chunk is done; with the last one its job is settled.
   *
   * @param failure one sentence for people, when nothing came of it
   * @throws RunLostError
   */
  async complete(run: ChunkRun, failure?: string): Promise<void> {
    await run.write(async () => {
      await this.end(run.chunk, failure === undefined ? 'completed' : 'failed', failure ?? null);
      await this.settle(run.chunk);
    });
  }

  /** Not now: the chunk waits until then, and has not failed. @throws RunLostError */
  async postpone(run: ChunkRun, notBefore: Date): Promise<void> {
    await run.write(async () => {
      await this.giveBack(run.chunk, notBefore, 0, null);
    });
  }

  /**
   * The chunk did not succeed: it is tried again after a pause, and in the end has failed.
   *
   * @param reason one sentence for people
   * @throws RunLostError
   */
  async fail(run: ChunkRun, reason: string): Promise<void> {
    await run.write(async () => {
      const { chunk } = run;
      if (chunk.attempts >= MOST_ATTEMPTS) {
        await this.end(chunk, 'failed', reason);
        await this.settle(chunk);
        return;
      }
      const pause = PAUSES[Math.min(chunk.attempts, PAUSES.length) - 1] ?? 0;
      await this.giveBack(chunk, new Date(Date.now() + pause * 1000), chunk.attempts, reason);
    });
  }

  /** The worker stops: somebody else goes on at once. */
  async abandon(run: ChunkRun): Promise<void> {
    await run
      .write(() => this.giveBack(run.chunk, null, run.chunk.attempts - 1, null))
      .catch((error: unknown) => {
        if (!(error instanceof RunLostError)) throw error;
      });
  }

  /** The job was paused, cancelled or put into the trash: the chunk waits until somebody lets the job go on, if nobody has yet. */
  async shelve(run: ChunkRun): Promise<void> {
    await this.database.atomic(async () => {
      const goesOn = await run.holdJob();
      const shelved = await this.database.write(
        'job_chunks.shelve',
        `update job_chunks set status = $3, run_id = null, attempts = greatest(0, attempts - 1), updated_at = now()
          where id = $1 and run_id = $2 returning id`,
        [run.chunk.id, run.chunk.run_id, goesOn ? 'pending' : 'held'],
      );
      await this.freeSlots('run_id = $1', [run.chunk.run_id]);
      if (goesOn) await this.chunks.wake(shelved.length);
    });
  }

  /** Frees the slot of a run that has ended, however it ended. */
  async free(runId: string): Promise<void> {
    await this.database.atomic(() => this.freeSlots('run_id = $1', [runId]));
  }

  /** Enters a worker. @param name machine and process · @param pool its name in the queue */
  async enter(name: string, pool: string): Promise<string> {
    const [worker] = await this.database.atomic(() =>
      this.database.write<{ id: string }>(
        'job_workers.enter',
        'insert into job_workers (name, pool) values ($1, $2) returning id',
        [name, pool],
      ),
    );
    if (!worker) throw new Error('the worker was not entered');
    return worker.id;
  }

  /**
   * The worker says that it is alive, and what it works on. What else it has taken, as the answer or the end of a run may be
   * lost with a connection, it lets go of.
   *
   * @returns which of its runs are still its own; undefined when it was taken for dead
   */
  async beat(workerId: string, runs: readonly string[]): Promise<Set<string> | undefined> {
    return this.database.atomic(async () => {
      const [row] = await this.database.write<{ runs: string[] }>(
        'job_workers.beat',
        `update job_workers set seen_at = now() where id = $1
          returning array(select run_id from job_chunks where run_id = any($2::uuid[]))::text[] as runs`,
        [workerId, runs],
      );
      await this.freeSlots(
        'worker_id = $1 and run_id <> all($2::uuid[]) and taken_at < now() - make_interval(secs => $3)',
        [...[workerId, runs, KNOWN_AFTER_SECONDS]],
      );
      return row && new Set(row.runs);
    });
  }

  /** The worker has ended; its chunks were given back before. */
  async leave(workerId: string): Promise<void> {
    await this.database.atomic(async () => {
      await this.freeSlots('worker_id = $1', [workerId]);
      await this.database.write('job_workers.leave', 'delete from job_workers where id = $1', [workerId]);
    });
  }

  /**
   * Gives what dead workers held to others, and wakes somebody where chunks wait that nobody was woken for: after a restore,
   * or when a wake-up was lost. Several may do this at once.
   *
   * @returns the names of the dead
   */
  async bury(): Promise<string[]> {
    const dead = await this.database.atomic(async () => {
      const workers = await this.database.write<{ id: string; name: string; pool: string }>(
        'job_workers.dead',
        `delete from job_workers where id in (select id from job_workers
            where seen_at < now() - make_interval(secs => $1) for update skip locked) returning id, name, pool`,
        [DEAD_AFTER_SECONDS],
      );
      if (workers.length > 0)
        await this.database.write('job_workers.unlock', 'select graphile_worker.force_unlock_workers($1)', [
          workers.map(({ pool }) => pool),
        ]);
      return workers;
    });
    // A chunk whose slot is nobody's, or that has none, is nobody's as well.
    const left = await this.database.read<TakenChunk>(
      'job_chunks.left',
      `select ${takenChunk(this.kinds.all())}
        from job_chunks c where c.status = 'processing'
          and not exists (select from job_slots s join job_workers w on w.id = s.worker_id where s.run_id = c.run_id)`,
    );
    for (const chunk of left) await this.inherit(chunk);
    await this.database.atomic(async () => {
      await this.freeSlots('run_id is not null and not exists (select from job_workers w where w.id = worker_id)', []);
      const [waiting] = await this.database.write<{ due: number }>(
        'job_chunks.due',
        `select count(*)::int as due from (select from job_chunks where status = 'pending' and (not_before is null or not_before <= now()) limit 35) due`,
      );
      await this.chunks.wakeForWaiting(waiting?.due ?? 0);
    });
    return dead.map(({ name }) => name);
  }

  /** What is left of a dead worker's chunk: another go, unless it has ended too many of them. */
  private async inherit(chunk: TakenChunk): Promise<void> {
    await this.database.atomic(async () => {
      const kind = this.kinds.of(chunk.type);
      await this.database.write(`${kind.table}.hold`, `select from ${kind.table} where id = $1 for no key update`, [
        chunk.job_id,
      ]);
      const own = await this.database.write(
        'job_chunks.hold_for_run',
        'select id from job_chunks where id = $1 and run_id = $2 for no key update',
        [chunk.id, chunk.run_id],
      );
      if (own.length === 0) return;
      if (chunk.attempts < MOST_ATTEMPTS) {
        await this.giveBack(chunk, null, chunk.attempts, 'The worker that was at it ended without a word.');
        return;
      }
      await this.end(
        chunk,
        'failed',
        `Each of the ${String(chunk.attempts)} workers that were at it ended without a word.`,
      );
      await this.settle(chunk);
    });
  }

  private async end(chunk: TakenChunk, status: 'completed' | 'failed', reason: string | null): Promise<void> {
    await this.database.write(
      'job_chunks.end',
      `update job_chunks set status = $2, run_id = null, error_message = $3, completed_at = now(), updated_at = now() where id = $1`,
      [chunk.id, status, reason],
    );
  }

  private async giveBack(
    chunk: TakenChunk,
    notBefore: Date | null,
    attempts: number,
    reason: string | null,
  ): Promise<void> {
    await this.database.write(
      'job_chunks.give_back',
      `update job_chunks set status = 'pending', run_id = null, not_before = $2, attempts = $3, error_message = $4, updated_at = now() where id = $1`,
      [chunk.id, notBefore, attempts, reason],
    );
    await this.freeSlots('run_id = $1', [chunk.run_id]);
    await this.chunks.wake(1, notBefore ?? undefined);
  }

  /** The job is locked. */
  private async settle(chunk: TakenChunk): Promise<void> {
    const { unfinished } = await this.chunks.counts(chunk.type, chunk.job_id);
    if (unfinished === 0) await this.kinds.of(chunk.type).settle(chunk.job_id);
  }

  private async freeSlots(condition: string, values: readonly unknown[]): Promise<void> {
    await this.database.write(
      'job_slots.free_again',
      `update job_slots set run_id = null, chunk_id = null, project_id = null, worker_id = null, taken_at = null
        where slot in (select slot from job_slots where ${condition} order by slot for update)`,
      values,
    );
  }
}

/** SQL: a {@link TakenChunk} from the row `c`. */
function takenChunk(kinds: readonly JobKind[]): string {
  const types = kinds.map(({ type, column }) => `when c.${column} is not null then '${type}'`);
  return `c.id, c.project_id, c.task, c.chunk_index, c.first_item, c.item_count, c.attempts, c.run_id,
    case ${types.join(' ')} end as type, coalesce(${kinds.map(({ column }) => `c.${column}`).join(', ')}) as job_id`;
}
