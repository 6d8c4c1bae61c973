import { migrations } from '../../migrations';
import fc from 'fast-check';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { jsonObjects, names, runs, shotFields } from '../support/arbitraries';
import { newDatabase, type TestDatabase } from '../support/database';
import { LEGACY_SHOT_COLUMNS } from '../support/legacy-arbitraries';

describe('shots belong to projects, on legacy data', () => {
  let database: TestDatabase;
  let changes: SchemaChanges;

  beforeAll(async () => {
    database = await newDatabase('PlatformTables');
    changes = new SchemaChanges(database.url, migrations);
  });
  afterAll(() => database.drop());

  const legacyShot = fc.record({
    name: fc.option(names, { freq: 5 }),
    fields: shotFields,
    data: jsonObjects(['__proto__']),
    payload: fc.option(jsonObjects()),
    deleted: fc.boolean(),
  });
  const legacyEpisode = fc.record({
    name: names,
    deleted: fc.boolean(),
    shots: fc.array(legacyShot, { maxLength: 3 }),
  });
  const dataset = fc.array(legacyEpisode, { maxLength: 2 });

  /** A deletion of its own, as the step before this migration leaves it for what the old application had deleted. */
  const deletion = async (deleted: boolean): Promise<string | null> => {
    const insert = `insert into deletions (root_type, root_id, row_count) values ('shot', gen_random_uuid(), 1) returning id`;
    return deleted ? (await database.sql<{ id: string }>(insert))[0]!.id : null;
  };

  const insert = async (episodesOfProject: typeof dataset extends fc.Arbitrary<infer T> ? T : never): Promise<void> => {
    const [project] = await database.sql<{ id: string }>(
      `insert into projects (name, user_id) values ('p', gen_random_uuid()) returning id`,
    );
    for (const [number, each] of episodesOfProject.entries()) {
      const gone = await deletion(each.deleted);
      const [episode] = await database.sql<{ id: string }>(
        `insert into episodes (project_id, name, deleted_at, deletion_id, live)
          values ($1, $2, case when $3::uuid is null then null else now() end, $3, case when $3::uuid is null then true end) returning id`,
        [project!.id, `${number} ${each.name}`, gone],
      );
      for (const [place, shot] of each.shots.entries()) {
        const deletionId = gone ?? (await deletion(shot.deleted));
        await database.sql(
          `insert into shots (episode_id, name, description, status, frame_start, frame_end, data, storyboard_payload, deleted_at, deletion_id, live)
            values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9::uuid is null then null else now() end, $9, case when $9::uuid is null then true end)`,
          [
            ...[episode!.id, shot.name === null ? null : `${number}.${place} ${shot.name}`, shot.fields.description],
            ...[
              shot.fields.status ?? 'todo',
              shot.fields.frame_start,
              shot.fields.frame_end,
              JSON.stringify(shot.data),
            ],
            ...[shot.payload === null ? null : JSON.stringify(shot.payload), deletionId],
          ],
        );
      }
    }
  };

  it('4: the migration leaves every shot as it was and adds the project of its episode, and can be taken back', async () => {
    // As text, so that nothing is lost on the way here.
    const old = `select json_agg(to_json(row) order by id)::text as rows from (select ${LEGACY_SHOT_COLUMNS.join(', ')} from shots) row`;
    const rows = async (sql: string) => (await database.sql<{ rows: string }>(sql))[0]?.rows;
    await fc.assert(
      fc.asyncProperty(fc.array(dataset, { minLength: 1, maxLength: 3 }), async (datasets) => {
        for (const each of datasets) await insert(each);
        const before = await rows(old);
        await changes.migrate('ShotsBelongToProjects');
        const named = old.replace(' name,', ` nullif(name, 'story_shot_' || id) as name,`);
        expect(await rows(named)).toBe(before);
        const wrong =
          'select s.id from shots s left join episodes e on e.id = s.episode_id where s.project_id is distinct from e.project_id';
        expect(await database.sql(wrong)).toEqual([]);
        await changes.rollback({ to: 'PlatformTables' });
        expect(await rows(old)).toBe(before);
        await database.sql('truncate shots, episodes, projects, deletions cascade');
      }),
      runs,
    );
  });
});
