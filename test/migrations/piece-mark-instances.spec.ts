import { migrations } from '../../migrations';
import { randomUUID } from 'node:crypto';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { atOnce, type Statement } from '../support/at-once';
import { newDatabase, type TestDatabase } from '../support/database';
import { columnsOf, rowsIn, rowsOf, schemaOf } from '../support/database-state';
import { EXACT_INSTANCES } from '../support/exact-instances';
import { OldClient } from '../support/old-client';

let database: TestDatabase;
let changes: SchemaChanges;
let client: OldClient;

async function open(at: string): Promise<void> {
  database = await newDatabase(at);
  changes = new SchemaChanges(database.url, migrations);
  client = new OldClient((text, values) => database.sql(text, values));
}

afterEach(() => database.drop());

async function newProject(): Promise<string> {
  const { id: user_id } = await client.createProfile({ email: `${randomUUID()}@example.org` });
  return (await client.createProject({ name: 'Tower', user_id })).id;
}

async function newDrawing(project: string | null = null): Promise<string> {
  return (await client.createDrawing({ project_id: project, file_name: 'E-1.pdf' })).id;
}

/** As today's client writes it. */
async function newInstance(drawing: string | null, mark: string, instance: string | null): Promise<string> {
  const [row] = await database.sql<{ id: string }>(
    `insert into components (drawing_id, piece_mark, instance_identifier) values ($1, $2, $3) returning id`,
    [drawing, mark, instance],
  );
  return row!.id;
}

const refused = { code: '23505', constraint: 'unique_piece_mark_instance_per_drawing' };

async function marks(drawing: string): Promise<(string | null)[][]> {
  const rows = await database.sql<{ piece_mark: string; instance_identifier: string | null }>(
    `select piece_mark, instance_identifier from components where drawing_id = $1 and deleted_at is null
      order by piece_mark, instance_identifier nulls first`,
    [drawing],
  );
  return rows.map((row) => [row.piece_mark, row.instance_identifier]);
}

describe('the instances of a piece mark', () => {
  it('A, B and none are side by side in a drawing', async () => {
    await open('migrated');
    const drawing = await newDrawing();
    for (const instance of ['A', 'B', null]) await newInstance(drawing, 'G1', instance);
    expect(await marks(drawing)).toEqual([
      ['G1', null],
      ['G1', 'A'],
      ['G1', 'B'],
    ]);
  });

  it('the same drawing, mark and instance is refused a second time, inserted or changed into', async () => {
    await open('migrated');
    const drawing = await newDrawing();
    await newInstance(drawing, 'G1', 'A');
    await expect(newInstance(drawing, 'G1', 'A')).rejects.toMatchObject(refused);
    const other = await newInstance(drawing, 'G1', 'B');
    await expect(
      database.sql(`update components set instance_identifier = 'A' where id = $1`, [other]),
    ).rejects.toMatchObject(refused);
    const moved = await newInstance(await newDrawing(), 'G1', 'A');
    await expect(
      database.sql('update components set drawing_id = $2 where id = $1', [moved, drawing]),
    ).rejects.toMatchObject(refused);
    for (const [mark, instance] of [
      ['G1', 'a'],
      ['g1', ' A '],
    ] as const)
      await expect(newInstance(drawing, mark, instance)).rejects.toMatchObject(refused);
    expect(await marks(drawing)).toEqual([
      ['G1', 'A'],
      ['G1', 'B'],
    ]);
  });

  it('that a first build told apart by case and spaces are found, and numbered if so wanted', async () => {
    await open('PieceMarkInstances');
    await database.sql(EXACT_INSTANCES);
    const drawing = await newDrawing();
    for (const instance of ['A', 'a', 'A ', 'i2', null]) await newInstance(drawing, 'G1', instance);
    await expect(changes.migrate()).rejects.toThrow(/instance-twins/);
    await changes.migrate(undefined, { resolve: ['instance-twins=number'] });
    expect((await marks(drawing)).map(([, instance]) => instance)).toEqual([null, 'A', 'I3', 'I4', 'i2']);
    await expect(newInstance(drawing, 'G1', 'I2 ')).rejects.toMatchObject(refused);
    expect((await changes.verify()).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('an old client that names the old constraint is refused, since nothing of the kind is there', async () => {
    await open('migrated');
    await expect(
      database.sql(
        `insert into components (drawing_id, piece_mark) values ($1, 'G1') on conflict (drawing_id, piece_mark) do nothing`,
        [await newDrawing()],
      ),
    ).rejects.toMatchObject({ code: '42P10' });
  });

  it('a second one without an identifier is refused, inserted or changed into', async () => {
    await open('migrated');
    const drawing = await newDrawing();
    await newInstance(drawing, 'G1', null);
    await expect(newInstance(drawing, 'G1', null)).rejects.toMatchObject(refused);
    const other = await newInstance(drawing, 'G1', 'A');
    await expect(
      database.sql('update components set instance_identifier = null where id = $1', [other]),
    ).rejects.toMatchObject(refused);
  });

  it('another drawing has the same marks and instances', async () => {
    await open('migrated');
    for (const drawing of [await newDrawing(), await newDrawing()]) {
      for (const instance of ['A', null]) await newInstance(drawing, 'G1', instance);
      expect(await marks(drawing)).toHaveLength(2);
    }
  });

  it('a deleted one leaves its place', async () => {
    await open('migrated');
    const drawing = await newDrawing();
    const first = await newInstance(drawing, 'G1', 'A');
    await database.sql(
      `with d as (insert into deletions (root_type, root_id, row_count) values ('component', $1, 1) returning *)
        update components c set deleted_at = d.created_at, deletion_id = d.id, live = null from d where c.id = $1`,
      [first],
    );
    await newInstance(drawing, 'G1', 'A');
    expect(await marks(drawing)).toEqual([['G1', 'A']]);
  });

  it.each(['', ' ', 'longer than ten'])('refuses the identifier "%s"', async (instance) => {
    await open('migrated');
    await expect(newInstance(await newDrawing(), 'G1', instance)).rejects.toThrow(
      /ck_components_instance_identifier|too long/,
    );
  });

  it('has no identifier after the upgrade, wherever a mark was alone, and all else is as it was', async () => {
    await open('LegacySchema');
    const drawing = await newDrawing(await newProject());
    for (const piece_mark of ['G1', 'G2', '長1', 'E\u03011'])
      await client.createComponent({
        drawing_id: drawing,
        piece_mark,
        quantity: 2,
        bounding_box: { x: 1, y: 2, width: 3, height: 4 },
      });
    const columns = await columnsOf(database);
    const before = await rowsIn(database, columns);
    await changes.migrate();
    expect(await rowsIn(database, columns)).toEqual(before);
    expect(await database.sql('select distinct instance_identifier as is from components')).toEqual([{ is: null }]);
    expect(
      await database.sql(
        `select column_default, is_nullable, character_maximum_length from information_schema.columns
          where table_name = 'components' and column_name = 'instance_identifier'`,
      ),
    ).toEqual([{ column_default: null, is_nullable: 'YES', character_maximum_length: 10 }]);
    expect(await database.sql(`select from pg_constraint where conname = 'unique_piece_mark_per_drawing'`)).toEqual([]);
  });

  it('leave for the archive on a rollback, but for one of each mark, and return with the next upgrade', async () => {
    await open('LegacySchema');
    const drawing = await newDrawing(await newProject());
    const { id: old } = await client.createComponent({ drawing_id: drawing, piece_mark: 'G1' });
    const schema = await schemaOf(database);
    await changes.migrate();
    const beside = [await newInstance(drawing, 'G1', 'A'), await newInstance(drawing, 'G1', 'B')];
    const first = await newInstance(drawing, 'G2', 'North');
    beside.push(await newInstance(drawing, 'G2', 'South'));
    await database.sql(`update components set confidence_score = 0.5, bounding_box = 'null' where id = $1`, [
      beside[0],
    ]);
    const rows = await rowsOf(database);
    await changes.rollback({ to: 'LegacySchema' });
    expect(await schemaOf(database)).toBe(schema);
    const left = await database.sql<{ id: string }>('select id from components order by id');
    expect(left.map(({ id }) => id)).toEqual([old, first].sort());
    const archived = await database.sql<{ row_id: string }>(
      `select row_id from migrator.archive where table_name = 'components' and became is null and put_back_at is null order by 1`,
    );
    expect(archived.map(({ row_id }) => row_id)).toEqual(beside.toSorted());
    // The old constraint is there again.
    await expect(client.createComponent({ drawing_id: drawing, piece_mark: 'G1' })).rejects.toMatchObject({
      constraint: 'unique_piece_mark_per_drawing',
    });
    await changes.migrate();
    expect((await rowsOf(database))['public.components']).toEqual(rows['public.components']);
    expect((await changes.verify()).filter(({ passed }) => !passed)).toEqual([]);
  });
});

describe('components without a drawing', () => {
  it('are bound by no key, and stay through every change of the schema', async () => {
    await open('LegacySchema');
    const ids = [];
    for (const piece_mark of ['G1', 'G1', 'g1']) ids.push((await client.createComponent({ piece_mark })).id);
    const columns = await columnsOf(database);
    const before = await rowsIn(database, columns);
    await changes.migrate();
    expect(await rowsIn(database, columns)).toEqual(before);
    expect(await database.sql('select created_by from components where created_by is not null')).toEqual([]);
    for (const instance of [null, 'A', 'A']) ids.push(await newInstance(null, 'G1', instance));
    // Once they are put into a drawing, its rules are theirs.
    const drawing = await newDrawing();
    await client.updateComponent(ids[0]!, { quantity: 3 });
    await database.sql('update components set drawing_id = $2 where id = $1', [ids[0], drawing]);
    await expect(
      database.sql('update components set drawing_id = $2 where id = $1', [ids[1], drawing]),
    ).rejects.toMatchObject(refused);
    await changes.rollback({ to: 'LegacySchema' });
    const left = await database.sql<{ id: string }>('select id from components order by id');
    expect(left.map(({ id }) => id)).toEqual(ids.toSorted());
    await changes.migrate();
    expect(await database.sql('select count(*)::int as rows from components')).toEqual([{ rows: ids.length }]);
  });
});

describe('the projects of a drawing, in its own column and in its assignments', () => {
  let drawing: string;
  let one: string;
  let two: string;
  let three: string;

  async function begin(at = 'migrated'): Promise<void> {
    await open(at);
    [one, two, three] = [await newProject(), await newProject(), await newProject()];
    drawing = await newDrawing(one);
  }

  /** The project in the column first, then all that are assigned, oldest first. */
  async function state(id = drawing): Promise<[string | null, string[]]> {
    const [row] = await database.sql<{ own: string | null; assigned: string[] }>(
      `select project_id as own, array(select project_id from drawing_projects a where a.drawing_id = d.id order by a.created_at, a.id) as assigned
        from drawings d where id = $1`,
      [id],
    );
    return [row!.own, row!.assigned];
  }

  const ASSIGN = 'insert into drawing_projects (drawing_id, project_id) values ($1, $2)';
  const REMOVE = 'delete from drawing_projects where drawing_id = $1 and project_id = $2';
  const assign = (project: string, id = drawing) => database.sql(ASSIGN, [id, project]);
  const remove = (project: string, id = drawing) => database.sql(REMOVE, [id, project]);
  const move = (project: string | null) => client.updateDrawing(drawing, { project_id: project });
  const failed = async () => (await changes.verify()).filter(({ passed }) => !passed).map(({ problems }) => problems);

  it("old clients' statements make and take away assignments", async () => {
    await begin();
    expect(await state()).toEqual([one, [one]]);
    await move(two);
    expect(await state()).toEqual([two, [two]]);
    await move(null);
    expect(await state()).toEqual([null, []]);
    await move(three);
    expect(await state()).toEqual([three, [three]]);
  });

  it('assignments that are made and taken away change the column where it would be wrong', async () => {
    await begin();
    await assign(two);
    await assign(three);
    expect(await state()).toEqual([one, [one, two, three]]);
    await remove(two);
    expect(await state()).toEqual([one, [one, three]]);
    await remove(one);
    expect(await state()).toEqual([three, [three]]);
    await remove(three);
    expect(await state()).toEqual([null, []]);
    await assign(two);
    expect(await state()).toEqual([two, [two]]);
    await database.sql('update drawing_projects set project_id = $2 where drawing_id = $1', [drawing, one]);
    expect(await state()).toEqual([one, [one]]);
  });

  it('an old client takes away the one project that it knows; the first of the others takes its place', async () => {
    await begin();
    await assign(two);
    await assign(three);
    await move(null);
    expect(await state()).toEqual([two, [two, three]]);
    await move(three);
    expect(await state()).toEqual([three, [three]]);
  });

  it('many drawings at once, by one statement', async () => {
    await begin();
    const many = [drawing, await newDrawing(), await newDrawing(two)];
    await database.sql(
      `insert into drawing_projects (drawing_id, project_id) select unnest($1::uuid[]), $2 on conflict do nothing`,
      [many, three],
    );
    const states = [];
    for (const id of many) states.push(await state(id));
    expect(states).toEqual([
      [one, [one, three]],
      [three, [three]],
      [two, [two, three]],
    ]);
    await database.sql('delete from drawing_projects where drawing_id = any ($1) and project_id = any ($2)', [
      many,
      [one, two],
    ]);
    for (const id of many) expect(await state(id)).toEqual([three, [three]]);
  });

  it('a project that is deleted for good leaves the others, and a drawing takes its assignments along', async () => {
    await begin();
    await assign(two);
    await database.sql('delete from projects where id = $1', [one]);
    expect(await state()).toEqual([two, [two]]);
    await database.sql('delete from projects where id = $1', [two]);
    expect(await state()).toEqual([null, []]);
    await assign(three);
    await database.sql('delete from drawings where id = $1', [drawing]);
    expect(await database.sql('select from drawing_projects')).toEqual([]);
  });

  it('two who take its two projects away at once leave none, and an empty column', async () => {
    await begin();
    await assign(two);
    expect(await atOnce(database, [REMOVE, [drawing, one]], [REMOVE, [drawing, two]])).toBe(true);
    expect(await state()).toEqual([null, []]);
  });

  it('two who give it its first projects at once leave both, and one of them in the column', async () => {
    await begin();
    await remove(one);
    expect(await atOnce(database, [ASSIGN, [drawing, two]], [ASSIGN, [drawing, three]])).toBe(true);
    const [own, assigned] = await state();
    expect(assigned.toSorted()).toEqual([two, three].sort());
    expect(assigned).toContain(own);
  });

  it.each<[string, (p: { one: string; two: string }) => Statement]>([
    ['an assignment', ({ two: project }) => [ASSIGN, [drawing, project]]],
    ['a removal', ({ one: project }) => [REMOVE, [drawing, project]]],
  ])('an old client and %s at once leave what the rule asks for', async (_what, write) => {
    const OLD = 'update drawings set project_id = $2, updated_at = now() where id = $1';
    for (const oldFirst of [true, false]) {
      if (!oldFirst) await database.drop();
      await begin();
      const [old, today]: [Statement, Statement] = [[OLD, [drawing, three]], write({ one, two })];
      await (oldFirst ? atOnce(database, old, today) : atOnce(database, today, old));
      const [own, assigned] = await state();
      expect(own).not.toBeNull();
      expect(assigned).toContain(own);
      expect(assigned).toContain(three);
      expect(assigned).not.toContain(one);
      expect(await failed()).toEqual([]);
    }
  });

  it('verification finds drawings whose column and assignments disagree', async () => {
    await begin();
    const lonely = await newDrawing();
    await database.sql(`set migrator.runner = 'on'`);
    await assign(two, lonely);
    await database.sql('update drawings set project_id = $2 where id = $1', [drawing, three]);
    await database.sql('reset migrator.runner');
    expect(await failed()).toEqual([['2 rows are wrong']]);
  });

  it('up, down and up is up; down, old clients know one of the projects', async () => {
    await begin('LegacySchema');
    const none = await newDrawing();
    await changes.migrate();
    expect(await state()).toEqual([one, [one]]);
    await assign(two);
    await assign(two, none);
    await assign(three, none);
    await remove(two, none);
    const before = [await state(), await state(none)];
    expect(before).toEqual([
      [one, [one, two]],
      [three, [three]],
    ]);
    await changes.rollback({ to: 'LegacySchema' });
    expect(await database.sql('select project_id from drawings where id = $1', [none])).toEqual([
      { project_id: three },
    ]);
    await changes.migrate();
    expect([await state(), await state(none)]).toEqual(before);
    expect(await failed()).toEqual([]);
  });

  it('what old clients write while the table is put aside comes to the others; an emptied column is filled again', async () => {
    await begin();
    await assign(two);
    const other = await newDrawing(one);
    await assign(two, other);
    await changes.rollback({ to: 'LegacySchema' });
    await move(three);
    await client.updateDrawing(other, { project_id: null });
    await changes.migrate();
    const [own, assigned] = await state();
    expect([own, assigned.toSorted()]).toEqual([three, [one, two, three].sort()]);
    expect(await state(other)).toEqual([one, [one, two]]);
    expect(await failed()).toEqual([]);
    await changes.rollback({ to: 'LegacySchema' });
    expect(
      await database.sql('select project_id from drawings where id = any ($1) order by project_id nulls last', [
        [drawing, other],
      ]),
    ).toEqual([{ project_id: three }, { project_id: null }]);
  });
});
