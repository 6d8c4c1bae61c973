import { migrations } from '../../migrations';
import { randomUUID } from 'node:crypto';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { FLAWS } from '../../src/rehearsal/flaws';
import { LegacyData, type LegacyDataOptions } from '../../src/rehearsal/legacy-data';
import { LEGACY_TABLES } from '../../src/rehearsal/legacy-tables';
import { newDatabase, type TestDatabase } from '../support/database';
import { OldClient, type Sql } from '../support/old-client';
import { OldClientLoad, STATEMENTS } from '../support/old-client-load';
import { WriteLedger } from '../support/write-ledger';

let database: TestDatabase;
let changes: SchemaChanges;

beforeEach(async () => {
  database = await newDatabase('LegacySchema');
  changes = new SchemaChanges(database.url, migrations);
});

afterEach(() => database.drop());

const sql: Sql = (text, values) => database.sql(text, values);

async function generate(options: LegacyDataOptions): Promise<void> {
  await new LegacyData(database.url, options).generate();
}

describe('the old client', () => {
  it('writes and reads rows of every table, at the legacy schema and after every schema change', async () => {
    for (const round of ['before', 'after']) {
      const client = new OldClient(sql);
      const profile = await client.createProfile({ id: randomUUID(), email: `${round}@example.org` });
      const project = await client.createProject({ name: round, user_id: profile.id });
      const episode = await client.createEpisode({ project_id: project.id, name: 'Pilot', position: 1 });
      const shot = await client.createShot({ episode_id: episode.id, name: 'SH010', data: { tags: ['é'] } });
      const story = await client.createStory({ episode_id: episode.id, display_name: 'The Lamp' });
      const root = await client.createScenelet({ story_id: story.id, content: { description: 'a' } });
      await client.createScenelet({ story_id: story.id, parent_id: root.id });
      const told = await client.createStoryShot({
        ...{ episode_id: episode.id, story_id: story.id, scenelet_id: 'scenelet-1', scenelet_sequence: 1 },
        ...{ shot_index: 1, storyboard_payload: { framing: 'wide' } },
      });
      expect(await client.setMediaPaths(told.id, { key_frame_image_path: 'a.png' })).toBe(true);
      expect(await client.listStoryShots(story.id)).toMatchObject([
        { id: told.id, key_frame_image_path: 'a.png', storyboard_payload: { framing: 'wide' } },
      ]);
      expect(await client.updateShot(shot.id, { status: 'done', data: {} })).toBe(true);
      expect(await client.deleteShot(shot.id)).toBe(true);
      expect((await client.listShots(episode.id)).map(({ id }) => id)).toEqual([told.id]);
      expect(await client.restoreShot(shot.id)).toBe(true);
      expect(await client.readShot(shot.id)).toMatchObject({ status: 'done', data: {}, deleted_at: null });
      expect(await client.renameEpisode(episode.id, 'Finale')).toBe(true);
      expect(await client.deleteEpisode(episode.id)).toBe(true);
      expect(await client.listEpisodes(project.id)).toEqual([]);
      expect(await client.restoreEpisode(episode.id)).toBe(true);
      expect(await client.listEpisodes(project.id)).toMatchObject([{ name: 'Finale' }]);
      for (const status of ['deleted', 'archived', 'active'])
        expect(await client.setProjectStatus(project.id, status)).toBe(true);
      const job = await client.createCrawlJob({ project_id: project.id, name: 'lamps', keywords: ['lamp'] });
      expect(await client.updateCrawlJob(job.id, { status: 'running', task_ids: ['a', 'b'] })).toBe(true);
      await client.createImage({ crawl_job_id: job.id, original_url: 'https://example.org/1', filename: '1.jpg' });
      await client.recordActivity({ user_id: profile.id, action: 'START_CRAWL_JOB', metadata: { chunks: 2 } });
      const drawing = await client.createDrawing({ project_id: project.id, file_name: 'E-1.pdf' });
      expect(await client.updateDrawing(drawing.id, { processing_status: 'completed' })).toBe(true);
      const component = await client.createComponent({
        drawing_id: drawing.id,
        piece_mark: 'G1',
        bounding_box: { x: 1, y: 2, width: 40, height: 12 },
      });
      expect(await client.updateComponent(component.id, { review_status: 'approved' })).toBe(true);
      const read = { drawing_id: drawing.id, piece_mark: 'G1', confidence_score: 0.75 };
      expect(await client.upsertComponent(read)).toMatchObject({ id: component.id, made: false });
      expect(await client.upsertComponent({ ...read, piece_mark: 'G2' })).toMatchObject({ made: true });
      for (const status of ['deleted', 'active']) expect(await client.setProjectStatus(project.id, status)).toBe(true);
      expect(await client.listComponents(drawing.id)).toMatchObject([
        { piece_mark: 'G1', review_status: 'approved', confidence_score: 0.75 },
        { piece_mark: 'G2' },
      ]);
      const [, second] = await client.listComponents(drawing.id);
      expect(await client.deleteComponent(second!.id as string)).toBe(true);
      const other = await client.createDrawing({ project_id: project.id, file_name: 'E-2.pdf' });
      await client.createComponent({ drawing_id: other.id, piece_mark: 'G1' });
      expect(await client.deleteDrawing(other.id)).toBe(true);
      expect(await client.listDrawings(project.id)).toMatchObject([{ id: drawing.id }]);
      expect(await client.updateShot(randomUUID(), { status: 'done' })).toBe(false);
      await expect(client.updateShot(shot.id, { project_id: project.id })).rejects.toThrow(
        /knows no column project_id/,
      );
      await changes.migrate();
    }
    expect(await sql('select count(*)::int as shots from shots')).toEqual([{ shots: 4 }]);
  });
});

describe('the ledger', () => {
  let ledger: WriteLedger;
  let id: string;

  beforeEach(async () => {
    await generate({ sizes: { shots: 2 } });
    ledger = new WriteLedger();
    id = (await database.sql<{ id: string }>('select id from shots order by id limit 1'))[0]!.id;
  });

  const differences = () => ledger.verify(sql);
  const write = async (values: Record<string, unknown>, given: { acknowledged?: boolean } = {}) => {
    await new OldClient(sql).updateShot(id, values);
    ledger.record({ table: 'shots', id, values, ...given });
  };

  it('finds nothing where everything is as it was written', async () => {
    await write({ description: 'first', data: { a: [1, null, { b: 'é' }] } });
    await write({ description: null, frame_end: 5000, deleted_at: new Date('2024-01-01T00:00:00.123Z') });
    expect(await differences()).toEqual([]);
    expect(ledger.writes).toBe(2);
  });

  it('finds a lost update, in a text and in JSON', async () => {
    await write({ description: 'first', data: { a: 1 } });
    await write({ description: 'second', data: { a: 2 } });
    await database.sql(`update shots set description = 'first', data = '{"a": 1}' where id = $1`, [id]);
    expect(await differences()).toEqual([
      { kind: 'wrong', table: 'shots', id, column: 'description', expected: 'second', found: 'first' },
      { kind: 'wrong', table: 'shots', id, column: 'data', expected: { a: 2 }, found: { a: 1 } },
    ]);
  });

  it('finds a missing row', async () => {
    await write({ description: 'first' });
    await database.sql('delete from shots where id = $1', [id]);
    expect(await differences()).toEqual([{ kind: 'missing', table: 'shots', id }]);
  });

  it('finds a deleted row that is live again, and a restored one that is not', async () => {
    const at = new Date();
    await write({ deleted_at: at });
    await database.sql('update shots set deleted_at = null where id = $1', [id]);
    expect(await differences()).toEqual([
      { kind: 'resurrected', table: 'shots', id, column: 'deleted_at', expected: at, found: null },
    ]);
    await write({ deleted_at: null });
    await database.sql('update shots set deleted_at = now() where id = $1', [id]);
    expect(await differences()).toMatchObject([{ kind: 'wrong', column: 'deleted_at', expected: null }]);
  });

  it('finds a row that is there although it was deleted for good', async () => {
    ledger.record({ table: 'shots', id, deletes: true, acknowledged: false });
    expect(await differences()).toEqual([]);
    ledger.record({ table: 'shots', id, deletes: true });
    expect(await differences()).toEqual([{ kind: 'resurrected', table: 'shots', id }]);
    await database.sql('delete from shots where id = $1', [id]);
    expect(await differences()).toEqual([]);
  });

  it('leaves open what nobody has acknowledged, until the next write', async () => {
    const unsure = { acknowledged: false };
    ledger.record({ table: 'shots', id: randomUUID(), values: { name: 'x' }, creates: true, ...unsure });
    await write({ description: 'first' });
    ledger.record({ table: 'shots', id, values: { description: 'second' }, ...unsure });
    expect(await differences()).toEqual([]);
    await database.sql(`update shots set description = 'second' where id = $1`, [id]);
    expect(await differences()).toEqual([]);
    await database.sql(`update shots set description = 'third' where id = $1`, [id]);
    expect(await differences()).toMatchObject([{ kind: 'wrong', found: 'third' }]);
    await write({ description: 'fourth' });
    await database.sql(`update shots set description = 'second' where id = $1`, [id]);
    expect(await differences()).toMatchObject([{ kind: 'wrong', expected: 'fourth', found: 'second' }]);
  });
});

describe('the load', () => {
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const flaws = FLAWS.filter(({ legal }) => legal).map(({ name }) => ({ name }));
  const sizes = { shots: 400, stories: 10, drawings: 10, crawl_jobs: 10 };

  it('sends every kind of statement to every table that the old application sends it to', () => {
    const kinds = ['read', 'create', 'update', 'delete'];
    const all = [
      ...LEGACY_TABLES.flatMap((table) => kinds.map((kind) => `${kind} ${table}`)),
      ...['projects', 'episodes', 'shots'].map((table) => `restore ${table}`),
      'upsert components',
    ];
    const sent = STATEMENTS.map(({ kind, table }) => `${kind} ${table}`);
    expect(all.filter((one) => !sent.includes(one))).toEqual([
      // Nobody who has done anything is deleted, and what was done is neither changed nor deleted.
      'delete profiles',
      'update activity_logs',
      'delete activity_logs',
    ]);
    expect(sent.filter((one) => !all.includes(one))).toEqual([]);
  });

  /** What the load has deleted with a project and not brought back is in the trash, and nothing else of it. */
  const astray = () =>
    sql(`select t.id from projects p join drawings d on d.project_id = p.id left join components c on c.drawing_id = d.id
        cross join lateral (values (d.id, d.deletion_id), (c.id, c.deletion_id)) t(id, deletion_id)
      where t.id is not null and t.deletion_id is distinct from p.deletion_id
      union all select p.id from projects p where (p.status = 'deleted') <> (p.deletion_id is not null)
      union all select id from deletions where root_type = 'project' and row_count <> (select count(*) from (
        ${['projects', 'episodes', 'stories', 'scenelets', 'shots', 'crawl_jobs', 'images', 'drawings', 'components']
          .map((table) => `select from ${table} t where t.deletion_id = deletions.id`)
          .join(' union all ')}) members)`);

  it.each(['LegacySchema', undefined])('runs without a failure, its counts add up: %s', async (to) => {
    await generate({ sizes, flaws });
    await changes.migrate(to);
    const { load, results } = await OldClientLoad.run({
      ...{ url: database.url, rate: 200, connections: 3, reads: 0.3, windowMs: 500, seconds: 1 },
    });
    expect(results.failures).toEqual([]);
    expect(results.failed).toBe(0);
    expect(results.requests).toBeGreaterThanOrEqual(200);
    expect(results.reads + results.writes).toBe(results.requests);
    expect(results.writes).toBeGreaterThan(results.reads);
    expect(sum(Object.values(results.statements))).toBe(results.requests);
    expect(sum(results.windows.map(({ requests }) => requests))).toBe(results.requests);
    expect(load.ledger.writes).toBeGreaterThanOrEqual(results.writes);
    expect(await load.ledger.verify(sql)).toEqual([]);
    expect(STATEMENTS.map(({ name }) => name).filter((name) => !(name in results.statements))).toEqual([]);
    if (to === undefined) expect(await astray()).toEqual([]);
    const lost = await sql<{ id: string }>(`delete from images where filename like 'image %' returning id`);
    expect(lost).toHaveLength(results.statements['create image']! - results.statements['delete image']!);
    expect((await load.ledger.verify(sql)).map(({ kind, id }) => [kind, id]).sort()).toEqual(
      lost.map(({ id }) => ['missing', id]).sort(),
    );
  });

  it('goes on while the schema changes, and all that was acknowledged is there afterwards', async () => {
    await generate({ sizes, flaws });
    const load = await OldClientLoad.start({ url: database.url, rate: 200, connections: 3, reads: 0.3 });
    await changes.migrate();
    await sleep(300);
    const { failures, failed } = await load.stop();
    // A schema change that takes several locks in one transaction may have a client's statement refused; never more.
    expect(failures.filter(({ code }) => code !== '40P01')).toEqual([]);
    expect(sum(failures.map(({ count }) => count))).toBe(failed);
    expect(load.ledger.writes).toBeGreaterThan(0);
    expect(await load.ledger.verify(sql)).toEqual([]);
    expect(await astray()).toEqual([]);
  });

  it('sees a stall in every request that came meanwhile, not in one for each connection', async () => {
    await generate({ sizes: { shots: 40 } });
    const load = await OldClientLoad.start({
      url: database.url,
      rate: 100,
      connections: 2,
      reads: 1,
      windowMs: 60_000,
    });
    await sql('begin; lock table shots, episodes, projects, stories in access exclusive mode');
    const locked = performance.now();
    await sleep(500);
    const heldMs = performance.now() - locked;
    await sql('commit');
    const { windows, requests, latency } = await load.stop();
    expect(windows).toEqual([{ fromMs: 0, requests, failed: 0, ...latency }]);
    expect(requests).toBeGreaterThanOrEqual(Math.floor(heldMs / 10));
    // The first to come waited for all of it, and those after it for what was left.
    expect(latency.max).toBeGreaterThan(heldMs / 2);
  });

  it('reports refusals and broken connections as failures, by statement, and goes on', async () => {
    await generate({ sizes: { shots: 40 } });
    await sql(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no more images' using errcode = '23514'; end $$`);
    await sql('create trigger refuse before insert on images execute function refuse()');
    const load = await OldClientLoad.start({ url: database.url, rate: 200, connections: 2, reads: 0 });
    await sleep(500);
    await sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'old client' and datname = current_database()`);
    const before = (await sql('select from shots')).length;
    await sleep(500);
    const { failures, failed, statements, windows } = await load.stop();
    expect(failures).toContainEqual({
      ...{ statement: 'create image', code: '23514', message: 'no more images', count: statements['create image'] },
    });
    expect(sum(failures.map(({ count }) => count))).toBe(failed);
    expect(sum(windows.map((window) => window.failed))).toBe(failed);
    expect((await sql('select from shots')).length).toBeGreaterThan(before);
    expect(await load.ledger.verify(sql)).toEqual([]);
  });

  it('needs rows to work on', async () => {
    await generate({ sizes: { shots: 3, stories: 0 } });
    await expect(OldClientLoad.start({ url: database.url, rate: 1, connections: 4 })).rejects.toThrow(
      /too few live shots/,
    );
  });
});
