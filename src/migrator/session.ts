import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { postgresErrorOf } from '../database/errors';

/** The connection ended while it was needed: somebody ended it, or the server went away. */
export class SessionLostError extends Error {
  override name = 'SessionLostError';
  constructor(cause: Error) {
    super(
      `The connection to PostgreSQL was lost (${cause.message}). What was done stays; run the command again when the server can be reached.`,
      { cause },
    );
  }
}

/** One connection that a migration runs on. */
export interface Session {
  /** @param values none: the text may hold several statements */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * What every session of the migrator is set to. The server looks every second whether the migrator is still there, so
 * that a killed one frees its locks in the middle of a statement. Reads must be READ COMMITTED: an index build waits for
 * older snapshots. No row may be hidden, and no value lose digits on its way to the archive, whatever the role is set to.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  client_connection_check_interval: '1s',
  idle_in_transaction_session_timeout: '30s',
  statement_timeout: '0',
  default_transaction_isolation: 'read committed',
  search_path: 'public',
  idle_session_timeout: '0',
  row_security: 'off',
  extra_float_digits: '1',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
};

/** SQL: the settings of a session in which migrations, or their script, run. */
export const SESSION_SETTINGS = [
  ...Object.entries(SETTINGS).map(([name, value]) => `set ${name} = '${value}'`),
  `set migrator.runner = 'on'`,
  // PostgreSQL 17 and newer.
  `do $$ begin if current_setting('server_version_num')::int >= 170000 then set transaction_timeout = 0; end if; end $$`,
];

/** PostgreSQL's words for the end of a connection: admin_shutdown, crash_shutdown. */
const ENDED = new Set(['57P01', '57P02']);

/** Connects, runs `work`, leaves. @throws SessionLostError from every query after the end of the connection */
export async function withSession<T>(
  url: string,
  work: (session: Session & { readonly pid: number }) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'continuity migrator' });
  // The statement that is under way rejects; without a listener the event would end the process.
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost ??= error;
  });
  await client.connect();
  try {
    const query = async <Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
      const result = await (values ? client.query<Row>(text, [...values]) : client.query<Row>(text)).catch(
        (error: unknown) => {
          const isLost = lost !== undefined || ENDED.has(postgresErrorOf(error)?.code ?? '');
          throw isLost ? new SessionLostError(lost ?? (error as Error)) : error;
        },
      );
      return Array.isArray(result) ? (result.at(-1) as { rows: Row[] }).rows : result.rows;
    };
    for (const setting of SESSION_SETTINGS) await query(setting);
    const [row] = await query<{ pid: number }>('select pg_backend_pid() as pid');
    return await work({ query, pid: row?.pid ?? 0 });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** TypeORM's connection as a session. */
export function sessionOf(runner: QueryRunner): Session {
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
      const result: unknown = await runner.query(text, values && [...values]);
      // For an UPDATE or DELETE TypeORM gives the rows and their number.
      return (Array.isArray(result) && Array.isArray(result[0]) ? result[0] : (result ?? [])) as Row[];
    },
  };
}
