import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';

/** One connection that a migration runs on. */
export interface Session {
  /** @param values none: the text may hold several statements */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * What every session of the migrator is set to. The server looks every second whether the migrator is still there, so
 * that a killed one frees its locks in the middle of a statement. Reads must be READ COMMITTED: an index build waits for
 * older snapshots.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  client_connection_check_interval: '1s',
  idle_in_transaction_session_timeout: '30s',
  statement_timeout: '0',
  default_transaction_isolation: 'read committed',
  search_path: 'public',
};

/** SQL: the settings of a session in which migrations, or their script, run. */
export const SESSION_SETTINGS = [
  ...Object.entries(SETTINGS).map(([name, value]) => `set ${name} = '${value}'`),
  `set migrator.runner = 'on'`,
];

/** Connects, runs `work`, leaves. */
export async function withSession<T>(
  url: string,
  work: (session: Session & { readonly pid: number }) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'continuity migrator' });
  // The statement that is under way rejects; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const query = async <Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
      const result = await (values ? client.query<Row>(text, [...values]) : client.query<Row>(text));
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
