import { migrations } from '../../migrations';
import { Client } from 'pg';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { PreflightRefusedError } from '../../src/migrator/finding';
import type { ProgressEvent } from '../../src/migrator/run/progress';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { DatabaseTemplate, newDatabase, type TestDatabase } from '../support/database';
import { Things } from '../support/own-migrations';

let database: TestDatabase;

afterEach(() => database.drop());

const thingsIn = (schema: string) =>
  database.sql<{ name: string }>(`select name from ${schema}.things`).catch(() => undefined);

describe('a table', () => {
  beforeEach(async () => {
    database = await newDatabase('empty');
  });

  const changes = () => new SchemaChanges(database.url, [Things]);

  it('that was there before the first migration stays where it is, however often it is gone back over', async () => {
    await database.sql('create table things (id uuid primary key, name text not null, size integer, note jsonb)');
    await database.sql(`insert into things values (gen_random_uuid(), 'old')`);
    for (let turn = 0; turn < 2; turn++) {
      expect(await changes().migrate()).toHaveLength(1);
      expect(await changes().rollback('all')).toHaveLength(1);
      expect(await thingsIn('public')).toEqual([{ name: 'old' }]);
    }
  });

  it('that a migration has made is put aside with its rows', async () => {
    await changes().migrate();
    await database.sql(`insert into things values (gen_random_uuid(), 'new')`);
    await changes().rollback('all');
    expect([await thingsIn('public'), await thingsIn('parked')]).toEqual([undefined, [{ name: 'new' }]]);
    await changes().migrate();
    expect(await thingsIn('public')).toEqual([{ name: 'new' }]);
  });
});

describe('a story shot, when the old application has gone on after a rollback', () => {
  let changes: SchemaChanges;
  let story: string;

  interface Shot {
    id: string;
    scenelet_id: string;
    ref: string;
  }
  const shots = () =>
    database.sql<Shot>(
      `select id, scenelet_id, scenelet_ref as ref from shots where story_id = $1 order by scenelet_sequence, shot_index, id`,
      [story],
    );

  let template: DatabaseTemplate;

  beforeAll(async () => {
    template = await DatabaseTemplate.create('LegacySchema', async ({ url }) => {
      await new LegacyData(url, { sizes: { shots: 60, stories: 2, scenelets: 12 }, flaws: [] }).generate();
      await new SchemaChanges(url, migrations).migrate('ShotsReferToScenelets');
    });
  });
  afterAll(() => template.drop());

  beforeEach(async () => {
    database = await template.copy();
    changes = new SchemaChanges(database.url, migrations);
    const [most] = await database.sql<{ story: string }>(
      `select story_id as story from shots where story_id is not null group by 1
        having count(distinct scenelet_ref) > 2 order by count(*) desc limit 1`,
    );
    story = most!.story;
  });

  it('belongs to the scenelet that it was given meanwhile, and the others to theirs', async () => {
    const [first, ...others] = await shots();
    const target = others.find(({ ref }) => ref !== first!.ref)!;
    await changes.rollback({ to: 'LegacySchema' });
    // A statement of the old application.
    const [changed] = await database.sql<{ scenelet_id: string }>(
      `update shots set scenelet_id = (select scenelet_id from shots where id = $2), shot_index = 77 where id = $1 returning scenelet_id`,
      [first!.id, target.id],
    );
    await changes.migrate('ShotsReferToScenelets');
    const after = new Map((await shots()).map((shot) => [shot.id, shot]));
    expect(after.get(first!.id)).toMatchObject({ scenelet_id: changed!.scenelet_id, ref: target.ref });
    for (const shot of others) expect(after.get(shot.id)?.ref).toBe(shot.ref);
  });

  it('is not given to another scenelet when its own has been deleted', async () => {
    const before = await shots();
    // Nothing hangs from it, and another scenelet will have its number.
    const [leaf] = await database.sql<{ id: string }>(
      `select n.scenelet as id from number_scenelets($1) n where exists (select from shots s where s.scenelet_ref = n.scenelet)
        and not exists (select from scenelets c where c.parent_id = n.scenelet) order by n.number limit 1`,
      [story],
    );
    await changes.rollback({ to: 'LegacySchema' });
    const legacy = () => database.sql('select * from shots order by id');
    await database.sql('delete from scenelets where id = $1', [leaf!.id]);
    const written = await legacy();
    const orphans = before.filter(({ ref }) => ref === leaf!.id).map(({ id }) => id);
    const refusal: unknown = await changes.migrate('ShotsReferToScenelets').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PreflightRefusedError);
    expect((refusal as PreflightRefusedError).findings).toMatchObject([
      { code: 'unmapped-shots', count: orphans.length },
    ]);
    await changes.migrate('ShotsReferToScenelets', { resolve: ['unmapped-shots=detach'] });
    const after = await shots();
    expect(after.map(({ id, ref }) => [id, ref]).sort()).toEqual(
      before
        .filter(({ id }) => !orphans.includes(id))
        .map(({ id, ref }) => [id, ref])
        .sort(),
    );
    await changes.rollback({ to: 'LegacySchema' });
    const withoutNumbers = (rows: object[]) => rows.map((row) => ({ ...row, scenelet_id: '', scenelet_sequence: 0 }));
    expect(withoutNumbers(await legacy())).toEqual(withoutNumbers(written));
  });

  it('stays with its scenelet when the numbers of the tree have changed under it', async () => {
    const before = await shots();
    await changes.rollback({ to: 'LegacySchema' });
    const [root] = await database.sql<{ id: string }>(
      'select id from scenelets where story_id = $1 and parent_id is null',
      [story],
    );
    // By the old rule the newest sibling comes first, so every number after the root's is another one.
    await database.sql('insert into scenelets (story_id, parent_id) values ($1, $2)', [story, root!.id]);
    await changes.migrate('ShotsReferToScenelets');
    const after = new Map((await shots()).map((shot) => [shot.id, shot]));
    for (const shot of before) expect(after.get(shot.id)?.ref).toBe(shot.ref);
    expect(before.some(({ id, scenelet_id }) => after.get(id)?.scenelet_id !== scenelet_id)).toBe(true);
  });
});

it('a rollback goes on while clients write, whose rows it cannot tell from its own', async () => {
  database = await newDatabase('ShotsReferToScenelets');
  const changes = new SchemaChanges(database.url, migrations);
  const client = new Client({ connectionString: database.url, application_name: 'a client' });
  await client.connect();
  const writes: Promise<unknown>[] = [];
  const notes: ProgressEvent[] = [];
  const progress = (event: ProgressEvent) => {
    if (event.event === 'step' && writes.length === 0)
      writes.push(client.query(`insert into profiles (id, email) values (gen_random_uuid(), 'new@example.org')`));
    if (event.event === 'note') notes.push(event);
  };
  try {
    await changes.rollback({ to: 'LegacySchema' }, { progress });
    await Promise.all(writes);
  } finally {
    await client.end();
  }
  expect(notes).toContainEqual({ event: 'note', text: expect.stringContaining('--watch-clients') as string });
});

it('story shots of a deleted project belong to their scenelets, and come back with them', async () => {
  database = await newDatabase('LegacySchema');
  const changes = new SchemaChanges(database.url, migrations);
  await new LegacyData(database.url, { sizes: { shots: 60, stories: 2, scenelets: 12 }, flaws: [] }).generate();
  const state = (columns: string) =>
    database.sql(`select id, ${columns} from shots where story_id is not null order by id`);
  const before = await state('story_id, scenelet_id, scenelet_sequence, shot_index');
  expect(before.length).toBeGreaterThan(0);
  await database.sql(
    `update projects set status = 'deleted' where id in (select e.project_id from stories y join episodes e on e.id = y.episode_id)`,
  );
  await changes.migrate();
  expect(await state('story_id, scenelet_id, scenelet_sequence, shot_index')).toEqual(before);
  expect(await database.sql(`select from shots where story_id is not null and live`)).toEqual([]);
  await database.sql(`update projects set status = 'active' where deleted_at is not null`);
  expect(await state('story_id, scenelet_id, scenelet_sequence, shot_index')).toEqual(before);
  expect(await database.sql(`select from shots where story_id is not null and live is null`)).toEqual([]);
  await changes.rollback({ to: 'LegacySchema' });
  await changes.migrate();
  expect(await state('story_id, scenelet_id, scenelet_sequence, shot_index')).toEqual(before);
});

it('policies that the next migrate will need again are named by the rollback', async () => {
  database = await newDatabase('LegacySchema');
  const changes = new SchemaChanges(database.url, migrations);
  await new LegacyData(database.url, {
    sizes: { shots: 20 },
    flaws: [{ name: 'shot-name-exact-twins', count: 1 }],
  }).generate();
  await changes.migrate(undefined, { resolve: ['duplicate-shot-names=rename'] });
  const events: ProgressEvent[] = [];
  await changes.rollback({ to: 'StudioTables' }, { progress: (event) => events.push(event) });
  expect(events.some(({ event }) => event === 'note')).toBe(false);
  await changes.rollback({ to: 'LegacySchema' }, { progress: (event) => events.push(event) });
  expect(events).toContainEqual({
    event: 'note',
    text: expect.stringContaining('--resolve duplicate-shot-names=rename') as string,
  });
});
