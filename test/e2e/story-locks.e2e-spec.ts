import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type TestApp } from '../support/app';
import { TestStory } from '../support/story';

let t: TestApp;
let story: TestStory;
let shots: string[];

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

beforeEach(async () => {
  story = await TestStory.create(t);
  const root = await story.add(null);
  shots = [];
  for (let index = 0; index < 12; index++) shots.push(...(await story.addShots(await story.add(root), 10)));
});

/** How often PostgreSQL had to break a circle of waiting transactions; it counts with a delay of up to a second. */
const deadlocks = async () => {
  await sleep(1500);
  const [row] = await t.sql<{ count: number }>(
    'select deadlocks::int as count from pg_stat_database where datname = current_database()',
  );
  return row!.count;
};

/** Everything at once, each of them one after the other. */
const together = (times: number, ...kinds: ((turn: number) => Promise<unknown>)[]) =>
  Promise.all(
    kinds.map(async (kind) => {
      for (let turn = 0; turn < times; turn++) await kind(turn);
    }),
  );

const call = async (method: string, path: string, body?: object) => {
  const answer = await t.request(method, path, body && { body });
  expect([method, path, answer.status < 300, answer.body]).toEqual([method, path, true, answer.body]);
};

const move = async (turn: number) => {
  const [root, ...rest] = await story.scenelets();
  const under = [root!, ...rest].find(({ parent_id }) => parent_id === null)!;
  const one = [root!, ...rest].filter(({ id }) => id !== under.id)[(turn * 5) % 8]!;
  await call('POST', `/scenelets/${one.id}/move`, { parent_id: under.id, position: 1 });
};

const patchMany = (turn: number) =>
  call('PATCH', '/shots/bulk', { shots: shots.slice(10).map((id) => ({ id, description: String(turn) })) });

const deleteAndRestore = (path: string) => async () => {
  await call('DELETE', path);
  await call('POST', `${path}/restore`);
};

describe('no writes of one story wait for each other in a circle', () => {
  it('moves beside changes of many shots', async () => {
    const before = await deadlocks();
    await together(25, move, patchMany, (turn) => move(turn + 3), patchMany);
    expect(await deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('moves beside deletion and return of shots and of a scenelet', async () => {
    const [gone] = (await story.scenelets()).filter(({ parent_id }) => parent_id !== null).slice(-1);
    const free = await t.sql<{ id: string }>(
      'select id from shots where story_id = $1 and scenelet_ref <> $2 order by id desc limit 2',
      [story.id, gone!.id],
    );
    const before = await deadlocks();
    await together(
      15,
      move,
      deleteAndRestore(`/scenelets/${gone!.id}`),
      ...free.map(({ id }) => deleteAndRestore(`/shots/${id}`)),
    );
    expect(await deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('moves of a story between episodes beside their deletion and return', async () => {
    const other = (await t.newEpisode(story.projectId)).id;
    const before = await deadlocks();
    await Promise.all(
      Array.from({ length: 20 }, async (_, turn) => {
        const episode_id = turn % 2 === 0 ? other : story.episodeId;
        await t.request('PATCH', `/stories/${story.id}`, { body: { episode_id } });
        await t.request('DELETE', `/episodes/${other}`);
        await t.request('POST', `/episodes/${other}/restore`);
      }),
    );
    expect(await deadlocks()).toBe(before);
  });
});
