import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { addColumns, backfill, changeRows, fill, onTheWayBack, removeRows, type Step } from '../../src/migrator';
import { differences, Fingerprints, VerificationFailedError } from '../../src/migrator/check/fingerprints';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { withSession } from '../../src/migrator/run/session';
import { newDatabase, type TestDatabase } from '../support/database';
import { type MigrationClass, migrationOf, Things } from '../support/own-migrations';

let database: TestDatabase;

beforeEach(async () => {
  database = await newDatabase('empty');
  // Without this the test itself would be a client, whose writes excuse differences.
  await database.sql(`set application_name = 'continuity migrator test'`);
  await new SchemaChanges(database.url, [Things]).migrate();
  await database.sql(
    `insert into things select gen_random_uuid(), 'thing ' || n, nullif(n % 7, 0), case when n % 3 = 0 then jsonb_build_object('n', n) end
      from generate_series(1, 300) n`,
  );
});

afterEach(() => database.drop());

const damage = (title: string, work: string): Step => ({ title, up: [backfill('things', work)], down: [] });
const once = `t.id = (select id from things order by id limit 1)`;

const ONE_VALUE = damage(
  'damage one value',
  changeRows('keys', { table: 'things', set: { name: `t.name || '!'` }, where: once }),
);

function changesWith(...steps: Step[]): SchemaChanges {
  return new SchemaChanges(database.url, [Things, migrationOf(1, steps)]);
}

async function states(changes: SchemaChanges) {
  return (await changes.states()).map(({ applied, phase }) => ({ applied, phase }));
}

async function watchers(): Promise<unknown[]> {
  return database.sql(
    `select proname from pg_proc where pronamespace = 'migrator'::regnamespace and proname like 'watch%'
      union all select tgname from pg_trigger where tgname like 'watch%'`,
  );
}

describe('verification without clients', () => {
  const damages: [string, Step][] = [
    ['changes one value', ONE_VALUE],
    [
      'empties one value',
      damage('empty', changeRows('keys', { table: 'things', set: { size: 'null' }, where: `t.size = 3` })),
    ],
    [
      'changes a JSON value',
      damage(
        'json',
        changeRows('keys', {
          table: 'things',
          set: { note: `'null'` },
          where: `t.note is null and ${once.replace('order by id', 'where note is null order by id')}`,
        }),
      ),
    ],
    [
      'deletes one row',
      damage('delete', `changed as (delete from things t using keys where t.id = keys.id and ${once} returning t.id)`),
    ],
    [
      'writes one row twice',
      damage(
        'duplicate',
        `changed as (insert into things select gen_random_uuid(), t.name, t.size, t.note from things t, keys where t.id = keys.id and ${once} returning id)`,
      ),
    ],
  ];

  it.each(damages)('finds a migration that %s, and does not record it as applied', async (_what, step) => {
    const changes = changesWith(step);
    await expect(changes.migrate()).rejects.toThrow(VerificationFailedError);
    expect(await states(changes)).toEqual([
      { applied: true, phase: 'applied' },
      { applied: false, phase: 'applying' },
    ]);
    // Nor does a second run, which has nothing left to do, call it done.
    await expect(changes.migrate()).rejects.toThrow(VerificationFailedError);
  });

  it('cannot tell when a client was connected, and says so', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const notes: string[] = [];
    await changesWith(ONE_VALUE).migrate(undefined, {
      progress: (event) => {
        if (event.event === 'note') notes.push(event.text);
      },
    });
    await client.end();
    expect(notes).toEqual([expect.stringMatching(/clients were connected.*--watch-clients/)]);
  });

  it('sees, each time, that two rows have changed their values with each other', async () => {
    await withSession(database.url, async (session) => {
      const fingerprints = new Fingerprints(session, 'Own');
      const tables = await fingerprints.tables({});
      for (let pair = 0; pair < 30; pair++) {
        const before = await fingerprints.take(tables);
        await session.query(
          `with two as (select id, name from things order by id offset $1 limit 2)
            update things t set name = other.name from two mine, two other where mine.id = t.id and other.id <> t.id`,
          [pair],
        );
        expect(differences(before, await fingerprints.take(tables))).toHaveLength(1);
      }
    });
  });

  it('says which table, and what of it', async () => {
    await expect(changesWith(ONE_VALUE).migrate()).rejects.toThrow(
      /things has its 300 rows, but not with the values they had/,
    );
  });

  it('takes what the migration says it changes, and nothing beside it', async () => {
    const set = { size: 'coalesce(t.size, 0)' };
    const where = 't.size is null';
    const upper = fill('sizes', { table: 'things', set, where, originals: { size: 'nullif({row}.size, 0)' } });
    await changesWith(upper).migrate();
    const wrong = fill('sizes', {
      table: 'things',
      set: { size: 't.size + 1' },
      where: 't.size = 2',
      originals: { size: 'nullif({row}.size, 0)' },
    });
    const more = new SchemaChanges(database.url, [Things, migrationOf(1, [upper]), migrationOf(2, [wrong])]);
    await expect(more.migrate()).rejects.toThrow(VerificationFailedError);
  });

  it('takes new columns, and counts rows that went to the archive', async () => {
    const steps = [
      addColumns('things', { colour: `text default 'red'` }),
      {
        title: 'away',
        up: [backfill('things', removeRows('keys', 'things', `t.size = 3`))],
        down: [{ action: 'put back' }],
      } satisfies Step,
    ];
    const before = await database.sql('select id, name, size, note from things order by id');
    const changes = changesWith(...steps);
    await changes.migrate();
    expect((await database.sql('select from things')).length).toBe(300 - 43);
    await changes.rollback({ steps: 1 });
    expect(await database.sql('select id, name, size, note from things order by id')).toEqual(before);
  });

  it('finds a row that the archive has with another value', async () => {
    const lie = `gone as (delete from things t using keys where t.id = keys.id and t.size = 3 returning t.*),
      changed as (insert into migrator.archive (table_name, row_id, was) select 'things', id, json_build_object('id', id, 'name', 'another', 'size', size, 'note', note) from gone returning row_id)`;
    await expect(changesWith(damage('lie', lie)).migrate()).rejects.toThrow(VerificationFailedError);
  });

  it('finds damage on the way back, too', async () => {
    const changes = changesWith(onTheWayBack('damage', ...(ONE_VALUE.up as [])));
    await changes.migrate();
    await expect(changes.rollback({ steps: 1 })).rejects.toThrow(VerificationFailedError);
    expect(await states(changes)).toMatchObject([{ applied: true }, { applied: true, phase: 'reverting' }]);
  });
});

describe('verification while clients write', () => {
  /** Runs `changes` while a client writes: many rows by one statement, one row, other values, rows gone. */
  async function underLoad(own: MigrationClass): Promise<{ failure: unknown; writes: number }> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const load = { running: true, writes: 0 };
    const writing = (async () => {
      for (let round = 0; load.running; round++) {
        const id = randomUUID();
        await client.query(
          `insert into things select gen_random_uuid(), 'many ' || n, n, null from generate_series(1, 5) n`,
        );
        await client.query(`insert into things values ($1, $2, $3, '{}')`, [id, `鏡頭 ${String(round)}`, round]);
        await client.query(`update things set size = size + 1, name = name || '.' where id = $1`, [id]);
        await client.query(`update things set note = null where name like 'many 3%'`);
        if (round % 2) await client.query(`delete from things where id = $1`, [id]);
        if (round % 10 === 0) await client.query(`delete from things where name like 'many%'`);
        await client.query('delete from things where false');
        load.writes += 6;
      }
    })();
    const failure: unknown = await new SchemaChanges(database.url, [Things, own])
      .migrate(undefined, { watchClients: true, batchMs: 1 })
      .then(() => undefined)
      .catch((error: unknown) => error);
    load.running = false;
    await writing;
    await client.end();
    return { failure, writes: load.writes };
  }

  /** A step that lasts until clients have written so much. */
  const WHILE_CLIENTS_WRITE: Step = {
    title: 'while clients write',
    up: [
      {
        action: 'change',
        how: 'concurrently',
        locks: {},
        sql: `do $wait$ begin
          while (select count(*) from migrator.deltas) < 2000 loop
            commit;
            perform pg_sleep(0.05);
          end loop;
          comment on table things is 'written to';
        end $wait$`,
        done: `obj_description('things'::regclass) = 'written to'`,
      },
    ],
    down: [],
  };

  it('succeeds when the migration has changed nothing of theirs', async () => {
    const { failure, writes } = await underLoad(
      migrationOf(1, [
        addColumns('things', { colour: 'text' }),
        WHILE_CLIENTS_WRITE,
        fill('colours', { table: 'things', set: { colour: `'red'` }, where: 't.colour is null' }),
      ]),
    );
    expect(failure).toBeUndefined();
    expect(writes).toBeGreaterThanOrEqual(2000);
    expect(await watchers()).toEqual([]);
  });

  it('finds the one row that the migration has damaged', async () => {
    const { failure } = await underLoad(migrationOf(1, [WHILE_CLIENTS_WRITE, ONE_VALUE]));
    expect(failure).toBeInstanceOf(VerificationFailedError);
  });
});
