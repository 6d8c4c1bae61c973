import {
  fill,
  createTable,
  addColumns,
  check,
  foreignKey,
  index,
  notNull,
  onTheWayBack,
  backfill,
  removeRows,
  trigger,
  sqlFunction,
  unique,
} from '../../src/migrator';
import { InterruptedError } from '../../src/command-line/exit';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { newDatabase, type TestDatabase } from '../support/database';
import { rowsOf, schemaOf } from '../support/database-state';
import { migrationOf, Things } from '../support/own-migrations';

/** Every kind of step whose way back could need what another step has brought. */
const Groups = migrationOf(1, [
  createTable('groups', 'create table groups (id uuid primary key, name text)'),
  createTable('members', 'create table members (thing uuid primary key, label text)'),
  sqlFunction(
    'label_thing',
    `create or replace function label_thing() returns trigger language plpgsql as $$ begin new.label := coalesce(new.label, new.name); return new; end $$`,
  ),
  addColumns('things', { label: 'text', group_id: 'uuid' }),
  trigger('things', 'label_thing', 'before insert on things for each row execute function label_thing()'),
  {
    title: 'labels',
    up: [
      backfill(
        'things',
        `changed as (update things t set label = coalesce(t.label, t.name) from keys where t.id = keys.id returning t.id),
        noted as (insert into members select c.id, 'x' from changed c on conflict do nothing)`,
      ),
    ],
    down: [
      backfill(
        'things',
        `changed as (update things t set size = t.size from keys join members m on m.thing = keys.id where t.id = keys.id and t.label is not null returning t.id)`,
      ),
    ],
  },
  notNull('things', 'label'),
  fill('sizes', { table: 'things', set: { size: 't.size * 2' }, where: 't.size > 5', archive: ['size'] }),
  unique('things', 'uq_things_label', ['id', 'label']),
  check('things', 'ck_things_label', 'length(label) < 50'),
  index('things', 'idx_things_label', '(label)'),
  foreignKey('things', 'fk_things_group', ['group_id'], 'groups (id)'),
  onTheWayBack(
    'things without a size',
    backfill('things', removeRows('keys', 'things', 't.size is null'), { things: {} }),
  ),
]);

let database: TestDatabase;
let changes: SchemaChanges;

beforeEach(async () => {
  database = await newDatabase('empty');
  changes = new SchemaChanges(database.url, [Things, Groups]);
  await changes.migrate('Own1800000000000');
  await database.sql(
    `insert into things select md5(n::text)::uuid, 'thing ' || n, nullif(n % 12, 0), case when n % 2 = 0 then '{"é": null}'::jsonb end from generate_series(1, 60) n`,
  );
});

afterEach(() => database.drop());

const state = async () => ({
  schema: await schemaOf(database),
  rows: await rowsOf(database),
  phases: await database.sql('select name, phase from migrator.migrations order by name'),
});

/** Runs until the n-th event and stops there. @returns whether there was an n-th event */
async function stoppedAt(direction: 'up' | 'down', last: number): Promise<boolean> {
  const stop = new AbortController();
  let count = 0;
  const options = {
    signal: stop.signal,
    progress: () => {
      if (++count === last) stop.abort();
    },
  };
  const run = direction === 'up' ? changes.migrate(undefined, options) : changes.rollback({ steps: 1 }, options);
  await run.catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
  });
  return count >= last;
}

it('a migration that is stopped after any of its statements and batches can be gone on with, and turned around', async () => {
  const below = await schemaOf(database);
  await changes.migrate();
  const above = await state();
  await changes.rollback({ steps: 1 });
  const reverted = await state();
  expect(reverted.schema).toBe(below);

  let event = 1;
  for (; await stoppedAt('up', event); event++) {
    await changes.migrate();
    expect({ event, ...(await state()) }).toEqual({ event, ...above });
    await stoppedAt('down', event);
    await changes.migrate();
    expect({ event, ...(await state()) }).toEqual({ event, ...above });
    await stoppedAt('down', event);
    await changes.rollback({ to: 'Own1800000000000' });
    expect({ event, ...(await state()) }).toEqual({ event, ...reverted });
    await stoppedAt('up', event);
    await changes.rollback({ to: 'Own1800000000000' });
    expect({ event, ...(await state()) }).toEqual({ event, ...reverted });
  }
  expect(event).toBeGreaterThan(30);
});
