import { setTimeout as sleep } from 'node:timers/promises';
import { postgresErrorOf } from '../../database/errors';
import { LockNotGrantedError, tableBlockers } from './blockers';
import { PreflightRefusedError } from '../finding';
import type { StepFigures } from './journal';
import type { Progress, Pulse } from './progress';
import type { Session } from './session';
import type { Change } from '../steps';

/** How long a statement may wait in the lock's queue, and so hold up everybody behind it: in ms, by attempt. */
const LOCK_TIMEOUTS_MS = [50, 50, 100, 100, 200];
/** Pauses between attempts grow to this. */
const LONGEST_PAUSE_MS = 2000;
/** PostgreSQL's words for "not now": lock_not_available, deadlock_detected. */
const NOT_NOW = new Set(['55P03', '40P01']);
/** Rows that a client has written since the pre-flight break the new constraint. */
const ROWS_BREAK_IT = new Set(['23502', '23503', '23505', '23514']);

/** Whether a change has to run now, and whether what a killed build has left has to be taken away before. */
export type Turn = 'needless' | 'wanted' | 'wanted after clearing';

/** SQL without parameters: the change's {@link Turn}. */
function turnOf({ when, done, remains }: Change): string {
  const wanted = `${when === undefined ? '' : `(${when}) and `}not (${done})`;
  const how = remains ? `when ${remains.found} then 'wanted after clearing' ` : '';
  return `case when not (${wanted}) then 'needless' ${how}else 'wanted' end`;
}

/** What is asked in the end. */
interface Answer {
  /** The change is done. */
  holds?: boolean;
  /** From the grant of the locks to the commit. */
  hold_ms?: number;
  /** Of the next change. */
  turn?: Turn;
}

type Outcome = Answer & { attempts: number };

/** SQL: keeps the time of what has just happened. */
function stamp(what: 'granted' | 'released'): string {
  return `select set_config('migrator.${what}', clock_timestamp()::text, false)`;
}

const HOLD_MS = `extract(epoch from current_setting('migrator.released')::timestamptz - current_setting('migrator.granted')::timestamptz)::float8 * 1000 as hold_ms`;

/** Runs single changes: asks for locks without blocking clients, and sees that each took effect. */
export class ChangeRunner {
  constructor(
    private readonly session: Session,
    private readonly progress: Progress,
    private readonly pulse: Pulse,
    /** How long one change may try for its locks. */
    private readonly lockWaitMs: number,
  ) {}

  /** Whether the change has to run now. */
  async look(change: Change): Promise<Turn> {
    const [row] = await this.session.query<{ turn: Turn }>(`select ${turnOf(change)} as turn`);
    return row?.turn ?? 'needless';
  }

  /**
   * @param turn what {@link look}, or the change before, has said
   * @param next another change, which is asked for its turn at the end
   * @throws LockNotGrantedError · PreflightRefusedError when rows break the constraint after all · Error when the change
   *   had no effect
   */
  async run(change: Change, turn: Turn = 'wanted', next?: Change): Promise<StepFigures & { next: Turn | undefined }> {
    const started = performance.now();
    const question = `select (${change.done}) as holds${next ? `, ${turnOf(next)} as turn` : ''}`;
    const {
      attempts,
      hold_ms: holdMs = 0,
      holds,
      turn: itsTurn,
    } = await (change.how === 'concurrently'
      ? this.runConcurrently(change, turn, question)
      : this.runInTransaction(change, question));
    if (!holds) throw new Error(`This had no effect: ${change.sql}`);
    const waitMs = change.how === 'concurrently' ? 0 : performance.now() - started - holdMs;
    this.progress({
      event: 'statement',
      sql: change.sql,
      wait_ms: Math.round(waitMs),
      hold_ms: Math.round(holdMs * 10) / 10,
      attempts,
    });
    return { attempts, waitMs, holdMs, next: itsTurn };
  }

  private async runConcurrently(change: Change, turn: Turn, question: string): Promise<Outcome> {
    if (change.remains && turn === 'wanted after clearing') await this.session.query(change.remains.clear);
    const started = performance.now();
    let attempts = 1;
    for (; ; attempts++) {
      try {
        await this.session.query(change.sql);
        break;
      } catch (error) {
        if (change.remains && (await this.look(change)) === 'wanted after clearing')
          await this.session.query(change.remains.clear);
        // A build that a deadlock has ended is built again.
        if (postgresErrorOf(error)?.code !== '40P01' || attempts >= 5) throw this.refusalOf(error, change);
      }
    }
    const holdMs = performance.now() - started;
    const [answer] = await this.session.query<Answer>(question);
    return { attempts, hold_ms: holdMs, ...answer };
  }

  /**
   * One message: the server goes from the grant of the locks to the commit without waiting for us. It stops at the first
   * statement that fails.
   */
  private async runInTransaction(change: Change, question: string): Promise<Outcome> {
    const started = performance.now();
    const tables = Object.keys(change.locks);
    const locks = Object.entries(change.locks).map(
      ([table, mode]) => `lock table ${table} in ${mode.toLowerCase()} mode`,
    );
    for (let attempts = 1; ; attempts++) {
      const timeout = LOCK_TIMEOUTS_MS[Math.min(attempts, LOCK_TIMEOUTS_MS.length) - 1] ?? 0;
      try {
        const opening = ['begin', `set local lock_timeout = '${String(timeout)}ms'`];
        // The commit need not wait for the disk while the lock is held: whatever the journal says later is behind it in
        // the log, and a change that a crash of the server takes back is found missing in the catalog.
        if (change.how === 'briefly') opening.push('set local synchronous_commit = off');
        const hold = [...locks, stamp('granted'), change.sql, 'commit', stamp('released')];
        const [answer] = await this.session.query<Answer>([...opening, ...hold, `${question}, ${HOLD_MS}`].join('; '));
        return { attempts, ...answer };
      } catch (error) {
        await this.session.query('rollback');
        if (!NOT_NOW.has(postgresErrorOf(error)?.code ?? '')) throw this.refusalOf(error, change);
        const blockers = await tableBlockers(this.session, tables);
        this.progress({ event: 'waiting', for: tables.join(', '), attempts, blockers });
        if (performance.now() - started > this.lockWaitMs) throw new LockNotGrantedError(tables.join(', '), blockers);
        await this.pulse.beat();
        await sleep(Math.min(LONGEST_PAUSE_MS, 50 * attempts) * (0.7 + 0.6 * Math.random()));
      }
    }
  }

  private refusalOf(error: unknown, change: Change): unknown {
    const code = postgresErrorOf(error)?.code ?? '';
    if (!ROWS_BREAK_IT.has(code)) return error;
    return new PreflightRefusedError(
      `Rows that were written meanwhile break the new constraint (${change.sql.split('\n')[0] ?? ''}).`,
    );
  }
}
