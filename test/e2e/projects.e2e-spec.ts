import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestProfile } from '../support/app';

const NOBODY = '01900000-0000-7000-8000-000000000000';

describe('projects', () => {
  let t: TestApp;
  let ann: TestProfile;

  beforeAll(async () => {
    t = await startApp();
    ann = await t.newProfile();
  });
  afterAll(() => t.close());

  const activityOf = async (project: string) =>
    (await t.request('GET', `/activity?project_id=${project}&sort=timestamp`)).body.items as any[];

  describe('creating', () => {
    it('gives the project to its maker, with a tidy name, an address and a version', async () => {
      const { status, headers, body } = await t.request('POST', '/projects', {
        token: ann.token,
        body: { name: '  Cafe\u0301 ' },
      });
      expect([status, headers.get('location'), headers.get('etag')]).toEqual([
        201,
        `/api/v1/projects/${body.id as string}`,
        '"1.1"',
      ]);
      expect(body).toEqual({
        id: expect.any(String),
        name: 'Café',
        description: null,
        user_id: ann.id,
        status: 'active',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/),
        updated_at: body.created_at,
        created_by: ann.id,
        updated_by: ann.id,
        version: 1,
        datasets: {
          ...{ total_jobs: 0, active_jobs: 0, completed_jobs: 0 },
          ...{ total_images: 0, downloaded_images: 0, valid_images: 0 },
        },
      });
      const read = await t.request('GET', headers.get('location')!.slice('/api/v1'.length), { token: ann.token });
      expect([read.status, read.body, read.headers.get('etag')]).toEqual([200, body, '"1.1"']);
    });

    it.each([
      ['nothing', {}, '/name'],
      ['a blank name', { name: ' \t' }, '/name'],
      ['a name of null', { name: null }, '/name'],
      ['a name that is a number', { name: 7 }, '/name'],
      ['a name of 101 characters', { name: 'x'.repeat(101) }, '/name'],
      ['a name with a line break', { name: 'a\nb' }, '/name'],
      ['a status that only the trash gives', { name: 'a', status: 'deleted' }, '/status'],
      ['a status of null', { name: 'a', status: null }, '/status'],
      ['a description that is a list', { name: 'a', description: ['b'] }, '/description'],
      ['an owner', { name: 'a', user_id: NOBODY }, '/user_id'],
      ['a version', { name: 'a', version: 3 }, '/version'],
    ])('refuses %s', async (_, body, pointer) => {
      const answer = await t.request('POST', '/projects', { body });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect(answer.body.errors.map((error: any) => error.pointer)).toEqual([pointer]);
    });

    it('takes 100 characters of any alphabet, and the same name twice', async () => {
      const name = '𝔄'.repeat(100);
      const twice = await Promise.all([1, 2].map(() => t.request('POST', '/projects', { body: { name } })));
      expect(twice.map(({ body }) => body.name)).toEqual([name, name]);
    });

    it('is done once for an Idempotency-Key, whoever else uses the same key', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { name: `once ${randomUUID()}` };
      const first = await t.request('POST', '/projects', { token: ann.token, body, headers });
      const again = await t.request('POST', '/projects', { token: ann.token, body, headers });
      expect([again.status, again.body, again.headers.get('etag'), again.headers.get('location')]).toEqual([
        201,
        first.body,
        first.headers.get('etag'),
        first.headers.get('location'),
      ]);
      expect([first, again].map((one) => one.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
      const other = await t.request('POST', '/projects', { token: ann.token, body: { name: 'another' }, headers });
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
      expect((await t.request('POST', '/projects', { body, headers })).body.id).not.toBe(first.body.id);
      const refused = { 'idempotency-key': randomUUID() };
      expect((await t.request('POST', '/projects', { body: {}, headers: refused })).status).toBe(400);
      expect((await t.request('POST', '/projects', { body, headers: refused })).status).toBe(201);
    });
  });

  describe('listing', () => {
    it('filters, sorts, counts and pages, each project once', async () => {
      const bob = await t.newProfile();
      const names = ['b', 'A', 'ä', 'C', 'Z'];
      for (const name of names) await t.newProject({ name, token: bob.token });
      const list = async (query: string) => (await t.request('GET', `/projects?${query}`, { token: bob.token })).body;
      for (const [sort, wanted] of [
        ['name', ['A', 'ä', 'b', 'C', 'Z']],
        ['-name', ['Z', 'C', 'b', 'ä', 'A']],
        ['created_at', names],
        ['-updated_at', [...names].reverse()],
      ] as const) {
        const seen: string[] = [];
        for (let cursor = '', pages = 1; ; pages++) {
          const page = await list(`sort=${sort}&limit=2${cursor}`);
          seen.push(...(page.items as { name: string }[]).map(({ name }) => name));
          if (page.next_cursor === null || pages > 5) break;
          cursor = `&cursor=${page.next_cursor as string}`;
        }
        expect([sort, seen]).toEqual([sort, wanted]);
      }
      expect(await list('name=%C3%84&count=exact')).toMatchObject({ items: [{ name: 'ä' }], total: 1 });
      const [first] = (await list('')).items;
      await t.request('PATCH', `/projects/${first.id as string}`, { body: { status: 'archived' } });
      expect((await list('status=archived')).items.map((item: any) => item.name)).toEqual(['b']);
      expect(await list(`user_id=${bob.id}&status=active&count=exact&limit=1`)).toMatchObject({ total: 4 });
      expect((await list(`user_id=${t.adminId}`)).items).toEqual([]);
      expect((await list('count=estimated')).total).toEqual(expect.any(Number));
    });

    it.each([
      'limit=0',
      'limit=501',
      'limit=',
      'sort=description',
      'status=deleted',
      'user_id=x',
      'count=all',
      'cursor=x',
    ])('refuses %s', async (query) => {
      const { status, body } = await t.request('GET', `/projects?${query}`);
      expect([status, body.errors.length]).toEqual([400, 1]);
      expect(body.errors[0].pointer).toBe(query.split('=')[0]);
    });

    it('refuses a cursor of another sort or filter', async () => {
      for (const name of ['1', '2']) await t.newProject({ name, token: ann.token });
      const { body } = await t.request('GET', '/projects?limit=1', { token: ann.token });
      for (const query of ['sort=name', 'status=active', 'sort=-created_at']) {
        const answer = await t.request('GET', `/projects?${query}&cursor=${body.next_cursor as string}`, {
          token: ann.token,
        });
        expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
      }
    });
  });

  describe('changing', () => {
    const patch = (id: string, body: object, headers: Record<string, string> = {}, token = ann.token) =>
      t.request('PATCH', `/projects/${id}`, { token, body, headers });

    it('merges: absent leaves, null clears, the same changes nothing', async () => {
      const { id } = await t.newProject({ name: 'old', token: ann.token });
      const merge = { 'content-type': 'application/merge-patch+json' };
      expect((await patch(id, { description: 'what', status: 'archived' }, merge)).body).toMatchObject({
        name: 'old',
        description: 'what',
        status: 'archived',
        version: 2,
      });
      const renamed = await patch(id, { name: ' new ', description: null });
      expect(renamed.body).toMatchObject({ name: 'new', description: null, status: 'archived', version: 3 });
      expect(renamed.headers.get('etag')).toBe('"3.3"');
      for (const same of [{}, { name: 'new' }, { description: null, status: 'archived' }])
        expect((await patch(id, same)).body).toEqual(renamed.body);
      const entries = await activityOf(id);
      expect(entries.map(({ action, changes }) => [action, changes])).toEqual([
        ['create', [{ id, after: { name: 'old' } }]],
        [
          'update',
          [
            {
              id,
              before: { description: null, status: 'active' },
              after: { description: 'what', status: 'archived' },
            },
          ],
        ],
        ['update', [{ id, before: { name: 'old', description: 'what' }, after: { name: 'new', description: null } }]],
      ]);
    });

    it.each([
      [{ name: null }, '/name'],
      [{ name: '' }, '/name'],
      [{ status: 'deleted' }, '/status'],
      [{ user_id: null }, '/user_id'],
      [{ user_id: 'x' }, '/user_id'],
      [{ id: NOBODY }, '/id'],
      [{ created_by: NOBODY }, '/created_by'],
    ])('refuses %j', async (body, pointer) => {
      const { id } = await t.newProject({ token: ann.token });
      const answer = await patch(id, body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('keeps to the version that If-Match names, for a change and for a deletion', async () => {
      const { id } = await t.newProject({ token: ann.token });
      for (const tag of ['"2.1"', '"0"', 'W/"1.1"', '1', 'x', '"1.1", "2.2"', '']) {
        const [change, deletion] = [
          await patch(id, { name: 'x' }, { 'if-match': tag }),
          await t.request('DELETE', `/projects/${id}`, { token: ann.token, headers: { 'if-match': tag } }),
        ];
        expect([tag, change.status, change.body.code]).toEqual([tag, 412, 'stale_version']);
        expect([tag, deletion.status, deletion.body.code]).toEqual([tag, 412, 'stale_version']);
      }
      expect((await patch(id, { name: 'x' }, { 'if-match': '"1.1"' })).status).toBe(200);
      expect((await patch(id, { name: 'y' }, { 'if-match': '*' })).status).toBe(200);
      const headers = { 'if-match': '"3.3"' };
      expect((await t.request('DELETE', `/projects/${id}`, { token: ann.token, headers })).status).toBe(204);
    });

    it('lets one of ten changes of the same version win', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => patch(id, { name: `by ${index}` }, { 'if-match': '"1.1"' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
      expect((await t.request('GET', `/projects/${id}`)).body.version).toBe(2);
    });

    it('answers 304 to whoever has the version', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const get = (tag: string) => t.request('GET', `/projects/${id}`, { headers: { 'if-none-match': tag } });
      for (const tag of ['"1.1"', 'W/"1.1"', '"7.7", "1.1"', '*']) {
        const { status, body, headers } = await get(tag);
        expect([tag, status, body, headers.get('etag')]).toEqual([tag, 304, '', '"1.1"']);
      }
      await patch(id, { name: 'x' });
      expect((await get('"1.1"')).status).toBe(200);
    });

    it('finds a project by its id in capital letters', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const path = `/projects/${id.toUpperCase()}`;
      expect((await t.request('PATCH', path, { body: { name: 'x' } })).body.id).toBe(id);
      expect((await t.request('DELETE', path)).status).toBe(204);
      expect((await t.request('POST', `${path}/restore`)).status).toBe(200);
    });
  });

  describe('giving a project away', () => {
    it('ends the membership of the new owner, and leaves the old one nothing', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const bob = await t.newMember(id, 'artist');
      const answer = await t.request('PATCH', `/projects/${id}`, { token: ann.token, body: { user_id: bob.id } });
      expect([answer.status, answer.body.user_id]).toEqual([200, bob.id]);
      expect((await t.request('GET', `/projects/${id}/members`, { token: bob.token })).body.items).toEqual([]);
      expect((await t.request('DELETE', `/projects/${id}`, { token: ann.token })).status).toBe(404);
      const entries = (await activityOf(id)).slice(2);
      const member = entries.find((entry) => entry.resource_type === 'project_members');
      const project = entries.find((entry) => entry.resource_type === 'projects');
      expect(member).toMatchObject({
        action: 'delete',
        resource_type: 'project_members',
        changes: [{ before: { user_id: bob.id, role: 'artist' } }],
      });
      expect(project).toMatchObject({ changes: [{ id, before: { user_id: ann.id }, after: { user_id: bob.id } }] });
      expect(project.request_id).toBe(member.request_id);
      expect((await t.request('DELETE', `/projects/${id}`, { token: bob.token })).status).toBe(204);
    });

    it('is refused for nobody, and changes nothing then', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const body = { user_id: NOBODY, name: 'x' };
      const answer = await t.request('PATCH', `/projects/${id}`, { token: ann.token, body });
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        400,
        'unknown_reference',
        '/user_id',
      ]);
      expect((await t.request('GET', `/projects/${id}`)).body.version).toBe(1);
    });
  });

  describe('deleting', () => {
    it('hides the project and everything in it, from everyone', async () => {
      const { id } = await t.newProject({ token: ann.token });
      const { id: episode } = await t.newEpisode(id);
      const { id: shot } = await t.newShot(episode);
      const { id: member } = await t.newMember(id, 'viewer');
      expect((await t.request('DELETE', `/projects/${id}`, { token: ann.token })).status).toBe(204);
      for (const token of [ann.token, t.admin])
        for (const [method, path, body, wanted] of [
          ['GET', `/projects/${id}`, undefined, 404],
          ['PATCH', `/projects/${id}`, { name: 'x' }, 404],
          ['DELETE', `/projects/${id}`, undefined, 404],
          ['GET', `/projects/${id}/members`, undefined, 404],
          ['GET', `/projects/${id}/members/${member}`, undefined, 404],
          ['POST', `/projects/${id}/members`, { user_id: t.adminId, role: 'artist' }, 404],
          ['GET', `/projects/${id}/episodes`, undefined, 404],
          ['POST', `/projects/${id}/episodes`, { name: 'x' }, 404],
          ['GET', `/episodes/${episode}`, undefined, 404],
          ['PATCH', `/episodes/${episode}`, { name: 'x' }, 404],
          ['GET', `/episodes/${episode}/shots`, undefined, 404],
          ['GET', `/shots/${shot}`, undefined, 404],
          ['POST', '/shots', { name: 'x', episode_id: episode }, 400],
          ['GET', `/shots?project_id=${id}`, undefined, 400],
          ['GET', `/shots?episode_id=${episode}`, undefined, 400],
        ] as const)
          expect([method, path, (await t.request(method, path, { token, body })).status]).toEqual([
            method,
            path,
            wanted,
          ]);
      expect((await t.request('GET', `/projects?user_id=${ann.id}&limit=500`)).body.items).not.toContainEqual(
        expect.objectContaining({ id }),
      );
    });

    it.each([
      ['GET', '/projects/x', 400],
      ['DELETE', '/projects/01900000-0000-7000-8000-00000000000', 400],
      ['PATCH', '/projects/%20', 400],
      ['GET', `/projects/${NOBODY}`, 404],
      ['DELETE', `/projects/${NOBODY}`, 404],
      ['POST', `/projects/${NOBODY}/restore`, 404],
      ['GET', `/projects/${NOBODY}/episodes`, 404],
    ])('%s %s answers %i', async (method, path, wanted) => {
      const { status, body } = await t.request(method, path, method === 'GET' ? {} : { body: {} });
      expect([status, body.status, body.instance]).toEqual([wanted, wanted, `/api/v1${path}`]);
    });
  });
});
