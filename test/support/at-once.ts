import { reopened, type TestDatabase } from './database';

/** A statement and its values. */
export type Statement = readonly [text: string, values: unknown[]];

/**
 * Two sessions at once: the first one's transaction is open while the second one sends its statement, and is committed
 * when that one waits for it, or is done without waiting.
 *
 * @returns whether it had to wait
 */
export async function atOnce(database: TestDatabase, first: Statement, second: Statement): Promise<boolean> {
  const other = await reopened(database);
  try {
    const [session] = await other.sql<{ pid: number }>('select pg_backend_pid() as pid');
    await database.sql('begin');
    await database.sql(first[0], first[1]);
    const state = { done: false };
    const sent = other.sql(second[0], second[1]).finally(() => (state.done = true));
    // Told of below.
    sent.catch(() => undefined);
    let waits = false;
    while (!waits && !state.done) {
      const [row] = await database.sql<{ waits: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as waits', [
        session!.pid,
      ]);
      waits = row!.waits;
    }
    await database.sql('commit');
    await sent;
    return waits;
  } finally {
    await other.leave();
  }
}
