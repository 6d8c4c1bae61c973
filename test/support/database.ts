import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A database of a test file's own. */
export interface TestDatabase {
  url: string;
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

function urlOf(database: string): string {
  const server = process.env.CONTINUITY_TEST_SERVER;
  if (!server) throw new Error('the global set-up did not run');
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Clones the migrated template, or makes an empty database. */
export async function newDatabase(template: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  // Two clones at once disturb each other: the template must have no other session.
  await admin.query('select pg_advisory_lock(4711)');
  await admin.query(
    `create database ${name} template ${template === 'migrated' ? 'continuity_test_template' : 'template0'}`,
  );
  await admin.query('select pg_advisory_unlock(4711)');
  const own = new Client({ connectionString: urlOf(name), options: '-c TimeZone=UTC' });
  await own.connect();
  return {
    url: urlOf(name),
    sql: async <Row extends object>(text: string, values: unknown[] = []) => (await own.query<Row>(text, values)).rows,
    drop: async () => {
      await own.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
