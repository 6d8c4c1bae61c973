import { randomUUID } from 'node:crypto';
import type { FieldError } from '../../src/http/problem';
import type { StoryShot } from '../../src/scenelets/shots/story-shot.dto';
import { startApp, type TestApp } from '../support/app';
import { TestStory } from '../support/story';

let t: TestApp;
let story: TestStory;
let root: string;
let a: string;
let b: string;
let c: string;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

/** root ─ a (a1, a2), b, c, each with a shot. */
beforeEach(async () => {
  story = await TestStory.create(t);
  root = await story.add(null);
  [a, b, c] = [await story.add(root), await story.add(root), await story.add(root)];
  for (const parent of [a, a]) await story.add(parent);
  for (const { id } of await story.scenelets()) await story.addShots(id, 1);
});

const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const placesUnder = async (parent: string) =>
  (await story.scenelets()).filter(({ parent_id }) => parent_id === parent).map(({ id }) => id);

describe('a scenelet', () => {
  it('is made after the last of its siblings, or at a place, and the shots get their new numbers', async () => {
    const first = await story.add(root, { position: 1 });
    const third = await story.add(root, { position: 3 });
    const last = await story.add(root, { position: 6 });
    expect(await placesUnder(root)).toEqual([first, a, third, b, c, last]);
    expect(await story.faults()).toEqual([]);
  });

  it('is not made at a place that would leave a gap', async () => {
    const { status, body } = await t.request('POST', `/stories/${story.id}/scenelets`, {
      body: { parent_id: root, position: 5, content: {} },
    });
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'invalid_input', '/position']);
    expect(await story.faults()).toEqual([]);
  });

  it('is the root only once', async () => {
    const { status, body } = await t.request('POST', `/stories/${story.id}/scenelets`, {
      body: { parent_id: null, content: {} },
    });
    expect([status, body.code]).toEqual([409, 'duplicate']);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '/parent_id', constraint: 'idx_scenelets_one_root', conflicting_id: root }),
    ]);
    const placed = await t.request('POST', `/stories/${story.id}/scenelets`, { body: { position: 2, content: {} } });
    expect([placed.status, placed.body.errors[0].pointer]).toEqual([400, '/position']);
  });

  it('hangs from a scenelet of its own story only', async () => {
    const other = await TestStory.create(t);
    const foreign = await other.add(null);
    for (const parent of [foreign, randomUUID()]) {
      const { status, body } = await t.request('POST', `/stories/${story.id}/scenelets`, {
        body: { parent_id: parent, content: {} },
      });
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'unknown_reference', '/parent_id']);
    }
  });

  it('is changed by a merge patch, and its version counts', async () => {
    const id = await story.add(c, { content: { description: 'old', mood: 'dark' }, choice_label_from_parent: 'Go' });
    const read = await t.request('GET', `/scenelets/${id}`);
    const patched = await t.request('PATCH', `/scenelets/${id}`, {
      body: { content: { description: '新しい é', mood: null }, choice_label_from_parent: null, is_branch_point: true },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    expect(patched.body).toMatchObject({
      content: { description: '新しい é' },
      choice_label_from_parent: null,
      is_branch_point: true,
      version: 2,
    });
    const stale = await t.request('PATCH', `/scenelets/${id}`, {
      body: { is_branch_point: false },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    expect(stale.status).toBe(412);
  });
});

describe('a move', () => {
  const move = (id: string, body: unknown) => t.request('POST', `/scenelets/${id}/move`, { body });

  it.each([
    ['to the front', () => [c, 1, [c, a, b]] as const],
    ['to the end', () => [a, undefined, [b, c, a]] as const],
    ['one place down', () => [a, 2, [b, a, c]] as const],
    ['to where it is', () => [b, 2, [a, b, c]] as const],
  ])('goes %s among its siblings', async (_where, plan) => {
    const [id, position, expected] = plan();
    expect((await move(id, { parent_id: root, ...(position && { position }) })).status).toBe(200);
    expect(await placesUnder(root)).toEqual(expected);
    expect(await story.faults()).toEqual([]);
  });

  it('takes all along that hangs from it', async () => {
    const { status, body } = await move(a, { parent_id: b });
    expect([status, body.parent_id, body.position]).toEqual([200, b, 1]);
    expect(await placesUnder(root)).toEqual([b, c]);
    expect(await placesUnder(a)).toHaveLength(2);
    expect(await story.faults()).toEqual([]);
  });

  it('makes no circle and no second root', async () => {
    const [a1 = ''] = await placesUnder(a);
    for (const [id, to, status] of [
      [a, a, 400],
      [a, a1, 400],
      [root, a, 400],
      [a, null, 409],
    ] as const) {
      const refused = await move(id, { parent_id: to });
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([status, '/parent_id']);
    }
    expect((await move(root, { parent_id: null })).status).toBe(200);
    expect(await story.faults()).toEqual([]);
  });

  it('needs a parent to be named', async () => {
    for (const verb of ['move', 'copy'])
      expect((await t.request('POST', `/scenelets/${a}/${verb}`, { body: {} })).body).toMatchObject({
        status: 400,
        errors: [{ pointer: '/parent_id', detail: 'must be a UUID' }],
      });
  });
});

describe('many at once', () => {
  it('move through each other and leave a tree', async () => {
    const all = (await story.scenelets()).map(({ id }) => id);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        t.request('POST', `/scenelets/${all[index % all.length]}/move`, {
          body: { parent_id: all[(index * 7 + 3) % all.length], position: 1 },
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(await story.faults()).toEqual([]);
  });

  it('make one root', async () => {
    const empty = await TestStory.create(t);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => t.request('POST', `/stories/${empty.id}/scenelets`, { body: { content: {} } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it('insert, delete, restore and give shots, and the numbers are right', async () => {
    const work = Array.from({ length: 40 }, async (_, index) => {
      const id = await story.add(index % 2 === 0 ? root : b, { position: 1 });
      if (index % 3 === 0) await story.addShots(id, 2);
      if (index % 4 === 0) {
        expect((await t.request('DELETE', `/scenelets/${id}`)).status).toBe(204);
        if (index % 8 === 0) expect((await t.request('POST', `/scenelets/${id}/restore`)).status).toBe(200);
      }
    });
    await Promise.all(work);
    expect(await story.faults()).toEqual([]);
  });
});

describe('a deletion', () => {
  it('takes all along that hangs from it, closes the gap, and its undoing is the identity', async () => {
    const before = await story.state();
    expect((await t.request('DELETE', `/scenelets/${a}`)).status).toBe(204);
    expect((await story.scenelets()).map(({ id }) => id).sort()).toEqual([root, b, c].sort());
    expect(await story.faults()).toEqual([]);
    for (const path of [`/scenelets/${a}`, `/scenelets/${a}/shots`])
      expect((await t.request('GET', path)).status).toBe(404);
    const [deletion] = (await t.request('GET', `/trash?root_type=scenelet&project_id=${story.projectId}`)).body.items;
    expect(deletion).toMatchObject({ root_id: a, row_count: 6 });
    expect((await t.request('POST', `/scenelets/${a}/restore`)).status).toBe(200);
    expect(await story.state()).toEqual(before);
    expect(await story.faults()).toEqual([]);
  });

  it('of what hangs from something deleted comes back only after that', async () => {
    const [a1 = ''] = await placesUnder(a);
    await t.request('DELETE', `/scenelets/${a1}`);
    await t.request('DELETE', `/scenelets/${a}`);
    const refused = await t.request('POST', `/scenelets/${a1}/restore`);
    expect([refused.status, refused.body.code]).toEqual([409, 'state_conflict']);
    expect(refused.body.detail).toContain(a);
    expect((await t.request('POST', `/scenelets/${a}/restore`)).status).toBe(200);
    expect((await t.request('POST', `/scenelets/${a1}/restore`)).status).toBe(200);
    expect(await story.faults()).toEqual([]);
  });

  it('comes back to the last place when there are fewer siblings by now, and honours If-Match', async () => {
    const etag = (await t.request('GET', `/scenelets/${c}`)).headers.get('etag') ?? '';
    await t.request('DELETE', `/scenelets/${c}`);
    for (const id of [a, b]) await t.request('DELETE', `/scenelets/${id}`);
    expect((await t.request('POST', `/scenelets/${c}/restore`, { headers: { 'if-match': etag } })).status).toBe(412);
    const { version } = (await t.sql<{ version: number }>('select version from scenelets where id = $1', [c]))[0]!;
    const headers = { 'if-match': `"${String(version)}.1"` };
    const restored = await t.request('POST', `/scenelets/${c}/restore`, { headers });
    expect([restored.status, restored.body.position]).toEqual([200, 1]);
    for (const id of [b, a]) expect((await t.request('POST', `/scenelets/${id}/restore`)).status).toBe(200);
    expect(await placesUnder(root)).toEqual([a, b, c]);
    expect(await story.faults()).toEqual([]);
  });

  it('of the root empties the story; a new root stands in the old one’s way', async () => {
    await t.request('DELETE', `/scenelets/${root}`);
    expect(await story.scenelets()).toEqual([]);
    const next = await story.add(null);
    const refused = await t.request('POST', `/scenelets/${root}/restore`);
    expect([refused.status, refused.body.errors[0].conflicting_id]).toEqual([409, next]);
    await t.request('DELETE', `/scenelets/${next}`);
    expect((await t.request('POST', `/scenelets/${root}/restore`)).status).toBe(200);
    expect(await story.faults()).toEqual([]);
  });

  it('of a story goes with all that is in it, and comes back as it was', async () => {
    await t.request('DELETE', `/scenelets/${b}`);
    const before = await story.state();
    expect((await t.request('DELETE', `/stories/${story.id}`)).status).toBe(204);
    expect(await story.scenelets()).toEqual([]);
    expect((await t.request('POST', `/scenelets/${b}/restore`)).body.code).toBe('state_conflict');
    expect((await t.request('POST', `/stories/${story.id}/restore`)).status).toBe(200);
    expect(await story.state()).toEqual(before);
    expect((await t.request('POST', `/scenelets/${b}/restore`)).status).toBe(200);
    expect(await story.faults()).toEqual([]);
  });

  it('by an artist is of what the artist made, with all that hangs from it', async () => {
    const artist = await t.newMember(story.projectId, 'artist');
    const { token } = artist;
    const own = (
      await t.request('POST', `/stories/${story.id}/scenelets`, { token, body: { parent_id: c, content: {} } })
    ).body.id;
    const foreign = await story.add(own);
    expect((await t.request('DELETE', `/scenelets/${a}`, { token })).status).toBe(403);
    const refused = await t.request('DELETE', `/scenelets/${own}`, { token });
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining(foreign)]);
    await t.request('DELETE', `/scenelets/${foreign}`);
    expect((await t.request('DELETE', `/scenelets/${own}`, { token })).status).toBe(204);
  });
});

describe('a copy', () => {
  it('has all that hangs from it, and shots under new names', async () => {
    const { status, body, headers } = await t.request('POST', `/scenelets/${a}/copy`, { body: { parent_id: c } });
    expect([status, body.parent_id, body.position]).toEqual([201, c, 1]);
    expect(headers.get('location')).toBe(`/api/v1/scenelets/${body.id}`);
    expect(await placesUnder(body.id)).toHaveLength(2);
    expect((await t.request('GET', `/scenelets/${body.id}/shots`)).body.items).toHaveLength(1);
    expect(await story.faults()).toEqual([]);
  });

  it('of itself under itself ends', async () => {
    expect((await t.request('POST', `/scenelets/${a}/copy`, { body: { parent_id: a, position: 1 } })).status).toBe(201);
    expect(await placesUnder(a)).toHaveLength(3);
    expect(await story.faults()).toEqual([]);
  });

  it('goes into another story of the project, without shots when they are not wanted', async () => {
    const other = await TestStory.create(t, { projectId: story.projectId });
    const target = await other.add(null);
    const { body } = await t.request('POST', `/scenelets/${root}/copy`, {
      body: { parent_id: target, with_shots: false },
    });
    expect(body.story_id).toBe(other.id);
    expect(await other.scenelets()).toHaveLength(7);
    expect(await other.faults()).toEqual([]);
    expect((await t.request('GET', `/stories/${other.id}/shots`)).body.items).toEqual([]);
    const elsewhere = await TestStory.create(t);
    const refused = await t.request('POST', `/scenelets/${root}/copy`, {
      body: { parent_id: await elsewhere.add(null) },
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'project_mismatch']);
  });
});

describe('shots', () => {
  it('are listed in the order of the story, each with its scenelet, page by page', async () => {
    await story.addShots(
      await story.add(b, { content: { description: 'late' }, is_branch_point: true, choice_prompt: '?' }),
      3,
    );
    const whole = (await t.request('GET', `/stories/${story.id}/shots?count=exact`)).body;
    expect([whole.items.length, whole.total, whole.next_cursor]).toEqual([9, 9, null]);
    const order = whole.items.map((shot: any) => [shot.scenelet_sequence, shot.shot_index]);
    expect(order).toEqual([...order].sort(([x1, y1], [x2, y2]) => x1 - x2 || y1 - y2));
    for (const shot of whole.items) expect(shot.scenelet.id).toBe(shot.scenelet_ref);
    expect(whole.items.at(-2).scenelet).toEqual({
      id: expect.any(String),
      content: { description: 'late' },
      is_branch_point: true,
      choice_prompt: '?',
    });
    const pages: any[] = [];
    for (let cursor = ''; ;) {
      const page = (await t.request('GET', `/stories/${story.id}/shots?limit=2${cursor}`)).body;
      pages.push(...page.items);
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages).toEqual(whole.items);
  });

  it('of a scenelet are made once as a set, or added to', async () => {
    const id = await story.add(b);
    const shot = (index: number) => ({ shot_index: index, storyboard_payload: {} });
    const make = (body: unknown) => t.request('POST', `/scenelets/${id}/shots`, { body });
    expect((await make({ shots: [shot(2), shot(1)] })).body.items.map((one: any) => one.shot_index)).toEqual([1, 2]);
    expect((await make({ shots: [shot(3)] })).body.code).toBe('state_conflict');
    expect((await make({ shots: [shot(3)], append: true })).status).toBe(201);
    const taken = await make({ shots: [shot(3)], append: true });
    expect([taken.status, taken.body.errors[0].constraint]).toEqual([409, 'idx_shots_scenelet_shot_index_unique']);
    const twins = await make({ shots: [shot(9), shot(9), { shot_index: 0 }], append: true });
    expect([twins.status, twins.body.errors.map(({ pointer }: any) => pointer)]).toEqual([
      400,
      ['/shots/1/shot_index', '/shots/2/shot_index', '/shots/2/storyboard_payload'],
    ]);
    expect(await story.faults()).toEqual([]);
  });

  it('are refused by their places in the request, each with what is in the way', async () => {
    const id = await story.add(b);
    const make = (shots: object[]) =>
      t.request('POST', `/scenelets/${id}/shots`, {
        body: { append: true, shots: shots.map((shot) => ({ storyboard_payload: {}, ...shot })) },
      });
    const [there] = (await make([{ shot_index: 2, name: 'Épée' }])).body.items;
    const { status, body } = await make([
      { shot_index: 1, name: 'ÉPÉE' },
      { shot_index: 2 },
      { shot_index: 3, name: 'new' },
      { shot_index: 4, name: 'NEW' },
    ]);
    expect([status, body.code, body.errors]).toEqual([
      409,
      'duplicate',
      [
        ['/shots/0/name', there.id, `is that of the shot ${there.id}`],
        ['/shots/1/shot_index', there.id, `is that of the shot ${there.id}`],
        ['/shots/3/name', undefined, 'is that of item 2 of this request'],
      ].map(([pointer, conflicting_id, detail]) =>
        expect.objectContaining({ pointer, detail, ...(conflicting_id && { conflicting_id }) }),
      ),
    ]);
  });

  describe('are put into another order', () => {
    const order = (id: string, shot_ids: unknown, headers = {}) =>
      t.request('PUT', `/scenelets/${id}/shots/order`, { body: { shot_ids }, headers });
    const shotsOf = async (id: string): Promise<StoryShot[]> =>
      (await t.request('GET', `/scenelets/${id}/shots?limit=100`)).body.items;

    it('with gaps closed, versions raised only where a place changes, and what others had come along', async () => {
      const [here, there] = [await story.add(b), await story.add(a)];
      const shots = await t.request('POST', `/scenelets/${here}/shots`, {
        body: { shots: [1, 2, 4, 5, 2_147_483_647].map((shot_index) => ({ shot_index, storyboard_payload: {} })) },
      });
      const [one, two, four, five, last] = idsOf(shots.body.items);
      const [guest] = await story.addShots(there, 2);
      const wanted = [one, last, five, guest, two, four];
      const { status, body } = await order(here, wanted);
      expect([status, idsOf(body.items)]).toEqual([200, wanted]);
      expect((body.items as StoryShot[]).map((shot) => [shot.shot_index, shot.scenelet_ref, shot.version > 1])).toEqual(
        wanted.map((_, index) => [index + 1, here, index > 0]),
      );
      expect((await shotsOf(there)).map(({ shot_index }) => shot_index)).toEqual([2]);
      expect(await story.faults()).toEqual([]);
      const { headers } = await t.request('GET', `/scenelets/${here}`);
      const again = (await order(here, wanted)).body.items;
      expect(again).toEqual(body.items);
      // Of two who have read one order, the other is told.
      const known = { 'if-match': headers.get('etag') };
      expect((await order(here, [...wanted].reverse(), known)).status).toBe(200);
      expect((await order(here, wanted, known)).status).toBe(412);
    });

    it('and one that comes back goes to the end where its place is taken', async () => {
      const here = await story.add(b);
      const [one, two, three] = await story.addShots(here, 3);
      await t.request('DELETE', `/shots/${one}`);
      await order(here, [three, two]);
      expect((await t.request('POST', `/shots/${one}/restore`)).status).toBe(200);
      expect((await shotsOf(here)).map(({ id, shot_index }) => [id, shot_index])).toEqual([
        [three, 1],
        [two, 2],
        [one, 3],
      ]);
    });

    it('only as a whole', async () => {
      const [here, other] = [await story.add(b), await TestStory.create(t, story)];
      const [one, two, three] = await story.addShots(here, 3);
      const [foreign] = await other.addShots(await other.add(null), 1);
      await t.request('DELETE', `/shots/${three}`);
      for (const [ids, pointers] of [
        [[one], ['/shot_ids']],
        [[two, one, two], ['/shot_ids/2']],
        [
          [two, one, three, foreign, randomUUID()],
          ['/shot_ids/2', '/shot_ids/3', '/shot_ids/4'],
        ],
        [[], ['/shot_ids']],
        [[two, 'x'], ['/shot_ids']],
        [null, ['/shot_ids']],
      ]) {
        const { status, body } = await order(here, ids);
        expect([status, (body.errors as FieldError[]).map(({ pointer }) => pointer)]).toEqual([400, pointers]);
      }
      expect((await order(here, [two, one], { 'if-match': '"7.1"' })).status).toBe(412);
      expect((await shotsOf(here)).map(({ id }) => id)).toEqual([one, two]);
    });

    it('by many callers at once, one after the other', async () => {
      const here = await story.add(b);
      const ids = await story.addShots(here, 6);
      const orders = Array.from({ length: 12 }, (_, turn) => [...ids.slice(turn % 6), ...ids.slice(0, turn % 6)]);
      const answers = await Promise.all(orders.map((wanted) => order(here, wanted)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect((await shotsOf(here)).map(({ shot_index }) => shot_index)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  it('are made once when many callers want one name', async () => {
    const ids = [await story.add(b), await story.add(b), await story.add(c)];
    const answers = await Promise.all(
      ids.map((id) =>
        t.request('POST', `/scenelets/${id}/shots`, {
          body: { shots: [{ shot_index: 1, name: 'only one', storyboard_payload: {} }] },
        }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.errors?.[0].pointer]).sort()).toEqual([
      [201, undefined],
      [409, '/shots/0/name'],
      [409, '/shots/0/name'],
    ]);
  });

  it('get their media by a patch; other shots have none', async () => {
    const [id] = await story.addShots(await story.add(b), 1);
    const { body } = await t.request('PATCH', `/shots/${id}`, {
      body: {
        key_frame_image_path: 'x/图.png',
        audio_file_path: 'N/A',
        video_file_path: null,
        storyboard_payload: { a: 1 },
      },
    });
    expect(body).toMatchObject({
      key_frame_image_path: 'x/图.png',
      audio_file_path: 'N/A',
      video_file_path: null,
      storyboard_payload: { a: 1 },
    });
    const plain = await t.newShot(story.episodeId);
    const refused = await t.request('PATCH', `/shots/${plain.id}`, { body: { audio_file_path: 'x.wav' } });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/audio_file_path']);
    const elsewhere = await t.newEpisode(story.projectId);
    const stays = await t.request('PATCH', `/shots/${id}`, { body: { episode_id: elsewhere.id } });
    expect([stays.status, stays.body.errors[0].constraint]).toEqual([400, 'fk_shots_story_episode']);
  });

  it('are found by their scenelet', async () => {
    const { items } = (await t.request('GET', `/shots?scenelet_ref=${b}`)).body;
    expect(items.map((shot: any) => shot.scenelet_ref)).toEqual([b]);
    const { scenelet_id } = items[0];
    const same = await t.request('GET', `/shots?story_id=${story.id}&scenelet_id=${scenelet_id}`);
    expect(same.body.items.map((shot: any) => shot.id)).toEqual(items.map((shot: any) => shot.id));
    expect((await t.request('GET', `/shots?scenelet_ref=${randomUUID()}`)).status).toBe(400);
    const bare = await story.add(b);
    const without = await t.request('GET', `/stories/${story.id}/scenelets?without_shots=true`);
    expect(without.body.items.map(({ id }: any) => id)).toEqual([bare]);
    expect((await t.request('GET', `/stories/${story.id}/scenelets?without_shots=false`)).body.items).toHaveLength(6);
  });
});

it('a story moves to another episode of its project with its shots', async () => {
  const target = await t.newEpisode(story.projectId);
  const { status, body } = await t.request('PATCH', `/stories/${story.id}`, { body: { episode_id: target.id } });
  expect([status, body.episode_id]).toEqual([200, target.id]);
  expect((await t.request('GET', `/episodes/${target.id}/shots`)).body.items).toHaveLength(6);
  const foreign = await t.newEpisode((await t.newProject()).id);
  const refused = await t.request('PATCH', `/stories/${story.id}`, { body: { episode_id: foreign.id } });
  expect([refused.status, refused.body.code]).toEqual([400, 'project_mismatch']);
});
