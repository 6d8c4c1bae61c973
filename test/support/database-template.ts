import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { TestDatabase } from './database';

function urlOf(database: string): string {
  const url = new URL(process.env.CONTINUITY_TEST_SERVER ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(text: string): Promise<void> {
  const admin = new Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  await admin.query(text).finally(() => admin.end());
}

async function create(template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name} template ${template}`);
  return name;
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
    drop: async () => {
      await own.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** The same database on a new session. */
export function reopened(database: TestDatabase): Promise<TestDatabase> {
  return connected(new URL(database.url).pathname.slice(1));
}

/** A database that is filled once and cloned for every test. No session stays in it: cloning needs it for itself. */
export class DatabaseTemplate {
  private constructor(private readonly name: string) {}

  /** @param fill must leave no session behind */
  static async create(fill: (url: string) => Promise<unknown>): Promise<DatabaseTemplate> {
    const name = await create('template0');
    await fill(urlOf(name));
    return new DatabaseTemplate(name);
  }

  /** A new database with all that the template holds. */
  async copy(): Promise<TestDatabase> {
    return connected(await create(this.name));
  }

  async drop(): Promise<void> {
    await onServer(`drop database ${this.name} with (force)`);
  }
}
