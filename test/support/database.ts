import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A database of a test's own. */
export interface TestDatabase {
  url: string;
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ends the session; the database stays. */
  leave(): Promise<void>;
  drop(): Promise<void>;
}

/** The test server's URL with another database. */
function urlOf(database: string): string {
  const server = process.env.CONTINUITY_TEST_SERVER;
  if (!server) throw new Error('the global set-up did not run');
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  return work(admin).finally(() => admin.end());
}

/** Copies a database in which nobody is connected. @returns the name of the copy */
export function copyOf(template: string, name = `test_${randomUUID().replaceAll('-', '')}`): Promise<string> {
  return onServer(async (admin) => {
    const { rows } = await admin.query<{ server_version_num: string }>('show server_version_num');
    // Copies files; otherwise every page goes through the log, which takes three times as long.
    const strategy = Number(rows[0]?.server_version_num) >= 150_000 ? 'strategy file_copy' : '';
    await admin.query(`create database ${name} template ${template} ${strategy}`);
    return name;
  });
}

/** A session on a database that is there. It survives nothing: after a crash of the server, ask for another. */
async function connected(name: string): Promise<TestDatabase> {
  const own = new Client({ connectionString: urlOf(name), options: '-c TimeZone=UTC' });
  // The query that is under way, or the next one, fails.
  own.on('error', () => undefined);
  await own.connect();
  return {
    url: urlOf(name),
    sql: async <Row extends object>(text: string, values: unknown[] = []) => (await own.query<Row>(text, values)).rows,
    leave: () => own.end(),
    drop: async () => {
      await own.end();
      await onServer((admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

/**
 * A new database. Its schema is copied: the global set-up has kept one database for each migration.
 *
 * @param at `migrated`: where all migrations lead; `empty`; or the last migration applied, without its timestamp
 */
export async function newDatabase(at = 'migrated'): Promise<TestDatabase> {
  const templates: Record<string, string> = { migrated: 'continuity_test_template', empty: 'template0' };
  return connected(await copyOf(templates[at] ?? `continuity_test_at_${at.toLowerCase()}`));
}

/** The same database on a new session. */
export function reopened(database: TestDatabase): Promise<TestDatabase> {
  return connected(new URL(database.url).pathname.slice(1));
}

/** A database that is filled once and copied for every test. */
export class DatabaseTemplate {
  private constructor(private readonly name: string) {}

  /**
   * @param at where its schema stands before it is filled, as {@link newDatabase} takes it
   * @param fill must leave no session of its own behind: copying needs the database for itself
   */
  static async create(at: string, fill: (database: TestDatabase) => Promise<unknown>): Promise<DatabaseTemplate> {
    return DatabaseTemplate.from(await newDatabase(at), fill);
  }

  /** Another template, which goes on from this one. @param fill as {@link create} takes it */
  async extend(fill: (database: TestDatabase) => Promise<unknown>): Promise<DatabaseTemplate> {
    return DatabaseTemplate.from(await this.copy(), fill);
  }

  /** A new database with all that the template holds. */
  async copy(): Promise<TestDatabase> {
    return connected(await copyOf(this.name));
  }

  async drop(): Promise<void> {
    await onServer((admin) => admin.query(`drop database ${this.name} with (force)`));
  }

  private static async from(
    database: TestDatabase,
    fill: (database: TestDatabase) => Promise<unknown>,
  ): Promise<DatabaseTemplate> {
    await fill(database);
    await database.leave();
    return new DatabaseTemplate(new URL(database.url).pathname.slice(1));
  }
}
