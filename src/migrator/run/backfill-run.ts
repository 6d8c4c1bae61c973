import { escapeLiteral } from 'pg';
import { postgresErrorOf } from '../../database/errors';
import type { BackfillKey, Direction, Journal } from './journal';
import type { Progress, Pulse } from './progress';
import type { RowLocks } from './row-locks';
import type { Session } from './session';
import type { Backfill } from '../steps';
import type { Throttle } from './throttle';

/** Small, since one key can stand for much work, such as a story with all its shots. It doubles while there is time. */
const FIRST_BATCH = 20;
const SMALLEST_BATCH = 1;
const LARGEST_BATCH = 10_000;

/** SQL: the journal's row of the backfill. */
function isBackfill({ migration, title, place }: BackfillKey): string {
  return `(migration, title, place) = (${escapeLiteral(migration)}, ${escapeLiteral(title)}, ${String(place)})`;
}

/**
 * SQL: one batch and its checkpoint, as one statement. A batch that is not full is the last one.
 *
 * @param last the last id of the batch before; null: this is the first one
 */
function batchStatement({ table, work }: Backfill, key: BackfillKey, size: number, last: string | null): string {
  const [limit, after] = [String(size), last === null ? 'null' : escapeLiteral(last)];
  return `with position as (select highest from migrator.backfills where ${isBackfill(key)}),
  keys as materialized (select t.id from ${table} t where ${last === null ? '' : `t.id > ${after} and `}t.id <= (select highest from position) order by t.id limit ${limit}),
  ${work},
  checkpoint as (update migrator.backfills set next_after = (select id from keys order by id desc limit 1), scanned = scanned + (select count(*) from keys),
    changed = backfills.changed + (select count(*) from changed), batch = ${limit}, updated_at = clock_timestamp(), throttled_by = null,
    finished_at = case when (select count(*) from keys) < ${limit} then clock_timestamp() end
    where ${isBackfill(key)} and exists (select from keys) and next_after is not distinct from ${after}
    returning next_after, scanned, changed, batch, finished_at)
  select * from checkpoint`;
}

/** What a batch says of itself. */
interface Batch {
  next_after: string;
  scanned: string;
  changed: string;
  batch: number;
  /** Null: there may be another one. */
  finished_at: Date | null;
}

/** A backfill's number within its step. Going back, a step's backfills are others than those of the way forwards. */
export function placeOf(index: number, direction: Direction): number {
  return direction === 'up' ? index : -1 - index;
}

/**
 * SQL: the same backfill as one block that commits by itself, for the script.
 *
 * @param once for a block that may be run again: a condition under which it does nothing, and a statement for its end
 */
export function backfillBlock({ table, work }: Backfill, once?: { unless: string; end: string }, batch = 5000): string {
  return `do $backfill$
declare
  last uuid;
  next uuid;
  highest uuid;
begin${once ? `\n  if ${once.unless} then\n    return;\n  end if;` : ''}
  select id into highest from ${table} order by id desc limit 1;
  loop
    with keys as materialized (select t.id from ${table} t where (last is null or t.id > last) and t.id <= highest order by t.id limit ${String(batch)}),
  ${work}
    select (select id from keys order by id desc limit 1) into next;
    exit when next is null;
    last := next;
    commit;
  end loop;${once ? `\n  ${once.end};` : ''}
end $backfill$`;
}

/** Runs one backfill from where it stands to its end. */
export class BackfillRun {
  private size = FIRST_BATCH;

  constructor(
    private readonly session: Session,
    private readonly journal: Journal,
    private readonly throttle: Throttle,
    private readonly progress: Progress,
    private readonly pulse: Pulse,
    private readonly rowLocks: RowLocks,
    /** What a batch should take, in ms. */
    private readonly budgetMs: number,
  ) {}

  async run(backfill: Backfill, key: BackfillKey): Promise<void> {
    const position = (await this.journal.backfill(key)) ?? (await this.journal.startBackfill(key, backfill.table));
    if (position.finished_at !== null) return;
    let last = position.next_after;
    const began = { at: performance.now(), scanned: position.scanned };
    for (;;) {
      await this.throttle.pass(async (reason) => {
        await this.pulse.beat();
        await this.journal.throttle(key, reason);
        this.progress({ event: 'throttled', title: key.title, by: reason });
      });
      const batch = await this.batch(backfill, key, last);
      if (batch === undefined) {
        await this.journal.finishBackfill(key);
        break;
      }
      last = batch.next_after;
      const scanned = Number(batch.scanned);
      const rate = ((scanned - began.scanned) / (performance.now() - began.at)) * 1000;
      const isEarly = scanned < position.total / 100;
      this.progress({
        event: 'batch',
        title: key.title,
        scanned,
        changed: Number(batch.changed),
        total: position.total,
        rate: Math.round(rate),
        seconds_left: isEarly || rate === 0 ? null : Math.max(0, Math.round((position.total - scanned) / rate)),
        batch: batch.batch,
      });
      if (batch.finished_at !== null) break;
    }
    await this.analyze(backfill.table);
  }

  private async batch(backfill: Backfill, key: BackfillKey, last: string | null): Promise<Batch | undefined> {
    let started = 0;
    const [done] = await this.rowLocks.whenFree<Batch>(
      `rows of ${backfill.table}`,
      () => {
        started = performance.now();
        // A batch is small: what it joins is found by index, whatever the estimates say.
        return `set local enable_seqscan = off; ${batchStatement(backfill, key, this.size, last)}`;
      },
      () => {
        this.size = Math.max(SMALLEST_BATCH, Math.floor(this.size / 2));
      },
    );
    this.adapt(performance.now() - started);
    return done;
  }

  /** Where an automatic one is at it already, another is not needed. */
  private async analyze(table: string): Promise<void> {
    await this.session.query(`set local lock_timeout = '100ms'; analyze ${table}`).catch((error: unknown) => {
      if (postgresErrorOf(error)?.code !== '55P03') throw error;
    });
  }

  private adapt(tookMs: number): void {
    const factor = Math.min(2, Math.max(0.5, this.budgetMs / tookMs));
    this.size = Math.round(Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, this.size * factor)));
  }
}
