import { migrations } from '../../migrations';
import { randomUUID } from 'node:crypto';
import { InterruptedError } from '../../src/command-line/exit';
import { shortName } from '../../src/migrator/declaration';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { atOnce } from '../support/at-once';
import { newDatabase, type TestDatabase } from '../support/database';
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

const NAMES = migrations.map((type) => shortName(new type().name));

interface Plans {
  project: string;
  /** The first has the components, the second has none. */
  drawings: string[];
  components: string[];
}

/** A project with two drawings, one of which has two components. */
async function newProject(name: string): Promise<Plans> {
  const { id: user_id } = await client.createProfile({ email: `${randomUUID()}@example.org` });
  const { id: project } = await client.createProject({ name, user_id });
  const drawings = [await newDrawing(project), await newDrawing(project)];
  const components = [];
  for (const piece_mark of ['G1', 'G2'])
    components.push((await client.createComponent({ drawing_id: drawings[0], piece_mark })).id);
  return { project, drawings, components };
}

async function newDrawing(project: string | null): Promise<string> {
  return (await client.createDrawing({ project_id: project, file_name: `${randomUUID()}.pdf` })).id;
}

async function assign(drawing: string, project: string): Promise<void> {
  await database.sql('insert into drawing_projects (drawing_id, project_id) values ($1, $2)', [drawing, project]);
}

/** What is in the trash of the rows given, with the project that took it there. */
async function trashed({ drawings, components }: Omit<Plans, 'project'>): Promise<Record<string, string>> {
  const rows = await database.sql<{ id: string; root: string }>(
    `select t.id, d.root_id as root from (select id, deletion_id, live, deleted_at from drawings
        union all select id, deletion_id, live, deleted_at from components) t
      join deletions d on d.id = t.deletion_id
      where t.id = any ($1) and t.live is null and t.deleted_at = d.created_at`,
    [[...drawings, ...components]],
  );
  return Object.fromEntries(rows.map(({ id, root }) => [id, root]));
}

/** All that went with a project, as {@link trashed} says it. */
function gone({ project, drawings, components }: Plans): Record<string, string> {
  return Object.fromEntries([...drawings, ...components].map((id) => [id, project]));
}

async function sizes(): Promise<Record<string, number>> {
  const rows = await database.sql<{ root_id: string; row_count: number }>('select root_id, row_count from deletions');
  return Object.fromEntries(rows.map(({ root_id, row_count }) => [root_id, row_count]));
}

async function failedChecks(): Promise<string[]> {
  return (await changes.verify())
    .filter(({ passed }) => !passed)
    .map(({ check, problems }) => `${check}: ${problems.join('; ')}`);
}

describe('a project that an old client deletes', () => {
  it.each(NAMES)('takes its drawings and their components along, and brings them back: %s', async (at) => {
    await open(at);
    const stays = await newProject('stays away');
    const back = await newProject('comes back');
    const { id: loose } = await client.createComponent({ piece_mark: 'G1' });
    expect(await client.setProjectStatus(stays.project, 'deleted')).toBe(true);
    expect(await client.setProjectStatus(back.project, 'deleted')).toBe(true);
    if (at !== 'LegacySchema') expect(await trashed(back)).toEqual(gone(back));
    expect(await client.setProjectStatus(back.project, 'active')).toBe(true);

    await changes.migrate();
    expect(await trashed(stays)).toEqual(gone(stays));
    expect(await trashed({ drawings: back.drawings, components: [...back.components, loose] })).toEqual({});
    expect(await sizes()).toEqual({ [stays.project]: 5 });

    await client.setProjectStatus(stays.project, 'archived');
    expect(await trashed(stays)).toEqual({});
    expect(await sizes()).toEqual({});
    await client.setProjectStatus(stays.project, 'deleted');
    expect(await trashed(stays)).toEqual(gone(stays));
    expect(await sizes()).toEqual({ [stays.project]: 5 });
    expect(await failedChecks()).toEqual([]);
  });

  it.each([
    { migration: 'PlatformTables', after: 6 },
    { migration: 'PieceMarkInstances', after: 1 },
  ])('does so in the middle of $migration, after every $after statements', async ({ migration, after }) => {
    await open(NAMES[NAMES.indexOf(migration) - 1]!);
    const deleted: Plans[] = [];
    const restored: Plans[] = [];
    let stopped = true;
    for (let turn = 0; stopped; turn++) {
      deleted.push(await newProject(`deleted ${turn}`));
      restored.push(await newProject(`restored ${turn}`));
      for (const { project } of [deleted.at(-1)!, restored.at(-1)!])
        expect(await client.setProjectStatus(project, 'deleted')).toBe(true);
      expect(await client.setProjectStatus(restored.at(-1)!.project, 'active')).toBe(true);
      stopped = await stoppedAfter(after, migration);
    }
    expect(deleted.length).toBeGreaterThan(10);
    await changes.migrate();
    for (const one of deleted) expect(await trashed(one)).toEqual(gone(one));
    for (const one of restored) expect(await trashed(one)).toEqual({});
    expect(await sizes()).toEqual(Object.fromEntries(deleted.map(({ project }) => [project, 5])));
    expect(await failedChecks()).toEqual([]);
  });

  it('leaves drawings where they are that another live project has, whichever of the two their own column names', async () => {
    await open('migrated');
    const [one, other] = [await newProject('one'), await newProject('other')];
    await assign(one.drawings[0]!, other.project);
    await assign(other.drawings[0]!, one.project);
    await client.setProjectStatus(one.project, 'deleted');
    const alone = { [one.drawings[1]!]: one.project };
    expect(await trashed(one)).toEqual(alone);
    expect(await trashed(other)).toEqual({});
    expect(await sizes()).toEqual({ [one.project]: 2 });

    // The last one takes what both had.
    await client.setProjectStatus(other.project, 'deleted');
    const shared = [one.drawings[0]!, ...one.components, ...other.drawings, ...other.components];
    const withOther = Object.fromEntries(shared.map((id) => [id, other.project]));
    const all = {
      drawings: [...one.drawings, ...other.drawings],
      components: [...one.components, ...other.components],
    };
    expect(await trashed(all)).toEqual({ ...alone, ...withOther });
    expect(await sizes()).toEqual({ [one.project]: 2, [other.project]: 8 });

    // Each brings back exactly what went with it.
    await client.setProjectStatus(one.project, 'active');
    expect(await trashed(all)).toEqual(withOther);
    await client.setProjectStatus(other.project, 'active');
    expect(await trashed(all)).toEqual({});
  });

  it('does not bring back what was deleted before it, by itself', async () => {
    await open('migrated');
    const plans = await newProject('one');
    await database.sql(
      `with d as (insert into deletions (project_id, root_type, root_id, row_count) values ($1, 'component', $2, 1) returning *)
        update components c set deleted_at = d.created_at, deletion_id = d.id, live = null from d where c.id = $2`,
      [plans.project, plans.components[0]],
    );
    for (const status of ['deleted', 'active']) await client.setProjectStatus(plans.project, status);
    expect(await trashed(plans)).toEqual({ [plans.components[0]!]: plans.components[0] });
  });

  it('lets two who delete the two projects of a drawing take turns: the second one takes it along', async () => {
    await open('migrated');
    const [one, other] = [await newProject('one'), await newProject('other')];
    await assign(one.drawings[0]!, other.project);
    const remove = `update projects set status = 'deleted' where id = $1`;
    expect(await atOnce(database, [remove, [one.project]], [remove, [other.project]])).toBe(true);
    expect((await trashed(one))[one.drawings[0]!]).toBe(other.project);
    expect(await failedChecks()).toEqual([]);
  });
});

describe('components that an earlier version left live under a deleted drawing', () => {
  it('join the deletion of the drawing, and a rollback takes that back', async () => {
    await open('StudioTables');
    const plans = await newProject('one');
    await client.setProjectStatus(plans.project, 'deleted');
    await database.sql(`update components set deleted_at = null, deletion_id = null, live = true where id = any ($1)`, [
      plans.components,
    ]);
    const counted = () => database.sql('select row_count from deletions');
    await database.sql('update deletions set row_count = 3');
    await changes.migrate();
    expect(await trashed(plans)).toEqual(gone(plans));
    expect(await counted()).toEqual([{ row_count: 5 }]);
    expect(await failedChecks()).toEqual([]);
    await changes.rollback({ to: 'StudioTables' });
    expect(Object.keys(await trashed(plans)).toSorted()).toEqual(plans.drawings.toSorted());
    expect(await counted()).toEqual([{ row_count: 3 }]);
    await changes.migrate();
    expect(await trashed(plans)).toEqual(gone(plans));
    expect(await counted()).toEqual([{ row_count: 5 }]);
  });
});

describe('what old clients do while all is rolled back', () => {
  it('decides: what they bring back is live again with its drawings and components', async () => {
    await open('migrated');
    const [stays, back] = [await newProject('stays away'), await newProject('comes back')];
    for (const { project } of [stays, back]) await client.setProjectStatus(project, 'deleted');
    await changes.rollback({ to: 'LegacySchema' });
    await client.setProjectStatus(back.project, 'active');
    await changes.migrate();
    expect(await trashed(stays)).toEqual(gone(stays));
    expect(await trashed(back)).toEqual({});
    expect(await sizes()).toEqual({ [stays.project]: 5 });
  });

  it('finds a shared drawing in a project that is live, and what went with one in that one', async () => {
    await open('migrated');
    const [one, other] = [await newProject('one'), await newProject('other')];
    await assign(one.drawings[0]!, other.project);
    await client.setProjectStatus(one.project, 'deleted');
    const project = async () =>
      (
        await database.sql<{ project_id: string }>('select project_id from drawings where id = $1', [one.drawings[0]])
      )[0]!.project_id;
    expect(await project()).toBe(one.project);
    await changes.rollback({ to: 'LegacySchema' });
    expect(await project()).toBe(other.project);
    await changes.migrate();
    expect(await project()).toBe(one.project);
    expect(await trashed(one)).toEqual({ [one.drawings[1]!]: one.project });

    await client.setProjectStatus(other.project, 'deleted');
    await changes.rollback({ to: 'LegacySchema' });
    expect(await project()).toBe(other.project);
    await client.setProjectStatus(other.project, 'active');
    await changes.migrate();
    expect(await trashed(one)).toEqual({ [one.drawings[1]!]: one.project });
    expect(await failedChecks()).toEqual([]);
  });
});

/** Runs the migration until it has sent so many more statements or batches. @returns false when it has run to its end */
async function stoppedAfter(statements: number, migration: string): Promise<boolean> {
  const stop = new AbortController();
  let sent = 0;
  try {
    await changes.migrate(migration, {
      signal: stop.signal,
      progress: ({ event }) => {
        if ((event === 'statement' || event === 'batch') && ++sent === statements) stop.abort();
      },
    });
    return false;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return true;
  }
}
