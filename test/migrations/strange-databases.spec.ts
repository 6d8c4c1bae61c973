import { migrations } from '../../migrations';
import { randomUUID } from 'node:crypto';
import {
  addColumns,
  backfill,
  changeRows,
  createTable,
  fill,
  index,
  onTheWayBack,
  removeRows,
  trigger,
  uniqueIndex,
} from '../../src/migrator';
import { ForeignDatabaseError } from '../../src/migrator/run/migration-status';
import { MigratorBusyError } from '../../src/migrator/run/migrator-lock';
import { ResolveOptionError } from '../../src/migrator/check/preflight';
import { DriftError, SchemaChanges } from '../../src/migrator/run/schema-changes';
import { newDatabase, type TestDatabase } from '../support/database';
import { migrationOf, Things } from '../support/own-migrations';

let database: TestDatabase;

beforeEach(async () => {
  database = await newDatabase('empty');
  await database.sql(`set application_name = 'continuity migrator test'`);
});

afterEach(() => database.drop());

const Weights = migrationOf(1, [
  addColumns('things', { weight: 'integer' }),
  fill('weights', { table: 'things', set: { weight: '1' }, where: 't.weight is null' }),
  onTheWayBack('things without a note', backfill('things', removeRows('keys', 'things', 't.note is null'))),
]);

describe('what the old application has beside the tables that are known', () => {
  it.each([
    ['a column whose name needs quotes', `alter table things add column "Weird Col" text default 'x'`],
    [
      'a table whose name needs quotes',
      `create table "user" (id uuid primary key, "order" text); insert into "user" values (gen_random_uuid(), 'a')`,
    ],
    [
      'columns of types that PostgreSQL cannot hash',
      `alter table things add column cost money default 12.34, add column bits bit(3) default '101', add column found tsvector default 'a b',
        add column spot box default '((0,0),(1,1))', add column raws json[] default array['{"a": 1}']::json[], add column lasts interval default '1 day 02:03'`,
    ],
    ['an identity of its own', 'alter table things add column number bigint generated always as identity'],
    ['a column that is computed', `alter table things add column shout text generated always as (upper(name)) stored`],
  ])('%s stays as it is, there and back', async (_what, sql) => {
    await new SchemaChanges(database.url, [Things]).migrate();
    await database.sql(sql);
    await database.sql(
      `insert into things (id, name) select gen_random_uuid(), 'thing ' || n from generate_series(1, 20) n`,
    );
    const rows = () =>
      database.sql("select to_jsonb(t) - array['weight', '_parked_weight'] as row from things t order by id");
    const before = await rows();
    const changes = new SchemaChanges(database.url, [Things, Weights]);
    await changes.migrate(undefined, { watchClients: true });
    expect(await rows()).toEqual(before);
    // Away they go, into the archive, and come back from it.
    await changes.rollback({ steps: 1 });
    expect(await rows()).toEqual([]);
    await changes.migrate();
    expect(await rows()).toEqual(before);
    expect((await changes.verify()).filter(({ passed }) => !passed)).toEqual([]);
  });
});

it('what the role or the database is set to loses no digit and ends no run', async () => {
  await new SchemaChanges(database.url, [Things]).migrate();
  const [row] = await database.sql<{ name: string; version: number }>(
    `select current_database() as name, current_setting('server_version_num')::int as version`,
  );
  await database.sql('alter table things add column size_in_metres double precision default 0.1234567890123456');
  await database.sql(`insert into things (id, name) values (gen_random_uuid(), 'a')`);
  const settings = [
    'extra_float_digits = -15',
    `"DateStyle" = 'SQL, DMY'`,
    `search_path = 'nowhere'`,
    `statement_timeout = '1s'`,
    'default_transaction_read_only = on',
  ];
  if ((row?.version ?? 0) >= 170000) settings.push(`transaction_timeout = '300ms'`);
  for (const setting of settings) await database.sql(`alter database ${row?.name ?? ''} set ${setting}`);
  const Slow = migrationOf(2, [
    fill('sizes', {
      table: 'things',
      set: { size: '(select 1 from pg_sleep(0.5))' },
      where: 'true',
      archive: ['size'],
    }),
  ]);
  const changes = new SchemaChanges(database.url, [Things, Weights, Slow]);
  await changes.migrate();
  await changes.rollback({ steps: 2 });
  await changes.migrate();
  expect(await database.sql('select size_in_metres from things')).toEqual([{ size_in_metres: 0.1234567890123456 }]);
});

it('a database that cannot hold every name is refused', async () => {
  const name = `latin ${randomUUID()}`;
  await database.sql(`create database "${name}" template template0 encoding 'LATIN1' locale 'C'`);
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const changes = new SchemaChanges(url.href, migrations);
  for (const run of [() => changes.preflight(), () => changes.migrate()])
    await expect(run()).rejects.toThrow(/LATIN1; only UTF8 .* pg_dump/);
  await database.sql(`drop database "${name}"`);
});

it('what a newer version has applied is not taken back under it, nor built upon', async () => {
  const newer = new SchemaChanges(database.url, [Things, migrationOf(2, [addColumns('things', { colour: 'text' })])]);
  await newer.migrate();
  const older = new SchemaChanges(database.url, [Things, Weights]);
  for (const run of [() => older.rollback({ steps: 1 }), () => older.migrate()])
    await expect(run()).rejects.toThrow(DriftError);
  expect(await new SchemaChanges(database.url, [Things]).migrate()).toEqual([]);
  expect((await newer.states()).map(({ applied }) => applied)).toEqual([true, true]);
  await newer.rollback({ steps: 1 });
  expect(await older.migrate()).toHaveLength(1);
});

it('the database of another program is told from one of ours', async () => {
  await database.sql('create table migrations (id serial primary key, version text)');
  const changes = new SchemaChanges(database.url, migrations);
  for (const look of [() => changes.status(), () => changes.preflight(), () => changes.migrate()])
    await expect(look()).rejects.toThrow(ForeignDatabaseError);
});

it('verify says that a run is going on, instead of what is half done', async () => {
  const changes = new SchemaChanges(database.url, [Things]);
  await changes.migrate();
  let refusal: unknown;
  let asked: Promise<unknown> | undefined;
  const both = new SchemaChanges(database.url, [Things, Weights]);
  await both.pause('a test');
  await database.sql(`insert into things (id, name) values ('${randomUUID()}', 'a')`);
  await both.migrate(undefined, {
    progress: ({ event }) => {
      if (event !== 'throttled') return;
      asked ??= both
        .verify()
        .catch((error: unknown) => (refusal = error))
        .finally(() => both.pause(null));
    },
  });
  await asked;
  expect(refusal).toBeInstanceOf(MigratorBusyError);
  expect((refusal as Error).message).toMatch(/^A migrate is going on/);
  expect((await both.verify()).filter(({ passed }) => !passed)).toEqual([]);
});

describe('a policy', () => {
  const Named = migrationOf(3, [], {
    findings: [
      {
        code: 'nameless',
        problem: 'things have no name',
        offenders: `select id, id::text as detail from things where name = ''`,
        remedy: 'Name them.',
        policies: {
          like: {
            does: 'They are named like that one.',
            argument: { name: 'thing', pattern: /^./, exists: 'exists (select from things where name = $1)' },
            passes: (name) => [
              { work: changeRows('offenders', { table: 'things', set: { name: `'${name}'` }, where: 'true' }) },
            ],
          },
          plain: {
            does: 'They are called thing.',
            passes: () => [
              { work: changeRows('offenders', { table: 'things', set: { name: `'thing'` }, where: 'true' }) },
            ],
          },
        },
      },
    ],
  });

  beforeEach(async () => {
    await new SchemaChanges(database.url, [Things]).migrate();
    await database.sql(`insert into things (id, name) values (gen_random_uuid(), '')`);
  });

  it('that names what is not there is refused by the report, and before an earlier migration is applied', async () => {
    const changes = new SchemaChanges(database.url, [Things, Weights, Named]);
    await expect(changes.preflight(undefined, ['nameless=like:nobody'])).rejects.toThrow(ResolveOptionError);
    await expect(changes.migrate(undefined, { resolve: ['nameless=like:nobody'] })).rejects.toThrow(
      /there is no such thing/,
    );
    expect((await changes.states()).map(({ applied }) => applied)).toEqual([true, false, false]);
  });

  it('is not chosen by the order of two', async () => {
    const changes = new SchemaChanges(database.url, [Things, Named]);
    await expect(changes.preflight(undefined, ['nameless=plain', 'nameless=like:a'])).rejects.toThrow(/name one/);
    await changes.migrate(undefined, { resolve: ['nameless=plain', 'nameless=plain'] });
  });
});

it('a step that is looked at again by the run that goes on keeps how long it took', async () => {
  const changes = new SchemaChanges(database.url, [Things, Weights]);
  await changes.migrate();
  await database.sql(
    `update migrator.migrations set phase = 'applying' where name like 'Own%1';
     update migrator.steps set started_at = now() - interval '1 hour', finished_at = now() - interval '1 hour' + interval '2 s' where migration like 'Own%1'`,
  );
  await database.sql(`delete from migrations where name like 'Own%1'`);
  await changes.migrate();
  const rows = await database.sql<{ seconds: number }>(
    `select round(extract(epoch from finished_at - started_at))::int as seconds from migrator.steps where migration like 'Own%1'`,
  );
  expect(rows.map(({ seconds }) => seconds)).toEqual(rows.map(() => 2));
});

describe('what would go wrong in the middle of a run is found before it', () => {
  const Indexed = migrationOf(1, [
    addColumns('things', { weight: 'integer not null default 1' }),
    fill('weights', { table: 'things', set: { weight: '2' }, where: 't.weight = 1' }),
    fill('sizes', { table: 'things', set: { size: '1' }, where: 't.size is null', archive: ['size'] }),
    index('things', 'idx_things_weight', '(weight, id)'),
    uniqueIndex('things', 'idx_things_name_unique', '((lower(name))) where note is null'),
    createTable(
      'boxes',
      'create table boxes (id uuid primary key, thing_id uuid references things (id), unique (thing_id))',
    ),
    trigger(
      'things',
      'weigh',
      'before update on things for each row execute function suppress_redundant_updates_trigger()',
    ),
  ]);
  const changes = () => new SchemaChanges(database.url, [Things, Indexed]);
  const columns = () =>
    database.sql(`select attname from pg_attribute where attrelid = 'things'::regclass and attnum > 0`);

  beforeEach(async () => {
    await new SchemaChanges(database.url, [Things]).migrate();
    await database.sql(`insert into things (id, name) values (gen_random_uuid(), 'a')`);
  });

  const TOUCH = `create function touch() returns trigger language plpgsql as $$ begin new.note := '{}'; return new; end $$;
    create trigger touch before update on things for each row`;

  it.each([
    [
      'an index of another table',
      'create table others (weight integer, id uuid); create index idx_things_weight on others (weight, id)',
      'names-taken',
    ],
    ['an index of other columns', 'create index idx_things_weight on things (name)', 'names-taken'],
    ['a unique index of other columns', 'create unique index idx_things_name_unique on things (id)', 'names-taken'],
    [
      'a unique index of other rows',
      'create unique index idx_things_name_unique on things (lower(name))',
      'names-taken',
    ],
    ['a column of another type', 'alter table things add column weight text', 'names-taken'],
    ['a table of another shape', 'create table boxes (id integer)', 'names-taken'],
    ['a trigger that changes rows', `${TOUCH} execute function touch()`, 'triggers-in-the-way'],
    [
      'a trigger that changes rows when a column is filled that was there before',
      `${TOUCH.replace('update', 'update of size')} execute function touch()`,
      'triggers-in-the-way',
    ],
    [
      'a check that rows break',
      'alter table things add constraint my_check check (length(name) > 1) not valid',
      'checks-broken',
    ],
  ])('%s', async (_what, sql, code) => {
    await database.sql(sql);
    const before = await columns();
    expect(await changes().preflight()).toMatchObject([{ code, count: 1, policies: {} }]);
    await expect(changes().migrate()).rejects.toMatchObject({ findings: [{ code }] });
    expect(await columns()).toEqual(before);
  });

  it('and what only looks so is let pass', async () => {
    await database.sql(`create unique index idx_things_name_unique on things (lower(name)) where note is null;
      alter table things add column weight integer, add constraint my_check check (length(name) > 0) not valid; create table boxes (thing_id uuid, id uuid primary key);
      ${TOUCH} when (current_setting('migrator.runner', true) is distinct from 'on') execute function touch();
      create trigger touch_when_named before update of name on things for each row execute function touch()`);
    expect(await changes().preflight()).toEqual([]);
    await database.sql('alter table things validate constraint my_check');
    await changes().migrate();
    expect(await database.sql('select note from things')).toEqual([{ note: null }]);
    expect((await changes().verify()).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('on the way back as well', async () => {
    await changes().migrate();
    await database.sql(`${TOUCH} execute function touch()`);
    await expect(changes().rollback({ steps: 1 })).rejects.toThrow(
      /touch on things: alter table things disable trigger touch;/,
    );
    await database.sql('alter table things disable trigger touch');
    await changes().rollback({ steps: 1 });
    expect(await database.sql('select note from things')).toEqual([{ note: null }]);
  });
});

it('columns without equality, and computed ones, do not stop statements of the old application', async () => {
  await database.drop();
  database = await newDatabase('LegacySchema');
  const changes = new SchemaChanges(database.url, migrations);
  const id = randomUUID();
  await database.sql(`insert into profiles (id, email) values ('${id}', 'a@example.org')`);
  await database.sql(`insert into projects (id, user_id, name) values ('${id}', '${id}', 'P')`);
  await database.sql(`alter table projects add column extra json default '{}', add column spot point default '(1,2)'`);
  await database.sql(`alter table episodes add column shout text generated always as (upper(name)) stored`);
  await changes.migrate();
  const version = async (sql: string) => {
    await database.sql(sql);
    return (await database.sql<{ version: number }>('select version from projects'))[0]?.version;
  };
  expect(await version(`update projects set name = 'P'`)).toBe(1);
  expect(await version(`update projects set extra = '{"a": 1}'`)).toBe(2);
});
