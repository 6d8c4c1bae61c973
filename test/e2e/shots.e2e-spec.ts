import { randomUUID } from 'node:crypto';
import { startApp, type RequestOptions, type TestApp, type TestProfile, type TestResponse } from '../support/app';

const NOBODY = '01900000-0000-7000-8000-000000000000';

/** Every field that a shot had before it belonged to a project. */
const OLD_FIELDS = [
  ...['id', 'episode_id', 'name', 'description', 'status', 'frame_start', 'frame_end', 'data'],
  ...['story_id', 'scenelet_id', 'scenelet_sequence', 'shot_index', 'storyboard_payload'],
  ...['key_frame_image_path', 'audio_file_path', 'video_file_path', 'created_at', 'updated_at', 'deleted_at'],
];

describe('a shot', () => {
  let t: TestApp;
  let project: { id: string; name: string };
  let episode: { id: string };
  let manager: TestProfile;
  let artist: TestProfile;
  let viewer: TestProfile;
  let stranger: TestProfile;

  beforeAll(async () => {
    t = await startApp();
    project = await t.newProject();
    manager = await t.newMember(project.id, 'manager');
    artist = await t.newMember(project.id, 'artist');
    viewer = await t.newMember(project.id, 'viewer');
    stranger = await t.newProfile();
  });
  beforeEach(async () => {
    episode = await t.newEpisode(project.id);
  });
  afterAll(() => t.close());

  const post = (body: unknown, options: RequestOptions = {}) => t.request('POST', '/shots', { ...options, body });
  const patch = (id: string, body: unknown, options: RequestOptions = {}) =>
    t.request('PATCH', `/shots/${id}`, { ...options, body });
  const restore = (id: string, body: unknown = {}, options: RequestOptions = {}) =>
    t.request('POST', `/shots/${id}/restore`, { ...options, body });
  const refusal = ({ status, body }: TestResponse) => [status, body.code, body.errors?.[0]?.pointer];
  const deleted = async (fields: { name?: string } = {}) => {
    const shot = await t.newShot(episode.id, fields);
    expect((await t.request('DELETE', `/shots/${shot.id}`)).status).toBe(204);
    return shot;
  };

  describe('is created', () => {
    it('from what older clients send, with every field they knew, and its project', async () => {
      const { status, headers, body } = await post({ episode_id: episode.id, name: 'SH010' });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/v1/shots/${body.id}`);
      expect(headers.get('etag')).toMatch(/^"1\.\d+"$/);
      expect(Object.keys(body)).toEqual(expect.arrayContaining(OLD_FIELDS));
      expect(body).toMatchObject({
        project_id: project.id,
        project_name: project.name,
        episode_id: episode.id,
        name: 'SH010',
        description: null,
        status: 'todo',
        frame_start: null,
        frame_end: null,
        data: {},
        version: 1,
        created_by: t.adminId,
        deleted_at: null,
      });
      const read = await t.request('GET', new URL(headers.get('location')!, t.origin).pathname.replace('/api/v1', ''));
      expect([read.status, read.body]).toEqual([200, body]);
    });

    it('with everything, its name trimmed and composed', async () => {
      const given = {
        description: '第一個鏡頭\nzwei',
        status: 'wip',
        frame_start: -5,
        frame_end: -5,
        data: { lens: 35 },
      };
      const { status, body } = await post({
        ...given,
        episode_id: episode.id.toUpperCase(),
        project_id: project.id.toUpperCase(),
        name: '  Cafe\u0301 ',
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ ...given, name: 'Caf\u00e9', episode_id: episode.id });
    });

    it('with a name of 255 characters, however many code units they have', async () => {
      for (const character of ['x', '鏡', '🎬']) {
        const { status, body } = await post({ episode_id: episode.id, name: character.repeat(255) });
        expect([status, body.name]).toEqual([201, character.repeat(255)]);
      }
    });

    it('with metadata of any key', async () => {
      const data = {
        constructor: 'Rolls',
        toString: { valueOf: [{ hasOwnProperty: 1 }] },
        '': null,
        then: 'x',
        ü: '🎬',
      };
      const { status, body } = await post({ episode_id: episode.id, name: 'keys', data });
      expect([status, body.data]).toEqual([201, data]);
    });

    it('under an episode whose id no standard knows', async () => {
      const id = '11111111-1111-1111-1111-111111111111';
      await t.sql(`insert into episodes (id, project_id, name) values ($1, $2, 'old')`, [id, project.id]);
      expect((await post({ episode_id: id, name: 'old' })).status).toBe(201);
      expect((await t.request('GET', `/episodes/${id}/shots`)).body.items).toHaveLength(1);
      expect((await t.request('GET', `/shots?episode_id=${id}`)).body.items).toHaveLength(1);
    });

    it.each([
      ['no name', { name: undefined }, '/name'],
      ['null as name', { name: null }, '/name'],
      ['a number as name', { name: 7 }, '/name'],
      ['an object as name', { name: { constructor: 1 } }, '/name'],
      ['a blank name', { name: ' \u3000\t ' }, '/name'],
      ['a name of 256 characters', { name: '鏡'.repeat(256) }, '/name'],
      ['a name of 256 characters, every second of which is invisible', { name: '❤\ufe0f'.repeat(128) }, '/name'],
      ['a line break in the name', { name: 'a\nb' }, '/name'],
      ['a NUL in the name', { name: 'a\0b' }, '/name'],
      ['half a surrogate pair in the name', '{"episode_id": "%", "name": "a\\ud83c"}', '/name'],
      ['a NUL deep in the metadata', { data: { a: [{ b: 'x\0' }] } }, '/data/a/0/b'],
      ['null as status', { status: null }, '/status'],
      ['a long status', { status: 'x'.repeat(51) }, '/status'],
      ['a long description', { description: 'x'.repeat(10_001) }, '/description'],
      ['half a frame', { frame_start: 1.5 }, '/frame_start'],
      ['a frame as text', { frame_start: '1' }, '/frame_start'],
      ['a frame beyond 32 bits', { frame_end: 2 ** 31 }, '/frame_end'],
      ['an end before the beginning', { frame_start: 10, frame_end: 9 }, '/frame_end'],
      ['metadata that are a list', { data: [] }, '/data'],
      ['metadata that are null', { data: null }, '/data'],
      ['a field that shots do not have', { director: 'x' }, '/director'],
      ['a field that every object has', { constructor: 'x' }, '/constructor'],
      ['a version of its own', { version: 3 }, '/version'],
      ['an episode id that is none', { episode_id: 'one' }, '/episode_id'],
      ['a project id that is none', { project_id: null }, '/project_id'],
    ])('not with %s', async (_, wrong, pointer) => {
      const body =
        typeof wrong === 'string' ? wrong.replace('%', episode.id) : { episode_id: episode.id, name: 'x', ...wrong };
      expect(refusal(await post(body))).toEqual([400, 'invalid_input', pointer]);
    });

    it.each(['[]', '"x"', 'null', '', '{', '{"name": "x", "name": }'])('not from the body %j', async (body) => {
      const { status, headers, body: problem } = await post(body);
      expect([status, problem.code]).toEqual([400, 'malformed_request']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    });

    it('not from a body that is no JSON', async () => {
      expect((await post('name=x', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    });

    it('with metadata down to the 64th level, and no deeper', async () => {
      const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
      const body = (name: string, levels: number) =>
        `{"episode_id":"${episode.id}","name":"${name}","data":${nested(levels)}}`;
      expect((await post(body('deep', 63))).status).toBe(201);
      expect(refusal(await post(body('deeper', 64)))[0]).toBe(400);
    });

    it('not in an episode that is unknown, deleted or not to be seen, all answered alike', async () => {
      const gone = await t.newEpisode(project.id);
      await t.request('DELETE', `/episodes/${gone.id}`);
      for (const [episode_id, token] of [
        [NOBODY, t.admin],
        [gone.id, t.admin],
        [episode.id, stranger.token],
      ] as const) {
        const answer = await post({ episode_id, name: 'x' }, { token });
        expect(refusal(answer)).toEqual([400, 'unknown_reference', '/episode_id']);
        expect(answer.body.detail).toBe(`There is no episode ${episode_id}, or you may not see it.`);
      }
    });

    it('not for a project that is not the project of its episode', async () => {
      const other = await t.newProject();
      const body = { episode_id: episode.id, name: 'x' };
      expect(refusal(await post({ ...body, project_id: other.id }))).toEqual([400, 'project_mismatch', '/project_id']);
      const unknown = [400, 'unknown_reference', '/project_id'];
      expect(refusal(await post({ ...body, project_id: NOBODY }))).toEqual(unknown);
      expect(refusal(await post({ ...body, project_id: other.id }, { token: artist.token }))).toEqual(unknown);
    });

    it('by those who may write, not by those who may only look', async () => {
      for (const { token } of [manager, artist])
        expect((await post({ episode_id: episode.id, name: randomUUID() }, { token })).status).toBe(201);
      const moderator = await t.newProfile({ role: 'moderator' });
      for (const { token } of [viewer, moderator])
        expect((await post({ episode_id: episode.id, name: 'x' }, { token })).status).toBe(403);
      expect((await post({ episode_id: episode.id, name: 'x' }, { token: null })).status).toBe(401);
    });

    it.each([
      ['SH020', 'sh020'],
      ['ÉCRAN', 'e\u0301cran'],
      ['Straße', 'STRAßE'],
      ['鏡頭一', ' 鏡頭一 '],
    ])('once under the name %s: %s is the same', async (first, second) => {
      const shot = await t.newShot(episode.id, { name: first });
      const other = await t.newEpisode(project.id);
      const answer = await post({ episode_id: other.id, name: second });
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe('duplicate');
      expect(answer.body.errors).toEqual([
        {
          pointer: '/name',
          detail: expect.stringContaining(shot.id),
          constraint: 'idx_shots_project_name_unique',
          conflicting_id: shot.id,
        },
      ]);
      const elsewhere = await t.newEpisode((await t.newProject()).id);
      expect((await post({ episode_id: elsewhere.id, name: second })).status).toBe(201);
    });

    it('under a name that is in the trash', async () => {
      const gone = await deleted();
      expect((await post({ episode_id: episode.id, name: gone.name })).status).toBe(201);
    });
  });

  describe('is read', () => {
    it('by whom may see its project, and does not exist for others', async () => {
      const { id } = await t.newShot(episode.id);
      expect((await t.request('GET', `/shots/${id.toUpperCase()}`, { token: viewer.token })).body.id).toBe(id);
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect(
          (await t.request(method, `/shots/${id}`, { token: stranger.token, ...(method === 'PATCH' && { body: {} }) }))
            .status,
        ).toBe(404);
      expect((await restore(id, {}, { token: stranger.token })).status).toBe(404);
      expect((await t.request('GET', `/shots/${NOBODY}`)).status).toBe(404);
      expect(refusal(await t.request('GET', '/shots/one'))).toEqual([400, 'invalid_input', 'id']);
      expect((await t.request('GET', `/shots/${id}?fields=name`)).status).toBe(400);
    });

    it('with 304 while neither the shot nor the name of its project has changed', async () => {
      const own = await t.newProject();
      const { id } = await t.newShot((await t.newEpisode(own.id)).id);
      const etag = (await t.request('GET', `/shots/${id}`)).headers.get('etag')!;
      const since = async (tag: string): Promise<[number, string | null]> => {
        const answer = await t.request('GET', `/shots/${id}`, { headers: { 'if-none-match': tag } });
        return [answer.status, answer.headers.get('etag')];
      };
      for (const tag of [etag, `W/${etag}`, `"0.0", ${etag}`, '*']) expect(await since(tag)).toEqual([304, etag]);
      expect((await since('"9.9"'))[0]).toBe(200);
      await t.request('PATCH', `/projects/${own.id}`, { body: { name: 'another name' } });
      const [status, changed] = await since(etag);
      expect(status).toBe(200);
      expect(changed).not.toBe(etag);
      // The change of the project's name is no change of the shot.
      expect((await patch(id, { status: 'wip' }, { headers: { 'if-match': etag } })).status).toBe(200);
      expect((await since(changed!))[0]).toBe(200);
    });

    it('nowhere once it is deleted', async () => {
      const { id, name } = await deleted();
      expect((await t.request('GET', `/shots/${id}`)).status).toBe(404);
      expect((await patch(id, { status: 'wip' })).status).toBe(404);
      expect((await t.request('DELETE', `/shots/${id}`)).status).toBe(404);
      for (const path of [`/shots?episode_id=${episode.id}`, `/shots?name=${name}`, `/episodes/${episode.id}/shots`])
        expect((await t.request('GET', `${path}${path.includes('?') ? '&' : '?'}count=exact`)).body).toEqual({
          items: [],
          next_cursor: null,
          total: 0,
        });
    });
  });

  describe('is changed', () => {
    it('by a merge patch: absent leaves, null clears, metadata are merged', async () => {
      const before = await t.newShot(episode.id, {
        description: 'x',
        frame_start: 1,
        frame_end: 9,
        data: { a: { b: 1, c: 2 }, d: 3 },
      });
      const { status, headers, body } = await t.request('PATCH', `/shots/${before.id}`, {
        token: artist.token,
        body: { description: null, frame_end: 12, data: { a: { b: null, constructor: 'x' }, d: [1] } },
        headers: { 'content-type': 'application/merge-patch+json' },
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        ...before,
        description: null,
        frame_end: 12,
        data: { a: { c: 2, constructor: 'x' }, d: [1] },
        version: 2,
        updated_at: expect.any(String),
        updated_by: artist.id,
      });
      expect(headers.get('etag')).toMatch(/^"2\./);
      expect((await patch(before.id, { data: null })).body.data).toEqual({});
    });

    it('not at all by a patch that says what is so already', async () => {
      const data = { takes: [{ zoom: 1, a: 2 }] };
      const before = await t.newShot(episode.id, { data, frame_start: 1 });
      for (const same of [
        {},
        { name: ` ${before.name} ` },
        { data },
        { data: { other: null } },
        { project_id: project.id },
      ])
        expect((await patch(before.id, same)).body).toEqual(before);
    });

    it('without touching metadata that the patch does not name, numbers beyond JavaScript’s included', async () => {
      const { id } = await t.newShot(episode.id);
      await t.sql(`update shots set data = '{"id": 12345678901234567891, "fps": 23.9760, "old": 1}' where id = $1`, [
        id,
      ]);
      await patch(id, { name: randomUUID() });
      await patch(id, { data: { new: 1, old: null } });
      const [row] = await t.sql('select data::text from shots where id = $1', [id]);
      expect(row).toEqual({ data: '{"id": 12345678901234567891, "fps": 23.9760, "new": 1}' });
    });

    it.each([
      ['null as name', { name: null }, 'invalid_input', '/name'],
      ['null as status', { status: null }, 'invalid_input', '/status'],
      ['its own id', { id: NOBODY }, 'invalid_input', '/id'],
      ['an end before its beginning', { frame_end: 999 }, 'invalid_input', '/frame_end'],
      ['an unknown episode', { episode_id: NOBODY }, 'unknown_reference', '/episode_id'],
      ['another project', { project_id: NOBODY }, 'project_mismatch', '/project_id'],
    ])('not with %s', async (_, body, code, pointer) => {
      const { id } = await t.newShot(episode.id, { frame_start: 1000 });
      expect(refusal(await patch(id, body))).toEqual([400, code, pointer]);
    });

    it('by those who may write, under an id in upper case too', async () => {
      const { id } = await t.newShot(episode.id);
      expect((await patch(id.toUpperCase(), { status: 'wip' }, { token: artist.token })).status).toBe(200);
      expect((await patch(id, { status: 'done' }, { token: viewer.token })).status).toBe(403);
    });

    it('to a free name only; its own in other letters is free', async () => {
      const taken = await t.newShot(episode.id, { name: 'Écran 1' });
      const { id } = await t.newShot(episode.id, { name: 'Écran 2' });
      const answer = await patch(id, { name: 'écran 1' });
      expect([answer.status, answer.body.errors[0].conflicting_id]).toEqual([409, taken.id]);
      expect((await patch(id, { name: 'ÉCRAN 2' })).body.name).toBe('ÉCRAN 2');
    });

    it('to another episode of its project, not of another', async () => {
      const { id } = await t.newShot(episode.id);
      const next = await t.newEpisode(project.id);
      expect((await patch(id, { episode_id: next.id })).body).toMatchObject({ episode_id: next.id, version: 2 });
      const foreign = await t.newEpisode((await t.newProject()).id);
      expect(refusal(await patch(id, { episode_id: foreign.id }))).toEqual([400, 'project_mismatch', '/episode_id']);
      const unseen = await patch(id, { episode_id: foreign.id }, { token: artist.token });
      expect(refusal(unseen)).toEqual([400, 'unknown_reference', '/episode_id']);
    });

    it.each(['PATCH', 'DELETE', 'restore'])('by %s only at the version that If-Match names', async (method) => {
      const { id } = method === 'restore' ? await deleted() : await t.newShot(episode.id);
      const version = method === 'restore' ? 2 : 1;
      const send = (tag: string) =>
        method === 'restore'
          ? restore(id, {}, { headers: { 'if-match': tag } })
          : t.request(method, `/shots/${id}`, {
              headers: { 'if-match': tag },
              ...(method === 'PATCH' && { body: { status: tag } }),
            });
      for (const tag of ['"9.1"', `"${String(version + 1)}"`, `W/"${version}.1"`, 'x', `"${version}.1", "9.1"`])
        expect(refusal(await send(tag)).slice(0, 2)).toEqual([412, 'stale_version']);
      expect((await send(`"${version}.77"`)).status).toBe(method === 'DELETE' ? 204 : 200);
    });
  });

  describe('is deleted', () => {
    it('by managers, and by artists when they made it', async () => {
      const own = await t.newShot(episode.id, { token: artist.token });
      const foreign = await t.newShot(episode.id);
      const remove = async (id: string, { token }: TestProfile) =>
        (await t.request('DELETE', `/shots/${id}`, { token })).status;
      expect(await remove(foreign.id, artist)).toBe(403);
      expect(await remove(own.id, viewer)).toBe(403);
      expect(await remove(own.id, artist)).toBe(204);
      expect(await remove(foreign.id.toUpperCase(), manager)).toBe(204);
      expect((await restore(foreign.id, {}, { token: artist.token })).status).toBe(403);
      expect((await restore(own.id, {}, { token: artist.token })).status).toBe(200);
    });

    it('with its version raised, and comes back as it was', async () => {
      const before = await t.newShot(episode.id, { data: { a: 1 } });
      await t.request('DELETE', `/shots/${before.id}`);
      const { status, headers, body } = await restore(before.id.toUpperCase());
      expect(status).toBe(200);
      expect(headers.get('etag')).toMatch(/^"3\./);
      expect(body).toEqual({ ...before, version: 3, updated_at: expect.any(String) });
      expect(refusal(await restore(before.id)).slice(0, 2)).toEqual([409, 'state_conflict']);
    });

    it('and not brought back over a shot that has its name by now, but under another name', async () => {
      const gone = await deleted({ name: 'Opening' });
      const holder = await t.newShot(episode.id, { name: 'OPENING' });
      const answer = await restore(gone.id);
      expect(answer.status).toBe(409);
      expect(answer.body.errors).toEqual([
        expect.objectContaining({ pointer: `/rename/${gone.id}`, conflicting_id: holder.id }),
      ]);
      expect((await restore(gone.id, { rename: { [gone.id]: 'opening' } })).status).toBe(409);
      expect((await restore(gone.id, { rename: { [NOBODY]: 'x' } })).status).toBe(400);
      expect((await restore(gone.id, { rename: { constructor: 'x' } })).status).toBe(400);
      const { status, body } = await restore(gone.id, { rename: { [gone.id.toUpperCase()]: ' Opening 2 ' } });
      expect([status, body.name]).toEqual([200, 'Opening 2']);
    });

    it('and comes back after its episode only, and with it when they went together', async () => {
      const alone = await deleted();
      const together = await t.newShot(episode.id);
      await t.request('DELETE', `/episodes/${episode.id}`);
      for (const [id, reason] of [
        [alone.id, 'is in the trash itself'],
        [together.id, 'together with the episode'],
      ] as const) {
        const answer = await restore(id);
        expect([answer.status, answer.body.code]).toEqual([409, 'state_conflict']);
        expect(answer.body.detail).toContain(reason);
        expect(answer.body.detail).toContain(episode.id);
      }
      expect((await t.request('POST', `/episodes/${episode.id}/restore`, { body: {} })).status).toBe(200);
      expect((await t.request('GET', `/shots/${together.id}`)).status).toBe(200);
      expect((await t.request('GET', `/shots/${alone.id}`)).status).toBe(404);
      expect((await restore(alone.id)).status).toBe(200);
    });
  });
});
