import { type CommandFailure, EXIT } from '../../command-line/exit';
import { Client, escapeLiteral } from 'pg';
import type { Session } from './session';

/** Another run holds the migrator's lock. */
export class MigratorBusyError extends Error implements CommandFailure {
  override name = 'MigratorBusyError';
  readonly exitCode = EXIT.busy;
}

/** The lock's session ended while its work went on: somebody ended it, or the server went away. */
export class MigratorLockLostError extends Error {
  override name = 'MigratorLockLostError';
}

/** Who holds the lock, as far as the server knows. */
export interface LockHolder {
  pid: number;
  application: string;
  address: string | null;
  since: Date;
}

/**
 * The lock itself, what the session that works under it holds (see {@link MigratorLock.cover}), and what a restore holds in
 * the database that it is steered from, where others may be steered from at the same time.
 */
type LockName = 'migrator' | 'migrator session' | `restore of ${string}`;

/** How often the lock is asked for. Asked for, not waited for: a waiting call would block an index build in the holder. */
const POLL_MS = 250;

/** How long a run waits for another one before it gives up. */
const WAIT_MS = 10_000;

/**
 * The lock under which schema changes, backups and restores run: one at a time for a database. It belongs to a session
 * of its own that runs nothing else, so the end of the process frees it, however the process ends.
 */
export class MigratorLock {
  private lost = false;
  private answeredAt = -Infinity;

  private constructor(
    private readonly client: Client,
    private readonly waitMs: number,
  ) {}

  /**
   * Runs `work` under the lock.
   *
   * @param url of a direct connection: a pooler in transaction mode would give the lock to somebody else
   * @param waitMs how long to wait for another holder
   * @throws MigratorBusyError when it is still held after that
   */
  static async hold<T>(
    url: string,
    work: (lock: MigratorLock) => Promise<T>,
    { name = 'migrator', waitMs = WAIT_MS }: { name?: LockName; waitMs?: number } = {},
  ): Promise<T> {
    const client = new Client({
      connectionString: url,
      application_name: `continuity migrator lock ${String(process.pid)}`,
      options: '-c client_connection_check_interval=1s -c idle_session_timeout=0',
    });
    const lock = new MigratorLock(client, waitMs);
    client.on('error', () => {
      lock.lost = true;
    });
    await client.connect();
    try {
      await lock.take(name, async (sql) => (await client.query<{ locked: boolean }>(sql)).rows);
      return await work(lock);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Who holds the lock of the database that `client` is connected to, or nothing. */
  static async holder(session: Session, lock: LockName = 'migrator'): Promise<LockHolder | undefined> {
    const rows = await session.query<LockHolder>(
      `select a.pid, a.application_name as application, a.client_addr::text as address, a.backend_start as since
        from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
          and l.classid::bigint = hashtext('continuity')::bigint & 4294967295
          and l.objid::bigint = hashtext(${escapeLiteral(lock)})::bigint & 4294967295`,
    );
    return rows[0];
  }

  /**
   * To be called between steps and batches. That the session has ended is heard at once; that it answers is asked for.
   *
   * @param believedMs for how long an answer is believed
   * @throws MigratorLockLostError when the lock is no longer ours
   */
  async check(believedMs = 0): Promise<void> {
    const now = performance.now();
    if (!this.lost && now >= this.answeredAt + believedMs) {
      await this.client.query('select 1').catch(() => (this.lost = true));
      this.answeredAt = now;
    }
    if (this.lost)
      throw new MigratorLockLostError(
        'The connection that held the migrator’s lock is gone. Nothing more is changed; run the command again.',
      );
  }

  /**
   * Extends the lock to the session that does the work. The server notices the end of a killed process only after up to a
   * second there, in the middle of a statement; the next run must not begin beside it.
   *
   * @throws MigratorBusyError when the session of an earlier run is still at work after the waiting time
   */
  async cover(session: Session): Promise<void> {
    await this.take('migrator session', (sql) => session.query<{ locked: boolean }>(sql));
  }

  private async take(lock: LockName, query: (sql: string) => Promise<{ locked: boolean }[]>): Promise<void> {
    const end = Date.now() + this.waitMs;
    for (;;) {
      const [row] = await query(
        `select pg_try_advisory_lock(hashtext('continuity'), hashtext(${escapeLiteral(lock)})) as locked`,
      );
      if (row?.locked === true) return;
      if (Date.now() >= end) throw new MigratorBusyError(await this.busyMessage(lock));
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private async busyMessage(lock: LockName): Promise<string> {
    const holder = await MigratorLock.holder(
      { query: async <Row extends object>(text: string) => (await this.client.query<Row>(text)).rows },
      lock,
    );
    const who = holder
      ? ` (${holder.application}, server process ${String(holder.pid)}, since ${holder.since.toISOString()})`
      : '';
    return `Another migration, backup or restore is running${who}. Try again when it has ended.`;
  }
}
