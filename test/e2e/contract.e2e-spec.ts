import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Client } from 'pg';
import { NEEDED } from '../../migrations';
import { ContentStore } from '../../src/files/content-store';
import { type RequestOptions, startApp, type TestApp, type TestResponse } from '../support/app';
import { Contract } from '../support/contract';
import { filled, pdf } from '../support/pdfs';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const PASSWORD = 'correct horse battery';

/** What no client can bring about (500), or what comes before any route (431). */
const NOT_TOURED = [500, 431];

/**
 * The newest schema, and the oldest that the service says it can serve from: a call that fails there only needs a later
 * migration than NEEDED in migrations/index.ts.
 */
const SCHEMAS = ['migrated', NEEDED.replace(/\d{13}$/, '')];

describe.each(SCHEMAS)('the contract, on the schema %s,', (schema) => {
  let t: TestApp;
  const contract = new Contract();

  beforeAll(async () => {
    const limits = {
      LOCK_TIMEOUT_MS: '200',
      MAX_BODY_BYTES: '50000',
      MAX_IMPORT_BYTES: '50000',
      MAX_DRAWING_BYTES: '50000',
    };
    t = await startApp(limits, undefined, schema);
  });
  afterAll(() => t.close());

  /** One call whose answer must be this, and as documented. */
  const call = async (
    wanted: number,
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<TestResponse> => {
    const answer = await t.request(method, path, options);
    contract.check(method, path.startsWith('/') ? `/api/v1${path}` : `/${path}`, answer);
    expect([method, path, answer.status, answer.body]).toEqual([method, path, wanted, answer.body]);
    return answer;
  };

  /** What every item address does alike. */
  const item = async (path: string, change: object | undefined, stranger: string, refusal = 403) => {
    const { headers } = await call(200, 'GET', path);
    await call(304, 'GET', path, { headers: { 'if-none-match': headers.get('etag')! } });
    await call(404, 'GET', path.replace(/[^/]+$/, NOBODY));
    await call(400, 'GET', `${path}?x=1`);
    await call(401, 'GET', path, { token: null });
    await call(414, 'GET', path.replace(/[^/]+$/, 'x'.repeat(300)));
    await call(412, 'DELETE', path, { headers: { 'if-match': '"99.99"' } });
    if (!change) return;
    await call(200, 'PATCH', path, { body: change });
    await call(412, 'PATCH', path, { body: change, headers: { 'if-match': '"99.99"' } });
    await call(400, 'PATCH', path, { body: { colour: 'red' } });
    await call(415, 'PATCH', path, { body: 'a,b', headers: { 'content-type': 'text/csv' } });
    await call(413, 'PATCH', path, { body: { name: 'x'.repeat(60_000) } });
    await call(404, 'PATCH', path.replace(/[^/]+$/, NOBODY), { body: change });
    await call(refusal, 'PATCH', path, { body: change, token: stranger });
  };

  /** What every address that makes something does alike. */
  const collection = async (path: string, body: object) => {
    const headers = { 'idempotency-key': randomUUID() };
    const { body: made } = await call(201, 'POST', path, { body, headers });
    await call(201, 'POST', path, { body, headers });
    await call(422, 'POST', path, { body: { ...body, more: 1 }, headers });
    await call(400, 'POST', path, { body: {} });
    await call(401, 'POST', path, { body, token: null });
    await call(413, 'POST', path, { body: { name: 'x'.repeat(60_000) } });
    await call(415, 'POST', path, { body: 'x', headers: { 'content-type': 'text/plain' } });
    return made;
  };

  const list = async (path: string) => {
    await call(200, 'GET', `${path}?limit=1&count=exact`);
    await call(200, 'GET', `${path}?count=estimated`);
    await call(400, 'GET', `${path}?limit=0`);
    await call(401, 'GET', path, { token: null });
  };

  it('would be found broken', async () => {
    const { body, headers, status } = await t.request('GET', '/auth/me');
    const check = (change: object) => {
      contract.check('GET', '/api/v1/auth/me', { body, headers, status, ...change });
    };
    expect(() => {
      check({});
    }).not.toThrow();
    for (const wrong of [
      { body: { ...body, more: 1 } },
      { body: { ...body, email: undefined } },
      { body: { ...body, version: '1' } },
      { body: { ...body, role: 'owner' } },
      { body: { ...body, created_at: 'today' } },
      { body: { ...body, created_by: 'me' } },
      { status: 202 },
      { status: 404 },
      { headers: new Headers({ 'content-type': 'application/json' }) },
      { headers: new Headers({ 'content-type': 'text/html', etag: '"1"' }) },
    ])
      expect(() => {
        check(wrong);
      }).toThrow();
  });

  it('holds for operations, sign-in, tokens and profiles', async () => {
    for (const path of ['health/live', 'health/ready', 'metrics', 'problems/duplicate'])
      await call(200, 'GET', path, { token: null });
    await call(404, 'GET', 'problems/nothing');
    for (const path of ['health/live?x=1', 'health/ready?x=1', 'metrics?x=1']) await call(400, 'GET', path);
    const email = `${randomUUID()}@example.org`;
    const person = await collection('/profiles', { email, password: PASSWORD, full_name: 'Ann' });
    await call(409, 'POST', '/profiles', { body: { email, password: PASSWORD } });
    const login = (password: unknown) => ({ token: null, body: { email, password } });
    const { access_token: token } = (await call(200, 'POST', '/auth/login', login(PASSWORD))).body;
    await call(400, 'POST', '/auth/login', login(7));
    for (let tries = 0; tries < 10; tries++) await call(401, 'POST', '/auth/login', login('wrong'));
    await call(429, 'POST', '/auth/login', login('wrong'));
    await call(415, 'POST', '/auth/login', { body: 'x', headers: { 'content-type': 'text/plain' } });
    const { headers } = await call(200, 'GET', '/auth/me', { token });
    await call(304, 'GET', '/auth/me', { token, headers: { 'if-none-match': headers.get('etag')! } });
    await call(403, 'POST', '/profiles', { token, body: { email: 'x@example.org', password: PASSWORD } });
    const { body: made } = await call(201, 'POST', '/auth/tokens', { body: { name: 'x', expires_in_days: 1 } });
    await call(400, 'POST', '/auth/tokens', { body: { name: 'x' }, headers: { 'idempotency-key': 'k' } });
    await list('/auth/tokens');
    await item(`/auth/tokens/${made.id as string}`, undefined, token);
    await call(204, 'DELETE', `/auth/tokens/${made.id as string}`);
    await call(404, 'DELETE', `/auth/tokens/${made.id as string}`);
    await list('/profiles');
    const other = await t.newProfile();
    await t.newMember((await t.newProject({ token })).id, 'viewer');
    const changes = { full_name: null, avatar_url: 'https://example.org/a.png' };
    await item(`/profiles/${person.id as string}`, changes, other.token, 404);
    await call(409, 'PATCH', `/profiles/${person.id as string}`, {
      body: { email: (await t.newProfile()).email.toUpperCase() },
    });
    await call(400, 'PATCH', `/profiles/${person.id as string}`, { token, body: { password: 'new password' } });
    await call(409, 'DELETE', `/profiles/${person.id as string}`);
    await call(400, 'DELETE', `/profiles/${person.id as string}?new_owner_id=${NOBODY}`);
    await call(403, 'DELETE', `/profiles/${person.id as string}`, { token });
    await call(204, 'DELETE', `/profiles/${person.id as string}?new_owner_id=${t.adminId}`);
    await call(404, 'DELETE', `/profiles/${person.id as string}`);
    await call(200, 'GET', '/admin/migrations');
    await call(200, 'GET', '/admin/migrations/events');
    await call(403, 'GET', '/admin/migrations/events', { token: other.token });
    await call(200, 'GET', '/admin/migrations/LegacySchema');
    await call(404, 'GET', '/admin/migrations/Nothing');
    await call(403, 'GET', '/admin/migrations', { token: other.token });
  });

  it('holds for projects, members and episodes', async () => {
    const project = await collection('/projects', { name: 'p', description: 'd' });
    const path = `/projects/${project.id as string}`;
    const viewer = await t.newMember(project.id as string, 'viewer');
    await list('/projects');
    await item(path, { description: null, status: 'archived' }, viewer.token);
    await call(400, 'PATCH', path, { body: { user_id: NOBODY } });
    const member = await t.newProfile();
    const added = await collection(`${path}/members`, { user_id: member.id, role: 'artist' });
    await call(409, 'POST', `${path}/members`, { body: { user_id: added.user_id, role: 'artist' } });
    await call(403, 'POST', `${path}/members`, { body: { user_id: NOBODY, role: 'artist' }, token: viewer.token });
    await call(404, 'POST', `/projects/${NOBODY}/members`, { body: { user_id: member.id, role: 'artist' } });
    await list(`${path}/members`);
    await item(`${path}/members/${member.id}`, { role: 'viewer' }, viewer.token);
    await call(403, 'DELETE', `${path}/members/${member.id}`, { token: viewer.token });
    await call(204, 'DELETE', `${path}/members/${member.id}`);
    const episode = await collection(`${path}/episodes`, { name: 'e' });
    await call(409, 'POST', `${path}/episodes`, { body: { name: 'E' } });
    await list(`${path}/episodes`);
    await call(404, 'GET', `/projects/${NOBODY}/episodes`);
    await item(`/episodes/${episode.id as string}`, { position: 4 }, viewer.token);
    await t.newEpisode(project.id as string, { name: 'taken' });
    await call(409, 'PATCH', `/episodes/${episode.id as string}`, { body: { name: 'TAKEN' } });
    await t.newShot(episode.id as string, { name: 's' });
    for (const [address, stranger] of [
      [`/episodes/${episode.id as string}`, 403],
      [path, 403],
    ] as const) {
      await call(409, 'POST', `${address}/restore`);
      await call(stranger, 'DELETE', address, { token: viewer.token });
      await call(204, 'DELETE', address);
      await call(404, 'DELETE', address);
      await call(403, 'POST', `${address}/restore`, { token: viewer.token });
      await call(412, 'POST', `${address}/restore`, { headers: { 'if-match': '"99.9"' } });
      await call(400, 'POST', `${address}/restore`, { body: { rename: { [NOBODY]: 'x' } } });
      await call(400, 'POST', `${address}/restore`, { body: { rename: [] } });
      await call(415, 'POST', `${address}/restore`, { body: 'x', headers: { 'content-type': 'text/csv' } });
      await list('/trash');
      await call(200, 'POST', `${address}/restore`);
      await call(404, 'POST', `${address.replace(/[^/]+$/, NOBODY)}/restore`);
    }
    await list('/activity');
    await call(400, 'GET', `/activity?project_id=${NOBODY}`);
    await call(400, 'GET', `/trash?project_id=${NOBODY}`);
  });

  it('holds for shots, one or many', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    const viewer = await t.newMember(project, 'viewer');
    const data = { a: [{ b: null }] };
    const shot = await collection('/shots', { name: 'a', episode_id: episode, frame_start: 1, frame_end: 2, data });
    await call(409, 'POST', '/shots', { body: { name: 'A', episode_id: episode } });
    await call(403, 'POST', '/shots', { body: { name: 'b', episode_id: episode }, token: viewer.token });
    await list('/shots');
    await list(`/episodes/${episode}/shots`);
    await call(404, 'GET', `/episodes/${NOBODY}/shots`);
    await call(400, 'GET', `/shots?episode_id=${NOBODY}`);
    const path = `/shots/${shot.id as string}`;
    await item(path, { data: null, description: 'x', status: 'done' }, viewer.token);
    const bulk = await collection('/shots/bulk', { episode_id: episode, shots: [{ name: 'b' }, { name: 'c' }] });
    const shots = bulk.items.map(({ id }: any) => ({ id }));
    const changes = { shots: shots.map(({ id }: any, index: number) => ({ id, frame_start: index })) };
    await call(409, 'POST', '/shots/bulk', { body: { episode_id: episode, shots: [{ name: 'B' }] } });
    await call(403, 'POST', '/shots/bulk', {
      body: { episode_id: episode, shots: [{ name: 'd' }] },
      token: viewer.token,
    });
    await call(207, 'POST', '/shots/bulk?mode=partial', {
      body: { episode_id: episode, shots: [{ name: 'B' }, { name: 'd' }, { name: '' }, 7] },
    });
    await call(200, 'PATCH', '/shots/bulk', { body: changes });
    await call(207, 'PATCH', '/shots/bulk?mode=partial', {
      body: { shots: [...changes.shots, { id: NOBODY }, { id: shot.id, version: 99 }, {}] },
    });
    await call(412, 'PATCH', '/shots/bulk', { body: { shots: [{ id: shot.id, version: 99 }] } });
    await call(409, 'PATCH', '/shots/bulk', { body: { shots: [{ id: shot.id, name: 'B' }] } });
    await call(403, 'PATCH', '/shots/bulk', { body: changes, token: viewer.token });
    await call(404, 'PATCH', '/shots/bulk', { body: { shots: [{ id: NOBODY, name: 'x' }] } });
    await call(400, 'PATCH', '/shots/bulk', { body: { shots: [] } });
    await call(404, 'POST', '/shots/bulk/delete', { body: { shots: [{ id: NOBODY }] } });
    await call(412, 'POST', '/shots/bulk/delete', { body: { shots: [{ id: shot.id, version: 99 }] } });
    await call(403, 'POST', '/shots/bulk/delete', { body: { shots }, token: viewer.token });
    await call(400, 'POST', '/shots/bulk/delete', { body: {} });
    await call(200, 'POST', '/shots/bulk/delete', { body: { shots: shots.slice(1) } });
    await call(207, 'POST', '/shots/bulk/delete?mode=partial', { body: { shots } });
    await call(403, 'DELETE', path, { token: viewer.token });
    await call(204, 'DELETE', path);
    await call(404, 'GET', path);
    await t.newShot(episode, { name: 'A' });
    await call(409, 'POST', `${path}/restore`);
    await call(412, 'POST', `${path}/restore`, { headers: { 'if-match': '"99.9"' } });
    await call(200, 'POST', `${path}/restore`, { body: { rename: { [shot.id]: 'a again' } } });
    await call(404, 'POST', `/shots/${NOBODY}/restore`);
  });

  it('holds for stories and scenelets', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    const viewer = await t.newMember(project, 'viewer');
    const documents = { story_constitution: { premise: 'x' }, audio_design_document: { music_cues: [] } };
    const story = await collection(`/episodes/${episode}/stories`, { display_name: 's', ...documents });
    await call(403, 'POST', `/episodes/${episode}/stories`, { body: { display_name: 's' }, token: viewer.token });
    await call(404, 'POST', `/episodes/${NOBODY}/stories`, { body: { display_name: 's' } });
    await list(`/episodes/${episode}/stories`);
    await call(404, 'GET', `/episodes/${NOBODY}/stories`);
    const path = `/stories/${story.id as string}`;
    const changes = { story_constitution: null, visual_reference_package: { a: [] }, initial_prompt: 'x' };
    await item(path, changes, viewer.token);
    await call(400, 'PATCH', path, { body: { episode_id: NOBODY } });

    const scenelets = `${path}/scenelets`;
    const root = await collection(scenelets, { content: { description: 'It begins.', mood: [null] } });
    await call(409, 'POST', scenelets, { body: { content: {} } });
    await call(400, 'POST', scenelets, { body: { content: {}, parent_id: NOBODY } });
    await call(403, 'POST', scenelets, { body: { content: {} }, token: viewer.token });
    await call(404, 'POST', `/stories/${NOBODY}/scenelets`, { body: { content: {} } });
    const [left, right] = [
      await collection(scenelets, { content: {}, parent_id: root.id, choice_label_from_parent: 'Left' }),
      await collection(scenelets, { content: {}, parent_id: root.id, choice_label_from_parent: 'Right' }),
    ];
    await list(scenelets);
    await call(200, 'GET', `${scenelets}?without_shots=true&sort=-updated_at`);
    const rootPath = `/scenelets/${root.id as string}`;
    await item(rootPath, { is_branch_point: true, choice_prompt: 'Where?', content: { mood: null } }, viewer.token);

    const move = `/scenelets/${right.id as string}/move`;
    await call(200, 'POST', move, { body: { parent_id: root.id, position: 1 } });
    await call(400, 'POST', move, { body: { parent_id: right.id } });
    await call(403, 'POST', move, { body: { parent_id: root.id }, token: viewer.token });
    await call(409, 'POST', move, { body: { parent_id: null } });
    await call(412, 'POST', move, { body: { parent_id: root.id }, headers: { 'if-match': '"99.9"' } });
    await call(404, 'POST', `/scenelets/${NOBODY}/move`, { body: { parent_id: root.id } });
    const copy = `/scenelets/${left.id as string}/copy`;
    const { id: copied } = await collection(copy, { parent_id: left.id, with_shots: false });
    await call(409, 'POST', copy, { body: { parent_id: null } });
    await call(403, 'POST', copy, { body: { parent_id: left.id }, token: viewer.token });
    await call(412, 'POST', copy, { body: { parent_id: left.id }, headers: { 'if-match': '"99.9"' } });
    await call(404, 'POST', `/scenelets/${NOBODY}/copy`, { body: { parent_id: left.id } });

    const storyboard = { storyboard_payload: { framing: 'wide' }, key_frame_image_path: 'a.png' };
    await collection(`${rootPath}/shots`, { shots: [2, 1].map((shot_index) => ({ shot_index, ...storyboard })) });
    await call(409, 'POST', `${rootPath}/shots`, { body: { shots: [{ shot_index: 3, ...storyboard }] } });
    await call(409, 'POST', `${rootPath}/shots`, { body: { shots: [{ shot_index: 1, ...storyboard }], append: true } });
    await call(403, 'POST', `${rootPath}/shots`, {
      body: { shots: [{ shot_index: 3, ...storyboard }] },
      token: viewer.token,
    });
    await call(404, 'POST', `/scenelets/${NOBODY}/shots`, { body: { shots: [{ shot_index: 1, ...storyboard }] } });
    const order = `${rootPath}/shots/order`;
    const { items } = (await call(200, 'GET', `${rootPath}/shots`)).body as { items: { id: string }[] };
    const shot_ids = items.map(({ id }) => id).reverse();
    await call(200, 'PUT', order, { body: { shot_ids } });
    await call(400, 'PUT', order, { body: { shot_ids: shot_ids.slice(1) } });
    await call(401, 'PUT', order, { body: { shot_ids }, token: null });
    await call(403, 'PUT', order, { body: { shot_ids }, token: viewer.token });
    await call(404, 'PUT', `/scenelets/${NOBODY}/shots/order`, { body: { shot_ids } });
    await call(412, 'PUT', order, { body: { shot_ids }, headers: { 'if-match': '"99.9"' } });
    for (const address of [path, rootPath]) {
      await list(`${address}/shots`);
      await call(400, 'GET', `${address}/shots?cursor=x`);
      await call(404, 'GET', `${address.replace(/[^/]+$/, NOBODY)}/shots`);
    }
    const [shot] = (await call(200, 'GET', `${path}/shots`)).body.items;
    await item(`/shots/${shot.id as string}`, { status: 'done' }, viewer.token);

    for (const address of [`/scenelets/${copied as string}`, path]) {
      await call(409, 'POST', `${address}/restore`);
      await call(403, 'DELETE', address, { token: viewer.token });
      await call(204, 'DELETE', address);
      await call(404, 'DELETE', address);
      await call(403, 'POST', `${address}/restore`, { token: viewer.token });
      await call(412, 'POST', `${address}/restore`, { headers: { 'if-match': '"99.9"' } });
      await call(400, 'POST', `${address}/restore`, { body: { rename: [] } });
      await list('/trash');
      await call(200, 'POST', `${address}/restore`);
      await call(404, 'POST', `${address.replace(/[^/]+$/, NOBODY)}/restore`);
    }
  });

  it('holds for the forms of a tree', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project);
    const viewer = await t.newMember(project, 'viewer');
    const newStory = async () =>
      `/stories/${(await call(201, 'POST', `/episodes/${episode}/stories`, { body: { display_name: '物語' } })).body.id as string}`;
    const yaml = (body: string) => ({ body, headers: { 'content-type': 'application/yaml' } });
    const tree = [
      '- scenelet-1:\n    role: root\n    description: It begins.\n',
      '- branching-point-1:\n    choice_prompt: Where?\n    choices:\n',
      '      - { label: Left, leads_to: scenelet-2 }\n      - { label: Right, leads_to: scenelet-3 }\n',
      '- scenelet-2:\n    role: terminal\n    choice_label: Left\n    description: "1"\n',
      '- scenelet-3:\n    role: terminal\n    choice_label: Right\n    description: "2"\n',
    ].join('');
    const empty = await newStory();
    for (const form of ['tree', 'tree.yaml', 'paths', 'bundle', 'bundle.zip'])
      await call(409, 'GET', `${empty}/${form}`);
    for (const form of ['lint', 'tree.mmd', 'tree.svg']) await call(200, 'GET', `${empty}/${form}`);

    const path = await newStory();
    await call(400, 'PUT', `${path}/tree.yaml`, yaml('- scenelet-1: { colour: red }\n'));
    await call(401, 'PUT', `${path}/tree.yaml`, { ...yaml(tree), token: null });
    await call(403, 'PUT', `${path}/tree.yaml`, { ...yaml(tree), token: viewer.token });
    await call(404, 'PUT', `/stories/${NOBODY}/tree.yaml`, yaml(tree));
    await call(415, 'PUT', `${path}/tree.yaml`, { body: {} });
    const stale = { 'content-type': 'application/yaml', 'if-match': '"99.9"' };
    await call(412, 'PUT', `${path}/tree.yaml`, { body: tree, headers: stale });
    const { body: imported } = await call(200, 'PUT', `${path}/tree.yaml`, yaml(tree));
    expect(imported.scenelet_count).toBe(3);
    await call(409, 'PUT', `${path}/tree.yaml`, yaml(tree));
    await call(409, 'GET', `${path}/bundle`);
    for (const { id } of (await call(200, 'GET', `${path}/scenelets`)).body.items)
      await call(201, 'POST', `/scenelets/${id as string}/shots`, {
        body: {
          shots: [{ shot_index: 1, storyboard_payload: {}, key_frame_image_path: 'https://example.org/frame.png' }],
        },
      });
    for (const form of ['tree', 'tree.yaml', 'tree.mmd', 'tree.svg', 'lint', 'paths', 'bundle', 'bundle.zip']) {
      await call(200, 'GET', `${path}/${form}`, { token: viewer.token });
      await call(400, 'GET', `${path}/${form}?x=1`);
      await call(401, 'GET', `${path}/${form}`, { token: null });
      await call(404, 'GET', `/stories/${NOBODY}/${form}`);
    }
    await call(200, 'GET', `${path}/tree?form=flat`);
    await call(400, 'GET', `${path}/tree?form=round`);
    const { body: paths } = await call(200, 'GET', `${path}/paths?limit=1`);
    expect([paths.count, paths.routes.length]).toEqual([2, 1]);
    await call(400, 'GET', `${path}/paths?limit=0`);
  });

  it('holds for import and export', async () => {
    const { id: project } = await t.newProject();
    const { id: episode } = await t.newEpisode(project, { name: 'e' });
    const viewer = await t.newMember(project, 'viewer');
    const csv = (body: string) => ({ body, headers: { 'content-type': 'text/csv' } });
    for (const [path, good, bad] of [
      [`/episodes/${episode}/shots/import`, 'name\nx1\n', 'name,frame_start\ny1,b\n'],
      [`/projects/${project}/shots/import`, 'name,episode\nx2,e\n', 'name,episode\ny2,nothing\n'],
    ] as const) {
      await call(200, 'POST', `${path}?dry_run=true`, csv(good));
      await call(200, 'POST', path, csv(good));
      const { body } = await call(200, 'POST', path, csv(bad));
      const [, url = ''] = /"rejects_url":"\/api\/v1([^"]+)"/.exec(String(body)) ?? [];
      await call(200, 'GET', url);
      await call(404, 'GET', url, { token: viewer.token });
      await call(400, 'POST', `${path}?on_existing=x`, csv(good));
      await call(400, 'POST', path, csv('colour\nred\n'));
      await call(401, 'POST', path, { ...csv(good), token: null });
      await call(403, 'POST', path, { ...csv(good), token: viewer.token });
      await call(404, 'POST', path.replace(/[0-9a-f-]{36}/, NOBODY), csv(good));
      await call(415, 'POST', path, { body: {} });
      await call(413, 'POST', path, csv(`name\n${'x\n'.repeat(60_000)}`));
    }
    for (const query of ['', '?format=ndjson', '?columns=name,status'])
      await call(200, 'GET', `/projects/${project}/shots/export${query}`);
    await call(400, 'GET', `/projects/${project}/shots/export?columns=colour`);
    await call(404, 'GET', `/projects/${NOBODY}/shots/export`);
    await call(401, 'GET', `/projects/${project}/shots/export`, { token: null });
  });

  it('holds for crawl jobs and images', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const path = `/projects/${project}/crawl-jobs`;
    const address = 'https://example.org/1.jpg';
    const { id: job } = await collection(path, { name: 'j', sources: [{ type: 'addresses', addresses: [address] }] });
    await list(path);
    await call(404, 'POST', `/projects/${NOBODY}/crawl-jobs`, { body: { name: 'j' } });
    await call(403, 'POST', path, { body: { name: 'j' }, token: viewer.token });
    await call(400, 'POST', path, { body: { name: 'j', sources: [{ type: 'page', address: 'ftp://x' }] } });
    const demanding = { name: 'j', sources: [{ type: 'search', provider: 'wikimedia_commons', keywords: ['x'] }] };
    await call(422, 'POST', path, { body: demanding });
    const own = `/crawl-jobs/${job as string}`;
    await item(own, { name: 'k', labels: ['x'] }, viewer.token);
    const lines = { body: 'https://example.org/2.jpg\nno address\n', headers: { 'content-type': 'text/plain' } };
    await call(200, 'POST', `${own}/addresses`, lines);
    await call(415, 'POST', `${own}/addresses`, { body: {} });
    await call(404, 'POST', `/crawl-jobs/${NOBODY}/addresses`, lines);
    for (const command of ['start', 'pause', 'resume', 'cancel', 'retry']) {
      await call(403, 'POST', `${own}/${command}`, { token: viewer.token });
      await call(412, 'POST', `${own}/${command}`, { headers: { 'if-match': '"99.99"' } });
      await call(200, 'POST', `${own}/${command}`);
    }
    await call(409, 'POST', `${own}/addresses`, lines);
    await call(200, 'POST', `${own}/cancel`);
    await call(409, 'POST', `${own}/pause`);
    await call(200, 'GET', `${own}/progress`);
    await call(404, 'GET', `/crawl-jobs/${NOBODY}/progress`);
    await call(200, 'GET', `${own}/events`);
    await list(`${own}/logs`);
    await list(`${own}/images`);
    const file = await t.app.get(ContentStore).receive(Readable.from([Buffer.from('bytes')]), { maxBytes: 5 });
    await file.keep();
    await t.sql('insert into stored_files (sha256, size) values ($1, 5)', [file.sha256]);
    const [row] = await t.sql<{ id: string }>(
      `update images set outcome = 'downloaded', format = 'jpeg', sha256 = $2 where crawl_job_id = $1 and position = 0 returning id`,
      [job, file.sha256],
    );
    const image = row!.id;
    await call(200, 'GET', `/images/${image}`);
    await call(404, 'GET', `/images/${NOBODY}`);
    await call(200, 'GET', `/images/${image}/file`);
    await call(206, 'GET', `/images/${image}/file`, { headers: { range: 'bytes=0-1' } });
    await call(416, 'GET', `/images/${image}/file`, { headers: { range: 'bytes=9-' } });
    await call(404, 'GET', `/images/${NOBODY}/file`);
    const marked = { images: [{ id: image, is_excluded: true, labels: ['y'] }] };
    await call(200, 'PATCH', '/images/bulk', { body: marked });
    await call(207, 'PATCH', '/images/bulk?mode=partial', { body: { images: [...marked.images, { id: NOBODY }] } });
    await call(404, 'PATCH', '/images/bulk', { body: { images: [{ id: NOBODY }] } });
    await call(403, 'PATCH', '/images/bulk', { body: marked, token: viewer.token });
    await call(207, 'POST', '/images/bulk/delete?mode=partial', { body: { images: [{ id: NOBODY }] } });
    await call(200, 'POST', '/images/bulk/delete', { body: { images: [{ id: image }] } });
    await call(200, 'POST', `/images/${image}/restore`);
    await call(409, 'POST', `/images/${image}/restore`);
    await call(403, 'DELETE', own, { token: viewer.token });
    await call(204, 'DELETE', own);
    await call(200, 'POST', `${own}/restore`);
  });

  /** A crawl job that has ended, with one picture, as its worker leaves them. */
  async function crawled(project: string, bytes: string): Promise<{ job: string; file: { sha256: string } }> {
    const file = await t.app.get(ContentStore).receive(Readable.from([Buffer.from(bytes)]), { maxBytes: bytes.length });
    await file.keep();
    await t.sql('insert into stored_files (sha256, size) values ($1, $2)', [file.sha256, bytes.length]);
    const [row] = await t.sql<{ id: string }>(
      `with j as (insert into crawl_jobs (project_id, name, keywords, status) values ($1, 'j', '[]', 'completed') returning id, project_id)
        insert into images (crawl_job_id, project_id, original_url, filename, position, outcome, format, sha256)
          select id, project_id, 'https://example.org/1.jpg', '1.jpg', 0, 'downloaded', 'jpeg', $2 from j returning crawl_job_id as id`,
      [project, file.sha256],
    );
    return { job: row!.id, file };
  }

  it('holds for validations, and for pictures of pictures', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { job } = await crawled(project, 'not quite a picture');
    const path = `/crawl-jobs/${job}/validation-jobs`;
    const { id } = await collection(path, { name: 'v', level: 'strict', validation_rules: {} });
    await list(path);
    await call(400, 'POST', path, { body: { name: 'v', level: 'lenient' } });
    await call(400, 'POST', path, { body: { name: 'v', validation_rules: { no_such_check: {} } } });
    await call(403, 'POST', path, { body: { name: 'v' }, token: viewer.token });
    await call(404, 'POST', `/crawl-jobs/${NOBODY}/validation-jobs`, { body: { name: 'v' } });
    const own = `/validation-jobs/${id as string}`;
    await item(own, undefined, viewer.token);
    await list(`${own}/results`);
    await call(409, 'GET', `${own}/statistics`);
    await call(404, 'GET', `/validation-jobs/${NOBODY}/statistics`);
    await call(412, 'POST', `${own}/cancel`, { headers: { 'if-match': '"99.99"' } });
    await call(403, 'POST', `${own}/cancel`, { token: viewer.token });
    await call(200, 'POST', `${own}/cancel`);
    // What a worker leaves.
    const counts = { images: 0, verdicts: {}, checks: [], duplicates: { groups: 0, images: 0 }, histograms: [] };
    await t.sql(`update validation_jobs set status = 'completed', statistics = $2 where id = $1`, [id, counts]);
    await call(200, 'GET', `${own}/statistics`);
    await call(204, 'DELETE', own);
    await call(200, 'POST', `${own}/restore`);
    for (const picture of ['contact-sheet.jpg', 'histograms.svg']) {
      await call(200, 'GET', `/crawl-jobs/${job}/${picture}`);
      await call(404, 'GET', `/crawl-jobs/${NOBODY}/${picture}`);
    }
  });

  it('holds for exports, and for figures of datasets', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { job, file } = await crawled(project, 'file');
    const path = `/crawl-jobs/${job}/export-jobs`;
    const { body: made } = await call(202, 'POST', path, { body: { name: 'e', export_options: { metadata: false } } });
    await call(400, 'POST', path, { body: { name: 'e', export_options: { colour: 'red' } } });
    await call(403, 'POST', path, { body: { name: 'e' }, token: viewer.token });
    await call(404, 'POST', `/crawl-jobs/${NOBODY}/export-jobs`, { body: { name: 'e' } });
    await call(409, 'POST', path, { body: { name: 'e', export_options: { only_valid: true } } });
    await list(path);
    const own = `/export-jobs/${made.id as string}`;
    await item(own, undefined, viewer.token);
    await call(409, 'POST', `${own}/link`);
    await call(409, 'POST', `${own}/verify`);
    await call(412, 'POST', `${own}/cancel`, { headers: { 'if-match': '"99.99"' } });
    await call(403, 'POST', `${own}/cancel`, { token: viewer.token });
    await call(200, 'POST', `${own}/cancel`);
    // What a worker leaves.
    await t.sql(
      `update export_jobs set status = 'completed', file_sha256 = $2, selection_sha256 = $2, file_size = 4, file_name = 'e.zip',
        manifest = '{"manifest": 1}', total_images = 1, exported_images = 1, expires_at = now() where id = $1`,
      [made.id, file.sha256],
    );
    const expired = (await call(200, 'GET', own)).body.download_url as string;
    const { download_url } = (await call(200, 'POST', `${own}/link`, { body: { expires_in: 60 } })).body;
    const [stale, link] = [expired, download_url as string].map((one) => one.slice('/api/v1'.length));
    await call(410, 'GET', stale!, { token: null });
    await call(403, 'GET', `${own}/download`, { token: null });
    await call(403, 'GET', `/export-jobs/${NOBODY}/download`);
    await call(200, 'GET', link!, { token: null });
    await call(206, 'GET', link!, { token: null, headers: { range: 'bytes=0-1' } });
    await call(416, 'GET', link!, { token: null, headers: { range: 'bytes=9-' } });
    await call(202, 'POST', `${own}/verify`);
    await call(200, 'GET', own);
    await call(200, 'POST', `${own}/cancel`);
    await call(204, 'DELETE', own);
    await call(404, 'GET', link!, { token: null });
    await call(200, 'POST', `${own}/restore`);
    await call(200, 'GET', `/projects/${project}/datasets`);
    await call(404, 'GET', `/projects/${NOBODY}/datasets`);
    await call(200, 'GET', '/dashboard/stats');
  });

  it('holds for drawings, their pages and projects', async () => {
    const { id: project } = await t.newProject();
    const { id: another } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { path, id, file, headers } = await uploaded(project, 1);
    await call(200, 'POST', `/drawings?project_ids=${project}`, { body: file, headers });
    await call(400, 'POST', `/drawings?project_ids=${NOBODY}`, { body: file, headers });
    await call(401, 'POST', '/drawings', { body: file, headers, token: null });
    await call(403, 'POST', `/drawings?project_ids=${project}`, { body: file, headers, token: viewer.token });
    await call(409, 'POST', '/drawings', { body: file, headers, token: (await t.newProfile()).token });
    await call(413, 'POST', '/drawings', { body: Buffer.alloc(60_000, file), headers });
    await call(415, 'POST', '/drawings', { body: 'no drawing', headers });
    await call(415, 'POST', '/drawings', { body: {} });
    await list('/drawings');
    await call(400, 'GET', `/drawings?project_id=${NOBODY}`);
    await item(path, { sheet_number: 'S-101', drawing_date: '2026-07-28', revision: null }, viewer.token);
    await call(409, 'GET', `${path}/pages/1/preview.png`);
    const other = await uploaded(project, 2);
    for (const one of [id, other.id]) await shown(one);
    await list(`${path}/pages`);
    await call(404, 'GET', `/drawings/${NOBODY}/pages`);
    for (const part of ['file', 'pages/1/preview.png']) {
      const { headers: given } = await call(200, 'GET', `${path}/${part}`);
      await call(304, 'GET', `${path}/${part}`, { headers: { 'if-none-match': given.get('etag')! } });
      await call(206, 'GET', `${path}/${part}`, { headers: { range: 'bytes=0-1' } });
      await call(416, 'GET', `${path}/${part}`, { headers: { range: 'bytes=99999-' } });
      await call(404, 'GET', `/drawings/${NOBODY}/${part}`);
    }
    await call(422, 'GET', `${path}/pages/2/preview.png`);
    for (const page of ['0', 'x']) await call(400, 'GET', `${path}/pages/${page}/preview.png`);
    for (const part of ['pages/1/tiles/0/0_0.png', 'overlay.svg?page=1', `compare/${other.id}.png?page=1`]) {
      await call(200, 'GET', `${path}/${part}`);
      await call(404, 'GET', `/drawings/${NOBODY}/${part}`);
      await call(401, 'GET', `${path}/${part}`, { token: null });
    }
    await call(400, 'GET', `${path}/pages/1/tiles/0/0-0.png`);
    await call(400, 'GET', `${path}/pages/1/tiles/x/0_0.png`);
    await call(404, 'GET', `${path}/pages/1/tiles/0/9_0.png`);
    await call(400, 'GET', `${path}/overlay.svg?colour_by=mood`);
    await call(422, 'GET', `${path}/overlay.svg?page=2`);
    await call(404, 'GET', `${path}/compare/${NOBODY}.png`);

    const both = { drawing_ids: [id, other.id], project_ids: [another] };
    for (const [address, body] of [
      ['/drawings/bulk/assign-projects', both],
      [`${path}/projects`, { project_ids: [another] }],
      ['/drawings/bulk/remove-projects', both],
    ] as const) {
      await call(200, 'POST', address, { body });
      await call(400, 'POST', address, { body: {} });
      await call(400, 'POST', address, { body: { ...body, project_ids: [NOBODY] } });
      await call(403, 'POST', address, { body: { ...body, project_ids: [project] }, token: viewer.token });
    }
    await call(404, 'POST', '/drawings/bulk/assign-projects', { body: { ...both, drawing_ids: [NOBODY] } });
    await call(404, 'POST', `/drawings/${NOBODY}/projects`, { body: { project_ids: [another] } });
    await call(200, 'DELETE', `${path}/projects/${another}`);
    await call(403, 'DELETE', `${path}/projects/${project}`, { token: viewer.token });
    await call(404, 'DELETE', `${path}/projects/${NOBODY}`);
    await call(404, 'DELETE', `/drawings/${NOBODY}/projects/${project}`);

    await call(409, 'POST', `${path}/restore`);
    await call(403, 'DELETE', path, { token: viewer.token });
    await call(204, 'DELETE', path);
    await call(404, 'GET', path);
    await call(403, 'POST', `${path}/restore`, { token: viewer.token });
    await call(412, 'POST', `${path}/restore`, { headers: { 'if-match': '"99.9"' } });
    await call(200, 'POST', `${path}/restore`);
    await call(404, 'POST', `/drawings/${NOBODY}/restore`);
  });

  /** A drawing that no worker has read yet. */
  async function uploaded(project: string, shade: number) {
    const file = pdf([
      { entries: '/MediaBox[0 0 200 100]', content: filled([20, 20, 50, 50], [shade / 10, 0, 0]) },
      { entries: '/MediaBox[0 0 200 100]' },
    ]);
    const headers = { 'content-type': 'application/pdf' };
    const address = `/drawings?project_ids=${project}&file_name=${String(shade)}.pdf`;
    const { body } = await call(201, 'POST', address, { body: file, headers });
    return { path: `/drawings/${body.id as string}`, id: body.id as string, file, headers };
  }

  /** What a worker leaves: a page with a preview (any bytes will do), and one that cannot be shown. */
  async function shown(drawing: string): Promise<void> {
    const file = await t.app.get(ContentStore).receive(Readable.from([Buffer.from(drawing)]), { maxBytes: 100 });
    await file.keep();
    await t.sql('insert into stored_files (sha256, size) values ($1, $2)', [file.sha256, drawing.length]);
    await t.sql(
      `with d as (update drawings set processing_status = 'completed', processing_progress = 100, page_count = 2 where id = $1 returning id)
        insert into drawing_pages (drawing_id, page_number, width, height, unit, preview_sha256, preview_width, preview_height, failure_code, failure)
          select id, 1, 200, 100, 'pt', $2::text, 200, 100, null, null from d
          union all select id, 2, 200, 100, 'pt', null, null, null, 'too_large', 'The page is too large.' from d`,
      [drawing, file.sha256],
    );
  }

  it('holds for components, one or many', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { path: drawing, id: drawing_id } = await uploaded(project, 3);
    const made = await collection('/components', {
      drawing_id,
      piece_mark: 'G1',
      bounding_box: { x: 1, y: 2, width: 3, height: 4 },
    });
    const twin = { drawing_id, piece_mark: 'g1', instance_identifier: null };
    await call(409, 'POST', '/components', { body: twin });
    await call(400, 'POST', '/components', { body: { ...twin, drawing_id: NOBODY } });
    await call(403, 'POST', '/components', { body: twin, token: viewer.token });
    await list('/components');
    await list(`${drawing}/components`);
    await call(200, 'GET', `${drawing}/components?near=1,1&within=0,0,9,9`);
    await call(400, 'GET', '/components?near=1,1');
    await call(400, 'GET', `/components?drawing_id=${NOBODY}`);
    await call(404, 'GET', `/drawings/${NOBODY}/components`);
    await call(200, 'GET', `${drawing}/suggest-instance?piece_mark=G1`);
    await call(400, 'GET', `${drawing}/suggest-instance`);
    await call(404, 'GET', `/drawings/${NOBODY}/suggest-instance?piece_mark=G1`);
    const path = `/components/${made.id as string}`;
    await item(path, { description: 'x', review_status: 'reviewed' }, viewer.token);
    await call(400, 'PATCH', path, { body: { review_status: 'pending' } });
    await call(200, 'PATCH', path, { body: { review_status: 'pending', review_reason: 'too early' } });
    await call(409, 'PATCH', path, { body: { review_status: 'approved' } });
    const bulk = await collection('/components/bulk', {
      drawing_id,
      components: [{ piece_mark: 'H1' }, { piece_mark: 'H1' }],
    });
    const components = bulk.items.map(({ id }: any) => ({ id }));
    const changes = { components: components.map(({ id }: any, index: number) => ({ id, quantity: index + 1 })) };
    const single = (fields: object) => ({ components: [{ id: made.id, ...fields }] });
    await call(409, 'POST', '/components/bulk', {
      body: { drawing_id, components: [{ piece_mark: 'H1', instance_identifier: null }] },
    });
    await call(403, 'POST', '/components/bulk', {
      body: { drawing_id, components: [{ piece_mark: 'H1' }] },
      token: viewer.token,
    });
    await call(207, 'POST', '/components/bulk?mode=partial', {
      body: { drawing_id, components: [{ piece_mark: 'H1' }, { piece_mark: 'H1', instance_identifier: 'A' }, 7] },
    });
    await call(200, 'PATCH', '/components/bulk', { body: changes });
    await call(207, 'PATCH', '/components/bulk?mode=partial', {
      body: { components: [...changes.components, { id: NOBODY }, { id: made.id, version: 99 }, {}] },
    });
    await call(412, 'PATCH', '/components/bulk', { body: single({ version: 99 }) });
    await call(409, 'PATCH', '/components/bulk', { body: single({ piece_mark: 'h1' }) });
    await call(403, 'PATCH', '/components/bulk', { body: changes, token: viewer.token });
    await call(404, 'PATCH', '/components/bulk', { body: { components: [{ id: NOBODY, quantity: 2 }] } });
    await call(400, 'PATCH', '/components/bulk', { body: { components: [] } });
    await call(404, 'POST', '/components/bulk/delete', { body: { components: [{ id: NOBODY }] } });
    await call(412, 'POST', '/components/bulk/delete', { body: single({ version: 99 }) });
    await call(403, 'POST', '/components/bulk/delete', { body: { components }, token: viewer.token });
    await call(400, 'POST', '/components/bulk/delete', { body: {} });
    await call(200, 'POST', '/components/bulk/delete', { body: { components: components.slice(1) } });
    await call(207, 'POST', '/components/bulk/delete?mode=partial', { body: { components } });
    await call(409, 'POST', `${path}/restore`);
    await call(403, 'DELETE', path, { token: viewer.token });
    await call(204, 'DELETE', path);
    await call(404, 'GET', path);
    await call(201, 'POST', '/components', { body: { drawing_id, piece_mark: 'G1' } });
    await call(409, 'POST', `${path}/restore`);
    await call(412, 'POST', `${path}/restore`, { headers: { 'if-match': '"99.9"' } });
    await call(200, 'POST', `${path}/restore`, { body: { rename: { [made.id]: 'Z' } } });
    await call(404, 'POST', `/components/${NOBODY}/restore`);

    const csv = (body: string) => ({ body, headers: { 'content-type': 'text/csv' } });
    const good = csv('piece_mark,quantity\nK1,2\n');
    await call(200, 'POST', `${drawing}/components/import?dry_run=true`, good);
    await call(200, 'POST', `${drawing}/components/import`, good);
    await call(400, 'POST', `${drawing}/components/import?on_existing=x`, good);
    await call(400, 'POST', `${drawing}/components/import`, csv('colour\nred\n'));
    await call(401, 'POST', `${drawing}/components/import`, { ...good, token: null });
    await call(403, 'POST', `${drawing}/components/import`, { ...good, token: viewer.token });
    await call(404, 'POST', `/drawings/${NOBODY}/components/import`, good);
    await call(415, 'POST', `${drawing}/components/import`, { body: {} });
    for (const format of ['csv', 'ndjson']) await call(200, 'GET', `${drawing}/components/export?format=${format}`);
    await call(400, 'GET', `${drawing}/components/export?columns=colour`);
    await call(404, 'GET', `/drawings/${NOBODY}/components/export`);
  });

  it('holds for the marks of a project, and its saved searches', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { id: drawing_id } = await uploaded(project, 4);
    const marks = ['G1', 'g1', 'GI'].map((piece_mark, index) => ({
      piece_mark,
      quantity: index + 1,
      size: `W${String(index)}`,
    }));
    await call(201, 'POST', '/components/bulk', { body: { drawing_id, components: marks } });
    await call(200, 'GET', `/components/search?project_id=${project}&q=6l`);
    await call(400, 'GET', `/components/search?project_id=${project}`);
    await call(401, 'GET', `/components/search?project_id=${project}&q=G1`, { token: null });
    const address = `/projects/${project}`;
    for (const part of ['piece-marks', 'piece-mark-conflicts', 'saved-searches']) {
      await list(`${address}/${part}`);
      await call(404, 'GET', `/projects/${NOBODY}/${part}`);
    }
    const mark = `${address}/piece-marks/G1`;
    const body = { size: 'W12X40' };
    await call(200, 'PATCH', mark, { body });
    await call(400, 'PATCH', mark, { body: { quantity: 2 } });
    await call(401, 'PATCH', mark, { body, token: null });
    await call(403, 'PATCH', mark, { body: { size: 'W8' }, token: viewer.token });
    await call(404, 'PATCH', `${address}/piece-marks/H1`, { body });
    await call(414, 'PATCH', `${address}/piece-marks/${'x'.repeat(300)}`, { body });
    await call(415, 'PATCH', mark, { body: 'a,b', headers: { 'content-type': 'text/csv' } });
    await t.sql(
      `insert into components (drawing_id, piece_mark, instance_identifier) select $1, 'M1', 'I' || n from generate_series(1, 1001) n`,
      [drawing_id],
    );
    await call(409, 'PATCH', `${address}/piece-marks/M1`, { body });

    const made = await collection(`${address}/saved-searches`, { name: 'girders', query: { prefix: 'G' } });
    await call(409, 'POST', `${address}/saved-searches`, { body: { name: 'Girders', query: {} } });
    await call(403, 'POST', `${address}/saved-searches`, { body: { name: 'x', query: {} }, token: viewer.token });
    await call(404, 'POST', `/projects/${NOBODY}/saved-searches`, { body: { name: 'x', query: {} } });
    const path = `/saved-searches/${made.id as string}`;
    await item(path, { query: { sort: 'piece_mark' } }, viewer.token);
    await call(201, 'POST', `${address}/saved-searches`, { body: { name: 'others', query: {} } });
    await call(409, 'PATCH', path, { body: { name: 'OTHERS' } });
    await call(200, 'POST', `${path}/run?limit=1&count=exact`);
    await call(400, 'POST', `${path}/run?limit=0`);
    await call(401, 'POST', `${path}/run`, { token: null });
    await call(404, 'POST', `/saved-searches/${NOBODY}/run`);
    const { body: kept } = await call(200, 'GET', `${address}/saved-searches`);
    const order = `${address}/saved-searches/order`;
    const ids = kept.items.map(({ id }: any) => id as string).reverse();
    await call(200, 'PUT', order, { body: { ids } });
    await call(400, 'PUT', order, { body: { ids: [NOBODY] } });
    await call(401, 'PUT', order, { body: { ids }, token: null });
    await call(403, 'PUT', order, { body: { ids }, token: viewer.token });
    await call(404, 'PUT', `/projects/${NOBODY}/saved-searches/order`, { body: { ids } });
    await t.sql(`update saved_searches set query = '{"colour": "red"}' where id = $1`, [made.id]);
    await call(409, 'POST', `${path}/run`);
    await call(409, 'POST', `${path}/restore`);
    await call(403, 'DELETE', path, { token: viewer.token });
    await call(204, 'DELETE', path);
    await call(403, 'POST', `${path}/restore`, { token: viewer.token });
    await call(412, 'POST', `${path}/restore`, { headers: { 'if-match': '"99.9"' } });
    await call(200, 'POST', `${path}/restore`);
    await call(404, 'POST', `/saved-searches/${NOBODY}/restore`);
  });

  it('holds for what belongs to a component, for revisions and for the exchange', async () => {
    const { id: project } = await t.newProject();
    const viewer = await t.newMember(project, 'viewer');
    const { path: drawing, id: drawing_id } = await uploaded(project, 6);
    const { path: other, id: another } = await uploaded(project, 7);
    const { body: made } = await call(201, 'POST', '/components', { body: { drawing_id, piece_mark: 'G1' } });
    const path = `/components/${made.id as string}`;
    for (const [part, item] of [
      ['dimensions', { dimension_type: 'width', nominal_value: 1.5, tolerance: null }],
      ['specifications', { specification_type: 'weld', value: 'E70', confidence_score: 0.5 }],
    ] as const) {
      const address = `${path}/${part}`;
      const body = { items: [item] };
      const { headers } = await call(200, 'PUT', address, { body });
      await call(200, 'GET', address);
      await call(304, 'GET', address, { headers: { 'if-none-match': headers.get('etag')! } });
      await call(400, 'PUT', address, { body: { items: [item, item] } });
      await call(401, 'PUT', address, { body, token: null });
      await call(403, 'PUT', address, { body, token: viewer.token });
      await call(412, 'PUT', address, { body, headers: { 'if-match': '"99"' } });
      for (const method of ['GET', 'PUT'])
        await call(404, method, `/components/${NOBODY}/${part}`, method === 'PUT' ? { body } : {});
    }
    await call(200, 'GET', `${path}/warnings?min_confidence=0.9`);
    await call(400, 'GET', `${path}/warnings?min_confidence=9`);
    await call(404, 'GET', `/components/${NOBODY}/warnings`);
    await list(`${path}/history`);
    await call(404, 'GET', `/components/${NOBODY}/history`);
    await call(200, 'GET', `${drawing}/compare/${another}`);
    await call(400, 'GET', `${drawing}/compare/${another}?difference=none`);
    await call(404, 'GET', `${drawing}/compare/${NOBODY}`);

    const kiss = {
      body: 'KISS,1.1,x\nH,1\nD,D1,0,A1,A1,1,W,W1,A36,3000,,\nZZ\n',
      headers: { 'content-type': 'text/plain' },
    };
    await call(404, 'GET', `${other}/kiss`);
    await call(201, 'POST', `${other}/kiss?unit=mm`, kiss);
    await call(200, 'GET', `${other}/kiss`);
    await call(409, 'POST', `${other}/kiss`, kiss);
    const reconcile = `/projects/${project}/kiss/reconcile`;
    await call(200, 'POST', reconcile, kiss);
    await call(400, 'POST', `${reconcile}?drawing_id=${NOBODY}`, kiss);
    for (const address of [`${other}/kiss`, reconcile]) {
      await call(400, 'POST', `${address}?unit=feet`, kiss);
      await call(401, 'POST', address, { ...kiss, token: null });
      await call(413, 'POST', address, { ...kiss, body: `KISS,1.1\n${'x'.repeat(5000)}` });
      await call(415, 'POST', address, { ...kiss, body: 'no KISS' });
    }
    await call(403, 'POST', `${other}/kiss`, { ...kiss, token: viewer.token });
    await call(404, 'POST', `/drawings/${NOBODY}/kiss`, kiss);
    await call(404, 'POST', `/projects/${NOBODY}/kiss/reconcile`, kiss);
    for (const format of ['csv', 'xlsx', 'kiss'])
      await call(200, 'GET', `/projects/${project}/bill-of-materials?format=${format}`);
    await call(400, 'GET', `/projects/${project}/bill-of-materials?format=pdf`);
    await call(404, 'GET', `/projects/${NOBODY}/bill-of-materials`);
  });

  it('holds while something is in the way', async () => {
    const { id: project } = await t.newProject();
    const other = new Client({ connectionString: t.database.url });
    await other.connect();
    await other.query('begin');
    await other.query('lock table projects, episodes in access exclusive mode');
    await call(503, 'GET', `/projects/${project}`);
    await call(503, 'PATCH', `/projects/${project}`, { body: { name: 'x' } });
    await call(503, 'POST', '/shots', { body: { name: 'x', episode_id: NOBODY } });
    // Two with one key: the other finds the one running, unless it comes only after the one has given up.
    const twin = () => t.request('POST', '/projects', { body: { name: 'x' }, headers: { 'idempotency-key': 'k' } });
    let refused: TestResponse | undefined;
    while (!refused) refused = (await Promise.all([twin(), twin()])).find(({ status }) => status === 409);
    contract.check('POST', '/api/v1/projects', refused);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await other.end();
  });

  it('was tried at every address, with every kind of answer that it knows', () => {
    const operations = Object.entries<Record<string, any>>(contract.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const met = [...contract.met];
    const untried = operations.filter(
      (operation) => !met.some((one) => / 2\d\d$/.test(one) && one.startsWith(`${operation} `)),
    );
    expect({
      remedy:
        'a call of each that succeeds, in a test of this file that it belongs to; `item`, `collection`, `list` help',
      untried,
    }).toEqual({ remedy: expect.anything(), untried: [] });
    const known = [...JSON.stringify(contract.document.paths).matchAll(/"(\d{3})":\{/g)].map(([, status]) =>
      Number(status),
    );
    const seen = new Set([...contract.met].map((met) => Number(met.slice(-3))));
    expect({
      remedy: 'a call in this file that is answered so, or a line with the reason in NOT_TOURED',
      unseen: [...new Set(known)].filter((status) => !seen.has(status) && !NOT_TOURED.includes(status)),
    }).toEqual({ remedy: expect.anything(), unseen: [] });
  });
});
