import { setTimeout as sleep } from 'node:timers/promises';
import { postgresErrorOf } from '../../database/errors';
import { LockNotGrantedError, tableBlockers } from './blockers';
import { PreflightRefusedError } from '../finding';
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

/** What one change took. */
export interface ChangeFigures {
  attempts: number;
  /** Until the locks were granted, pauses included. */
  waitMs: number;
  /** From the grant to the commit. */
  holdMs: number;
}

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
  async isWanted(change: Change): Promise<boolean> {
    return (await this.holds(change.when ?? 'true')) && !(await this.holds(change.done));
  }

  /**
   * @throws LockNotGrantedError · PreflightRefusedError when rows break the constraint after all · Error when the change
   *   had no effect
   */
  async run(change: Change): Promise<ChangeFigures> {
    const started = performance.now();
    const figures =
      change.how === 'concurrently' ? await this.runConcurrently(change) : await this.runInTransaction(change);
    if (!(await this.holds(change.done))) throw new Error(`This had no effect: ${change.sql}`);
    this.progress({
      event: 'statement',
      sql: change.sql,
      wait_ms: Math.round(performance.now() - started - figures.holdMs),
      hold_ms: Math.round(figures.holdMs * 10) / 10,
      attempts: figures.attempts,
    });
    return figures;
  }

  private async holds(condition: string): Promise<boolean> {
    const [row] = await this.session.query<{ holds: boolean }>(`select (${condition}) as holds`);
    return row?.holds === true;
  }

  private async runConcurrently(change: Change): Promise<ChangeFigures> {
    if (change.remains && (await this.holds(change.remains.found))) await this.session.query(change.remains.clear);
    await this.session.query('set lock_timeout = 0');
    for (let attempts = 1; ; attempts++) {
      const started = performance.now();
      try {
        await this.session.query(change.sql);
        return { attempts, waitMs: 0, holdMs: performance.now() - started };
      } catch (error) {
        if (change.remains && (await this.holds(change.remains.found))) await this.session.query(change.remains.clear);
        // A build that a deadlock has ended is built again.
        if (postgresErrorOf(error)?.code !== '40P01' || attempts >= 5) throw this.refusalOf(error, change);
      }
    }
  }

  private async runInTransaction(change: Change): Promise<ChangeFigures> {
    const started = performance.now();
    const tables = Object.keys(change.locks);
    const locks = Object.entries(change.locks).map(
      ([table, mode]) => `lock table ${table} in ${mode.toLowerCase()} mode`,
    );
    for (let attempts = 1; ; attempts++) {
      const timeout = LOCK_TIMEOUTS_MS[Math.min(attempts, LOCK_TIMEOUTS_MS.length) - 1] ?? 0;
      try {
        // The commit need not wait for the disk while the lock is held: whatever the journal says later is behind it in
        // the log, and a change that a crash of the server takes back is found missing in the catalog.
        const opening = ['begin', `set local lock_timeout = '${String(timeout)}ms'`];
        if (change.how === 'briefly') opening.push('set local synchronous_commit = off');
        await this.session.query([...opening, ...locks].join('; '));
        const granted = performance.now();
        await this.session.query(`${change.sql}; commit`);
        return { attempts, waitMs: granted - started, holdMs: performance.now() - granted };
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
