import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startApp, type TestApp, type TestProfile } from '../support/app';
import { deadlocks } from '../support/deadlocks';

describe('trash, when several use it', () => {
  let t: TestApp;
  let ann: TestProfile;
  let project: string;

  beforeAll(async () => {
    t = await startApp({ STATEMENT_TIMEOUT_MS: '1000' });
    ann = await t.newProfile();
  });
  beforeEach(async () => {
    project = (await t.newProject({ token: ann.token })).id;
  });
  afterAll(() => t.close());

  const remove = (path: string) => t.request('DELETE', path, { token: ann.token });
  const restore = (path: string, body: object = {}) => t.request('POST', `${path}/restore`, { token: ann.token, body });

  /** Does something in a transaction of its own, which ends when somebody waits for it. */
  const heldUntilWaitedFor = async <T>(sql: string, values: unknown[], request: () => Promise<T>): Promise<T> => {
    const other = new Client({ connectionString: t.database.url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(sql, values);
      const answer = request();
      const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      while ((await t.sql(waiting)).length === 0) await new Promise((next) => setTimeout(next, 10));
      await other.query('commit');
      return await answer;
    } finally {
      await other.end();
    }
  };

  it('brings an episode back while its shots are asked for, without waiting in a circle', async () => {
    const { id: episode } = await t.newEpisode(project);
    const shots = [];
    for (let made = 0; made < 6; made++) shots.push((await t.newShot(episode)).id);
    for (let round = 0; round < 4; round++) {
      await remove(`/episodes/${episode}`);
      const [whole, ...parts] = await Promise.all([
        restore(`/episodes/${episode}`),
        ...shots.map((id) => restore(`/shots/${id}`)),
      ]);
      expect(whole.status).toBe(200);
      for (const { status, body } of parts) expect([status, body.code]).toEqual([409, 'state_conflict']);
    }
    expect(deadlocks()).toBe(0);
  });

  it('names the row to rename when the name is taken at the last moment', async () => {
    const { id: episode } = await t.newEpisode(project, { name: 'Reel' });
    await remove(`/episodes/${episode}`);
    const holder = randomUUID();
    const { status, body } = await heldUntilWaitedFor(
      `insert into episodes (id, project_id, name) values ($1, $2, 'REEL')`,
      [holder, project],
      () => restore(`/episodes/${episode}`),
    );
    expect([status, body.code]).toEqual([409, 'duplicate']);
    expect(body.errors).toEqual([
      expect.objectContaining({
        pointer: `/rename/${episode}`,
        conflicting_id: holder,
        constraint: 'idx_episodes_project_name_unique',
      }),
    ]);
    expect((await restore(`/episodes/${episode}`, { rename: { [episode]: 'Reel 2' } })).body.name).toBe('Reel 2');
  });

  it('takes and gives back more than one statement of a request has time for', async () => {
    const { id: episode } = await t.newEpisode(project);
    await t.newShot(episode);
    await t.sql(`create function take_time() returns trigger language plpgsql as
      'begin perform pg_sleep(1.2); return new; end'`);
    await t.sql('create trigger slow before update on shots for each row execute function take_time()');
    try {
      for (const path of [`/episodes/${episode}`, `/projects/${project}`]) {
        expect((await remove(path)).status).toBe(204);
        expect((await restore(path)).status).toBe(200);
      }
      const [shot] = (await t.request('GET', `/episodes/${episode}/shots`)).body.items;
      const changed = await t.request('PATCH', `/shots/${shot.id as string}`, { body: { name: 'too slow' } });
      expect([changed.status, changed.body.code]).toEqual([503, 'database_busy']);
    } finally {
      await t.sql('drop trigger slow on shots');
    }
  });

  it('renames a row whose id no standard knows', async () => {
    const id = '00000000-0000-0000-0000-00000000abcd';
    await t.sql(`insert into episodes (id, project_id, name) values ($1, $2, 'Old')`, [id, project]);
    await remove(`/episodes/${id}`);
    await t.newEpisode(project, { name: 'old' });
    expect((await restore(`/episodes/${id}`)).status).toBe(409);
    const { status, body } = await restore(`/episodes/${id}`, { rename: { [id.toUpperCase()]: 'Older' } });
    expect([status, body.id, body.name]).toEqual([200, id, 'Older']);
  });
});

describe('projects and episodes, beside what was there before', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  it('keep a name as it is spelled until somebody gives another', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    await t.sql(`update projects set name = ' Old ' where id = $1`, [project]);
    await t.sql(`update episodes set name = 'Re' || U&'\\0301' || 'el' where id = $1`, [episode]);
    for (const path of [`/projects/${project}`, `/episodes/${episode}`]) {
      const before = await t.request('GET', path);
      for (const body of [{ name: before.body.name }, { name: (before.body.name as string).trim().normalize('NFC') }]) {
        const same = await t.request('PATCH', path, { body });
        expect([same.status, same.body]).toEqual([200, before.body]);
      }
      expect((await t.request('PATCH', path, { body: { name: 'new' } })).body).toMatchObject({
        name: 'new',
        version: Number(before.body.version) + 1,
      });
    }
  });

  it.each(['members', 'episodes'])('list %s of a project that is seen only, an empty one included', async (what) => {
    const { id } = await t.newProject();
    const stranger = await t.newProfile();
    const list = (project: string, token?: string) =>
      t.request('GET', `/projects/${project}/${what}?count=exact`, { ...(token !== undefined && { token }) });
    expect((await list(id)).body).toEqual({ items: [], next_cursor: null, total: 0 });
    if (what === 'episodes') await t.newEpisode(id);
    else await t.newMember(id, 'viewer');
    expect((await list(id)).body.total).toBe(1);
    for (const answer of [await list(id, stranger.token), await list(randomUUID())])
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    await t.request('DELETE', `/projects/${id}`);
    expect((await list(id)).status).toBe(404);
  });
});
