import { Client } from 'pg';
import { Database } from '../../src/database/database.service';
import { StoredFiles } from '../../src/files/stored-files';
import { Upkeep } from '../../src/jobs/upkeep';
import { declaredResources } from '../../src/resources/resource';
import { HangingTables } from '../../src/resources/trash/hanging-tables';
import { TrashEmptying } from '../../src/resources/trash/trash-emptying';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/deadlocks';
import { newFullProject } from '../support/full-project';

describe('emptying the trash', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  const emptying = () => t.app.get(TrashEmptying);
  const trashed = async () => (await t.request('GET', '/trash')).body.items as any[];
  const age = (days: number, condition = 'true') =>
    t.sql(`update deletions set created_at = now() - make_interval(days => $1) where ${condition}`, [days]);
  /** Table → its rows as texts, of all tables but the log and the replays. */
  const rows = async () => {
    const tables = await t.sql<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname not in ('activity_logs', 'idempotency_keys') order by 1`,
    );
    const found = new Map<string, string[]>();
    for (const { name } of tables)
      found.set(
        name,
        // A drawing forgets a project of the old application's, and stays.
        (await t.sql<{ row: string }>(`select r${name === 'drawings' ? '.id' : ''}::text as row from "${name}" r`)).map(
          ({ row }) => row,
        ),
      );
    return found;
  };
  /** Table → how many rows are no longer there. What is new or different is a mistake. */
  const gone = (before: Map<string, string[]>, after: Map<string, string[]>) => {
    const counts: Record<string, number> = {};
    for (const [table, old] of before) {
      const left = new Set(after.get(table));
      for (const row of left) if (!old.includes(row)) throw new Error(`${table} has a new row: ${row}`);
      if (left.size < old.length) counts[table] = old.length - left.size;
    }
    return counts;
  };

  it('leaves nothing of a project, and takes nothing else: in every table that hangs from projects', async () => {
    const [old, other] = [await newFullProject(t), await newFullProject(t)];
    await age(31, `id = '${old.deletion}'`);
    const before = await rows();
    const would = await emptying().count(30);
    expect(gone(before, await rows())).toEqual({});
    const emptied = await emptying().empty(30);
    const { deletions, ...taken } = gone(before, await rows());
    expect(emptied).toEqual({ deletions: 1, rows: taken });
    expect([deletions, would]).toEqual([1, emptied]);
    expect(await t.sql('select from projects where id = $1', [other.id])).toHaveLength(1);

    const below = await t.sql<{ name: string }>(
      `with recursive below(id) as (select 'projects'::regclass::oid union
          select conrelid from pg_constraint k join below b on k.confrelid = b.id where contype = 'f' and confdeltype <> 'n')
        select id::regclass::text as name from below order by 1`,
    );
    // A new table that hangs from projects: add a row of it to newFullProject.
    expect(Object.keys(taken).sort()).toEqual(below.map(({ name }) => name).sort());
    expect(taken).toMatchObject({ projects: 1, scenelets: 2, job_chunks: 3, drawing_projects: 1 });

    const entries = await t.sql(
      `select user_id, action, resource_type, resource_id, changes from activity_logs where project_id = $1 and action = 'purge'`,
      [old.id],
    );
    expect(entries).toEqual([
      {
        user_id: null,
        action: 'purge',
        resource_type: 'projects',
        resource_id: old.id,
        changes: [{ id: old.id, before: { deletion_id: old.deletion, row_count: 11 } }],
      },
    ]);
    expect((await t.request('POST', `/projects/${old.id}/restore`)).status).toBe(404);
  });

  it('leaves nothing of a drawing that went with its last project: in every table that hangs from drawings', async () => {
    const { id: project } = await t.newProject();
    const sha256 = 'd'.repeat(64);
    const [{ drawing } = { drawing: '' }] = await t.sql<{ drawing: string }>(
      `with f as (insert into stored_files (sha256, size) values ($2, 5)),
          d as (insert into drawings (file_name, project_id, sha256, file_hash, file_size, content_type) values ('a.pdf', $1, $2, $2, 5, 'application/pdf') returning id)
        select id as drawing from d`,
      [project, sha256],
    );
    await t.sql(
      `with p as (insert into drawing_pages (drawing_id, page_number, width, height, unit, preview_sha256, preview_width, preview_height)
            values ($1, 1, 612, 792, 'pt', $3, 612, 792)),
          k as (insert into kiss_files (drawing_id, sha256, unit, header) values ($1, $3, 'mm', '{}')),
          c as (insert into components (drawing_id, piece_mark) values ($1, 'G1') returning id),
          n as (insert into component_dimensions (component_id, dimension_type, nominal_value) select id, 'length', 1 from c),
          s as (insert into component_specifications (component_id, specification_type, value) select id, 'weld', 'E70' from c),
          r as (insert into rendering_jobs (drawing_id, project_id) values ($1, $2) returning id, project_id)
        insert into job_chunks (project_id, rendering_job_id, task, chunk_index) select project_id, id, 'render', 0 from r`,
      [drawing, project, sha256],
    );
    expect((await t.request('DELETE', `/projects/${project}`)).status).toBe(204);
    await age(31, `root_id = '${project}'`);
    const before = await rows();
    const { rows: taken } = await emptying().empty(30);
    const { deletions, ...lost } = gone(before, await rows());
    expect([deletions, taken]).toEqual([1, lost]);
    const below = await t.sql<{ name: string }>(
      `with recursive below(id) as (select 'drawings'::regclass::oid union
          select conrelid from pg_constraint k join below b on k.confrelid = b.id where contype = 'f' and confdeltype <> 'n')
        select id::regclass::text as name from below order by 1`,
    );
    // A new table that hangs from drawings: add a row of it above.
    expect(Object.keys(taken).sort()).toEqual([...below.map(({ name }) => name), 'projects'].sort());
    await t.app.get(StoredFiles).sweep(0);
    expect(await t.sql('select from stored_files where sha256 = $1', [sha256])).toEqual([]);
  });

  it('takes what is old, and says from when on the rest goes', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    const [old, young] = [await t.newShot(episode), await t.newShot(episode)];
    for (const { id } of [old, young]) await t.request('DELETE', `/shots/${id}`);
    await age(29, `root_id = '${young.id}'`);
    await age(30, `root_id = '${old.id}'`);
    const [left] = (await trashed()).filter(({ root_id }) => root_id === young.id);
    expect(Date.parse(left.purge_at) - Date.parse(left.created_at)).toBe(30 * 86_400_000);
    expect(await emptying().empty(30)).toEqual({ deletions: 1, rows: { shots: 1 } });
    expect((await trashed()).map(({ root_id }) => root_id)).toContain(young.id);
    expect((await t.request('POST', `/shots/${old.id}/restore`)).status).toBe(404);
    expect((await t.request('POST', `/shots/${young.id}/restore`)).status).toBe(200);
    const activity = await t.request('GET', `/activity?project_id=${project}&resource_id=${old.id}&sort=timestamp`);
    expect(activity.body.items.map(({ action }: any) => action)).toEqual(['create', 'delete', 'purge']);
  });

  it('takes along what was deleted before it hung from something deleted, whichever is older', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    const shots = [await t.newShot(episode), await t.newShot(episode), await t.newShot(episode)];
    await t.request('DELETE', `/shots/${shots[0]!.id}`);
    await t.request('DELETE', `/episodes/${episode}`);
    // As an old application's rows were sorted into deletions: the shot after its episode.
    await age(40, `root_id = '${episode}'`);
    expect(await emptying().count(35)).toEqual({ deletions: 1, rows: { episodes: 1, shots: 3 } });
    expect(await emptying().empty(35)).toEqual({ deletions: 2, rows: { episodes: 1, shots: 3 } });
    expect(await t.sql('select from deletions where project_id = $1', [project])).toEqual([]);
    expect((await t.request('GET', `/projects/${project}`)).status).toBe(200);
  });

  it('goes on where it was cut off; what it has begun cannot be restored, nor is it listed', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    await t.sql(
      `insert into shots (project_id, episode_id, name) select $1, $2, 'shot ' || n from generate_series(1, 2500) n`,
      [project, episode],
    );
    await t.request('DELETE', `/episodes/${episode}`);
    await age(31, `root_id = '${episode}'`);
    const stop = new AbortController();
    const cut = await emptying().empty(30, stop.signal, ({ rows }) => {
      if ((rows.shots ?? 0) >= 1000) stop.abort();
    });
    expect(cut).toEqual({ deletions: 0, rows: { shots: 1000 } });
    expect((await t.request('POST', `/episodes/${episode}/restore`)).status).toBe(404);
    expect((await trashed()).filter(({ root_id }) => root_id === episode)).toEqual([]);
    expect(await t.sql('select from shots where episode_id = $1', [episode])).toHaveLength(1500);
    // However old it must be: it is begun.
    expect(await emptying().empty(365)).toEqual({ deletions: 1, rows: { episodes: 1, shots: 1500 } });
  });

  it('leaves alone what is being restored', async () => {
    const { id: project } = await t.newProject();
    await t.request('DELETE', `/projects/${project}`);
    await age(31, `root_id = '${project}'`);
    const other = new Client({ connectionString: t.database.url });
    await other.connect();
    await other.query('begin');
    await other.query('select from deletions where root_id = $1 for update', [project]);
    expect(await emptying().empty(30)).toEqual({ deletions: 0, rows: {} });
    await other.end();
    expect((await t.request('POST', `/projects/${project}/restore`)).status).toBe(200);
  });

  it('while things are restored, and another run is at it: each is there whole, or gone whole', async () => {
    const { id: project } = await t.newProject();
    const episodes: string[] = [];
    for (let made = 0; made < 12; made++) episodes.push((await t.newEpisode(project)).id);
    await t.sql(
      `insert into shots (project_id, episode_id, name) select $1, e, 'shot ' || e || n from unnest($2::uuid[]) e, generate_series(1, 200) n`,
      [project, episodes],
    );
    for (const id of episodes) await t.request('DELETE', `/episodes/${id}`);
    await age(31, `project_id = '${project}'`);
    const [one, two, ...answers] = await Promise.all([
      emptying().empty(30),
      emptying().empty(30),
      ...episodes.map((id) => t.request('POST', `/episodes/${id}/restore`)),
    ]);
    const restored = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 404)).toBe(true);
    expect(one.deletions + two.deletions).toBe(12 - restored);
    const left = await t.sql(
      `select e.id, e.deleted_at, count(s.id)::int as shots, count(s.deleted_at)::int as deleted from episodes e
        left join shots s on s.episode_id = e.id where e.project_id = $1 group by e.id`,
      [project],
    );
    expect(left).toHaveLength(restored);
    for (const episode of left) expect(episode).toMatchObject({ deleted_at: null, shots: 200, deleted: 0 });
    expect(deadlocks()).toBe(0);
  });

  it('lets files go after their grace, when the last row that refers to them is gone', async () => {
    const { id } = await newFullProject(t);
    await age(31, `root_id = '${id}'`);
    const [{ sha256 } = { sha256: '' }] = await t.sql<{ sha256: string }>(
      'select sha256 from images where project_id = $1',
      [id],
    );
    const files = t.app.get(StoredFiles);
    await files.sweep(0);
    expect(await t.sql('select from stored_files where sha256 = $1', [sha256])).toHaveLength(1);
    await emptying().empty(30);
    await files.sweep(3600);
    expect(await t.sql('select from stored_files where sha256 = $1', [sha256])).toHaveLength(1);
    await files.sweep(0);
    expect(await t.sql('select from stored_files where sha256 = $1', [sha256])).toEqual([]);
  });

  it('is done by the workers every night', async () => {
    expect(t.app.get(Upkeep).crontab()).toContain('40 2 * * * empty_trash ?max=1');
    const { id } = await t.newProject();
    await t.request('DELETE', `/projects/${id}`);
    await age(31, `root_id = '${id}'`);
    await t.app.get(Upkeep).tasks(new AbortController().signal)['empty_trash']?.();
    expect(await t.sql('select from projects where id = $1', [id])).toEqual([]);
  });
});

describe('the trash of an installation that keeps everything', () => {
  it('is not emptied by itself', async () => {
    const t = await startApp({ TRASH_RETENTION_DAYS: 'never' });
    const { id } = await t.newProject();
    await t.request('DELETE', `/projects/${id}`);
    expect((await t.request('GET', '/trash')).body.items).toEqual([expect.objectContaining({ purge_at: null })]);
    expect(t.app.get(Upkeep).crontab()).not.toContain('empty_trash');
    await t.close();
  });
});

describe('the schema', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  it('has every table whose rows can be deleted, and the order in which foreign keys let them go', async () => {
    const hanging = await HangingTables.read(t.app.get(Database));
    expect(hanging.members()).toEqual(expect.arrayContaining(declaredResources().map(({ table }) => table)));
    const order = hanging.below('deletions');
    for (const table of order)
      for (const { table: child } of hanging.from(table).filter((found) => found.table !== table))
        expect([table, child, order.indexOf(child) > order.indexOf(table)]).toEqual([table, child, true]);
  });

  it('has an index for every foreign key into what can be purged, also of deleted rows', async () => {
    const tables = (await HangingTables.read(t.app.get(Database))).below('deletions');
    const without = await t.sql(
      `select k.conrelid::regclass || '.' || k.conname as key from pg_constraint k
        where k.contype = 'f' and k.confrelid::regclass::text = any($1) and not exists (
          select from pg_index i where i.indrelid = k.conrelid and i.indisvalid and i.indkey[0] = any(k.conkey)
            and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)',
              (select attname from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]))))`,
      [[...tables, 'stored_files']],
    );
    expect(without).toEqual([]);
  });
});
