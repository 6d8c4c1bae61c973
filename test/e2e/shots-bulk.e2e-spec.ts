import { BulkCalls, describeBulk, pointersOf, statusesOf } from '../support/behaves-like/bulk';
import { Scene } from '../support/behaves-like/collection';
import { SHOT_BULK, SHOTS } from '../support/shots';

describe('many shots at once', () => {
  const scene = Scene.of(SHOTS);
  const calls = new BulkCalls(scene, SHOT_BULK);

  describeBulk(scene, SHOT_BULK);

  it('are made for the project that they name, and not for another: said once, where it stands', async () => {
    const named = (...names: string[]) => names.map((name) => ({ name }));
    const right = { project_id: scene.place.project };
    expect((await calls.create(named('a'), { parent: right })).status).toBe(201);
    const wrong = { project_id: (await scene.newPlaceElsewhere()).project };
    const mismatch = await calls.create(named('b', ''), { parent: wrong });
    expect([mismatch.status, pointersOf(mismatch)]).toEqual([400, ['/project_id', '/shots/1/name']]);
    const partial = await calls.create(named('b', 'c'), { parent: wrong, mode: 'partial' });
    expect([partial.status, statusesOf(partial)]).toEqual([207, [400, 400]]);
  });

  it('are told of every bad field, and take no episode each', async () => {
    const { parent } = scene.place;
    const answer = await calls.create([
      { name: 'good' },
      { name: 'x', frame_start: 2, frame_end: 1 },
      { name: 'y', episode_id: parent, data: 1 },
      { name: '❤\ufe0f'.repeat(200) },
    ]);
    expect(pointersOf(answer).sort()).toEqual(
      ['/1/frame_end', '/2/data', '/2/episode_id', '/3/name'].map((pointer) => `/shots${pointer}`),
    );
  });

  it('are changed in episode and metadata, each in its own way', async () => {
    const [a, b] = await calls.made([{ name: 'a' }, { name: 'b', data: { x: 1 } }]);
    const next = await scene.t.newEpisode(scene.place.project);
    const { body } = await calls.update([
      { id: b!.id, data: { x: null, y: 1 }, description: 'new' },
      { id: a!.id, episode_id: next.id },
    ]);
    expect(body.items).toEqual([
      expect.objectContaining({ id: b!.id, data: { y: 1 }, description: 'new', version: 2 }),
      expect.objectContaining({ id: a!.id, episode_id: next.id, version: 2 }),
    ]);
  });
});
