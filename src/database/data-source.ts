import type { PoolConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings';

/** Injection token of the URL that is served from: the setting, or the embedded server's. */
export const DATABASE_URL = Symbol('DATABASE_URL');

/** What every connection of a request says to the server: times in UTC, numbers in full, no endless waits. */
function sessionOptions(settings: Settings): string {
  return [
    '-c TimeZone=UTC',
    '-c extra_float_digits=1',
    `-c lock_timeout=${String(settings.LOCK_TIMEOUT_MS)}`,
    `-c statement_timeout=${String(settings.STATEMENT_TIMEOUT_MS)}`,
    '-c idle_in_transaction_session_timeout=60000',
  ].join(' ');
}

/** Connections of the API: the driver's options, for TypeORM's pool and for the pool of exports. */
export function poolOptions(url: string, settings: Settings): PoolConfig {
  return {
    connectionString: url,
    options: sessionOptions(settings),
    application_name: 'continuity',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  };
}

/** TypeORM's options for serving. The schema is never synchronised and never migrated from here. */
export function dataSourceOptions(url: string, settings: Settings): DataSourceOptions {
  const { connectionString, application_name, ...extra } = poolOptions(url, settings);
  return {
    type: 'postgres',
    url: connectionString,
    applicationName: application_name,
    synchronize: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    logging: false,
    extra: { ...extra, max: settings.DATABASE_POOL_SIZE },
  };
}
