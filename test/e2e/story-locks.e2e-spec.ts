import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/deadlocks';
import { TestStory } from '../support/story';

let t: TestApp;
let story: TestStory;
let shots: string[];

beforeAll(async () => {
  // Long waits in a row are no circle: a busy machine must not end them.
  t = await startApp({ LOCK_TIMEOUT_MS: '60000', STATEMENT_TIMEOUT_MS: '600000' });
});
afterAll(() => t.close());

beforeEach(async () => {
  story = await TestStory.create(t);
  const root = await story.add(null);
  shots = [];
  for (let index = 0; index < 12; index++) shots.push(...(await story.addShots(await story.add(root), 10)));
});

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

it('two transactions that wait for each other are counted', async () => {
  const sessions = await Promise.all(
    shots.slice(0, 2).map(async (id) => {
      const session = new Client({ connectionString: t.database.url, options: '-c deadlock_timeout=10ms' });
      await session.connect();
      await session.query('begin');
      await session.query('select from shots where id = $1 for update', [id]);
      return session;
    }),
  );
  const before = deadlocks();
  const [first, second] = sessions.map((session, place) =>
    session.query('select from shots where id = $1 for update', [shots[1 - place]]).then(
      () => 'held',
      () => 'ended',
    ),
  );
  expect([await first, await second].sort()).toEqual(['ended', 'held']);
  expect(deadlocks()).toBe(before + 1);
  await Promise.all(sessions.map((session) => session.end()));
});

describe('no writes of one story wait for each other in a circle', () => {
  it('moves beside changes of many shots', async () => {
    const before = deadlocks();
    await together(25, move, patchMany, (turn) => move(turn + 3), patchMany);
    expect(deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('moves beside deletion and return of shots and of a scenelet', async () => {
    const [gone] = (await story.scenelets()).filter(({ parent_id }) => parent_id !== null).slice(-1);
    const free = await t.sql<{ id: string }>(
      'select id from shots where story_id = $1 and scenelet_ref <> $2 order by id desc limit 2',
      [story.id, gone!.id],
    );
    const before = deadlocks();
    await together(
      15,
      move,
      deleteAndRestore(`/scenelets/${gone!.id}`),
      ...free.map(({ id }) => deleteAndRestore(`/shots/${id}`)),
    );
    expect(deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('new shots and copies beside deletion and return of the episode', async () => {
    const scenelets = (await story.scenelets()).filter(({ parent_id }) => parent_id !== null);
    const root = scenelets[0]!.parent_id!;
    const episode = `/episodes/${story.episodeId}`;
    const before = deadlocks();
    // While the episode is in the trash there is nothing to write to.
    const attempt = async (path: string, body: object) => {
      const { status } = await t.request('POST', path, { body });
      expect([201, 404]).toContain(status);
    };
    const give = (nth: number) => (turn: number) =>
      attempt(`/scenelets/${scenelets[nth]!.id}/shots`, {
        append: true,
        shots: [{ shot_index: 100 + turn, storyboard_payload: {} }],
      });
    await together(15, give(0), give(1), deleteAndRestore(episode), () =>
      attempt(`/scenelets/${scenelets[2]!.id}/copy`, { parent_id: root }),
    );
    expect(deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('shots of the story and others in one call beside deletion and return of the episode', async () => {
    const plain = await Promise.all(Array.from({ length: 5 }, () => t.newShot(story.episodeId)));
    const ids = [...plain.map(({ id }) => id), ...shots.slice(0, 5)];
    const before = deadlocks();
    const patch = async (turn: number) => {
      const { status } = await t.request('PATCH', '/shots/bulk', {
        body: { shots: ids.map((id) => ({ id, description: String(turn) })) },
      });
      expect([200, 404]).toContain(status);
    };
    await together(15, patch, patch, deleteAndRestore(`/episodes/${story.episodeId}`));
    expect(deadlocks()).toBe(before);
  });

  it('the return of a scenelet beside that of a shot that went with it, and of the story', async () => {
    const [gone] = (await story.scenelets()).filter(({ parent_id }) => parent_id !== null);
    const [{ id: shot }] = (await t.request('GET', `/scenelets/${gone!.id}/shots`)).body.items;
    const before = deadlocks();
    for (let turn = 0; turn < 8; turn++) {
      await call('DELETE', `/scenelets/${gone!.id}`);
      const answers = await Promise.all(
        [`/scenelets/${gone!.id}`, `/shots/${shot}`, `/stories/${story.id}`].map((path) =>
          t.request('POST', `${path}/restore`),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 409, 409]);
    }
    expect(deadlocks()).toBe(before);
  });

  it('shots of two scenelets that want each other’s names', async () => {
    const other = await TestStory.create(t, story);
    const [here, there] = [
      await story.add((await story.scenelets())[0]!.parent_id ?? (await story.scenelets())[0]!.id),
      await other.add(null),
    ];
    const named = (names: string[]) =>
      names.map((name, index) => ({ name, shot_index: index + 1, storyboard_payload: {} }));
    const before = deadlocks();
    for (let turn = 0; turn < 8; turn++) {
      const names = Array.from({ length: 60 }, (_, index) => `turn ${String(turn)} ${String(index)}`);
      const append = true;
      const answers = await Promise.all([
        t.request('POST', `/scenelets/${here}/shots`, {
          body: { append, shots: named(names).map((one) => ({ ...one, shot_index: one.shot_index + turn * 100 })) },
        }),
        t.request('POST', `/scenelets/${there}/shots`, {
          body: {
            append,
            shots: named([...names].reverse()).map((one) => ({ ...one, shot_index: one.shot_index + turn * 100 })),
          },
        }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    }
    expect(deadlocks()).toBe(before);
  });

  it('imports that change shots of the story and make others, beside moves and new shots with their names', async () => {
    const [scenelet] = (await story.scenelets()).filter(({ parent_id }) => parent_id !== null);
    const known = await t.sql<{ name: string }>('select name from shots where story_id = $1 order by id desc', [
      story.id,
    ]);
    const before = deadlocks();
    for (let turn = 0; turn < 8; turn++) {
      const names = Array.from({ length: 60 }, (_, index) => `turn ${String(turn)} ${String(index)}`);
      const rows = [...names, ...known.map(({ name }) => name)].map((name) => `"${name}",${String(turn)}\n`);
      const given = [...names].reverse().map((name, index) => ({
        name,
        shot_index: 1000 + turn * 100 + index,
        storyboard_payload: {},
      }));
      const [imported, made] = await Promise.all([
        t.request('POST', `/episodes/${story.episodeId}/shots/import?on_existing=update`, {
          body: `name,description\n${rows.join('')}`,
          headers: { 'content-type': 'text/csv' },
        }),
        t.request('POST', `/scenelets/${scenelet!.id}/shots`, { body: { append: true, shots: given } }),
        move(turn),
        move(turn + 3),
      ]);
      expect([201, 409]).toContain(made.status);
      const { summary, problem } = JSON.parse(String(imported.body).trim().split('\n').at(-1)!);
      expect([problem, summary.rows, summary.rejected]).toEqual([undefined, rows.length, 0]);
    }
    expect(deadlocks()).toBe(before);
    expect(await story.faults()).toEqual([]);
  });

  it('moves of a story between episodes beside their deletion and return', async () => {
    const other = (await t.newEpisode(story.projectId)).id;
    const before = deadlocks();
    await Promise.all(
      Array.from({ length: 20 }, async (_, turn) => {
        const episode_id = turn % 2 === 0 ? other : story.episodeId;
        const answers = [
          await t.request('PATCH', `/stories/${story.id}`, { body: { episode_id } }),
          await t.request('DELETE', `/episodes/${other}`),
          await t.request('POST', `/episodes/${other}/restore`),
        ];
        // Who comes in between finds the story, or the episode, in the trash or out of it.
        for (const { status } of answers) expect([200, 204, 400, 404, 409]).toContain(status);
      }),
    );
    expect(deadlocks()).toBe(before);
  });
});
