import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';

describe('trash and activity', () => {
  let t: TestApp;
  let ann: TestProfile;
  let project: string;

  beforeAll(async () => {
    t = await startApp();
    ann = await t.newProfile();
  });
  beforeEach(async () => {
    project = (await t.newProject({ token: ann.token })).id;
  });
  afterAll(() => t.close());

  const remove = (path: string, token = ann.token) => t.request('DELETE', path, { token });
  const restore = (path: string, body: object = {}, token = ann.token) =>
    t.request('POST', `${path}/restore`, { token, body });
  const trash = async (query = '', token = ann.token) =>
    (await t.request('GET', `/trash?project_id=${project}${query}`, { token })).body.items as any[];
  const activity = async (query = '', token = ann.token) =>
    (await t.request('GET', `/activity?project_id=${project}&sort=timestamp${query}`, { token })).body.items as any[];

  /** Every row of the project that is live, with its name. */
  const live = async () =>
    (
      await t.sql<{ row: string }>(
        `select 'project ' || name as row from projects where id = $1 and deleted_at is null
          union all select 'episode ' || name from episodes where project_id = $1 and deleted_at is null
          union all select 'shot ' || name from shots where project_id = $1 and deleted_at is null order by 1`,
        [project],
      )
    ).map(({ row }) => row);

  /** No live row under a deleted one, no row of a deletion that is not there, and counts that are right. */
  const expectOrder = async () => {
    const wrong = await t.sql(
      `select e.id from episodes e join projects p on p.id = e.project_id where e.deleted_at is null and p.deleted_at is not null
        union all select s.id from shots s join episodes e on e.id = s.episode_id where s.deleted_at is null and e.deleted_at is not null
        union all select d.id from deletions d where d.row_count <>
          (select count(*) from projects x where x.deletion_id = d.id) + (select count(*) from episodes x where x.deletion_id = d.id)
            + (select count(*) from shots x where x.deletion_id = d.id)`,
    );
    expect(wrong).toEqual([]);
  };
  afterEach(expectOrder);

  it('brings back exactly what went, and not what went before', async () => {
    const { id: first } = await t.newEpisode(project, { name: 'first' });
    const { id: second } = await t.newEpisode(project, { name: 'second' });
    const { id: early } = await t.newShot(first, { name: 'early' });
    await t.newShot(first, { name: 'stays' });
    await t.newShot(second, { name: 'later' });
    await remove(`/shots/${early}`);
    const before = await live();
    await remove(`/episodes/${second}`);
    const without = await live();
    await remove(`/projects/${project}`);
    expect(await live()).toEqual([]);
    expect((await trash()).map(({ root_type, root_name, row_count }) => [root_type, root_name, row_count])).toEqual([
      ['project', expect.any(String), 3],
      ['episode', 'second', 2],
      ['shot', 'early', 1],
    ]);
    const back = await restore(`/projects/${project}`);
    expect([back.status, back.body.version, back.headers.get('etag')]).toEqual([200, 3, '"3.3"']);
    expect(await live()).toEqual(without);
    expect((await restore(`/episodes/${second}`)).body).toMatchObject({
      name: 'second',
      deleted_at: null,
      version: 5 - 2,
    });
    expect(await live()).toEqual(before);
    expect((await restore(`/shots/${early}`)).status).toBe(200);
    expect(await trash()).toEqual([]);
  });

  it('lists deletions with who and what, to whoever sees the project, filtered and paged', async () => {
    const { id: episode } = await t.newEpisode(project, { name: 'e' });
    const shots = [];
    for (const name of ['a', 'b', 'c']) shots.push((await t.newShot(episode, { name })).id);
    for (const id of shots) await remove(`/shots/${id}`);
    await remove(`/episodes/${episode}`, t.admin);
    const viewer = await t.newMember(project, 'viewer');
    const [latest] = await trash('', viewer.token);
    expect(latest).toEqual({
      id: expect.any(String),
      project_id: project,
      root_type: 'episode',
      root_id: episode,
      root_name: 'e',
      row_count: 1,
      created_at: expect.any(String),
      created_by: t.adminId,
      purge_at: expect.any(String),
    });
    expect((await trash('&root_type=shot&sort=created_at')).map(({ root_id }) => root_id)).toEqual(shots);
    const page = await t.request('GET', `/trash?project_id=${project}&limit=2&count=exact`, { token: ann.token });
    expect([page.body.items.length, page.body.total]).toEqual([2, 4]);
    expect(
      (await trash(`&limit=2&cursor=${page.body.next_cursor as string}`)).map(({ root_name }) => root_name),
    ).toEqual(['b', 'a']);
    const stranger = await t.newProfile();
    const unseen = await t.request('GET', `/trash?project_id=${project}`, { token: stranger.token });
    expect([unseen.status, unseen.body.code]).toEqual([400, 'unknown_reference']);
    expect((await t.request('GET', '/trash', { token: stranger.token })).body.items).toEqual([]);
  });

  it('shows a deleted project to its owner, who may bring it back', async () => {
    await remove(`/projects/${project}`);
    const { body } = await t.request('GET', '/trash?root_type=project&limit=500', { token: ann.token });
    expect(body.items.map(({ root_id }: any) => root_id)).toContain(project);
    expect((await activity()).map(({ action }) => action)).toEqual(['create', 'delete']);
    expect((await restore(`/projects/${project}`)).body.id).toBe(project);
  });

  describe('refuses to restore', () => {
    it('what is not deleted, and what is not there', async () => {
      const { id } = await t.newEpisode(project);
      const live = await restore(`/episodes/${id}`);
      expect([live.status, live.body.code]).toEqual([409, 'state_conflict']);
      for (const path of [`/projects/${randomUUID()}`, `/episodes/${randomUUID()}`, `/shots/${randomUUID()}`])
        expect((await restore(path)).status).toBe(404);
    });

    it('a version that is not the present one', async () => {
      const { id, version } = await t.newEpisode(project);
      await remove(`/episodes/${id}`);
      const at = (tag: string) =>
        t.request('POST', `/episodes/${id}/restore`, { token: ann.token, headers: { 'if-match': tag } });
      expect((await at(`"${version}.1"`)).status).toBe(412);
      expect((await at(`"${version + 1}.1"`)).status).toBe(200);
    });

    it('a part of a greater deletion, which it names', async () => {
      const { id: episode } = await t.newEpisode(project, { name: 'whole' });
      const { id: shot } = await t.newShot(episode);
      await remove(`/episodes/${episode}`);
      const { status, body } = await restore(`/shots/${shot}`);
      expect([status, body.code, body.detail]).toEqual([409, 'state_conflict', expect.stringContaining(episode)]);
      expect(body.detail).toContain('"whole"');
    });

    it('what hangs under something in the trash, which it names', async () => {
      const { id: episode } = await t.newEpisode(project);
      const { id: shot } = await t.newShot(episode);
      await remove(`/shots/${shot}`);
      await remove(`/episodes/${episode}`);
      const under = await restore(`/shots/${shot}`);
      expect([under.status, under.body.detail]).toEqual([409, expect.stringContaining(episode)]);
      await remove(`/projects/${project}`);
      const deeper = await restore(`/episodes/${episode}`);
      expect([deeper.status, deeper.body.detail]).toEqual([409, expect.stringContaining(project)]);
    });
  });

  describe('a name that has been taken meanwhile', () => {
    let episode: string;
    let ids: Record<'a' | 'b' | 'c', string>;
    let inTheWay: Record<'a' | 'b', string>;

    beforeEach(async () => {
      episode = (await t.newEpisode(project, { name: 'é' })).id;
      const shot = async (name: string, into = episode) => (await t.newShot(into, { name })).id;
      ids = { a: await shot('a'), b: await shot('b'), c: await shot('c') };
      await remove(`/episodes/${episode}`);
      const { id: other } = await t.newEpisode(project, { name: 'É' });
      inTheWay = { a: await shot('A', other), b: await shot('B', other) };
    });

    it('is refused with every collision', async () => {
      const { status, body } = await restore(`/episodes/${episode}`);
      expect([status, body.code]).toEqual([409, 'duplicate']);
      expect(body.errors).toHaveLength(3);
      const named = Object.fromEntries(body.errors.map((error: any) => [error.pointer, error]));
      expect(named[`/rename/${ids.a}`]).toMatchObject({ conflicting_id: inTheWay.a, constraint: expect.any(String) });
      expect(named[`/rename/${ids.b}`]).toMatchObject({ conflicting_id: inTheWay.b });
      expect(named[`/rename/${episode}`]).toMatchObject({ constraint: 'idx_episodes_project_name_unique' });
      expect(await trash('&root_type=episode')).toHaveLength(1);
    });

    it('is given up for a new one, with a trace', async () => {
      const rename = { [episode.toUpperCase()]: ' é 2 ', [ids.a]: 'a 2', [ids.b]: 'b 2' };
      const { status, body } = await restore(`/episodes/${episode}`, { rename });
      expect([status, body.name, body.version]).toEqual([200, 'é 2', 4]);
      const { body: list } = await t.request('GET', `/episodes/${episode}/shots?sort=name`);
      expect(list.items.map((item: any) => [item.id, item.name, item.version])).toEqual([
        [ids.a, 'a 2', 4],
        [ids.b, 'b 2', 4],
        [ids.c, 'c', 3],
      ]);
      const request = (await activity('&action=restore')).at(-1).request_id;
      const renamed = (await activity('&action=update')).filter(({ request_id }) => request_id === request);
      expect(
        renamed.flatMap(({ resource_type, changes }) =>
          changes.map((change: any) => [resource_type, change.id, change.before.name, change.after.name]),
        ),
      ).toEqual(
        expect.arrayContaining([
          ['episodes', episode, 'é', 'é 2'],
          ['shots', ids.a, 'a', 'a 2'],
          ['shots', ids.b, 'b', 'b 2'],
        ]),
      );
    });

    it.each([
      ['a name that is taken again', (id: string) => ({ [id]: 'B' }), 409],
      ['a name of a row that comes back too', (id: string) => ({ [id]: 'C' }), 409],
      ['a row that is not part of it', () => ({ [randomUUID()]: 'x' }), 400],
      ['an id that is none', () => ({ x: 'y' }), 400],
      ['a blank name', (id: string) => ({ [id]: ' ' }), 400],
      ['a name that is no text', (id: string) => ({ [id]: 7 }), 400],
      ['a name of 256 characters', (id: string) => ({ [id]: 'x'.repeat(256) }), 400],
      ['a name with a control character', (id: string) => ({ [id]: 'x\u0007' }), 400],
      ['a list', () => [] as unknown as Record<string, unknown>, 400],
    ])('is not resolved by %s', async (_, rename, wanted) => {
      const before = await live();
      const { status, body } = await restore(`/episodes/${episode}`, { rename: rename(ids.a) });
      expect([status, body.errors.length > 0]).toEqual([wanted, true]);
      for (const { pointer } of body.errors) expect(pointer).toMatch(/^\/rename/);
      expect(await live()).toEqual(before);
    });
  });

  describe('at the same moment', () => {
    const statuses = (answers: TestResponse[]) => answers.map(({ status }) => status);

    it('creating episodes and deleting the project leave nothing live under it', async () => {
      for (let round = 0; round < 12; round++) {
        const { id } = await t.newProject({ token: ann.token });
        const create = () => t.request('POST', `/projects/${id}/episodes`, { body: { name: randomUUID() } });
        const [deleted, ...created] = await Promise.all([remove(`/projects/${id}`), create(), create(), create()]);
        expect(deleted.status).toBe(204);
        for (const status of statuses(created)) expect([201, 404]).toContain(status);
        await expectOrder();
      }
    });

    it('two restore it: one does, the other is told', async () => {
      const { id } = await t.newEpisode(project);
      await t.newShot(id);
      for (let round = 0; round < 5; round++) {
        await remove(`/episodes/${id}`);
        const answers = await Promise.all([restore(`/episodes/${id}`), restore(`/episodes/${id}`)]);
        expect(statuses(answers).sort()).toEqual([200, 409]);
      }
    });

    it('two delete it: one does, the other finds it gone', async () => {
      for (let round = 0; round < 5; round++) {
        const { id } = await t.newEpisode(project);
        const answers = await Promise.all([remove(`/episodes/${id}`), remove(`/episodes/${id}`)]);
        expect(statuses(answers).sort()).toEqual([204, 404]);
      }
    });

    it('one deletes what another restores, and both get an answer that is true', async () => {
      const { id: episode } = await t.newEpisode(project);
      const { id: shot } = await t.newShot(episode);
      for (let round = 0; round < 8; round++) {
        await remove(`/shots/${shot}`);
        const [back, gone] = await Promise.all([restore(`/shots/${shot}`), remove(`/episodes/${episode}`)]);
        expect(gone.status).toBe(204);
        expect([200, 409]).toContain(back.status);
        await expectOrder();
        expect((await restore(`/episodes/${episode}`)).status).toBe(200);
        if (back.status === 409) expect((await restore(`/shots/${shot}`)).status).toBe(200);
      }
    });

    it('what is restored waits for the deletion of its parent, and is told of it', async () => {
      const { id: episode } = await t.newEpisode(project);
      await remove(`/episodes/${episode}`);
      const other = new Client({ connectionString: t.database.url });
      await other.connect();
      await other.query('begin');
      await other.query(
        `with d as (insert into deletions (project_id, root_type, root_id, row_count) values ($1::uuid, 'project', $1::uuid, 1) returning id)
          update projects set deleted_at = now(), live = null, deletion_id = (select id from d) where id = $1::uuid`,
        [project],
      );
      const restoring = restore(`/episodes/${episode}`);
      const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      while ((await t.sql(waiting)).length === 0) await new Promise((next) => setTimeout(next, 10));
      await other.query('commit');
      await other.end();
      const { status, body } = await restoring;
      expect([status, body.code, body.detail]).toEqual([409, 'state_conflict', expect.stringContaining(project)]);
    });
  });

  it('takes 10,000 shots with their project, and brings them back', async () => {
    const { id: episode } = await t.newEpisode(project);
    await t.sql(
      `insert into shots (project_id, episode_id, name) select $1, $2, 'shot ' || n from generate_series(1, 10000) n`,
      [project, episode],
    );
    expect((await remove(`/projects/${project}`)).status).toBe(204);
    expect(await live()).toEqual([]);
    expect((await trash())[0].row_count).toBe(10_002);
    expect((await restore(`/projects/${project}`)).status).toBe(200);
    expect(await live()).toHaveLength(10_002);
  });

  describe('activity', () => {
    it('names the request, the person and the rows of every deletion and restoration', async () => {
      const { id: episode } = await t.newEpisode(project);
      const headers = { 'x-request-id': `test-${randomUUID()}` };
      await t.request('DELETE', `/episodes/${episode}`, { token: ann.token, headers });
      const [{ id: deletion }] = (await trash()) as [{ id: string }];
      await restore(`/episodes/${episode}`);
      const [deleted, restored] = await activity(`&resource_id=${episode}`).then((all) => all.slice(-2));
      expect(deleted).toMatchObject({
        action: 'delete',
        resource_type: 'episodes',
        user_id: ann.id,
        request_id: headers['x-request-id'],
        changes: [{ id: episode, after: { deletion_id: deletion } }],
        metadata: { count: 1 },
      });
      expect(restored).toMatchObject({
        action: 'restore',
        changes: [{ id: episode, before: { deletion_id: deletion } }],
      });
    });

    it('is filtered, counted and paged', async () => {
      for (const name of ['a', 'b', 'c'])
        await t.newEpisode(project, { name, token: name === 'b' ? ann.token : t.admin });
      expect(await activity(`&user_id=${ann.id}&resource_type=episodes`)).toHaveLength(1);
      expect(await activity('&action=create')).toHaveLength(4);
      expect(await activity('&action=none')).toEqual([]);
      const page = await t.request('GET', `/activity?project_id=${project}&limit=3&count=exact`, { token: ann.token });
      expect([page.body.items.length, page.body.total]).toEqual([3, 4]);
      const cursor = page.body.next_cursor as string;
      const rest = await t.request('GET', `/activity?project_id=${project}&cursor=${cursor}`, { token: ann.token });
      expect(rest.body.items.map(({ resource_type }: any) => resource_type)).toEqual(['projects']);
    });

    it('outside of projects is one’s own, unless one may see all', async () => {
      const bob = await t.newProfile();
      const { body } = await t.request('POST', '/auth/tokens', { token: bob.token, body: { name: 'x' } });
      const seen = async (token: string) =>
        (await t.request('GET', `/activity?resource_id=${body.id as string}`, { token })).body.items.length as number;
      const moderator = await t.newProfile({ role: 'moderator' });
      expect(await Promise.all([bob.token, ann.token, moderator.token, t.admin].map(seen))).toEqual([1, 0, 1, 1]);
    });

    it('refuses a project that is unknown or may not be seen', async () => {
      const bob = await t.newProfile();
      for (const [token, id] of [
        [bob.token, project],
        [t.admin, randomUUID()],
      ] as const) {
        const { status, body } = await t.request('GET', `/activity?project_id=${id}`, { token });
        expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'unknown_reference', 'project_id']);
      }
    });
  });
});
