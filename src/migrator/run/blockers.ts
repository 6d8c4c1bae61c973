import { type CommandFailure, EXIT } from '../../command-line/exit';
import type { Blocker } from './progress';
import type { Session } from './session';

/** A lock was not granted in all the time that was allowed: others hold it. */
export class LockNotGrantedError extends Error implements CommandFailure {
  override name = 'LockNotGrantedError';
  readonly exitCode = EXIT.busy;
  constructor(
    /** Of what, such as the tables. */
    what: string,
    readonly blockers: readonly Blocker[],
  ) {
    const who = blockers.map(
      ({ pid, application, seconds }) =>
        `${application || 'a session'} (server process ${String(pid)}, transaction open for ${seconds.toFixed(0)} s)`,
    );
    super(
      `No lock on ${what} was granted${who.length > 0 ? `; in the way: ${who.join(', ')}` : ''}. What was done stays; run the command again.`,
    );
  }
}

/** Sessions whose locks on these tables stand in the way of ours, the longest transaction first. */
export async function tableBlockers(session: Session, tables: readonly string[]): Promise<Blocker[]> {
  return blockers(
    session,
    `exists (select from pg_locks l where l.pid = a.pid and l.granted
      and l.relation = any (select to_regclass('public.' || name) from unnest($1::text[]) name))`,
    [tables],
  );
}

/**
 * Sessions that may hold locks on rows: those whose transaction has a number, since PostgreSQL writes who holds a row
 * into the row itself, and keeps no list.
 */
export async function rowBlockers(session: Session): Promise<Blocker[]> {
  return blockers(session, 'a.backend_xid is not null and a.datname = current_database()', []);
}

async function blockers(session: Session, condition: string, values: readonly unknown[]): Promise<Blocker[]> {
  return session.query<Blocker>(
    `select a.pid, a.application_name as application, a.state,
        extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds, left(a.query, 200) as query
      from pg_stat_activity a where a.pid <> pg_backend_pid() and a.xact_start is not null and ${condition}
      order by a.xact_start limit 5`,
    values,
  );
}
