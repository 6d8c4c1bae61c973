import type { Database } from '../database/database.service';

/**
 * Whoever takes the role of an administrator away, or makes the first one, does so one after the other; otherwise two who
 * each see the other one as the last could both go. Until the end of the transaction; to be taken before any row.
 */
export async function lockAdministrators(database: Database): Promise<void> {
  await database.write(
    'profiles.lock_administrators',
    `select pg_advisory_xact_lock(hashtextextended('administrators', 7))`,
  );
}
