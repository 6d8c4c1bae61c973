import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';
import { filled, pdf } from '../support/pdfs';

let t: TestApp;
let project: string;
let artist: TestProfile;
let viewer: TestProfile;

beforeAll(async () => {
  t = await startApp();
  project = (await t.newProject()).id;
  artist = await t.newMember(project, 'artist');
  viewer = await t.newMember(project, 'viewer');
});
afterAll(() => t.close());

type Json = any;

let serial = 0;
const newDrawing = async (of: string): Promise<string> => {
  const body = pdf([{ entries: '/MediaBox[0 0 612 792]', content: filled([0, 0, 1, ++serial]) }]);
  const headers = { 'content-type': 'application/pdf' };
  const answer = await t.request('POST', `/drawings?project_ids=${of}`, { body, headers });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id as string;
};
const save = (of: string, query: object, name = `search ${String(++serial)}`, token = t.admin): Promise<TestResponse> =>
  t.request('POST', `/projects/${of}/saved-searches`, { body: { name, query }, token });
const saved = async (of: string, query: object = {}, name?: string): Promise<Json> => {
  const answer = await save(of, query, name);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
const list = async (of: string): Promise<Json[]> =>
  (await t.request('GET', `/projects/${of}/saved-searches?limit=500`)).body.items as Json[];
const run = (id: string, more = '', token = t.admin): Promise<TestResponse> =>
  t.request('POST', `/saved-searches/${id}/run${more}`, { token });

describe('a saved search', () => {
  it('is made, read, changed, deleted and brought back', async () => {
    const made = await save(project, { prefix: 'B', min_confidence: 0.5 }, ' Beams ', artist.token);
    expect(made).toMatchObject({
      status: 201,
      body: {
        project_id: project,
        name: 'Beams',
        query: { prefix: 'B', min_confidence: 0.5 },
        position: 1,
        version: 1,
      },
    });
    const path = `/saved-searches/${made.body.id as string}`;
    expect(made.headers.get('location')).toBe(`/api/v1${path}`);
    expect((await t.request('GET', path, { token: viewer.token })).body).toEqual(made.body);
    const patched = await t.request('PATCH', path, {
      body: { query: { min_confidence: null, sort: '-piece_mark' } },
      headers: { 'if-match': '"1"' },
      token: artist.token,
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { name: 'Beams', query: { prefix: 'B', sort: '-piece_mark' }, version: 2 },
    });
    const same = await t.request('PATCH', path, { body: { name: 'Beams' } });
    expect(same).toMatchObject({ status: 200, body: { version: 2 } });
    const stale = await t.request('PATCH', path, { body: { name: 'x' }, headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({ status: 412 });
    expect(await save(project, {}, 'BEAMS')).toMatchObject({
      status: 409,
      body: { code: 'duplicate', errors: [{ pointer: '/name', conflicting_id: made.body.id }] },
    });
    expect(await t.request('DELETE', path, { token: artist.token })).toMatchObject({ status: 204 });
    expect(await t.request('GET', path)).toMatchObject({ status: 404 });
    expect(await run(made.body.id as string)).toMatchObject({ status: 404 });
    const taker = await saved(project, {}, 'Beams');
    expect(taker.position).toBe(1);
    expect(await t.request('POST', `${path}/restore`)).toMatchObject({ status: 409 });
    const restored = await t.request('POST', `${path}/restore`, {
      body: { rename: { [made.body.id]: 'Beams again' } },
    });
    expect(restored).toMatchObject({ status: 200, body: { name: 'Beams again', position: 2 } });
    const [logged] = await t.sql<{ count: number }>(
      `select count(*)::int from activity_logs where resource_type = 'saved_searches' and resource_id = $1`,
      [made.body.id],
    );
    expect(logged?.count).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['a parameter that there is not', { colour: 'red' }, '/query/colour'],
    ['another project', { project_id: randomUUID() }, '/query/project_id'],
    ['a page', { limit: 5 }, '/query/limit'],
    ['a wrong word', { review_status: 'lost' }, '/query/review_status'],
    ['an unknown order', { sort: 'colour' }, '/query/sort'],
    ['a number that is none', { min_confidence: 'much' }, '/query/min_confidence'],
    ['a list', { within: [1, 2] }, '/query/within'],
    ['an object', { prefix: { a: 1 } }, '/query/prefix'],
    ['null', { prefix: null }, '/query/prefix'],
    ['a place on no drawing', { within: '0,0,1,1' }, '/query/within'],
    ['a distance from nowhere', { sort: 'distance' }, '/query/sort'],
    ['a key with a slash', { 'a/b~': {} }, '/query/a~1b~0'],
  ])('does not ask for %s', async (_what, query, pointer) => {
    const refused = await save(project, query);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(refused.body.errors).toContainEqual(expect.objectContaining({ pointer }));
    const { id } = await saved(project);
    const change = await t.request('PATCH', `/saved-searches/${id as string}`, { body: { query } });
    // In a patch, null takes a parameter away.
    expect(change.status).toBe(Object.values(query).includes(null) ? 200 : 400);
    await t.request('DELETE', `/saved-searches/${id as string}`);
  });

  it('is nobody else’s', async () => {
    const { id } = await saved(project);
    const stranger = await t.newProfile();
    const as = (token: string) => ({ token });
    expect(await save(project, {}, 'x', stranger.token)).toMatchObject({ status: 404 });
    expect(await save(project, {}, 'x', viewer.token)).toMatchObject({ status: 403 });
    for (const [method, path, body] of [
      ['GET', `/projects/${project}/saved-searches`],
      ['GET', `/saved-searches/${id as string}`],
      ['POST', `/saved-searches/${id as string}/run`],
      ['PATCH', `/saved-searches/${id as string}`, {}],
      ['DELETE', `/saved-searches/${id as string}`],
      ['PUT', `/projects/${project}/saved-searches/order`, { ids: [id] }],
    ] as const)
      expect([path, await t.request(method, path, { ...as(stranger.token), body })]).toMatchObject([
        path,
        { status: 404 },
      ]);
    expect(await run(id as string, '', viewer.token)).toMatchObject({ status: 200 });
    const path = `/saved-searches/${id as string}`;
    expect(await t.request('PATCH', path, { ...as(viewer.token), body: {} })).toMatchObject({ status: 403 });
    expect(await t.request('DELETE', path, as(artist.token))).toMatchObject({ status: 403 });
    const order = { ...as(viewer.token), body: { ids: [id] } };
    expect(await t.request('PUT', `/projects/${project}/saved-searches/order`, order)).toMatchObject({ status: 403 });
    await t.request('DELETE', path);
  });
});

describe('a search that is run', () => {
  it('finds the components of its project, page by page, by what is asked for now', async () => {
    const [own, other] = [(await t.newProject()).id, (await t.newProject()).id];
    const [drawing, foreign] = [await newDrawing(own), await newDrawing(other)];
    const components = ['B10', 'B2', 'C1', 'B1'].map((piece_mark, index) => ({
      piece_mark,
      location_x: 10 * index,
      location_y: 0,
    }));
    for (const drawing_id of [drawing, foreign])
      expect(await t.request('POST', '/components/bulk', { body: { drawing_id, components } })).toMatchObject({
        status: 201,
      });
    const marks = ({ status, body }: TestResponse): string[] => {
      expect(status).toBe(200);
      return (body.items as Json[]).map(({ piece_mark }) => piece_mark as string);
    };
    const { id } = await saved(own, { prefix: 'b', sort: 'piece_mark' });
    const first = await run(id as string, '?limit=2&count=exact');
    expect([marks(first), first.body.total]).toEqual([['B1', 'B2'], 3]);
    const second = await run(id as string, `?limit=2&cursor=${first.body.next_cursor as string}`);
    expect([marks(second), second.body.next_cursor]).toEqual([['B10'], null]);
    const same = await t.request('GET', `/components?project_id=${own}&prefix=b&sort=piece_mark&limit=2&count=exact`);
    expect(first.body).toEqual(same.body);
    const near = await saved(own, { drawing_id: drawing, near: '29,0' });
    expect(marks(await run(near.id as string))).toEqual(['B1', 'C1', 'B2', 'B10']);
    const within = await saved(own, { drawing_id: drawing, within: '5,-1,25,1', sort: 'piece_mark' });
    expect(marks(await run(within.id as string))).toEqual(['B2', 'C1']);
    expect(marks(await run((await saved(own, { drawing_id: foreign })).id as string))).toEqual([]);
    expect(await run(id as string, '?limit=0')).toMatchObject({ status: 400 });
    expect(await run(id as string, '?prefix=C')).toMatchObject({ status: 400 });
    await t.sql(`update saved_searches set query = '{"colour": "red"}' where id = $1`, [id]);
    const old = await run(id as string);
    expect(old).toMatchObject({
      status: 409,
      body: { code: 'state_conflict', errors: [{ pointer: '/query/colour' }] },
    });
  });
});

describe('the searches of a project', () => {
  const order = (of: string, ids: unknown[]): Promise<TestResponse> =>
    t.request('PUT', `/projects/${of}/saved-searches/order`, { body: { ids } });
  const places = async (of: string): Promise<[string, number][]> =>
    (await list(of)).map(({ name, position }) => [name as string, position as number]);

  it('stand in an order, and are given another one', async () => {
    const own = (await t.newProject()).id;
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) ids.push((await saved(own, {}, name)).id as string);
    const [a, b, c, d] = ids;
    await t.request('DELETE', `/saved-searches/${b ?? ''}`);
    expect(await places(own)).toEqual([
      ['a', 1],
      ['c', 3],
      ['d', 4],
    ]);
    const answer = await order(own, [d, a, c]);
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ id: d, position: 1, version: 2 }, { id: a }, { id: c, version: 1 }] },
    });
    expect(await places(own)).toEqual([
      ['d', 1],
      ['a', 2],
      ['c', 3],
    ]);
    // The place of b is taken by now.
    await t.request('POST', `/saved-searches/${b ?? ''}/restore`);
    expect((await places(own)).at(-1)).toEqual(['b', 4]);
    for (const wrong of [[a, b, c], [a, a, b, c, d], [a, b, c, randomUUID()], [], 'a', [a, b, c, d, 7]])
      expect(await order(own, wrong as unknown[])).toMatchObject({ status: 400 });
    const left = await order(own, [a, b, c]);
    expect(left.body.errors).toEqual([{ pointer: '/ids', detail: `leaves out the search ${d ?? ''}` }]);
  });

  it('are fifty at most, also when many come at once', async () => {
    const own = (await t.newProject()).id;
    const answers = await Promise.all(Array.from({ length: 56 }, () => save(own, {})));
    const statuses = answers.map(({ status }) => status);
    expect([
      statuses.filter((status) => status === 201).length,
      statuses.filter((status) => status === 409).length,
    ]).toEqual([50, 6]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'state_conflict', detail: expect.stringContaining('fifty') });
    const all = await list(own);
    expect(all.map(({ position }) => position as number)).toEqual(Array.from({ length: 50 }, (_, place) => place + 1));
    // All places are taken, and yet they are exchanged.
    const ids = all.map(({ id }) => id as string).reverse();
    expect(await order(own, ids)).toMatchObject({ status: 200 });
    expect((await list(own)).map(({ id }) => id as string)).toEqual(ids);
    const two = await Promise.all([order(own, [...ids].reverse()), order(own, ids)]);
    expect(two.map(({ status }) => status)).toEqual([200, 200]);
    expect(await places(own)).toHaveLength(50);
    // One goes and another takes its place, so it does not come back.
    const [first, second] = await list(own);
    const gone = second.id as string;
    await t.request('DELETE', `/saved-searches/${gone}`);
    expect((await saved(own)).position).toBe(2);
    const back = await t.request('POST', `/saved-searches/${gone}/restore`);
    expect(back).toMatchObject({ status: 409 });
    expect(JSON.stringify(back.body)).toContain('fifty');
    await t.request('DELETE', `/saved-searches/${first.id as string}`);
    expect(await t.request('POST', `/saved-searches/${gone}/restore`)).toMatchObject({
      status: 200,
      body: { position: 1 },
    });
  });

  it('are held to fifty by the database', async () => {
    const own = (await t.newProject()).id;
    await saved(own);
    const insert = (position: number) =>
      t.sql('insert into saved_searches (project_id, name, query, position) values ($1, $2, $3, $4)', [
        own,
        randomUUID(),
        {},
        position,
      ]);
    await expect(insert(51)).rejects.toThrow('ck_saved_searches_position');
    await expect(insert(0)).rejects.toThrow('ck_saved_searches_position');
    await expect(insert(1)).rejects.toThrow('idx_saved_searches_position_unique');
  });

  it('go to the trash with their project, and come back with it', async () => {
    const own = (await t.newProject()).id;
    const { id } = await saved(own, { prefix: 'B' });
    await t.request('DELETE', `/projects/${own}`);
    expect(await t.request('GET', `/saved-searches/${id as string}`)).toMatchObject({ status: 404 });
    await t.request('POST', `/projects/${own}/restore`);
    expect((await list(own)).map((search) => search.id as string)).toEqual([id]);
  });
});
