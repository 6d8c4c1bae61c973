import { setTimeout as sleep } from 'node:timers/promises';
import { postgresErrorOf } from '../database/errors';
import { LockNotGrantedError } from './change-runner';
import type { Pulse } from './progress';
import type { Session } from './session';

/** A row lock is waited for less long than the server's deadlock_timeout (1 s): in a deadlock the migrator gives way, never a client. */
const ROW_LOCK_TIMEOUT_MS = 300;
const TRIES = 100;

/**
 * Runs one statement that changes rows, again and again while clients hold them.
 *
 * @param table what the statement changes, for the message
 * @param tryAgain called before each further try
 * @throws LockNotGrantedError · InterruptedError
 */
export async function changingRows<T>(
  session: Session,
  pulse: Pulse,
  table: string,
  statement: () => Promise<T>,
  tryAgain: () => void = () => undefined,
): Promise<T> {
  await session.query(`set lock_timeout = '${String(ROW_LOCK_TIMEOUT_MS)}ms'`);
  try {
    for (let tries = 1; ; tries++) {
      try {
        return await statement();
      } catch (error) {
        if (!['55P03', '40P01'].includes(postgresErrorOf(error)?.code ?? '')) throw error;
        if (tries >= TRIES) throw new LockNotGrantedError([table], []);
        tryAgain();
        await pulse.beat();
        await sleep(50 + Math.random() * 100);
      }
    }
  } finally {
    await session.query('set lock_timeout = 0').catch(() => undefined);
  }
}
