import { migrations } from '../../migrations';
import { randomUUID } from 'node:crypto';
import { schemaText } from '../../src/migrator/check/schema-text';
import { PreflightRefusedError } from '../../src/migrator/finding';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { DatabaseTemplate, newDatabase, type TestDatabase } from '../support/database';

/** A database at the legacy schema, filled by the statements of the old application. */
class LegacyDatabase {
  readonly changes: SchemaChanges;

  constructor(readonly database: TestDatabase) {
    this.changes = new SchemaChanges(database.url, migrations);
  }

  sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.sql<Row>(text, values);
  }

  schema(): Promise<string> {
    return schemaText((sql) => this.sql(sql));
  }

  /** All rows of one table, oldest id first, in the given columns. */
  rows(table: string, columns: string): Promise<Record<string, unknown>[]> {
    return this.sql(`select ${columns} from ${table} order by id`);
  }

  /** {@link rows} of several tables. */
  async allRows(tables: readonly string[], columns: string): Promise<Record<string, unknown>[][]> {
    const all = [];
    for (const table of tables) all.push(await this.rows(table, columns));
    return all;
  }

  async newProject({ name = `project ${randomUUID()}`, status = 'active' } = {}): Promise<string> {
    return this.insert(
      `with owner as (insert into profiles (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.org') returning id)
        insert into projects (name, user_id, status, updated_at) select $1, id, $2, '2024-05-01' from owner returning id`,
      [name, status],
    );
  }

  async newEpisode(
    projectId: string | null,
    { name = `episode ${randomUUID()}`, deletedAt = null as string | null } = {},
  ): Promise<string> {
    return this.insert('insert into episodes (project_id, name, deleted_at) values ($1, $2, $3) returning id', [
      projectId,
      name,
      deletedAt,
    ]);
  }

  async newShot(
    episodeId: string,
    { name = `shot ${randomUUID()}` as string | null, deletedAt = null as string | null } = {},
  ): Promise<string> {
    return this.insert(
      `insert into shots (episode_id, name, deleted_at, description, frame_start, frame_end, data)
        values ($1, $2, $3, '第一個鏡頭', 1001, 1040, '{"lens": "35mm"}') returning id`,
      [episodeId, name, deletedAt],
    );
  }

  async newStoryShot(episodeId: string): Promise<string> {
    const storyId = await this.insert(
      `insert into stories (episode_id, display_name) values ($1, 'story') returning id`,
      [episodeId],
    );
    await this.insert('insert into scenelets (story_id) values ($1) returning id', [storyId]);
    return this.insert(
      `insert into shots (episode_id, story_id, scenelet_id, scenelet_sequence, shot_index, storyboard_payload)
        values ($1, $2, 'scenelet-1', 1, 1, '{"framing": "wide"}') returning id`,
      [episodeId, storyId],
    );
  }

  private async insert(text: string, values: unknown[]): Promise<string> {
    const [row] = await this.sql<{ id: string }>(text, values);
    return row!.id;
  }
}

let legacy: LegacyDatabase;

async function startLegacy(): Promise<void> {
  legacy = new LegacyDatabase(await newDatabase('LegacySchema'));
}

afterEach(async () => {
  await legacy.database.drop();
});

const LEGACY_SHOT = `id, episode_id, name, description, status, frame_start, frame_end, data, story_id, scenelet_id,
  scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path, created_at,
  updated_at, deleted_at`;

/** A letter and a combining accent, and the same as one character. */
const DECOMPOSED = 'e\u0301';
const COMPOSED = '\u00e9';

interface Sample {
  project: string;
  deletedProject: string;
  episode: string;
  deletedEpisode: string;
  episodeOfDeletedProject: string;
  shot: string;
  deletedShot: string;
  storyShot: string;
  accented: string;
  shotOfDeletedEpisode: string;
  shotDeletedBeforeItsEpisode: string;
  shotOfDeletedProject: string;
}

async function fill(): Promise<Sample> {
  const project = await legacy.newProject({ name: '長片計畫' });
  const deletedProject = await legacy.newProject({ status: 'deleted' });
  const episode = await legacy.newEpisode(project, { name: '第一集' });
  const deletedEpisode = await legacy.newEpisode(project, { name: '第一集', deletedAt: '2024-03-03' });
  const episodeOfDeletedProject = await legacy.newEpisode(deletedProject);
  return {
    project,
    deletedProject,
    episode,
    deletedEpisode,
    episodeOfDeletedProject,
    shot: await legacy.newShot(episode, { name: 'SH010' }),
    deletedShot: await legacy.newShot(episode, { name: 'SH010', deletedAt: '2024-02-02' }),
    storyShot: await legacy.newStoryShot(episode),
    accented: await legacy.newShot(episode, { name: `鏡頭 Caf${DECOMPOSED}` }),
    shotOfDeletedEpisode: await legacy.newShot(deletedEpisode),
    shotDeletedBeforeItsEpisode: await legacy.newShot(deletedEpisode, { deletedAt: '2024-01-01' }),
    shotOfDeletedProject: await legacy.newShot(episodeOfDeletedProject),
  };
}

describe('upgrading legacy data', () => {
  /** Upgraded, and what it held before. */
  let upgraded: DatabaseTemplate;
  let sample: Sample;
  let deletedLater: string;
  let before: { shots: Record<string, unknown>[]; ids: object; schema: string };
  const ids = () => legacy.allRows(['projects', 'episodes', 'stories', 'shots'], 'id');

  beforeAll(async () => {
    upgraded = await DatabaseTemplate.create('LegacySchema', async (database) => {
      legacy = new LegacyDatabase(database);
      sample = await fill();
      deletedLater = await legacy.newProject();
      before = {
        shots: await legacy.rows('shots', LEGACY_SHOT),
        ids: await ids(),
        schema: await legacy.schema(),
      };
      await legacy.changes.migrate();
    });
  });
  afterAll(() => upgraded.drop());

  beforeEach(async () => {
    legacy = new LegacyDatabase(await upgraded.copy());
  });

  it('leaves every shot as it was, and adds the project of its episode', async () => {
    const after = await legacy.rows('shots', LEGACY_SHOT);
    const changed: Record<string, object> = {
      [sample.storyShot]: { name: `story_shot_${sample.storyShot}` },
      [sample.shotOfDeletedEpisode]: { deleted_at: new Date('2024-03-03T00:00:00Z') },
      [sample.shotOfDeletedProject]: { deleted_at: new Date('2024-05-01T00:00:00Z') },
    };
    expect(after).toEqual(before.shots.map((row) => ({ ...row, ...changed[row.id as string] })));
    const projects = await legacy.sql<{ id: string; project_id: string }>('select id, project_id from shots');
    expect(Object.fromEntries(projects.map((row) => [row.id, row.project_id]))).toEqual({
      [sample.shot]: sample.project,
      [sample.deletedShot]: sample.project,
      [sample.storyShot]: sample.project,
      [sample.accented]: sample.project,
      [sample.shotOfDeletedEpisode]: sample.project,
      [sample.shotDeletedBeforeItsEpisode]: sample.project,
      [sample.shotOfDeletedProject]: sample.deletedProject,
    });
  });

  it('keeps every row of every table', async () => {
    expect(await ids()).toEqual(before.ids);
  });

  it('puts what was deleted into the trash, each row once, under what it was deleted with', async () => {
    const deletions = await legacy.sql(
      `select root_type, root_id, project_id, row_count, created_at from deletions order by created_at`,
    );
    const deletion = (root_type: string, root_id: string, project_id: string, row_count: number, day: string) => ({
      root_type,
      root_id,
      project_id,
      row_count,
      created_at: new Date(`${day}T00:00:00Z`),
    });
    expect(deletions).toEqual([
      deletion('shot', sample.shotDeletedBeforeItsEpisode, sample.project, 1, '2024-01-01'),
      deletion('shot', sample.deletedShot, sample.project, 1, '2024-02-02'),
      deletion('episode', sample.deletedEpisode, sample.project, 2, '2024-03-03'),
      deletion('project', sample.deletedProject, sample.deletedProject, 3, '2024-05-01'),
    ]);
    const members = await legacy.sql<{ id: string; root_id: string }>(
      `select x.id, d.root_id from deletions d join (
          select id, deletion_id from projects union all select id, deletion_id from episodes
          union all select id, deletion_id from shots) x on x.deletion_id = d.id`,
    );
    expect(Object.fromEntries(members.map((row) => [row.id, row.root_id]))).toEqual({
      [sample.shotDeletedBeforeItsEpisode]: sample.shotDeletedBeforeItsEpisode,
      [sample.deletedShot]: sample.deletedShot,
      [sample.deletedEpisode]: sample.deletedEpisode,
      [sample.shotOfDeletedEpisode]: sample.deletedEpisode,
      [sample.deletedProject]: sample.deletedProject,
      [sample.episodeOfDeletedProject]: sample.deletedProject,
      [sample.shotOfDeletedProject]: sample.deletedProject,
    });
  });

  it('can be taken back: shots without a name, deleted rows and deleted projects are as they were', async () => {
    await legacy.changes.rollback({ to: 'LegacySchema' });
    expect(await legacy.schema()).toBe(before.schema);
    expect(await legacy.rows('shots', LEGACY_SHOT)).toEqual(before.shots);
    expect(await legacy.sql(`select id from projects where status = 'deleted'`)).toEqual([
      { id: sample.deletedProject },
    ]);
  });

  it('taken back, does not bring a project back that was deleted after it', async () => {
    await legacy.sql(
      `with d as (insert into deletions (project_id, root_type, root_id, row_count) values ($1, 'project', $1, 1) returning id)
        update projects set deleted_at = now(), deletion_id = d.id, live = null, version = version + 1 from d where projects.id = $1`,
      [deletedLater],
    );
    await legacy.changes.rollback({ to: 'LegacySchema' });
    expect(await legacy.sql('select status from projects where id = $1', [deletedLater])).toEqual([
      { status: 'deleted' },
    ]);
  });
});

describe('data that an upgrade must not decide about', () => {
  beforeEach(startLegacy);

  const refusals: {
    title: string;
    at: 'PlatformTables' | 'ShotsBelongToProjects';
    arrange: () => Promise<unknown>;
    says: RegExp;
  }[] = [
    {
      title: 'e-mail addresses that differ in case only',
      at: 'PlatformTables',
      arrange: () =>
        legacy.sql(
          `insert into profiles (id, email) values (gen_random_uuid(), 'Ä@example.org'), (gen_random_uuid(), ' ä@Example.org')`,
        ),
      says: /share an e-mail address/,
    },
    {
      title: 'a blank e-mail address',
      at: 'PlatformTables',
      arrange: () => legacy.sql(`insert into profiles (id, email) values (gen_random_uuid(), '  ')`),
      says: /blank/,
    },
    {
      title: 'an unknown role',
      at: 'PlatformTables',
      arrange: () => legacy.sql(`insert into profiles (id, email, role) values (gen_random_uuid(), 'a@b.c', 'root')`),
      says: /role other than/,
    },
    {
      title: 'an unknown status of a project',
      at: 'PlatformTables',
      arrange: () => legacy.newProject({ status: 'paused' }),
      says: /status other than/,
    },
    {
      title: 'a blank name of a project',
      at: 'PlatformTables',
      arrange: () => legacy.newProject({ name: ' ' }),
      says: /blank/,
    },
    {
      title: 'an episode without a project',
      at: 'ShotsBelongToProjects',
      arrange: () => legacy.newEpisode(null),
      says: /belong to no project/,
    },
    {
      title: 'an episode of a project that does not exist',
      at: 'ShotsBelongToProjects',
      arrange: () => legacy.newEpisode(randomUUID()),
      says: /belong to no project/,
    },
    {
      title: 'a deleted episode of a project that does not exist',
      at: 'ShotsBelongToProjects',
      arrange: () => legacy.newEpisode(randomUUID(), { deletedAt: '2024-01-01' }),
      says: /belong to no project/,
    },
    {
      title: 'episodes of one name in a project',
      at: 'ShotsBelongToProjects',
      arrange: async () => {
        const project = await legacy.newProject();
        await legacy.newEpisode(project, { name: 'Äpfel' });
        await legacy.newEpisode(project, { name: ' äPFEL ' });
      },
      says: /live episodes occur twice/,
    },
    {
      title: 'shots of one name in two episodes of a project',
      at: 'ShotsBelongToProjects',
      arrange: async () => {
        const project = await legacy.newProject();
        await legacy.newShot(await legacy.newEpisode(project), { name: 'sh010' });
        await legacy.newShot(await legacy.newEpisode(project), { name: 'SH010' });
      },
      says: /live shots occur twice/,
    },
    {
      title: 'shots whose names differ in the composition of an accent only',
      at: 'ShotsBelongToProjects',
      arrange: async () => {
        const episode = await legacy.newEpisode(await legacy.newProject());
        await legacy.newShot(episode, { name: `鏡頭 ${DECOMPOSED}` });
        await legacy.newShot(episode, { name: `鏡頭 ${COMPOSED}` });
      },
      says: /live shots occur twice/,
    },
    {
      title: 'a blank name of a shot, deleted or not',
      at: 'ShotsBelongToProjects',
      arrange: async () =>
        legacy.newShot(await legacy.newEpisode(await legacy.newProject()), { name: ' ', deletedAt: '2024-01-01' }),
      says: /blank/,
    },
    {
      title: 'a blank name of an episode',
      at: 'ShotsBelongToProjects',
      arrange: async () => legacy.newEpisode(await legacy.newProject(), { name: '' }),
      says: /blank/,
    },
    {
      title: 'a shot that ends before it begins',
      at: 'ShotsBelongToProjects',
      arrange: async () => {
        const shot = await legacy.newShot(await legacy.newEpisode(await legacy.newProject()));
        await legacy.sql('update shots set frame_end = 1000 where id = $1', [shot]);
      },
      says: /end before they begin/,
    },
    {
      title: 'a data field that is no object',
      at: 'ShotsBelongToProjects',
      arrange: async () => {
        const shot = await legacy.newShot(await legacy.newEpisode(await legacy.newProject()));
        await legacy.sql(`update shots set data = '[]' where id = $1`, [shot]);
      },
      says: /no object/,
    },
  ];

  it.each(refusals)('is refused, and nothing is changed: $title', async ({ at, arrange, says }) => {
    await fill();
    await arrange();
    if (at === 'ShotsBelongToProjects') await legacy.changes.migrate('PlatformTables');
    const look = async () => [
      await legacy.schema(),
      await legacy.allRows(['profiles', 'projects', 'episodes', 'shots'], '*'),
      await legacy.changes.states(),
    ];
    const before = await look();
    const failure: unknown = await legacy.changes.migrate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PreflightRefusedError);
    expect((failure as Error).message).toMatch(says);
    expect(await look()).toEqual(before);
  });
});

describe('statements of the old application after the upgrade', () => {
  let upgraded: DatabaseTemplate;
  let project: string;
  let episode: string;

  beforeAll(async () => {
    upgraded = await DatabaseTemplate.create('LegacySchema', async (database) => {
      legacy = new LegacyDatabase(database);
      project = await legacy.newProject();
      episode = await legacy.newEpisode(project);
      await legacy.changes.migrate();
    });
  });
  afterAll(() => upgraded.drop());

  beforeEach(async () => {
    legacy = new LegacyDatabase(await upgraded.copy());
  });

  const trash = () => legacy.sql('select root_type, root_id, root_name, project_id, row_count from deletions');

  async function shot(
    id: string,
  ): Promise<{ name: string; project_id: string; live: true | null; deletion_id: string | null }> {
    const [row] = await legacy.sql<{ name: string; project_id: string; live: true | null; deletion_id: string | null }>(
      'select name, project_id, live, deletion_id from shots where id = $1',
      [id],
    );
    return row!;
  }

  it('insert shots without a project, and without a name', async () => {
    expect(await shot(await legacy.newShot(episode, { name: 'SH010' }))).toMatchObject({
      name: 'SH010',
      project_id: project,
      live: true,
    });
    const storyShot = await legacy.newStoryShot(episode);
    expect(await shot(storyShot)).toMatchObject({ name: `story_shot_${storyShot}`, project_id: project });
  });

  it('cannot insert a name twice in a project', async () => {
    await legacy.newShot(episode, { name: 'SH010' });
    await expect(legacy.newShot(await legacy.newEpisode(project), { name: 'sh010' })).rejects.toMatchObject({
      constraint: 'idx_shots_project_name_unique',
    });
  });

  it('move a shot to an episode of another project', async () => {
    const id = await legacy.newShot(episode);
    const other = await legacy.newProject();
    await legacy.sql('update shots set episode_id = $2 where id = $1', [id, await legacy.newEpisode(other)]);
    expect(await shot(id)).toMatchObject({ project_id: other });
  });

  it('delete a shot, which then is in the trash, and bring it back, any number of times', async () => {
    const id = await legacy.newShot(episode, { name: 'SH010' });
    for (let round = 0; round < 2; round++) {
      await legacy.sql('update shots set deleted_at = now() where id = $1', [id]);
      expect(await shot(id)).toMatchObject({ live: null });
      expect(await trash()).toEqual([
        { root_type: 'shot', root_id: id, root_name: 'SH010', project_id: project, row_count: 1 },
      ]);
      await legacy.sql('update shots set deleted_at = null where id = $1', [id]);
      expect(await shot(id)).toMatchObject({ live: true, deletion_id: null });
      expect(await trash()).toEqual([]);
    }
  });

  it('delete several shots at once', async () => {
    const ids = [await legacy.newShot(episode), await legacy.newShot(episode)].sort();
    await legacy.sql('update shots set deleted_at = now()');
    expect((await trash()).map((row) => (row as { root_id: string }).root_id).sort()).toEqual(ids);
    await legacy.sql('update shots set deleted_at = null');
    expect(await trash()).toEqual([]);
  });

  it('insert a shot that is deleted already', async () => {
    const id = await legacy.newShot(episode, { name: 'SH010', deletedAt: '2024-01-01' });
    expect(await shot(id)).toMatchObject({ live: null });
    expect(await trash()).toMatchObject([{ root_id: id }]);
  });

  it('delete an episode with all its shots, and bring back just those', async () => {
    const id = await legacy.newShot(episode);
    const earlier = await legacy.newShot(episode, { deletedAt: '2024-01-01' });
    await legacy.sql('update episodes set deleted_at = now() where id = $1', [episode]);
    expect(await shot(id)).toMatchObject({ live: null });
    expect(await trash()).toContainEqual(expect.objectContaining({ root_id: episode, row_count: 2 }));
    await legacy.sql('update episodes set deleted_at = null where id = $1', [episode]);
    expect(await shot(id)).toMatchObject({ live: true, deletion_id: null });
    expect(await trash()).toMatchObject([{ root_id: earlier }]);
  });

  it('delete a project by its status, with all that is in it, and bring it back', async () => {
    const id = await legacy.newShot(episode);
    await legacy.sql(`update projects set status = 'deleted' where id = $1`, [project]);
    expect(await shot(id)).toMatchObject({ live: null });
    expect(await trash()).toMatchObject([{ root_type: 'project', root_id: project, row_count: 3 }]);
    await legacy.sql(`update projects set status = 'active' where id = $1`, [project]);
    expect(await shot(id)).toMatchObject({ live: true, deletion_id: null });
    expect(await trash()).toEqual([]);
  });

  it('delete an empty episode, which then is in the trash, and bring it back', async () => {
    await legacy.sql('update episodes set deleted_at = now() where id = $1', [episode]);
    expect(await trash()).toMatchObject([{ root_type: 'episode', root_id: episode, project_id: project }]);
    await legacy.sql('update episodes set deleted_at = null where id = $1', [episode]);
    expect(await trash()).toEqual([]);
    expect(await legacy.rows('episodes', 'live, deletion_id')).toEqual([{ live: true, deletion_id: null }]);
  });

  it('cannot bring a shot back under an episode that is in the trash', async () => {
    const id = await legacy.newShot(episode);
    await legacy.sql('update shots set deleted_at = now() where id = $1', [id]);
    await legacy.sql('update episodes set deleted_at = now() where id = $1', [episode]);
    await expect(legacy.sql('update shots set deleted_at = null where id = $1', [id])).rejects.toMatchObject({
      constraint: 'fk_shots_episode_live',
    });
    expect(await trash()).toHaveLength(2);
  });

  it('leave deletions alone that today closes by itself', async () => {
    const id = await legacy.newShot(episode);
    await legacy.sql('update shots set deleted_at = now() where id = $1', [id]);
    await legacy.sql(
      'update shots set deleted_at = null, deletion_id = null, live = true, version = version + 1 where id = $1',
      [id],
    );
    expect(await trash()).toHaveLength(1);
  });

  it('work between the two migrations as well, where an upgrade that is refused stops', async () => {
    await legacy.changes.rollback({ to: 'PlatformTables' });
    const id = await legacy.newShot(episode);
    await legacy.sql('update shots set deleted_at = now() where id = $1', [id]);
    expect(await trash()).toMatchObject([{ root_type: 'shot', root_id: id, project_id: project }]);
    await legacy.sql('update shots set deleted_at = null where id = $1', [id]);
    expect(await trash()).toEqual([]);
  });
});
