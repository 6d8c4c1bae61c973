import { randomUUID } from 'node:crypto';
import { startApp, type RequestOptions, type TestApp, type TestProfile, type TestResponse } from '../support/app';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${index}` }));

describe('many shots at once', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string };
  let artist: TestProfile;

  beforeAll(async () => {
    t = await startApp();
  });
  beforeEach(async () => {
    project = await t.newProject();
    episode = await t.newEpisode(project.id);
    artist = await t.newMember(project.id, 'artist');
  });
  afterAll(() => t.close());

  type Mode = 'atomic' | 'partial';
  const create = (shots: unknown, options: RequestOptions & { mode?: Mode; parent?: object } = {}) =>
    t.request('POST', `/shots/bulk?mode=${options.mode ?? 'atomic'}`, {
      ...options,
      body: { episode_id: episode.id, ...options.parent, shots },
    });
  const update = (shots: unknown, options: RequestOptions & { mode?: Mode } = {}) =>
    t.request('PATCH', `/shots/bulk?mode=${options.mode ?? 'atomic'}`, { ...options, body: { shots } });
  const remove = (shots: unknown, options: RequestOptions & { mode?: Mode } = {}) =>
    t.request('POST', `/shots/bulk/delete?mode=${options.mode ?? 'atomic'}`, { ...options, body: { shots } });

  const pointers = ({ body }: TestResponse): string[] => body.errors.map((error: { pointer: string }) => error.pointer);
  const codes = ({ body }: TestResponse): string[] => body.errors.map((error: { code: string }) => error.code);
  const statuses = ({ body }: TestResponse): number[] =>
    body.results.map((result: { index: number; status: number }, index: number) => {
      expect(result.index).toBe(index);
      return result.status;
    });
  const shotsOf = async (fields: object[]): Promise<{ id: string; name: string; version: number }[]> => {
    const { status, body } = await create(fields);
    expect(status).toBe(201);
    return body.items;
  };
  const named = async (...names: string[]) => shotsOf(names.map((name) => ({ name })));
  const live = async (): Promise<string[]> =>
    (await t.request('GET', `/shots?project_id=${project.id}&limit=500`)).body.items.map(
      (shot: { name: string }) => shot.name,
    );

  describe('are created', () => {
    it('a thousand in one call, answered in the order of the request, and not one more', async () => {
      const shots = numbered(1000).map((shot, index) => ({ ...shot, frame_start: index, data: { index } }));
      const { status, body } = await create(shots, { token: artist.token, parent: { project_id: project.id } });
      expect(status).toBe(201);
      expect(body.items).toHaveLength(1000);
      for (const [index, item] of body.items.entries())
        expect(item).toMatchObject({ ...shots[index], project_id: project.id, episode_id: episode.id, version: 1 });
      const tooMany = await create(numbered(1001));
      expect([tooMany.status, pointers(tooMany)]).toEqual([400, ['/shots']]);
    });

    it.each([[[]], [null], ['x'], [{}]])('not from %j', async (shots) => {
      expect(pointers(await create(shots))).toEqual(['/shots']);
    });

    it('all or none, and every bad item is named', async () => {
      await t.newShot(episode.id, { name: 'Taken' });
      const answer = await create([
        { name: 'good' },
        { name: ' ' },
        { name: 'x', frame_start: 2, frame_end: 1 },
        { name: 'TAKEN' },
        7,
        { name: 'twin' },
        { name: 'Twin' },
        { name: 'y', episode_id: episode.id, data: 1 },
        { name: '❤\ufe0f'.repeat(200) },
      ]);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      const bad = ['/1/name', '/2/frame_end', '/3/name', '/4', '/6/name', '/7/data', '/7/episode_id', '/8/name'];
      expect(pointers(answer).sort()).toEqual(bad.map((pointer) => `/shots${pointer}`));
      expect(new Set(codes(answer))).toEqual(new Set(['invalid_input', 'duplicate']));
      expect(await live()).toEqual(['Taken']);
    });

    it('as many as can be, when asked so', async () => {
      const taken = await t.newShot(episode.id, { name: 'Taken' });
      const answer = await create(
        [{ name: 'one' }, { name: 'tAKEN' }, { name: 'ONE' }, { name: '❤\ufe0f'.repeat(200) }, { name: 'two' }],
        { mode: 'partial' },
      );
      expect(answer.status).toBe(207);
      expect(statuses(answer)).toEqual([201, 409, 409, 400, 201]);
      const [one, second, third, , two] = answer.body.results;
      expect([one.item.name, two.item.name]).toEqual(['one', 'two']);
      expect(second.problem.errors[0].conflicting_id).toBe(taken.id);
      expect(third.problem.detail).toContain('item 0 of this request');
      expect(await live()).toEqual(['Taken', 'one', 'two']);
    });

    it('not with a name twice in the request: the second is named', async () => {
      const answer = await create([{ name: 'a' }, { name: 'b' }, { name: ' A' }]);
      expect([answer.status, pointers(answer)]).toEqual([409, ['/shots/2/name']]);
      expect(answer.body.errors[0].detail).toContain('item 0 of this request');
    });

    it('not in an unknown episode, nor for another project: said once, where it stands', async () => {
      const unknown = await create(numbered(3), { parent: { episode_id: NOBODY } });
      expect([unknown.status, unknown.body.code, pointers(unknown)]).toEqual([
        400,
        'unknown_reference',
        ['/episode_id'],
      ]);
      const { id } = await t.newProject();
      const mismatch = await create([{ name: 'a' }, { name: '' }], { parent: { project_id: id } });
      expect([mismatch.status, pointers(mismatch)]).toEqual([400, ['/project_id', '/shots/1/name']]);
      const partial = await create(numbered(2), { parent: { project_id: id }, mode: 'partial' });
      expect([partial.status, statuses(partial)]).toEqual([207, [400, 400]]);
    });

    it('not by those who may only look', async () => {
      const { token } = await t.newMember(project.id, 'viewer');
      expect((await create(numbered(2), { token })).status).toBe(403);
      expect(statuses(await create(numbered(2), { token, mode: 'partial' }))).toEqual([403, 403]);
      const stranger = await t.newProfile();
      expect((await create(numbered(2), { token: stranger.token })).status).toBe(400);
    });
  });

  describe('are changed', () => {
    it('each in its own way, answered in the order of the request', async () => {
      const [a, b, c] = await named('a', 'b', 'c');
      const next = await t.newEpisode(project.id);
      const { status, body } = await update(
        [
          { id: c!.id, name: 'C', version: 1 },
          { id: a!.id.toUpperCase(), episode_id: next.id },
          { id: b!.id, data: { x: null, y: 1 }, description: 'new' },
        ],
        { token: artist.token },
      );
      expect(status).toBe(200);
      expect(body.items).toEqual([
        expect.objectContaining({ id: c!.id, name: 'C', version: 2, updated_by: artist.id }),
        expect.objectContaining({ id: a!.id, episode_id: next.id, version: 2 }),
        expect.objectContaining({ id: b!.id, data: { y: 1 }, description: 'new', version: 2 }),
      ]);
    });

    it('a thousand in one call, and not one more', async () => {
      const shots = await shotsOf(numbered(1000));
      const { status, body } = await update(shots.map(({ id }, index) => ({ id, name: `${999 - index}` })));
      expect(status).toBe(200);
      expect(body.items.map((shot: { name: string }) => shot.name)).toEqual(
        numbered(1000)
          .reverse()
          .map(({ name }) => name),
      );
      expect((await update([...shots, shots[0]].map((shot) => ({ id: shot!.id })))).status).toBe(400);
    });

    it.each([
      ['two', ['A', 'B'], ['B', 'A']],
      ['three in a ring', ['A', 'B', 'C'], ['B', 'C', 'A']],
      ['a chain', ['A', 'B', 'C'], ['B', 'C', 'D']],
      ['two, in other letters', ['É1', 'É2'], ['é2', 'é1']],
    ])('so that names are exchanged: %s', async (_, before, after) => {
      const shots = await named(...before);
      const { status, body } = await update(shots.map(({ id }, index) => ({ id, name: after[index] })));
      expect([status, body.items.map((shot: { name: string }) => shot.name)]).toEqual([200, after]);
      expect((await live()).sort()).toEqual([...after].sort());
    });

    it('so that a name that is given up goes to somebody new, in whatever order they stand', async () => {
      const [a, b] = await named('a', 'b');
      expect(
        (
          await update([
            { id: b!.id, name: 'a' },
            { id: a!.id, name: 'z' },
          ])
        ).status,
      ).toBe(200);
      expect((await live()).sort()).toEqual(['a', 'z']);
    });

    it('not to a name whose holder cannot give it up', async () => {
      await t.newShot(episode.id, { name: 'held' });
      const [a, b] = await named('a', 'b');
      const ring = [
        { id: b!.id, name: 'A' },
        { id: a!.id, name: 'held' },
      ];
      expect(pointers(await update(ring))).toEqual(['/shots/0/name', '/shots/1/name']);
      expect(statuses(await update(ring, { mode: 'partial' }))).toEqual([409, 409]);
      expect((await live()).sort()).toEqual(['a', 'b', 'held']);
    });

    it('and who spells their own name differently keeps it before others who want it', async () => {
      const [a, b] = await named('a', 'b');
      const answer = await update(
        [
          { id: b!.id, name: 'A' },
          { id: a!.id, name: 'A' },
        ],
        { mode: 'partial' },
      );
      expect(statuses(answer)).toEqual([409, 200]);
      expect((await live()).sort()).toEqual(['A', 'b']);
    });

    it('all or none, and every bad item is named', async () => {
      const [a, b, c, d] = await named('a', 'b', 'c', 'd');
      const foreign = await t.newShot((await t.newEpisode((await t.newProject()).id)).id);
      const answer = await update(
        [
          { id: a!.id, status: 'wip' },
          { id: b!.id, status: 'wip', version: 7 },
          { id: foreign.id, status: 'wip' },
          { id: c!.id, name: 'D' },
          { id: d!.id, status: null },
          { id: a!.id, status: 'again' },
          { status: 'wip' },
        ],
        { token: artist.token },
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect(pointers(answer)).toEqual(['/1', '/2', '/3/name', '/4/status', '/5/id', '/6/id'].map((p) => `/shots${p}`));
      expect(codes(answer).slice(0, 3)).toEqual(['stale_version', 'not_found', 'duplicate']);
      const rows = await t.sql<{ status: string }>('select distinct status from shots where episode_id = $1', [
        episode.id,
      ]);
      expect(rows).toEqual([{ status: 'todo' }]);
    });

    it.each([
      [412, { version: 9 }],
      [409, { name: 'taken' }],
      [404, { id: NOBODY }],
    ])('and answer %d as one shot would, when that alone is wrong', async (status, wrong) => {
      await t.newShot(episode.id, { name: 'Taken' });
      const [a] = await named('a');
      expect((await update([{ id: a!.id, ...wrong }])).status).toBe(status);
      expect(statuses(await update([{ id: a!.id, ...wrong }], { mode: 'partial' }))).toEqual([status]);
    });

    it('in several projects, each by the rights there', async () => {
      const other = await t.newProject();
      await t.request('POST', `/projects/${other.id}/members`, { body: { user_id: artist.id, role: 'viewer' } });
      const seen = await t.newShot((await t.newEpisode(other.id)).id, { name: 'a' });
      const unseen = await t.newShot((await t.newEpisode((await t.newProject()).id)).id);
      const [mine] = await named('a');
      const changes = [seen, mine!, unseen].map(({ id }) => ({ id, description: randomUUID() }));
      const answer = await update(changes, { token: artist.token, mode: 'partial' });
      expect(statuses(answer)).toEqual([403, 200, 404]);
      expect((await update(changes, { token: artist.token })).status).toBe(404);
      const log = await t.request('GET', `/activity?project_id=${other.id}`);
      expect(
        log.body.items.filter((entry: { action: string; resource_type: string }) => entry.action === 'update'),
      ).toEqual([]);
      expect((await update(changes)).body.items.map((shot: { id: string }) => shot.id)).toEqual([
        seen.id,
        mine!.id,
        unseen.id,
      ]);
    });
  });

  describe('are deleted', () => {
    it('a thousand in one call, each to come back alone', async () => {
      const shots = await shotsOf(numbered(1000));
      const ids = shots.map(({ id }) => id).reverse();
      expect((await remove(ids.map((id) => ({ id, version: 1 })))).body).toEqual({ deleted: ids });
      expect(await live()).toEqual([]);
      const [{ count }] = (await t.sql<{ count: string }>('select count(*) from deletions where project_id = $1', [
        project.id,
      ])) as [{ count: string }];
      expect(count).toBe('1000');
      expect((await t.request('POST', `/shots/${ids[0]!}/restore`, { body: {} })).status).toBe(200);
      expect(await live()).toHaveLength(1);
      expect((await remove(Array.from({ length: 1001 }, () => ({ id: ids[0] })))).status).toBe(400);
    });

    it('all or none, or as many as can be', async () => {
      const [a, b, c] = await named('a', 'b', 'c');
      const own = await t.newShot(episode.id, { token: artist.token, name: 'own' });
      const items = [{ id: own.id }, { id: a!.id }, { id: b!.id, version: 3 }, { id: NOBODY }, { id: own.id }, {}];
      const atomic = await remove(items);
      expect([atomic.status, pointers(atomic)]).toEqual([400, ['/shots/2', '/shots/3', '/shots/4/id', '/shots/5/id']]);
      expect(await live()).toHaveLength(4);
      const answer = await remove([...items, { id: c!.id, name: 'x' }], { mode: 'partial', token: artist.token });
      expect(answer.status).toBe(207);
      expect(statuses(answer)).toEqual([204, 403, 412, 404, 400, 400, 400]);
      expect(answer.body.results[0]).toEqual({ index: 0, status: 204 });
      expect(await live()).toEqual(['a', 'b', 'c']);
    });

    it('in several projects at once', async () => {
      const other = await t.newShot((await t.newEpisode((await t.newProject()).id)).id);
      const [mine] = await named('a');
      expect((await remove([{ id: other.id }, { id: mine!.id }])).status).toBe(200);
      expect((await t.request('POST', `/shots/${other.id}/restore`, { body: {} })).status).toBe(200);
    });
  });

  it('are refused in a mode that does not exist', async () => {
    expect((await create(numbered(1), { mode: 'some' as Mode })).status).toBe(400);
  });
});
