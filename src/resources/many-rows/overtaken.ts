import { postgresErrorOf, RunAgainError } from '../../database/errors';
import type { UniqueKey } from '../resource';

const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Writes what depends on what was looked up before.
 *
 * @param looked which keys were looked up, and whether the rows that the written ones refer to were, too
 * @throws RunAgainError when somebody has taken a key, or deleted a row that is referred to, since the look: the second run
 *   of the transaction sees it
 */
export async function unlessOvertaken<T>(
  looked: { keys?: readonly UniqueKey[] | undefined; references?: boolean },
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code, constraint } = postgresErrorOf(error) ?? {};
    if (looked.references && code === FOREIGN_KEY_VIOLATION) throw new RunAgainError();
    if (looked.keys?.some((key) => key.constraint === constraint)) throw new RunAgainError();
    throw error;
  }
}
