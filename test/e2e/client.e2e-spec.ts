import { randomUUID } from 'node:crypto';
import { type ContinuityClient, createContinuityClient, type Problem, type Shot } from '../../clients/typescript/src';
import { startApp, type TestApp } from '../support/app';

describe('the typed client', () => {
  let t: TestApp;
  let client: ContinuityClient;
  let project: string;
  let episode: string;

  beforeAll(async () => {
    t = await startApp();
    client = createContinuityClient(t.origin, t.admin);
    project = (await t.newProject({ name: 'Example' })).id;
    episode = (await t.newEpisode(project)).id;
  });
  afterAll(() => t.close());

  it('makes, changes, lists and deletes', async () => {
    const made = await client.POST('/api/v1/shots', {
      body: { name: 'ZZ100_501', episode_id: episode, frame_start: 1001, description: null, data: { lens: 35 } },
    });
    expect(made.error).toBeUndefined();
    const shot = made.data as Shot;
    const fields: [string, string, string, number | null] = [
      shot.project_id,
      shot.project_name,
      shot.name,
      shot.frame_start,
    ];
    expect(fields).toEqual([project, 'Example', 'ZZ100_501', 1001]);
    expect(made.response.headers.get('location')).toBe(`/api/v1/shots/${shot.id}`);

    const path = { id: shot.id };
    const changed = await client.PATCH('/api/v1/shots/{id}', {
      params: { path, header: { 'If-Match': made.response.headers.get('etag') ?? '' } },
      body: { status: 'done', frame_start: null },
    });
    expect([changed.data?.status, changed.data?.frame_start, changed.data?.version]).toEqual(['done', null, 2]);

    const list = await client.GET('/api/v1/shots', {
      params: { query: { project_id: project, status: 'done', sort: '-name', limit: 1, count: 'exact' } },
    });
    expect(list.data).toEqual({ items: [changed.data], next_cursor: null, total: 1 });

    expect((await client.DELETE('/api/v1/shots/{id}', { params: { path } })).response.status).toBe(204);
    const trash = await client.GET('/api/v1/trash', { params: { query: { project_id: project } } });
    expect(trash.data?.items.map(({ root_id }) => root_id)).toEqual([shot.id]);
    expect((await client.POST('/api/v1/shots/{id}/restore', { params: { path } })).data?.version).toBe(4);
  });

  it('gives a refusal as a typed problem', async () => {
    const body = { name: randomUUID(), episode_id: episode };
    const first = await client.POST('/api/v1/shots', { body });
    const { data, error, response } = await client.POST('/api/v1/shots', { body });
    const problem = error as Problem;
    expect([data, response.status, problem.code]).toEqual([undefined, 409, 'duplicate']);
    expect(problem.errors?.[0]?.conflicting_id).toBe(first.data?.id);
    const unknown = await client.GET('/api/v1/projects/{id}', { params: { path: { id: randomUUID() } } });
    expect(unknown.error?.code).toBe('not_found');
    const stranger = createContinuityClient(t.origin);
    expect((await stranger.GET('/api/v1/projects')).error?.code).toBe('unauthenticated');
  });

  it('signs in, and does many at once, in part if asked', async () => {
    const credentials = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' };
    await client.POST('/api/v1/profiles', { body: credentials });
    const anonymous = createContinuityClient(t.origin);
    const { data } = await anonymous.POST('/api/v1/auth/login', { body: credentials });
    const own = createContinuityClient(t.origin, data?.access_token);
    expect((await own.GET('/api/v1/auth/me')).data?.email).toBe(credentials.email);

    const bulk = await client.POST('/api/v1/shots/bulk', {
      body: { episode_id: episode, shots: [{ name: 'a' }, { name: 'b' }] },
    });
    expect(bulk.response.status).toBe(201);
    const partial = await client.POST('/api/v1/shots/bulk', {
      params: { query: { mode: 'partial' } },
      body: { episode_id: episode, shots: [{ name: 'A' }, { name: 'c' }] },
    });
    expect(partial.response.status).toBe(207);
    const results = partial.data && 'results' in partial.data ? partial.data.results : [];
    expect(results.map(({ status, problem }) => [status, problem?.code])).toEqual([
      [409, 'duplicate'],
      [201, undefined],
    ]);
  });

  it('streams what is not JSON', async () => {
    const { data } = await client.GET('/api/v1/projects/{id}/shots/export', {
      params: { path: { id: project }, query: { format: 'csv', columns: 'name' } },
      parseAs: 'text',
    });
    expect(data).toMatch(/^name\r?\n/);
  });
});
