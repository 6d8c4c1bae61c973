import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { addColumns, createTable, fill } from '../../src/migrator';
import type { ProgressEvent } from '../../src/migrator/run/progress';
import { type ChangeOptions, SchemaChanges } from '../../src/migrator/run/schema-changes';
import { newDatabase, type TestDatabase } from '../support/database';
import { migrationOf } from '../support/own-migrations';

const NIL = '00000000-0000-0000-0000-000000000000';
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const OWN = 'Own1800000000001';

const Boxes = migrationOf(0, [
  createTable('boxes', 'create table boxes (id uuid primary key, owner text)'),
  createTable('things', 'create table things (id uuid primary key, box_id uuid, name text)'),
  addColumns('things', { owner: 'text' }),
]);

const OWNER = {
  table: 'things',
  set: { owner: 'b.owner' },
  from: 'boxes b',
  where: 'b.id = t.box_id and t.owner is distinct from b.owner',
};
/** The three ways in which a fill finds and locks its rows. */
const WAYS = { plain: OWNER, archiving: { ...OWNER, archive: ['owner'] }, holding: { ...OWNER, hold: 'b' } };
type Way = keyof typeof WAYS;

let database: TestDatabase;
let other: Client;
let events: ProgressEvent[];

beforeEach(async () => {
  events = [];
  database = await newDatabase('empty');
  await new SchemaChanges(database.url, [Boxes]).migrate();
  await database.sql(`insert into boxes select md5('b' || n)::uuid, 'owner ' || n from generate_series(0, 9) n`);
  other = new Client({ connectionString: database.url });
  await other.connect();
});

afterEach(async () => {
  await other.end();
  await database.drop();
});

function migrate(options: ChangeOptions = {}, way: Way = 'plain'): Promise<string[]> {
  const Owners = migrationOf(1, [fill('owners', WAYS[way])]);
  return new SchemaChanges(database.url, [Boxes, Owners]).migrate(undefined, {
    ...options,
    progress: (event) => {
      events.push(event);
      options.progress?.(event);
    },
  });
}

/** Things with ids in the order of their numbers, from `from` on. */
async function things(count: number, from = 1): Promise<void> {
  await database.sql(
    `insert into things select (lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000')::uuid, md5('b' || n % 10)::uuid, 'thing ' || n
      from generate_series($1::int, $2::int) n`,
    [from, from + count - 1],
  );
}

const idOf = (number: number) => `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const batches = () => events.filter((event) => event.event === 'batch');
const wrong = () =>
  database.sql(
    'select t.id, t.owner from things t left join boxes b on b.id = t.box_id where t.owner is distinct from b.owner',
  );

async function untilMigratorWaitsForLock(): Promise<void> {
  const query = `select from pg_stat_activity where datname = current_database() and application_name = 'continuity migrator' and wait_event_type = 'Lock'`;
  while ((await database.sql(query)).length === 0) await sleep(10);
}

async function untilThrottled(): Promise<void> {
  while (!events.some(({ event }) => event === 'throttled')) await sleep(10);
}

describe('the batches', () => {
  it('grow while there is time, and shrink while there is not', async () => {
    await things(1000);
    await migrate({ batchMs: 600_000 });
    expect(batches().map(({ batch }) => batch)).toEqual([20, 40, 80, 160, 320, 640]);
    expect(await wrong()).toEqual([]);

    events = [];
    await database.sql('update things set owner = null');
    await new SchemaChanges(database.url, [Boxes, migrationOf(1, [fill('owners', OWNER)])]).rollback({ steps: 1 });
    await migrate({ batchMs: 0.0001 });
    expect(
      batches()
        .slice(0, 6)
        .map(({ batch }) => batch),
    ).toEqual([20, 10, 5, 3, 2, 1]);
    expect(await wrong()).toEqual([]);
  });

  it('go through all ids once, in their order, from the least to the greatest', async () => {
    await things(300);
    await database.sql(`insert into things values ($1, md5('b1')::uuid, 'first'), ($2, md5('b1')::uuid, null)`, [
      NIL,
      MAX,
    ]);
    await database.sql(`insert into things values ('${idOf(5000)}', null, 'in no box')`);
    await database.sql(`
      create table cursors (place serial, next_after uuid);
      create function note_cursor() returns trigger language plpgsql as $$ begin
        if new.next_after is distinct from old.next_after then insert into cursors (next_after) values (new.next_after); end if; return new; end $$;
      create trigger note_cursor before update on migrator.backfills for each row execute function note_cursor()`);
    await migrate();
    expect(await wrong()).toEqual([]);
    expect(
      await database.sql('select scanned::int, changed::int, total::int, next_after from migrator.backfills'),
    ).toEqual([{ scanned: 303, changed: 302, total: 303, next_after: MAX }]);
    const cursors = (await database.sql<{ id: string }>('select next_after as id from cursors order by place')).map(
      ({ id }) => id,
    );
    expect(cursors.length).toBeGreaterThan(2);
    expect(cursors).toEqual([...new Set(cursors)].sort());
  });

  it('are none in an empty table', async () => {
    expect(await migrate()).toEqual([OWN]);
    expect(batches()).toEqual([]);
    expect(
      await database.sql(
        'select scanned::int, total::int, finished_at is not null as finished from migrator.backfills',
      ),
    ).toEqual([{ scanned: 0, total: 0, finished: true }]);
  });
});

describe.each(Object.keys(WAYS) as Way[])('clients that change the same rows (%s)', (way) => {
  it('win: the migrator gives way before the server would see a deadlock', async () => {
    await things(20);
    await other.query('begin');
    await other.query(`update things set name = 'mine' where id = '${idOf(15)}'`);
    const run = migrate({}, way);
    await untilMigratorWaitsForLock();
    // Its batch holds the first row by now, and waits for this transaction.
    await other.query(`update things set name = 'mine too' where id = '${idOf(1)}'`);
    await other.query('commit');
    expect(await run).toEqual([OWN]);
    expect(await wrong()).toEqual([]);
    expect(await database.sql(`select name from things where name like 'mine%' order by name`)).toEqual([
      { name: 'mine' },
      { name: 'mine too' },
    ]);
    expect(batches()[0]!.batch).toBeLessThan(20);
  });

  it('are heard: a row that they move meanwhile belongs where it is at the end', async () => {
    await things(20);
    await database.sql(`
      create function follow() returns trigger language plpgsql as $$ begin select owner into new.owner from boxes where id = new.box_id; return new; end $$;
      create trigger follow before update of box_id on things for each row execute function follow()`);
    await other.query('begin');
    await other.query(`update things set box_id = md5('b9')::uuid where id = '${idOf(3)}'`);
    await other.query(`update things set box_id = null where id = '${idOf(4)}'`);
    await other.query(`delete from things where id = '${idOf(5)}'`);
    const run = migrate({}, way);
    await untilMigratorWaitsForLock();
    await other.query('commit');
    expect(await run).toEqual([OWN]);
    expect(await wrong()).toEqual([]);
    expect(
      await database.sql('select owner from things where id = any ($1) order by id', [[3, 4, 5].map(idOf)]),
    ).toEqual([{ owner: 'owner 9' }, { owner: null }]);
  });
});

it('a client that waits first, and so would be the one whom the server ends in a deadlock, wins too', async () => {
  await things(20);
  await database.sql(`
    create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return new; end $$;
    create trigger dawdle before update on things for each row
      when (current_setting('migrator.runner', true) = 'on') execute function dawdle()`);
  await other.query('begin');
  await other.query(`update things set name = 'mine' where id = '${idOf(18)}'`);
  const run = migrate();
  const first = `select from things where id = '${idOf(1)}' for no key update skip locked`;
  while ((await database.sql(first)).length > 0) await sleep(2);
  await other.query(`update things set name = 'mine too' where id = '${idOf(1)}'`);
  await other.query('commit');
  expect(await run).toEqual([OWN]);
  expect(await wrong()).toEqual([]);
});

describe('a backfill that somebody has paused', () => {
  beforeEach(async () => {
    await things(200);
    await database.sql(
      `insert into migrator.steering (paused_by) values ('Ada') on conflict (one) do update set paused_by = 'Ada'`,
    );
  });

  const resume = () => database.sql('update migrator.steering set paused_by = null');

  it('says so, waits, and goes on when it is resumed', async () => {
    const run = migrate();
    await untilThrottled();
    expect(events).toContainEqual({ event: 'throttled', title: 'owners', by: 'paused by Ada' });
    expect(await database.sql('select throttled_by, scanned::int from migrator.backfills')).toEqual([
      { throttled_by: 'paused by Ada', scanned: 0 },
    ]);
    expect(batches()).toEqual([]);
    await resume();
    expect(await run).toEqual([OWN]);
    expect(await wrong()).toEqual([]);
    expect(await database.sql('select throttled_by from migrator.backfills')).toEqual([{ throttled_by: null }]);
  });

  it('ends at the greatest id that there was when it began, however many rows come after', async () => {
    const run = migrate();
    await untilThrottled();
    await things(5000, 1000);
    await resume();
    expect(await run).toEqual([OWN]);
    expect(await database.sql('select scanned::int, highest from migrator.backfills')).toEqual([
      { scanned: 200, highest: idOf(200) },
    ]);
    expect(await database.sql('select count(*)::int from things where owner is not null')).toEqual([{ count: 200 }]);
  });

  it('can be stopped while it waits', async () => {
    const stop = new AbortController();
    const run = migrate({ signal: stop.signal });
    await untilThrottled();
    stop.abort();
    await expect(run).rejects.toThrow('Stopped as asked');
    await resume();
    expect(await migrate()).toEqual([OWN]);
    expect(await wrong()).toEqual([]);
  });
});

describe('a service', () => {
  /** Answers as a service whose requests since the last look took so long, in seconds. */
  async function withService(seconds: () => '0.1' | '2.5', work: (url: string) => Promise<void>): Promise<void> {
    const counts = { '0.1': 0, '2.5': 0 };
    const server = createServer((_request, response) => {
      counts['2.5'] += 100;
      if (seconds() === '0.1') counts['0.1'] += 100;
      const line = (le: string, count: number) =>
        `continuity_request_duration_seconds_bucket{method="GET",le="${le}",route="/x"} ${count}\n`;
      response.end(
        `# TYPE x histogram\n${line('0.1', counts['0.1'])}${line('2.5', counts['2.5'])}${line('+Inf', counts['2.5'])}`,
      );
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const reasons = () => events.flatMap((event) => (event.event === 'throttled' ? [event.by] : []));

  beforeEach(async () => {
    await things(60);
    // Long enough that the service is looked at more than once.
    await database.sql(`
      create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return new; end $$;
      create trigger dawdle before update on things for each row
        when (current_setting('migrator.runner', true) = 'on') execute function dawdle()`);
  });

  it('that has grown slow makes a backfill wait until it is quick again', async () => {
    const slow = () => reasons().length < 2;
    await withService(
      () => (slow() ? '2.5' : '0.1'),
      async (metrics) => {
        expect(await migrate({ throttle: { replicaLag: 5, service: { metrics, p95: 500 } } })).toEqual([OWN]);
      },
    );
    expect(reasons()).toEqual(Array(2).fill('95 of 100 requests of the service take up to 2500 ms'));
    expect(await wrong()).toEqual([]);
  });

  it('that is quick, or does not answer, holds nothing up', async () => {
    await withService(
      () => '0.1',
      async (metrics) => {
        await migrate({ throttle: { replicaLag: 5, service: { metrics, p95: 500 } } });
      },
    );
    expect(reasons()).toEqual([]);
    await database.sql('update things set owner = null');
    await new SchemaChanges(database.url, [Boxes, migrationOf(1, [fill('owners', OWNER)])]).rollback({ steps: 1 });
    await migrate({ throttle: { replicaLag: 5, service: { metrics: 'http://127.0.0.1:1/metrics', p95: 500 } } });
    expect(reasons()).toEqual([]);
    expect(await wrong()).toEqual([]);
  });
});
