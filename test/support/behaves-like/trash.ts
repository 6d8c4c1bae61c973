import type { TestProfile } from '../app';
import { keyOf, NOBODY, refusal, type Scene } from './collection';

/** How an item of every collection goes to the trash and comes back. */
export function describeTrash(scene: Scene, lists: (scene: Scene) => string[]): void {
  const { collection } = scene;

  describe('is deleted', () => {
    it('and is found nowhere any more', async () => {
      const { id } = await scene.deleted();
      expect((await scene.get(id)).status).toBe(404);
      expect((await scene.patch(id, collection.change())).status).toBe(404);
      expect((await scene.remove(id)).status).toBe(404);
      for (const path of lists(scene))
        expect((await scene.t.request('GET', `${path}${path.includes('?') ? '&' : '?'}count=exact`)).body).toEqual({
          items: [],
          next_cursor: null,
          total: 0,
        });
    });

    it('by managers, and by artists when they made it', async () => {
      const { artist, manager, viewer } = scene;
      const [own, foreign] = [await scene.made({}, { token: artist.token }), await scene.made()];
      const remove = async (id: string, { token }: TestProfile) => (await scene.remove(id, { token })).status;
      expect(await remove(foreign.id, artist)).toBe(403);
      expect(await remove(own.id, viewer)).toBe(403);
      expect(await remove(own.id, artist)).toBe(204);
      expect(await remove(foreign.id.toUpperCase(), manager)).toBe(204);
      expect((await scene.restore(foreign.id, {}, { token: artist.token })).status).toBe(403);
      expect((await scene.restore(own.id, {}, { token: artist.token })).status).toBe(200);
    });

    it('with its version raised, and comes back as it was', async () => {
      const before = await scene.made(collection.filled.sent);
      await scene.remove(before.id);
      const { status, headers, body } = await scene.restore(before.id.toUpperCase());
      expect(status).toBe(200);
      expect(headers.get('etag')).toMatch(/^"3[."]/);
      expect(body).toEqual({ ...before, version: 3, updated_at: expect.any(String) });
      expect(refusal(await scene.restore(before.id)).slice(0, 2)).toEqual([409, 'state_conflict']);
      expect((await scene.restore(NOBODY)).status).toBe(404);
    });

    it('and comes back after its parent only, and with it when they went together', async () => {
      const alone = await scene.deleted();
      const together = await scene.made();
      await scene.removeParent();
      for (const [id, reason] of [
        [alone.id, 'is in the trash itself'],
        [together.id, `together with the ${collection.parent.one}`],
      ] as const) {
        const answer = await scene.restore(id);
        expect(refusal(answer).slice(0, 2)).toEqual([409, 'state_conflict']);
        expect(answer.body.detail).toContain(reason);
        expect(answer.body.detail).toContain(scene.place.parent);
      }
      expect((await scene.restoreParent()).status).toBe(200);
      expect((await scene.get(together.id)).status).toBe(200);
      expect((await scene.get(alone.id)).status).toBe(404);
      expect((await scene.restore(alone.id)).status).toBe(200);
    });

    if (collection.key) {
      it('and not brought back over one that has its key by now, but under another', async () => {
        const { twins, field, of } = keyOf(collection);
        const [[first, second]] = twins as [(typeof twins)[0]];
        const gone = await scene.deleted(first);
        const holder = await scene.made(second);
        const answer = await scene.restore(gone.id);
        expect(answer.status).toBe(409);
        expect(answer.body.errors).toEqual([
          expect.objectContaining({ pointer: `/rename/${gone.id}`, conflicting_id: holder.id }),
        ]);
        expect((await scene.restore(gone.id, { rename: { [gone.id]: second[field] } })).status).toBe(409);
        expect((await scene.restore(gone.id, { rename: { [NOBODY]: 'x' } })).status).toBe(400);
        expect((await scene.restore(gone.id, { rename: { constructor: 'x' } })).status).toBe(400);
        const other = of(77)[field];
        const { status, body } = await scene.restore(gone.id, { rename: { [gone.id.toUpperCase()]: other } });
        expect([status, body[field]]).toEqual([200, other]);
      });
    }
  });
}
