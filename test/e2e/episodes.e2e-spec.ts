import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestProfile } from '../support/app';
import { NOBODY, Scene } from '../support/behaves-like/collection';
import { describeConcurrency } from '../support/behaves-like/concurrency';
import { describeItem } from '../support/behaves-like/item';
import { describeList } from '../support/behaves-like/list';
import { describeTrash } from '../support/behaves-like/trash';
import { EPISODE_LIST, EPISODES } from '../support/episodes';

describe('an episode', () => {
  const scene = Scene.of(EPISODES, { DATABASE_POOL_SIZE: '30' });

  describeItem(scene);
  describeTrash(scene, ({ place }) => [`/projects/${place.project}/episodes`]);
  describeConcurrency(scene);
});

describe('the list of the episodes of a project', () => {
  describeList(EPISODES, EPISODE_LIST);
});

describe('episodes and members', () => {
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

  const create = (body: object, into = project, token = ann.token) =>
    t.request('POST', `/projects/${into}/episodes`, { token, body });
  const patch = (id: string, body: object, token = ann.token, headers: Record<string, string> = {}) =>
    t.request('PATCH', `/episodes/${id}`, { token, body, headers });
  const entriesOf = async (type: string) =>
    (await t.request('GET', `/activity?project_id=${project}&resource_type=${type}&sort=timestamp`)).body
      .items as any[];

  describe('creating an episode', () => {
    it('puts it after the last one, unless a place is given', async () => {
      const first = await create({ name: ' Re\u0301el 1 ' });
      expect([first.status, first.headers.get('location'), first.headers.get('etag')]).toEqual([
        201,
        `/api/v1/episodes/${first.body.id as string}`,
        '"1.1"',
      ]);
      expect(first.body).toEqual({
        id: expect.any(String),
        project_id: project,
        project_name: expect.stringMatching(/^project /),
        name: 'Réel 1',
        position: 1,
        created_at: expect.any(String),
        updated_at: first.body.created_at,
        deleted_at: null,
        created_by: ann.id,
        updated_by: ann.id,
        version: 1,
      });
      expect((await t.request('GET', `/episodes/${first.body.id as string}`)).body).toEqual(first.body);
      const places = [];
      for (const body of [{ name: '2' }, { name: '3', position: 10 }, { name: '4' }, { name: '5', position: -1 }])
        places.push((await create(body)).body.position);
      expect(places).toEqual([2, 10, 11, -1]);
    });

    it('says so when no place is left after the last one', async () => {
      await create({ name: 'last', position: 2_147_483_647 });
      expect((await create({ name: 'beyond' })).status).toBe(400);
      expect((await create({ name: 'beyond', position: 1 })).status).toBe(201);
    });

    it('takes a name that differs in more than case, accent or spaces, and that of one in the trash', async () => {
      const { id } = (await create({ name: 'Écran (1)' })).body;
      expect((await create({ name: 'Ecran (1)' })).status).toBe(201);
      await t.request('DELETE', `/episodes/${id as string}`);
      expect((await create({ name: 'écran (1)' })).status).toBe(201);
    });
  });

  describe('changing an episode', () => {
    it('merges, raises the version once, and leaves it when nothing changes', async () => {
      const { id } = (await create({ name: 'a' })).body;
      const answer = await patch(id, { name: 'A', position: 5 });
      expect([answer.body.name, answer.body.position, answer.headers.get('etag')]).toEqual(['A', 5, '"2.1"']);
      for (const same of [{}, { name: ' A ' }, { project_id: project.toUpperCase() }])
        expect((await patch(id, same)).body).toEqual(answer.body);
      expect((await entriesOf('episodes')).map(({ action, changes, user_id }) => [action, user_id, changes])).toEqual([
        ['create', ann.id, [{ id, after: { name: 'a' } }]],
        ['update', ann.id, [{ id, before: { name: 'a', position: 1 }, after: { name: 'A', position: 5 } }]],
      ]);
    });

    it('keeps to If-Match, whose second part is for readers only', async () => {
      const { id } = (await create({ name: 'a' })).body;
      expect((await patch(id, { name: 'b' }, ann.token, { 'if-match': '"2.1"' })).status).toBe(412);
      await t.request('PATCH', `/projects/${project}`, { body: { name: 'renamed' } });
      const get = (tag: string) => t.request('GET', `/episodes/${id as string}`, { headers: { 'if-none-match': tag } });
      expect((await get('"1.1"')).body.project_name).toBe('renamed');
      expect((await get('"1.2"')).status).toBe(304);
      expect((await patch(id, { name: 'b' }, ann.token, { 'if-match': '"1.1"' })).status).toBe(200);
      const headers = { 'if-match': '"1.2"' };
      expect((await t.request('DELETE', `/episodes/${id as string}`, { headers })).status).toBe(412);
    });
  });

  describe('moving an episode to another project', () => {
    it('is done while it has no shots', async () => {
      const { id } = (await create({ name: 'a' })).body;
      const other = await t.newProject({ token: ann.token });
      const { status, body } = await patch(id, { project_id: other.id.toUpperCase() });
      expect([status, body.project_id, body.project_name]).toEqual([200, other.id, other.name]);
      expect((await t.request('GET', `/projects/${other.id}/episodes`)).body.items).toEqual([body]);
      const [entry] = (await t.request('GET', `/activity?project_id=${other.id}&action=update`)).body.items;
      expect(entry.changes).toEqual([{ id, before: { project_id: project }, after: { project_id: other.id } }]);
    });

    it('is refused while it has shots, live or in the trash', async () => {
      const { id } = (await create({ name: 'a' })).body;
      const shot = await t.newShot(id as string);
      const other = await t.newProject({ token: ann.token });
      for (const trashed of [false, true]) {
        if (trashed) await t.request('DELETE', `/shots/${shot.id}`);
        const { status, body } = await patch(id, { project_id: other.id });
        expect([status, body.code, body.errors]).toEqual([
          400,
          'project_mismatch',
          [{ pointer: '/project_id', detail: expect.any(String), constraint: 'fk_shots_episode_project' }],
        ]);
      }
      expect((await t.request('GET', `/episodes/${id as string}`)).body.version).toBe(1);
    });

    it('is refused where the name is taken, or where the caller may not write', async () => {
      const { id } = (await create({ name: 'a' })).body;
      const mine = await t.newProject({ token: ann.token });
      const taken = (await create({ name: 'A' }, mine.id)).body.id;
      const collision = await patch(id, { project_id: mine.id });
      expect([collision.status, collision.body.errors[0].conflicting_id]).toEqual([409, taken]);
      const theirs = await t.newProject();
      const trashed = await t.newProject({ token: ann.token });
      await t.request('DELETE', `/projects/${trashed.id}`);
      for (const target of [NOBODY, theirs.id, trashed.id]) {
        const { status, body } = await patch(id, { project_id: target });
        expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'unknown_reference', '/project_id']);
      }
      await t.request('POST', `/projects/${theirs.id}/members`, { body: { user_id: ann.id, role: 'viewer' } });
      expect((await patch(id, { project_id: theirs.id })).status).toBe(403);
    });
  });

  it('lets an artist delete an episode of their own only while all its shots are theirs', async () => {
    const artist = await t.newMember(project, 'artist');
    const { id } = (await create({ name: 'a' }, project, artist.token)).body;
    await t.newShot(id as string, { token: artist.token });
    const foreign = await t.newShot(id as string, { token: ann.token });
    const remove = () => t.request('DELETE', `/episodes/${id as string}`, { token: artist.token });
    const { status, body } = await remove();
    expect([status, body.detail]).toEqual([403, expect.stringContaining(foreign.id)]);
    await t.request('DELETE', `/shots/${foreign.id}`);
    expect((await remove()).status).toBe(204);
    const restore = `/episodes/${id as string}/restore`;
    expect((await t.request('POST', restore, { token: artist.token })).status).toBe(200);
  });

  describe('members', () => {
    const members = (suffix = '') => `/projects/${project}/members${suffix}`;

    it('are added, read, listed, changed and removed, with a trace of each', async () => {
      const bob = await t.newProfile();
      const added = await t.request('POST', members(), { body: { user_id: bob.id.toUpperCase(), role: 'artist' } });
      expect([added.status, added.headers.get('location'), added.headers.get('etag')]).toEqual([
        201,
        `/api/v1${members()}/${bob.id}`,
        expect.stringMatching(/^"1\./),
      ]);
      expect(added.body).toMatchObject({
        project_id: project,
        user_id: bob.id,
        email: bob.email,
        role: 'artist',
        created_by: t.adminId,
        version: 1,
      });
      expect((await t.request('GET', members(`/${bob.id}`), { token: bob.token })).body).toEqual(added.body);
      const changed = await t.request('PATCH', members(`/${bob.id}`), { body: { role: 'viewer' } });
      expect([changed.body.role, changed.body.version]).toEqual(['viewer', 2]);
      for (const body of [{}, { role: 'viewer' }])
        expect((await t.request('PATCH', members(`/${bob.id}`), { body })).body).toEqual(changed.body);
      await t.newMember(project, 'manager');
      const list = async (query: string) => (await t.request('GET', members(`?${query}`))).body;
      expect((await list('sort=-role&count=exact')).items.map(({ role }: any) => role)).toEqual(['viewer', 'manager']);
      expect(await list('role=viewer&count=exact')).toMatchObject({ items: [{ user_id: bob.id }], total: 1 });
      expect((await t.request('DELETE', members(`/${bob.id}`))).status).toBe(204);
      expect((await t.request('GET', members(`/${bob.id}`))).status).toBe(404);
      expect((await t.request('GET', `/projects/${project}`, { token: bob.token })).status).toBe(404);
      const { id } = added.body;
      const entries = (await entriesOf('project_members')).filter((entry) => entry.resource_id === id);
      expect(entries.map(({ action, changes }) => [action, changes])).toEqual([
        ['create', [{ id, after: { user_id: bob.id, role: 'artist' } }]],
        ['update', [{ id, before: { role: 'artist' }, after: { role: 'viewer' } }]],
        ['delete', [{ id, before: { user_id: bob.id, role: 'viewer' } }]],
      ]);
    });

    it('are not added twice, nor is the owner, nor nobody', async () => {
      const bob = await t.newMember(project, 'artist');
      const { body: row } = await t.request('GET', members(`/${bob.id}`));
      const add = (body: object) => t.request('POST', members(), { body });
      const twice = await add({ user_id: bob.id, role: 'viewer' });
      expect([twice.status, twice.body.errors[0]]).toEqual([
        409,
        expect.objectContaining({ pointer: '/user_id', conflicting_id: row.id }),
      ]);
      const owner = await add({ user_id: ann.id, role: 'viewer' });
      expect([owner.status, owner.body.code]).toEqual([409, 'state_conflict']);
      const nobody = await add({ user_id: NOBODY, role: 'viewer' });
      expect([nobody.status, nobody.body.errors[0].pointer]).toEqual([400, '/user_id']);
      for (const body of [{ user_id: bob.id }, { user_id: bob.id, role: 'owner' }, { role: 'artist' }, {}])
        expect((await add(body)).status).toBe(400);
    });

    it('keep to If-Match', async () => {
      const bob = await t.newMember(project, 'artist');
      const headers = { 'if-match': '"2.2"' };
      const path = members(`/${bob.id}`);
      expect((await t.request('PATCH', path, { headers, body: { role: 'viewer' } })).status).toBe(412);
      expect((await t.request('DELETE', path, { headers })).status).toBe(412);
      const { headers: read } = await t.request('GET', path);
      const known = { 'if-match': read.get('etag')! };
      expect((await t.request('PATCH', path, { headers: known, body: { role: 'viewer' } })).status).toBe(200);
      expect((await t.request('GET', path, { headers: { 'if-none-match': read.get('etag')! } })).status).toBe(200);
    });

    it('have a tag that changes with the name that they show', async () => {
      const bob = await t.newMember(project, 'artist');
      const read = (tag = '"0"') => t.request('GET', members(`/${bob.id}`), { headers: { 'if-none-match': tag } });
      const tag = (await read()).headers.get('etag')!;
      expect((await read(tag)).status).toBe(304);
      await t.request('PATCH', `/profiles/${bob.id}`, { body: { full_name: 'Bob' } });
      expect((await read(tag)).body.full_name).toBe('Bob');
    });

    it('may leave, in whatever case they write their id; the owner may not', async () => {
      const bob = await t.newMember(project, 'viewer');
      const leave = (who: TestProfile) =>
        t.request('DELETE', members(`/${who.id.toUpperCase()}`), { token: who.token });
      expect((await leave(bob)).status).toBe(204);
      expect((await leave(bob)).status).toBe(404);
      expect((await leave(ann)).status).toBe(404);
    });

    it('are found under their own project only', async () => {
      const bob = await t.newMember(project, 'viewer');
      const other = await t.newProject({ token: ann.token });
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect(
          (await t.request(method, `/projects/${other.id}/members/${bob.id}`, method === 'PATCH' ? { body: {} } : {}))
            .status,
        ).toBe(404);
      expect((await t.request('GET', members(`/${randomUUID()}`))).status).toBe(404);
      expect((await t.request('GET', members('/x'))).status).toBe(400);
    });
  });
});
