import type { Settings } from '../config/settings';
import { EmbeddedPostgres } from './embedded/embedded-postgres';

/** Where the data is, and how to leave it. */
export interface DatabaseConnection {
  url: string;
  /** The embedded server, when there is no DATABASE_URL. */
  embedded?: EmbeddedPostgres;
  leave(): Promise<void>;
}

/** The PostgreSQL of DATABASE_URL, or the embedded server, joined or started: the service and the command line alike. */
export async function connectDatabase(settings: Settings): Promise<DatabaseConnection> {
  if (settings.DATABASE_URL !== undefined) return { url: settings.DATABASE_URL, leave: () => Promise.resolve() };
  const embedded = await EmbeddedPostgres.join({ dataDir: settings.DATA_DIR });
  return { url: embedded.url, embedded, leave: () => embedded.leave() };
}
