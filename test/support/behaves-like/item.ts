import { randomUUID } from 'node:crypto';
import { keyOf, NOBODY, refusal, type Scene } from './collection';

/** What one item of every collection does: it is made, read and changed, by whom it may be, or says why not. */
export function describeItem(scene: Scene): void {
  const { collection } = scene;

  describe('is made', () => {
    it('of the least, and then is what its address says', async () => {
      const fields = collection.fields();
      const { status, headers, body } = await scene.post(fields);
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/v1${collection.path}/${body.id as string}`);
      expect(headers.get('etag')).toMatch(/^"1(\.\d+)?"$/);
      expect(body).toMatchObject({
        ...fields,
        ...collection.defaults,
        ...scene.whereabouts(),
        version: 1,
        created_at: expect.any(String),
        updated_at: body.created_at,
        created_by: scene.t.adminId,
        updated_by: scene.t.adminId,
        deleted_at: null,
      });
      const read = await scene.get(body.id);
      expect([read.status, read.body, read.headers.get('etag')]).toEqual([200, body, headers.get('etag')]);
    });

    it('of everything that it may have', async () => {
      const { status, body } = await scene.post(collection.filled.sent);
      expect([status, body]).toEqual([201, expect.objectContaining(collection.filled.shown)]);
    });

    it.each([
      ...collection.wrong,
      ['a field that is not its own', { colour: 'red' }, '/colour'],
      ['a field that every object has', { constructor: 'x' }, '/constructor'],
      ['a version of its own', { version: 3 }, '/version'],
      ['an id of its own', { id: NOBODY }, '/id'],
    ])('not with %s', async (_, wrong, pointer) => {
      expect(refusal(await scene.post({ ...collection.fields(), ...wrong }))).toEqual([400, 'invalid_input', pointer]);
    });

    it.each(['[]', '"x"', 'null', '', '{', '{"name": "x", "name": }'])('not from the body %j', async (text) => {
      const { status, headers, body } = await scene.post(text);
      expect([status, body.code]).toEqual([400, 'malformed_request']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    });

    it('not from a body that is no JSON', async () => {
      expect((await scene.post('name=x', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    });

    it('not under a parent that is unknown, deleted or not to be seen, all answered alike', async () => {
      const { one, field } = collection.parent;
      const gone = await scene.newPlaceElsewhere();
      expect((await scene.removeParent(gone)).status).toBe(204);
      for (const [place, token] of [
        [{ ...scene.place, parent: NOBODY }, scene.t.admin],
        [gone, scene.t.admin],
        [scene.place, scene.stranger.token],
      ] as const) {
        const answer = await scene.post(collection.fields(), { place, token });
        expect(refusal(answer)).toEqual(
          field === undefined ? [404, 'not_found', undefined] : [400, 'unknown_reference', `/${field}`],
        );
        expect(answer.body.detail).toBe(`There is no ${one} ${place.parent}, or you may not see it.`);
      }
    });

    it('by those who may write, not by those who may only look', async () => {
      for (const { token } of [scene.manager, scene.artist])
        expect((await scene.post(collection.fields(), { token })).status).toBe(201);
      for (const { token } of [scene.viewer, scene.moderator])
        expect((await scene.post(collection.fields(), { token })).status).toBe(403);
      expect((await scene.post(collection.fields(), { token: null })).status).toBe(401);
    });

    if (collection.key) {
      it.each(collection.key.twins)('once of the key %j: %j is the same', async (first, second) => {
        const { constraint, field } = keyOf(collection);
        const item = await scene.made(first);
        const answer = await scene.post(
          { ...collection.fields(), ...second },
          { place: await scene.newPlaceOfSameKeys() },
        );
        expect([answer.status, answer.body.code]).toEqual([409, 'duplicate']);
        expect(answer.body.errors).toEqual([
          {
            pointer: `/${field}`,
            detail: expect.stringContaining(collection.one),
            constraint,
            conflicting_id: item.id,
          },
        ]);
        await scene.made(second, { place: await scene.newPlaceElsewhere() });
        await scene.remove(item.id);
        await scene.made(second);
      });
    }
  });

  describe('is read', () => {
    it('by whom may see its project, and does not exist for others', async () => {
      const { id } = await scene.made();
      const { token } = scene.stranger;
      expect((await scene.get(id.toUpperCase(), { token: scene.viewer.token })).body.id).toBe(id);
      expect((await scene.get(id, { token })).status).toBe(404);
      expect((await scene.patch(id, collection.change(), { token })).status).toBe(404);
      expect((await scene.remove(id, { token })).status).toBe(404);
      expect((await scene.restore(id, {}, { token })).status).toBe(404);
      expect((await scene.get(NOBODY)).status).toBe(404);
      expect((await scene.get(id, { token: null })).status).toBe(401);
      expect(refusal(await scene.get('one'))).toEqual([400, 'invalid_input', 'id']);
      expect((await scene.get(`${id}?fields=id`)).status).toBe(400);
    });

    it('with 304 until it has changed', async () => {
      const { id } = await scene.made();
      const etag = (await scene.get(id)).headers.get('etag')!;
      const since = async (tag: string): Promise<[number, string | null]> => {
        const answer = await scene.get(id, { headers: { 'if-none-match': tag } });
        return [answer.status, answer.headers.get('etag')];
      };
      for (const tag of [etag, `W/${etag}`, `"0.0", ${etag}`, '*']) expect(await since(tag)).toEqual([304, etag]);
      expect((await since('"9.9"'))[0]).toBe(200);
      await scene.patch(id, collection.change());
      const [status, changed] = await since(etag);
      expect([status, changed]).toEqual([200, expect.stringMatching(/^"2[."]/)]);
    });
  });

  describe('is changed', () => {
    it('by a merge patch: what is absent stays, and the version counts once', async () => {
      const before = await scene.made(collection.filled.sent);
      const change = collection.change();
      const { status, headers, body } = await scene.patch(before.id, change, {
        token: scene.artist.token,
        headers: { 'content-type': 'application/merge-patch+json' },
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        ...before,
        ...change,
        version: 2,
        updated_at: expect.any(String),
        updated_by: scene.artist.id,
      });
      expect(headers.get('etag')).toMatch(/^"2[."]/);
      expect((await scene.get(before.id)).body).toEqual(body);
    });

    it('not at all by a patch that says what is so already', async () => {
      const fields = collection.fields();
      const before = await scene.made(fields);
      for (const same of [{}, fields]) expect((await scene.patch(before.id, same)).body).toEqual(before);
    });

    it.each([
      ...collection.wrongChange,
      ['its own id', { id: NOBODY }, '/id'],
      ['a version', { version: 7 }, '/version'],
      ['a field that is not its own', { colour: 'red' }, '/colour'],
    ] as typeof collection.wrongChange)('not with %s', async (_, wrong, pointer, code = 'invalid_input') => {
      const { id } = await scene.made();
      expect(refusal(await scene.patch(id, wrong))).toEqual([400, code, pointer]);
      expect((await scene.get(id)).body.version).toBe(1);
    });

    it('by those who may write, under an id in upper case too', async () => {
      const { id } = await scene.made();
      const change = () => collection.change();
      expect((await scene.patch(id.toUpperCase(), change(), { token: scene.artist.token })).status).toBe(200);
      for (const { token } of [scene.viewer, scene.moderator])
        expect((await scene.patch(id, change(), { token })).status).toBe(403);
    });

    if (collection.key) {
      it('to a free key only; its own in another spelling is free', async () => {
        const { twins, field } = keyOf(collection);
        const [[first, second]] = twins as [(typeof twins)[0]];
        const taken = await scene.made(first);
        const { id } = await scene.made();
        const answer = await scene.patch(id, second);
        expect([...refusal(answer), answer.body.errors[0].conflicting_id]).toEqual([
          ...[409, 'duplicate', `/${field}`],
          taken.id,
        ]);
        expect((await scene.patch(taken.id, second)).status).toBe(200);
      });
    }

    it.each(['PATCH', 'DELETE', 'restore'])('by %s only at the version that If-Match names', async (method) => {
      const { id } = method === 'restore' ? await scene.deleted() : await scene.made();
      const version = method === 'restore' ? 2 : 1;
      const send = (tag: string) => {
        const options = { headers: { 'if-match': tag } };
        if (method === 'restore') return scene.restore(id, {}, options);
        return method === 'PATCH' ? scene.patch(id, collection.change(), options) : scene.remove(id, options);
      };
      for (const tag of ['"9.1"', `"${version + 1}"`, `W/"${version}.1"`, 'x', `"${version}.1", "9.1"`])
        expect(refusal(await send(tag)).slice(0, 2)).toEqual([412, 'stale_version']);
      expect((await send(`"${version}.77"`)).status).toBe(method === 'DELETE' ? 204 : 200);
    });

    it.each(['PATCH', 'DELETE', 'restore'])(
      'by %s not by those who may only look, whatever version they name',
      async (method) => {
        const { id } = method === 'restore' ? await scene.deleted() : await scene.made();
        const options = { token: scene.viewer.token, headers: { 'if-match': '"9.1"' } };
        const send = () => {
          if (method === 'restore') return scene.restore(id, {}, options);
          return method === 'PATCH' ? scene.patch(id, collection.change(), options) : scene.remove(id, options);
        };
        expect(refusal(await send()).slice(0, 2)).toEqual([403, 'forbidden']);
      },
    );

    it('and leaves a trace that says by whom', async () => {
      const { id } = await scene.made();
      const traces = async () =>
        (
          await scene.t.sql<{ action: string; user_id: string }>(
            `select action, user_id from activity_logs
              where resource_id = $1 or changes @> jsonb_build_array(jsonb_build_object('id', $1::text)) order by timestamp`,
            [id],
          )
        ).map(({ action, user_id }) => [action, user_id]);
      await scene.patch(id, collection.change(), { token: scene.artist.token });
      await scene.patch(id, {}, { token: scene.artist.token });
      await scene.patch(id, { [randomUUID()]: 1 });
      expect(await traces()).toEqual([
        ['create', scene.t.adminId],
        ['update', scene.artist.id],
      ]);
    });
  });
}
