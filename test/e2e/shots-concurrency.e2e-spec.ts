import { randomUUID } from 'node:crypto';
import { describeBulkConcurrency } from '../support/behaves-like/bulk';
import { NOBODY, Scene } from '../support/behaves-like/collection';
import { describeConcurrency, tally } from '../support/behaves-like/concurrency';
import { SHOT_BULK, SHOTS } from '../support/shots';

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('shots that many people change at once', () => {
  const scene = Scene.of(SHOTS, { DATABASE_POOL_SIZE: '30' });

  describeConcurrency(scene);
  describeBulkConcurrency(scene, SHOT_BULK);

  it('twenty patches without a version: all are done, one after the other, and no key is lost', async () => {
    const { id } = await scene.made();
    const answers = await Promise.all(times(20, (i) => scene.patch(id, { data: { [`key ${i}`]: i } })));
    expect(tally(answers)).toEqual({ 200: 20 });
    const { body } = await scene.get(id);
    expect(body.version).toBe(21);
    expect(Object.keys(body.data)).toHaveLength(20);
  });

  describe('while their episode or project goes to the trash', () => {
    it.each(['episode', 'project'])('no live shot is left under a deleted %s', async (what) => {
      const { t } = scene;
      for (let round = 0; round < 12; round++) {
        const own = await t.newProject();
        const [from, into] = [await t.newEpisode(own.id), await t.newEpisode(own.id)];
        const moving = await Promise.all(times(3, () => t.newShot(from.id)));
        const gone = await t.newShot(into.id);
        await t.request('DELETE', `/shots/${gone.id}`);
        const create = () => t.request('POST', '/shots', { body: { episode_id: into.id, name: randomUUID() } });
        const [deletion, ...others] = await Promise.all([
          t.request('DELETE', what === 'episode' ? `/episodes/${into.id}` : `/projects/${own.id}`),
          ...times(3, create),
          t.request('POST', '/shots/bulk?mode=partial', {
            body: { episode_id: into.id, shots: [{ name: 'a' }, { name: 'b' }] },
          }),
          ...moving.map(({ id }) => t.request('PATCH', `/shots/${id}`, { body: { episode_id: into.id } })),
          t.request('POST', `/shots/${gone.id}/restore`, { body: {} }),
          ...times(2, create),
        ]);
        expect(deletion.status).toBe(204);
        for (const { status, body } of others) {
          // Either done before, or told why not; the restore alone may meet a conflict.
          expect([200, 201, 207, 400, 404, 409]).toContain(status);
          if (status === 400) expect(['unknown_reference', 'project_mismatch']).toContain(body.code);
        }
        expect(
          await t.sql(
            `select s.id from shots s join episodes e on e.id = s.episode_id join projects p on p.id = s.project_id
              where s.deleted_at is null and (e.deleted_at is not null or p.deleted_at is not null)`,
          ),
        ).toEqual([]);
      }
    });
  });

  it('a bad item of a partial call names itself, even when its episode goes away in the middle', async () => {
    const { t, place } = scene;
    const shots = await Promise.all(times(2, () => scene.made()));
    const into = await t.newEpisode(place.project);
    const [, answer] = await Promise.all([
      t.request('DELETE', `/episodes/${into.id}`),
      t.request('PATCH', '/shots/bulk?mode=partial', {
        body: { shots: [...shots.map(({ id }) => ({ id, episode_id: into.id })), { id: NOBODY, name: 'x' }] },
      }),
    ]);
    expect(answer.status).toBe(207);
    const [first, second, third] = answer.body.results.map((result: { status: number }) => result.status);
    expect([200, 400]).toContain(first);
    expect([second, third]).toEqual([first, 404]);
  });
});
