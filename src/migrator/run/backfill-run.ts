import { postgresErrorOf } from '../../database/errors';
import type { Direction, Journal } from './journal';
import type { Progress, Pulse } from './progress';
import type { RowLocks } from './row-locks';
import type { Session } from './session';
import type { Backfill } from '../steps';
import type { Throttle } from './throttle';

/** Which backfill it is, for the journal. */
export interface BackfillKey {
  migration: string;
  title: string;
  place: number;
}

/** Small, since one key can stand for much work, such as a story with all its shots. It doubles while there is time. */
const FIRST_BATCH = 20;
const SMALLEST_BATCH = 1;
const LARGEST_BATCH = 10_000;

/** SQL: one batch and its checkpoint, as one statement and so one transaction. `$1`…`$3` name the backfill, `$4` its size, `$5` the last id. */
export function batchStatement({ table, work }: Backfill, isFirst: boolean): string {
  return `with position as (select highest from migrator.backfills where migration = $1 and title = $2 and place = $3),
  keys as materialized (select t.id from ${table} t where ${isFirst ? '$5::uuid is null' : 't.id > $5'} and t.id <= (select highest from position) order by t.id limit $4),
  ${work},
  checkpoint as (update migrator.backfills set next_after = (select id from keys order by id desc limit 1), scanned = scanned + (select count(*) from keys),
    changed = backfills.changed + (select count(*) from changed), batch = $4, updated_at = clock_timestamp(), throttled_by = null
    where migration = $1 and title = $2 and place = $3 and exists (select from keys) and next_after is not distinct from $5
    returning next_after, scanned, changed, batch)
  select * from checkpoint`;
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

  /** @returns how many rows it changed */
  async run(backfill: Backfill, key: BackfillKey): Promise<number> {
    const position = await this.start(backfill, key);
    if (position.finished_at !== null) return position.changed;
    // A batch is small: what it joins is found by index, whatever the estimates say.
    await this.session.query('set enable_seqscan = off');
    let { next_after: last, changed } = position;
    const began = { at: performance.now(), scanned: position.scanned };
    for (;;) {
      await this.throttle.pass(async (reason) => {
        await this.pulse.beat();
        await this.journal.throttle(key.migration, key.title, key.place, reason);
        this.progress({ event: 'throttled', title: key.title, by: reason });
      });
      const batch = await this.batch(backfill, key, last);
      if (batch === undefined) break;
      last = batch.next_after;
      changed = Number(batch.changed);
      const scanned = Number(batch.scanned);
      const rate = ((scanned - began.scanned) / (performance.now() - began.at)) * 1000;
      const isEarly = scanned < position.total / 100;
      this.progress({
        event: 'batch',
        title: key.title,
        scanned,
        changed,
        total: position.total,
        rate: Math.round(rate),
        seconds_left: isEarly || rate === 0 ? null : Math.max(0, Math.round((position.total - scanned) / rate)),
        batch: batch.batch,
      });
    }
    await this.session.query('reset enable_seqscan');
    await this.journal.finishBackfill(key.migration, key.title, key.place);
    await this.analyze(backfill.table);
    return changed;
  }

  /** Rows that come later are the triggers' business: the end is fixed at the start, so that heavy inserts cannot move it. */
  private async start({ table }: Backfill, { migration, title, place }: BackfillKey) {
    const known = await this.journal.backfill(migration, title, place);
    if (known) return known;
    const [row] = await this.session.query<{ highest: string | null; total: string }>(
      `select (select id from ${table} order by id desc limit 1) as highest,
        case when (select reltuples from pg_class where oid = to_regclass('public.${table}')) > 2000000
          then (select reltuples::bigint from pg_class where oid = to_regclass('public.${table}')) else (select count(*) from ${table}) end as total`,
    );
    await this.journal.startBackfill(migration, title, place, row?.highest ?? null, Number(row?.total ?? 0));
    return {
      next_after: null,
      highest: row?.highest ?? null,
      scanned: 0,
      changed: 0,
      total: Number(row?.total ?? 0),
      finished_at: null,
    };
  }

  private async batch(backfill: Backfill, { migration, title, place }: BackfillKey, last: string | null) {
    const run = async () => {
      const started = performance.now();
      const [done] = await this.session.query<{ next_after: string; scanned: string; changed: string; batch: number }>(
        batchStatement(backfill, last === null),
        [migration, title, place, this.size, last],
      );
      this.adapt(performance.now() - started);
      return done;
    };
    return this.rowLocks.whenFree(`rows of ${backfill.table}`, run, () => {
      this.size = Math.max(SMALLEST_BATCH, Math.floor(this.size / 2));
    });
  }

  /** Where an automatic one is at it already, another is not needed. */
  private async analyze(table: string): Promise<void> {
    await this.session.query(`set lock_timeout = '100ms'`);
    await this.session.query(`analyze ${table}`).catch((error: unknown) => {
      if (postgresErrorOf(error)?.code !== '55P03') throw error;
    });
    await this.session.query('set lock_timeout = 0');
  }

  private adapt(tookMs: number): void {
    const factor = Math.min(2, Math.max(0.5, this.budgetMs / tookMs));
    this.size = Math.round(Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, this.size * factor)));
  }
}
