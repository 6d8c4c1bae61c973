import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { addColumns, check, fill, index, uniqueIndex } from '../../src/migrator';
import { LockNotGrantedError } from '../../src/migrator/run/blockers';
import { PreflightRefusedError } from '../../src/migrator/finding';
import type { ProgressEvent } from '../../src/migrator/run/progress';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { SessionLostError } from '../../src/migrator/run/session';
import { newDatabase, type TestDatabase } from '../support/database';
import { type MigrationClass, migrationOf, Things } from '../support/own-migrations';

let database: TestDatabase;
let other: Client;

beforeEach(async () => {
  database = await newDatabase('empty');
  await new SchemaChanges(database.url, [Things]).migrate();
  await database.sql(`insert into things select md5(n::text)::uuid, 'thing ' || n from generate_series(1, 100) n`);
  other = new Client({ connectionString: database.url, application_name: 'a report' });
  await other.connect();
});

afterEach(async () => {
  await other.end();
  await database.drop();
});

const changes = (...migrations: MigrationClass[]) => new SchemaChanges(database.url, [Things, ...migrations]);
const columns = () =>
  database.sql<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'things'::regclass and attname = 'colour'`,
  );
const indexes = () =>
  database.sql(`select indisvalid as valid from pg_index where indexrelid = to_regclass('idx_things_name')`);

const Sizes = migrationOf(1, [
  fill('Give sizes', { table: 'things', set: { size: '1' }, where: 't.size is distinct from 1' }),
]);
const Colours = migrationOf(1, [addColumns('things', { colour: 'text' })]);
const Index = migrationOf(1, [index('things', 'idx_things_name', '(name)')]);
const UniqueIndex = migrationOf(1, [uniqueIndex('things', 'idx_things_name', '(name)')]);

describe('a transaction that has written and stays open', () => {
  it('stops a backfill after the time that is allowed, which names it', async () => {
    await other.query('begin');
    await other.query(`update things set name = 'mine' where name = 'thing 50'`);
    const events: ProgressEvent[] = [];
    const run = changes(Sizes).migrate(undefined, { lockWaitMs: 1000, progress: (event) => events.push(event) });
    const error: unknown = await run.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LockNotGrantedError);
    expect((error as Error).message).toMatch(
      /^No lock on rows of things was granted; in the way: a report \(server process \d+, transaction open for \d+ s\)/,
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'waiting',
        for: 'rows of things',
        blockers: [expect.objectContaining({ application: 'a report', state: 'idle in transaction' })],
      }),
    );

    await other.query('commit');
    expect(await changes(Sizes).migrate()).toEqual(['Own1800000000001']);
    expect(await database.sql('select from things where size is null')).toEqual([]);
    expect(await database.sql(`select from things where name = 'mine'`)).toHaveLength(1);
  });
});

describe('a transaction that reads and stays open', () => {
  beforeEach(async () => {
    await other.query('begin');
    await other.query('select count(*) from things');
  });

  /** Reads and writes until it is told to stop, and never waits for a lock as long as the run does. */
  async function clientStatements(stop: AbortSignal): Promise<number> {
    const client = new Client({ connectionString: database.url, options: '-c lock_timeout=1s' });
    await client.connect();
    let statements = 0;
    try {
      for (; !stop.aborted; statements += 2) {
        await client.query('select count(*) from things');
        await client.query(`update things set size = coalesce(size, 0) + 1 where name = 'thing 7'`);
      }
    } finally {
      await client.end();
    }
    return statements;
  }

  it('stops the run after a while, which names it, and nobody else', async () => {
    const events: ProgressEvent[] = [];
    const stop = new AbortController();
    const clients = clientStatements(stop.signal);
    const run = changes(Colours).migrate(undefined, { lockWaitMs: 3000, progress: (event) => events.push(event) });
    const error: unknown = await run.catch((thrown: unknown) => thrown);
    stop.abort();
    expect(await clients).toBeGreaterThan(0);

    expect(error).toBeInstanceOf(LockNotGrantedError);
    expect((error as Error).message).toMatch(
      /^No lock on things was granted; in the way: .*a report \(server process \d+, transaction open for \d+ s\)/,
    );
    const waits = events.filter((event) => event.event === 'waiting');
    expect(waits.length).toBeGreaterThan(3);
    const [{ pid }] = (await other.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [{ pid: number }];
    for (const { blockers } of waits)
      expect(blockers).toContainEqual(
        expect.objectContaining({ pid, application: 'a report', state: 'idle in transaction' }),
      );
    expect(await columns()).toEqual([]);

    await other.query('commit');
    expect(await changes(Colours).migrate()).toEqual(['Own1800000000001']);
    expect(await columns()).toHaveLength(1);
  });

  it('is waited for, when it ends in time', async () => {
    const waited: unknown[] = [];
    const run = changes(Colours).migrate(undefined, {
      progress: ({ event }) => {
        if (event === 'waiting' && waited.push(event) === 3) void other.query('commit');
      },
    });
    expect(await run).toEqual(['Own1800000000001']);
    expect(waited.length).toBeGreaterThanOrEqual(3);
    expect(await columns()).toHaveLength(1);
  });
});

describe('an index build', () => {
  /** Begins a build, which stops where a writer has not ended. */
  async function begunBuild(migration: MigrationClass): Promise<{ result: Promise<unknown> }> {
    await other.query('begin');
    await other.query(`insert into things values (gen_random_uuid(), 'new')`);
    const result = changes(migration)
      .migrate()
      .catch((thrown: unknown) => thrown);
    while ((await indexes()).length === 0) await sleep(20);
    return { result };
  }

  it.each([Index, UniqueIndex])(
    'that the server ends leaves an invalid index, which the next run builds again',
    async (migration) => {
      const { result } = await begunBuild(migration);
      await database.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'continuity migrator'`,
      );
      expect(await result).toBeInstanceOf(SessionLostError);
      await other.query('commit');
      expect(await indexes()).toEqual([{ valid: false }]);
      expect(await changes(migration).migrate()).toEqual(['Own1800000000001']);
      expect(await indexes()).toEqual([{ valid: true }]);
    },
  );

  it('that finds duplicates which were written meanwhile is refused, and leaves nothing that every write would have to keep', async () => {
    const { result } = await begunBuild(UniqueIndex);
    await other.query(`insert into things values (gen_random_uuid(), 'new')`);
    await other.query('commit');
    const refusal = await result;
    expect(refusal).toBeInstanceOf(PreflightRefusedError);
    expect((refusal as Error).message).toContain('written meanwhile');
    expect(await indexes()).toEqual([]);
    await expect(changes(UniqueIndex).migrate()).rejects.toThrow(PreflightRefusedError);
    expect(await indexes()).toEqual([]);

    await database.sql(`delete from things where name = 'new'`);
    expect(await changes(UniqueIndex).migrate()).toEqual(['Own1800000000001']);
    expect(await indexes()).toEqual([{ valid: true }]);
  });
});

it('a row that breaks a check refuses it; new rows obey it already, and the next run goes on', async () => {
  const Sizes = migrationOf(1, [check('things', 'ck_things_size', 'size > 0')]);
  await database.sql(`update things set size = -1 where name = 'thing 3'`);
  await expect(changes(Sizes).migrate()).rejects.toThrow(PreflightRefusedError);
  await expect(database.sql(`insert into things values (gen_random_uuid(), 'x', 0)`)).rejects.toThrow('ck_things_size');
  await database.sql(`update things set size = 1 where name = 'thing 3'`);
  expect(await changes(Sizes).migrate()).toEqual(['Own1800000000001']);
});
