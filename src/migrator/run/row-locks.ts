import { setTimeout as sleep } from 'node:timers/promises';
import { postgresErrorOf } from '../../database/errors';
import { LockNotGrantedError, rowBlockers } from './blockers';
import type { Progress, Pulse } from './progress';
import type { Session } from './session';

/** A row lock is waited for less long than the server's deadlock_timeout (1 s): in a deadlock the migrator gives way, never a client. */
const ROW_LOCK_TIMEOUT_MS = 300;
/** PostgreSQL's words for "not now": lock_not_available, deadlock_detected. */
const NOT_NOW = new Set(['55P03', '40P01']);

/** Runs statements that change rows, again and again while clients hold them. */
export class RowLocks {
  constructor(
    private readonly session: Session,
    private readonly progress: Progress,
    private readonly pulse: Pulse,
    /** How long one statement may try, in ms. */
    private readonly lockWaitMs: number,
  ) {}

  /**
   * @param rows what the statement changes, for people
   * @param statement SQL without parameters, asked for anew for each try; several are one transaction
   * @param tryAgain called before each further try
   * @returns the last statement's rows
   * @throws LockNotGrantedError · InterruptedError
   */
  async whenFree<Row extends object>(
    rows: string,
    statement: () => string,
    tryAgain: () => void = () => undefined,
  ): Promise<Row[]> {
    const started = performance.now();
    await this.pulse.beat();
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.session.query<Row>(
          `set local lock_timeout = '${String(ROW_LOCK_TIMEOUT_MS)}ms'; ${statement()}`,
        );
      } catch (error) {
        if (!NOT_NOW.has(postgresErrorOf(error)?.code ?? '')) throw error;
        const blockers = await rowBlockers(this.session);
        this.progress({ event: 'waiting', for: rows, attempts, blockers });
        if (performance.now() - started > this.lockWaitMs) throw new LockNotGrantedError(rows, blockers);
        tryAgain();
        await this.pulse.beat();
        await sleep(50 + Math.random() * 100);
      }
    }
  }
}
