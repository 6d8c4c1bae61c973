import type { TestResponse } from '../app';
import { keyOf, type Scene } from './collection';

/** How many answers had each status. */
export function tally(answers: readonly TestResponse[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** What every collection must bear from many people at once. The scene's pool must have room for thirty. */
export function describeConcurrency(scene: Scene): void {
  const { collection } = scene;
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

  if (collection.key) {
    const [[first, second]] = keyOf(collection).twins as [ReturnType<typeof keyOf>['twins'][0]];

    it('fifty of one key: one is made, the others are told by which', async () => {
      const other = await scene.newPlaceOfSameKeys();
      const answers = await Promise.all(
        times(50, (i) =>
          scene.post({ ...collection.fields(), ...(i % 3 ? first : second) }, { place: i % 2 ? scene.place : other }),
        ),
      );
      expect(tally(answers)).toEqual({ 201: 1, 409: 49 });
      const made = answers.find(({ status }) => status === 201)!.body.id;
      for (const { status, body } of answers) if (status === 409) expect(body.errors[0].conflicting_id).toBe(made);
      expect((await scene.live()).map(({ id }) => id)).toEqual([made]);
    });

    it('fifty changes to one key: one is done', async () => {
      const items = await Promise.all(times(50, () => scene.made()));
      const answers = await Promise.all(items.map(({ id }, i) => scene.patch(id, i % 2 ? first : second)));
      expect(tally(answers)).toEqual({ 200: 1, 409: 49 });
      expect((await scene.live()).filter(({ version }) => version === 2)).toHaveLength(1);
    });
  }

  it('twenty patches of one version: one is done, the others are stale', async () => {
    const { id } = await scene.made();
    const answers = await Promise.all(
      times(20, () => scene.patch(id, collection.change(), { headers: { 'if-match': '"1.1"' } })),
    );
    expect(tally(answers)).toEqual({ 200: 1, 412: 19 });
    const done = answers.find(({ status }) => status === 200)!.body;
    expect((await scene.get(id)).body).toEqual(done);
    expect(done.version).toBe(2);
  });

  it('twenty deletions of one, and twenty restores: one is done, and there is one deletion', async () => {
    const { id } = await scene.made();
    const deletions = await Promise.all(times(20, () => scene.remove(id)));
    expect(tally(deletions)).toEqual({ 204: 1, 404: 19 });
    expect(await scene.t.sql('select row_count from deletions where root_id = $1', [id])).toEqual([{ row_count: 1 }]);
    const restores = await Promise.all(times(20, () => scene.restore(id)));
    expect(tally(restores)).toEqual({ 200: 1, 409: 19 });
    expect((await scene.get(id)).body.version).toBe(3);
  });

  it('what is made while the parent goes to the trash goes with it, and comes back with it', async () => {
    const [deletion, ...made] = await Promise.all([
      scene.removeParent(),
      ...times(10, () => scene.post(collection.fields())),
    ]);
    expect(deletion.status).toBe(204);
    for (const { status } of made) expect([201, 400, 404]).toContain(status);
    expect(await scene.live()).toEqual([]);
    expect((await scene.restoreParent()).status).toBe(200);
    expect(await scene.live()).toHaveLength(made.filter(({ status }) => status === 201).length);
  });
}
