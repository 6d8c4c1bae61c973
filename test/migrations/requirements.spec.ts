import { migrations } from '../../migrations';
import { nameKey } from '../../src/database/name-key';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { newDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;

afterEach(() => database.drop());

async function count(table: string, where = 'true'): Promise<number> {
  const [row] = await database.sql<{ count: number }>(`select count(*)::int as count from ${table} where ${where}`);
  return row!.count;
}

async function counts(tables: readonly string[]): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const table of tables) all[table] = await count(table);
  return all;
}

describe('DELETE FROM profiles', () => {
  const TREE = [
    ...['projects', 'crawl_jobs', 'images', 'crawl_sources', 'job_chunks'],
    ...['validation_jobs', 'validation_results', 'export_jobs'],
  ];

  it('removes exactly what hangs under the profile, and leaves activity without it', async () => {
    database = await newDatabase();
    const owner = async (name: string) => {
      const [profile] = await database.sql<{ id: string }>(
        `insert into profiles (id, email) values (gen_random_uuid(), $1) returning id`,
        [`${name}@example.org`],
      );
      await database.sql(
        `with p as (insert into projects (name, user_id) select 'project ' || n, $1 from generate_series(1, 2) n returning id),
          j as (insert into crawl_jobs (project_id, name, keywords) select id, 'job ' || n, '[]' from p, generate_series(1, 2) n returning id, project_id),
          i as (insert into images (project_id, crawl_job_id, original_url, filename) select project_id, id, 'https://example.org/' || n, n || '.png' from j, generate_series(1, 2) n returning id, project_id, crawl_job_id),
          s as (insert into crawl_sources (project_id, crawl_job_id, position, type, parameters) select project_id, id, 0, 'page', '{}' from j),
          c as (insert into job_chunks (project_id, crawl_job_id, task, chunk_index) select project_id, id, 'fetch', 0 from j),
          v as (insert into validation_jobs (project_id, crawl_job_id, name) select project_id, id, 'validation' from j returning id, project_id, crawl_job_id),
          r as (insert into validation_results (project_id, validation_job_id, image_id, is_valid) select v.project_id, v.id, i.id, true from v join i using (crawl_job_id))
          insert into export_jobs (project_id, crawl_job_id, user_id, name) select project_id, id, $1, 'export' from j`,
        [profile!.id],
      );
      await database.sql(`insert into activity_logs (user_id, action) values ($1, 'sign in'), ($1, 'sign out')`, [
        profile!.id,
      ]);
      return profile!.id;
    };
    const gone = await owner('gone');
    const rows = () => counts(TREE);
    const one = await rows();
    expect(one).toEqual({
      projects: 2,
      crawl_jobs: 4,
      images: 8,
      crawl_sources: 4,
      job_chunks: 4,
      validation_jobs: 4,
      validation_results: 8,
      export_jobs: 4,
    });
    const stays = await owner('stays');
    // Somebody who exported what another one owns: the export goes with the exporter, the job stays.
    await database.sql(
      `insert into export_jobs (project_id, crawl_job_id, user_id, name) select j.project_id, j.id, $1, 'foreign' from crawl_jobs j join projects p on p.id = j.project_id where p.user_id = $2 limit 1`,
      [gone, stays],
    );
    await database.sql('delete from profiles where id = $1', [gone]);
    expect(await rows()).toEqual(one);
    expect(await count('projects', `user_id = '${stays}'`)).toBe(2);
    expect(
      await database.sql('select user_id, count(*)::int as count from activity_logs group by 1 order by 1 nulls last'),
    ).toEqual([
      { user_id: stays, count: 2 },
      { user_id: null, count: 2 },
    ]);
    await database.sql('delete from profiles');
    expect(Object.values(await rows())).toEqual(TREE.map(() => 0));
    expect(await count('activity_logs', 'user_id is null')).toBe(4);
  });
});

describe('queries that people wait for', () => {
  interface Plan {
    'Node Type': string;
    'Total Cost': number;
    Plans?: Plan[];
  }

  const ANY: Readonly<Record<string, string>> = {
    drawing: 'select drawing_id as value from components order by drawing_id, id limit 1',
    mark: 'select piece_mark as value from components order by drawing_id, id limit 1',
    project: 'select project_id as value from episodes order by id limit 1',
    episode: 'select episode_id as value from shots order by id limit 1',
    story: 'select story_id as value from shots where story_id is not null order by id limit 1',
    profile: 'select user_id as value from activity_logs order by id limit 1',
  };
  const QUERIES: Readonly<Record<string, string>> = {
    'components of a drawing': `select * from components where drawing_id = <drawing>`,
    'a component by its mark': `select * from components where drawing_id = <drawing> and piece_mark = <mark>`,
    'shots of a project': `select s.* from shots s join episodes e on e.id = s.episode_id where e.project_id = <project>`,
    'shots of an episode': `select * from shots where episode_id = <episode>`,
    'shots of a story in their order': `select * from shots where story_id = <story> order by scenelet_sequence, shot_index`,
    'crawl jobs of a project by status': `select * from crawl_jobs where project_id = <project> and status = 'pending'`,
    'activity of a user': `select * from activity_logs where user_id = <profile>`,
  };
  /** The same questions as today's schema is asked. */
  const TODAY: Readonly<Record<string, string>> = {
    ...QUERIES,
    'a component by its mark': `select * from components where drawing_id = <drawing> and ${nameKey('piece_mark')} = ${nameKey('<mark>')} and deleted_at is null`,
    'shots of a project': 'select * from shots where project_id = <project>',
  };

  interface Estimate {
    cost: number;
    scans: boolean;
  }

  async function estimates(queries: Readonly<Record<string, string>>): Promise<Record<string, Estimate>> {
    const values: Record<string, string> = {};
    for (const [name, sql] of Object.entries(ANY))
      values[name] = (await database.sql<{ value: string }>(sql))[0]!.value;
    const all: Record<string, Estimate> = {};
    for (const [name, query] of Object.entries(queries)) {
      const bound = query.replaceAll(/<(\w+)>/g, (_, value: string) => `'${values[value]!}'`);
      const [row] = await database.sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) ${bound}`);
      const top = row!['QUERY PLAN'][0].Plan;
      const nodes = (node: Plan): string[] => [node['Node Type'], ...(node.Plans ?? []).flatMap(nodes)];
      all[name] = { cost: top['Total Cost'], scans: nodes(top).includes('Seq Scan') };
    }
    return all;
  }

  it('are planned no worse after the migrations than before', async () => {
    database = await newDatabase('LegacySchema');
    const changes = new SchemaChanges(database.url, migrations);
    await new LegacyData(database.url, {
      sizes: {
        shots: 20_000,
        projects: 200,
        episodes: 1000,
        stories: 1000,
        scenelets: 3000,
        drawings: 400,
        components: 12_000,
        crawl_jobs: 3000,
        activity_logs: 12_000,
        profiles: 300,
        images: 100,
      },
    }).generate();
    await database.sql('vacuum analyze');
    const before = await estimates(QUERIES);
    await changes.migrate();
    // Rows that the backfills have replaced are vacuumed away sooner or later, by autovacuum.
    await database.sql('vacuum full analyze');
    for (const queries of [QUERIES, TODAY]) {
      const after = await estimates(queries);
      expect(Object.keys(after).filter((name) => after[name]!.scans)).toEqual([]);
    }
    const after = await estimates(TODAY);
    const rise = (name: string) => after[name]!.cost / before[name]!.cost;
    expect(rise('components of a drawing')).toBeLessThanOrEqual(1.1);
    expect(rise('a component by its mark')).toBeLessThanOrEqual(1.1);
  });
});

describe('indexes that the requirements name', () => {
  /** Table → leading columns; an index over more columns serves as well. */
  const NAMED: Readonly<Record<string, readonly string[]>> = {
    profiles: ['lower(NORMALIZE(btrim(email::text), NFC) COLLATE und-x-icu)'],
    projects: ['user_id', 'production_status', 'updated_at', 'production_status,updated_at', 'job_id', 'deleted_at'],
    scene_states: ['project_id', 'project_id,scene_index'],
    crawl_jobs: ['status', 'project_id,status', 'project_id'],
    images: ['crawl_job_id'],
    activity_logs: ['user_id', 'timestamp', 'action', 'user_id,timestamp', 'correlation_id', 'expires_at'],
    validation_jobs: ['status', 'crawl_job_id'],
    export_jobs: ['status', 'user_id', 'crawl_job_id'],
    export_history: ['status', 'created_at', 'status,created_at'],
    templates: ['category', 'is_system_template', 'is_community_template', 'category,sub_category'],
    user_setups: ['user_id', 'completed', 'updated_at'],
    custom_templates: ['category', 'is_default', 'created_at', 'category,created_at', 'deleted_at'],
    configurations: [
      'category',
      'is_sensitive',
      'is_active',
      'updated_at',
      'category,is_active',
      'category,updated_at',
    ],
    asset_states: ['project_id', 'project_id,asset_type', 'is_temporary'],
    render_checkpoints: ['project_id', 'project_id,stage_name', 'checkpoint_time'],
    project_versions: [
      'project_id',
      'version_type',
      'created_at',
      'project_id,created_at',
      'deleted_at',
      'is_marked_important',
    ],
    content_blobs: ['content_type', 'last_referenced_at', 'reference_count'],
  };

  it('are there, whole', async () => {
    database = await newDatabase();
    const rows = await database.sql<{ table: string; columns: string[] }>(
      `select indrelid::regclass::text as table, array(select pg_get_indexdef(indexrelid, n, true) from generate_series(1, indnkeyatts) n) as columns
        from pg_index where indisvalid and indisready`,
    );
    const has = (table: string, columns: string) =>
      rows.some(
        (row) => row.table === table && `${row.columns.join(',').replaceAll('"', '')},`.startsWith(`${columns},`),
      );
    const missing = Object.entries(NAMED).flatMap(([table, all]) =>
      all.filter((columns) => !has(table, columns)).map((columns) => `${table} (${columns})`),
    );
    expect(missing).toEqual([]);
  });
});
