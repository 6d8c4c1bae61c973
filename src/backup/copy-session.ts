import { Client } from 'pg';

/**
 * One text for one value, whatever the server, the database and the role are set to: the hashes of two COPY texts are
 * compared. The search path is empty, so that what PostgreSQL writes about its objects names their schema.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  application_name: 'continuity backup',
  client_encoding: 'UTF8',
  search_path: '',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
  lc_monetary: 'C',
  xmloption: 'content',
  // A scan that joins another one halfway would give the rows in another order.
  synchronize_seqscans: 'off',
  // An error, rather than only the rows that a policy lets through.
  row_security: 'off',
  check_function_bodies: 'off',
  quote_all_identifiers: 'off',
  // With these the same definition would mean something else in the new database, which has no settings of its own yet.
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  array_nulls: 'on',
  default_transaction_read_only: 'off',
  statement_timeout: '0',
  transaction_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: '30s',
};

/**
 * Connects for copying, runs `work` and leaves. The settings are made by statements and not in the start-up packet, where
 * `options` in the URL would win over them.
 *
 * @param url of a direct connection
 */
export async function withCopySession<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, keepAlive: true });
  // A lost connection fails the running query; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const names = Object.keys(SETTINGS);
    // Not every version has every setting.
    await client.query(
      `select set_config(s.name, s.value, false) from unnest($1::text[], $2::text[]) as s (name, value)
        join pg_settings using (name)`,
      [names, Object.values(SETTINGS)],
    );
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The same server and role, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  // Signs such as & are left as they are: the driver would not turn %26 back into one.
  other.pathname = `/${encodeURI(database)}`;
  return other.href;
}

/** The database that a URL names, as the driver reads it; empty when it names none. */
export function databaseOf(url: string): string {
  return decodeURI(new URL(url).pathname.slice(1));
}
