import { Client, type QueryResult } from 'pg';
import type { QueryRunner } from 'typeorm';
import { postgresErrorOf } from '../../database/errors';

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

/** The server or database cannot hold the product's schema. */
export class UnfitServerError extends Error {
  override name = 'UnfitServerError';
}

/** One connection that a migration runs on. */
export interface Session {
  /**
   * @param values none: the text may hold several statements, of which the last one's rows are returned
   * @param name under which the server keeps the statement's plan: for what is said again and again, and always the same
   */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Row[]>;
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
  lock_timeout: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
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

const OLDEST_VERSION = 14;

/**
 * Connects, runs `work`, leaves.
 *
 * @throws UnfitServerError · SessionLostError from every query after the end of the connection
 */
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
    const query = async <Row extends object>(
      text: string,
      values?: readonly unknown[],
      name?: string,
    ): Promise<Row[]> => {
      const result = await client.query<Row>({ text, values: values && [...values], name }).catch((error: unknown) => {
        const isLost = lost !== undefined || ENDED.has(postgresErrorOf(error)?.code ?? '');
        throw isLost ? new SessionLostError(lost ?? (error as Error)) : error;
      });
      return rowsOf(result);
    };
    const pid = await checkServer(query);
    await query(SESSION_SETTINGS.join('; '));
    return await work({ query, pid });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns the server process of the session */
async function checkServer(query: Session['query']): Promise<number> {
  const [server] = await query<{ pid: number; version: string; major: number; database: string; encoding: string }>(
    `select pg_backend_pid() as pid, current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
      current_database() as database, current_setting('server_encoding') as encoding`,
  );
  if (!server) throw new Error('The server said nothing about itself.');
  const { pid, version, major, database, encoding } = server;
  if (major < OLDEST_VERSION)
    throw new UnfitServerError(
      `The server is PostgreSQL ${version}; ${String(OLDEST_VERSION)} or newer is needed. Upgrade the server first.`,
    );
  if (encoding !== 'UTF8')
    throw new UnfitServerError(
      `The database ${database} is encoded as ${encoding}; only UTF8 holds every name. Copy it with pg_dump into a database that is created with: encoding 'UTF8' template template0.`,
    );
  return pid;
}

/** TypeORM's connection as a session; its own `query` gives no rows of several statements. */
export async function sessionOf(runner: QueryRunner): Promise<Session> {
  const client = (await runner.connect()) as Pick<Client, 'query'>;
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]> => {
      runner.dataSource.logger.logQuery(text, values && [...values], runner);
      return rowsOf(await client.query<Row>({ text, values: values && [...values], name }));
    },
  };
}

/** Of several statements there are several results. */
function rowsOf<Row extends object>(result: QueryResult<Row> | QueryResult<Row>[]): Row[] {
  return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
}
