import { randomUUID } from 'node:crypto';
import type { RequestOptions, TestResponse } from '../app';
import { type Fields, type Item, keyOf, NOBODY, type Place, type Scene } from './collection';

type Mode = 'atomic' | 'partial';

/** How many of a collection are written at once. */
export interface Bulk {
  /** POST makes, PATCH changes; below it, `/delete` deletes. */
  path: string;
  /** The field of a body that holds the items. */
  items: string;
  /** What a POST has beside them: where they go. */
  parent: (place: Place) => Fields;
}

/** Calls of the collection's bulk endpoints in the scene's place. */
export class BulkCalls {
  constructor(
    private readonly scene: Scene,
    private readonly bulk: Bulk,
  ) {}

  create(
    items: unknown,
    { mode = 'atomic', parent = {}, ...rest }: RequestOptions & { mode?: Mode; parent?: Fields } = {},
  ) {
    const body = { ...this.bulk.parent(this.scene.place), ...parent, [this.bulk.items]: items };
    return this.scene.t.request('POST', `${this.bulk.path}?mode=${mode}`, { ...rest, body });
  }

  update(items: unknown, { mode = 'atomic', ...rest }: RequestOptions & { mode?: Mode } = {}) {
    return this.scene.t.request('PATCH', `${this.bulk.path}?mode=${mode}`, {
      ...rest,
      body: { [this.bulk.items]: items },
    });
  }

  remove(items: unknown, { mode = 'atomic', ...rest }: RequestOptions & { mode?: Mode } = {}) {
    return this.scene.t.request('POST', `${this.bulk.path}/delete?mode=${mode}`, {
      ...rest,
      body: { [this.bulk.items]: items },
    });
  }

  /** Makes items, which must be good. */
  async made(items: Fields[]): Promise<Item[]> {
    const { status, body } = await this.create(items);
    expect([status, body]).toEqual([201, { items: expect.anything() }]);
    return body.items;
  }
}

/** Where the errors of a refusal point to. */
export function pointersOf({ body }: TestResponse): string[] {
  return body.errors.map((error: { pointer: string }) => error.pointer);
}

/** The statuses of the items, which are in the order of the request. */
export function statusesOf({ body }: TestResponse): number[] {
  return body.results.map((result: { index: number; status: number }, index: number) => {
    expect(result.index).toBe(index);
    return result.status;
  });
}

/** What bulk calls of every collection do: all or none or what can be, every bad item named, each in its place. */
export function describeBulk(scene: Scene, bulk: Bulk): void {
  const { collection } = scene;
  const key = keyOf(collection);
  const [[first, second]] = key.twins as [(typeof key.twins)[0]];
  const calls = new BulkCalls(scene, bulk);
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...collection.fields(), ...key.of(n) }));
  const at = (...parts: string[]) => parts.map((part) => `/${bulk.items}${part}`);
  /** The keys of the live items, as numbers of `key.of`. */
  const liveKeys = async () => (await scene.live()).map(keyNumber);
  const spelled = (fields: Fields) => JSON.stringify(Object.keys(key.of(0)).map((field) => fields[field]));
  const numbers = new Map(Array.from({ length: 1100 }, (_, n) => [spelled(key.of(n)), n]));
  const keyNumber = (item: Fields) => numbers.get(spelled(item)) ?? -1;
  /** Fields that every item of this collection refuses. */
  const [, spoilt, pointer] = collection.wrong[0]!;
  const update = (items: (Fields & { id?: string })[], options?: Parameters<typeof calls.update>[1]) =>
    calls.update(items, options);
  /** As {@link update}, of items that can all be changed so. */
  const updated = async (...given: Parameters<typeof update>): Promise<Item[]> => {
    const { status, body } = await update(...given);
    expect([status, body]).toEqual([200, { items: expect.anything() }]);
    return body.items;
  };

  describe('are made', () => {
    it('a thousand in one call, answered in the order of the request, and not one more', async () => {
      const items = numbered(1000);
      const { status, body } = await calls.create(items, { token: scene.artist.token });
      expect(status).toBe(201);
      expect(body.items).toHaveLength(1000);
      for (const [index, item] of body.items.entries())
        expect(item).toMatchObject({ ...items[index], ...scene.whereabouts(), version: 1 });
      const tooMany = await calls.create(numbered(1001));
      expect([tooMany.status, pointersOf(tooMany)]).toEqual([400, at('')]);
    });

    it.each([[[]], [null], ['x'], [{}]])('not from %j', async (items) => {
      expect(pointersOf(await calls.create(items))).toEqual(at(''));
    });

    it('all or none, and every bad item is named', async () => {
      await scene.made(first);
      const answer = await calls.create([
        ...numbered(1),
        { ...collection.fields(), ...spoilt },
        { ...collection.fields(), ...second },
        7,
        { ...collection.fields(), ...key.of(1) },
        { ...collection.fields(), ...key.of(1) },
        { ...collection.fields(), colour: 'red' },
      ]);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect(pointersOf(answer).sort()).toEqual(
        at(`/1${pointer}`, `/2/${key.field}`, '/3', `/5/${key.field}`, '/6/colour'),
      );
      expect(new Set(answer.body.errors.map(({ code }: { code: string }) => code))).toEqual(
        new Set(['invalid_input', 'duplicate']),
      );
      expect(await scene.live()).toHaveLength(1);
    });

    it('as many as can be, when asked so', async () => {
      const taken = await scene.made(first);
      const answer = await calls.create(
        [
          ...numbered(1),
          { ...collection.fields(), ...second },
          { ...collection.fields(), ...key.of(0) },
          { ...collection.fields(), ...spoilt },
          { ...collection.fields(), ...key.of(1) },
        ],
        { mode: 'partial' },
      );
      expect(answer.status).toBe(207);
      expect(statusesOf(answer)).toEqual([201, 409, 409, 400, 201]);
      const [, collides, repeats] = answer.body.results;
      expect(collides.problem.errors[0].conflicting_id).toBe(taken.id);
      expect(repeats.problem.detail).toContain('item 0 of this request');
      expect(await liveKeys()).toEqual([-1, 0, 1]);
    });

    it('not with a key twice in the request: the second is named', async () => {
      const answer = await calls.create([...numbered(2), { ...collection.fields(), ...key.of(0) }]);
      expect([answer.status, pointersOf(answer)]).toEqual([409, at(`/2/${key.field}`)]);
      expect(answer.body.errors[0].detail).toContain('item 0 of this request');
    });

    it('not under an unknown parent: said once, where it stands', async () => {
      const { field = '' } = collection.parent;
      const unknown = await calls.create(numbered(3), { parent: { [field]: NOBODY } });
      expect([unknown.status, unknown.body.code, pointersOf(unknown)]).toEqual([
        ...[400, 'unknown_reference'],
        [`/${field}`],
      ]);
      const stranger = await calls.create(numbered(2), { token: scene.stranger.token });
      expect([stranger.status, pointersOf(stranger)]).toEqual([400, [`/${field}`]]);
    });

    it('not by those who may only look', async () => {
      const { token } = scene.viewer;
      expect((await calls.create(numbered(2), { token })).status).toBe(403);
      expect(statusesOf(await calls.create(numbered(2), { token, mode: 'partial' }))).toEqual([403, 403]);
    });
  });

  describe('are changed', () => {
    it('each in its own way, answered in the order of the request', async () => {
      const [a, b, c] = (await calls.made(numbered(3))) as [Item, Item, Item];
      const [one, two] = [collection.change(), collection.change()];
      const { status, body } = await update(
        [
          { id: c.id, ...key.of(7), version: 1 },
          { id: a.id.toUpperCase(), ...one },
          { id: b.id, ...two },
        ],
        { token: scene.artist.token },
      );
      expect(status).toBe(200);
      expect(body.items).toEqual([
        expect.objectContaining({ id: c.id, ...key.of(7), version: 2, updated_by: scene.artist.id }),
        expect.objectContaining({ id: a.id, ...one, version: 2 }),
        expect.objectContaining({ id: b.id, ...two, version: 2 }),
      ]);
    });

    it('a thousand in one call, and not one more', async () => {
      const items = await calls.made(numbered(1000));
      const changed = await updated(items.map(({ id }, n) => ({ id, ...key.of(999 - n) })));
      expect(changed.map(keyNumber)).toEqual(items.map((_, n) => 999 - n));
      expect((await update([...items, items[0]!].map(({ id }) => ({ id })))).status).toBe(400);
    });

    it.each([
      ['two', [0, 1], [1, 0]],
      ['three in a ring', [0, 1, 2], [1, 2, 0]],
      ['a chain', [0, 1, 2], [1, 2, 3]],
    ])('so that keys are exchanged: %s', async (_, before, after) => {
      const items = await calls.made(before.map((n) => ({ ...collection.fields(), ...key.of(n) })));
      const changed = await updated(items.map(({ id }, index) => ({ id, ...key.of(after[index]!) })));
      expect(changed.map(keyNumber)).toEqual(after);
      expect((await liveKeys()).sort()).toEqual([...after].sort());
    });

    it('so that keys are exchanged: in another spelling', async () => {
      const [a, b] = (await calls.made([{ ...collection.fields(), ...first }, ...numbered(1)])) as [Item, Item];
      const changes = [
        { id: a.id, ...key.of(0) },
        { id: b.id, ...second },
      ];
      await updated(changes);
      expect(await liveKeys()).toEqual([0, -1]);
    });

    it('so that a key that is given up goes to somebody new, in whatever order they stand', async () => {
      const [a, b] = (await calls.made(numbered(2))) as [Item, Item];
      const changes = [
        { id: b.id, ...key.of(0) },
        { id: a.id, ...key.of(9) },
      ];
      await updated(changes);
      expect((await liveKeys()).sort()).toEqual([0, 9]);
    });

    it('not to a key whose holder cannot give it up', async () => {
      await scene.made(key.of(8));
      const [a, b] = (await calls.made(numbered(2))) as [Item, Item];
      const ring = [
        { id: b.id, ...key.of(0) },
        { id: a.id, ...key.of(8) },
      ];
      expect(pointersOf(await update(ring))).toEqual(at(`/0/${key.field}`, `/1/${key.field}`));
      expect(statusesOf(await update(ring, { mode: 'partial' }))).toEqual([409, 409]);
      expect((await liveKeys()).sort()).toEqual([0, 1, 8]);
    });

    it('and who spells the own key differently keeps it before others who want it', async () => {
      const [a, b] = (await calls.made([
        { ...collection.fields(), ...first },
        { ...collection.fields(), ...key.of(1) },
      ])) as [Item, Item];
      const answer = await update(
        [
          { id: b.id, ...second },
          { id: a.id, ...second },
        ],
        { mode: 'partial' },
      );
      expect(statusesOf(answer)).toEqual([409, 200]);
    });

    it('all or none, and every bad item is named', async () => {
      const [a, b, c, d] = (await calls.made(numbered(4))) as [Item, Item, Item, Item];
      const foreign = await scene.made({}, { place: await scene.newPlaceElsewhere() });
      const [, wrong, where] = collection.wrongChange[0]!;
      const answer = await update(
        [
          { id: a.id, ...collection.change() },
          { id: b.id, ...collection.change(), version: 7 },
          { id: foreign.id, ...collection.change() },
          { id: c.id, ...key.of(3) },
          { id: d.id, ...wrong },
          { id: a.id, ...collection.change() },
          collection.change(),
        ],
        { token: scene.artist.token },
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect(pointersOf(answer)).toEqual(at('/1', '/2', `/3/${key.field}`, `/4${where}`, '/5/id', '/6/id'));
      expect(answer.body.errors.slice(0, 3).map(({ code }: { code: string }) => code)).toEqual([
        ...['stale_version', 'not_found', 'duplicate'],
      ]);
      expect((await scene.live()).map(({ version }) => version)).toEqual([1, 1, 1, 1]);
    });

    it.each<[number, () => Fields]>([
      [412, () => ({ ...collection.change(), version: 9 })],
      [409, () => second],
      [404, () => ({ ...collection.change(), id: NOBODY })],
    ])('and answer %d as one would, when that alone is wrong', async (status, wrong) => {
      await scene.made(first);
      const { id } = await scene.made();
      expect((await update([{ id, ...wrong() }])).status).toBe(status);
      expect(statusesOf(await update([{ id, ...wrong() }], { mode: 'partial' }))).toEqual([status]);
    });

    it('in several projects, each by the rights there', async () => {
      const { artist } = scene;
      const [other, foreign] = [await scene.newPlaceElsewhere(), await scene.newPlaceElsewhere()];
      await scene.t.request('POST', `/projects/${other.project}/members`, {
        body: { user_id: artist.id, role: 'viewer' },
      });
      const seen = await scene.made({}, { place: other });
      const unseen = await scene.made({}, { place: foreign });
      const mine = await scene.made();
      const changes = () => [seen, mine, unseen].map(({ id }) => ({ id, ...collection.change() }));
      const answer = await update(changes(), { token: artist.token, mode: 'partial' });
      expect(statusesOf(answer)).toEqual([403, 200, 404]);
      expect((await update(changes(), { token: artist.token })).status).toBe(404);
      const log = await scene.t.request('GET', `/activity?project_id=${other.project}&action=update`);
      expect(log.body.items).toEqual([]);
      expect((await update(changes())).body.items.map(({ id }: Item) => id)).toEqual([seen.id, mine.id, unseen.id]);
    });
  });

  describe('are deleted', () => {
    it('a thousand in one call, each to come back alone', async () => {
      const ids = (await calls.made(numbered(1000))).map(({ id }) => id).reverse();
      expect((await calls.remove(ids.map((id) => ({ id, version: 1 })))).body).toEqual({ deleted: ids });
      expect(await scene.live()).toEqual([]);
      expect(await scene.t.sql('select count(*)::int from deletions where root_id = any($1::uuid[])', [ids])).toEqual([
        { count: 1000 },
      ]);
      expect((await scene.restore(ids[0]!)).status).toBe(200);
      expect(await scene.live()).toHaveLength(1);
      expect((await calls.remove(Array.from({ length: 1001 }, () => ({ id: ids[0] })))).status).toBe(400);
    });

    it('all or none, or as many as can be', async () => {
      const [a, b, c] = (await calls.made(numbered(3))) as [Item, Item, Item];
      const [own, stale] = [
        await scene.made({}, { token: scene.artist.token }),
        await scene.made(key.of(3), { token: scene.artist.token }),
      ];
      const items = [
        ...[{ id: own.id }, { id: a.id }, { id: b.id, version: 3 }, { id: stale.id, version: 3 }],
        ...[{ id: NOBODY }, { id: own.id }, {}],
      ];
      const atomic = await calls.remove(items);
      expect([atomic.status, pointersOf(atomic)]).toEqual([400, at('/2', '/3', '/4', '/5/id', '/6/id')]);
      expect(await scene.live()).toHaveLength(5);
      const answer = await calls.remove([...items, { id: c.id, colour: 'x' }], {
        mode: 'partial',
        token: scene.artist.token,
      });
      expect(answer.status).toBe(207);
      expect(statusesOf(answer)).toEqual([204, 403, 403, 412, 404, 400, 400, 400]);
      expect(answer.body.results[0]).toEqual({ index: 0, status: 204 });
      expect(await liveKeys()).toEqual([0, 1, 2, 3]);
    });

    it('in several projects at once', async () => {
      const other = await scene.made({}, { place: await scene.newPlaceElsewhere() });
      const mine = await scene.made();
      expect((await calls.remove([{ id: other.id }, { id: mine.id }])).status).toBe(200);
      expect((await scene.restore(other.id)).status).toBe(200);
    });
  });

  it('are refused in a mode that does not exist', async () => {
    expect((await calls.create(numbered(1), { mode: randomUUID() as Mode })).status).toBe(400);
  });
}

/** What every collection with bulk calls must bear from many at once; the scene's pool has room for all of them. */
export function describeBulkConcurrency(scene: Scene, bulk: Bulk): void {
  const { collection } = scene;
  const { of, field } = keyOf(collection);
  const calls = new BulkCalls(scene, bulk);
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const numbered = (count: number) => times(count, (n) => ({ ...collection.fields(), ...of(n) }));
  const statuses = (answers: TestResponse[]) => answers.map(({ status }) => status);
  const results = (answers: TestResponse[], wanted: number) =>
    answers.flatMap(({ body }) => body.results).filter(({ status }) => status === wanted);

  it('overlapping sets, in opposite orders: all are done', async () => {
    const items = await calls.made(numbered(60));
    const answers = await Promise.all(
      times(12, (i) => {
        const change = collection.change();
        const some = items.slice(i, i + 48).map(({ id }) => ({ id, ...change }));
        return calls.update(i % 2 ? some.reverse() : some);
      }),
    );
    expect(statuses(answers)).toEqual(times(12, () => 200));
    expect((await scene.live()).filter(({ version }) => version === 1)).toHaveLength(1);
  });

  it('keys that go round and round: every call is done as a whole', async () => {
    const items = await calls.made(numbered(6));
    const answers = await Promise.all(
      times(12, (turn) => calls.update(items.map(({ id }, i) => ({ id, ...of((i + turn) % 6) })))),
    );
    expect(statuses(answers)).toEqual(times(12, () => 200));
    expect((await scene.live()).map((item) => item[field]).sort()).toEqual(times(6, (i) => of(i)[field]).sort());
  });

  it('the same new keys, in opposite orders: each is made once, and nobody waits for ever', async () => {
    const items = numbered(100);
    const answers = await Promise.all(
      times(8, (i) => calls.create(i % 2 ? [...items].reverse() : items, { mode: 'partial' })),
    );
    expect(statuses(answers)).toEqual(times(8, () => 207));
    expect(results(answers, 201)).toHaveLength(100);
    expect(await scene.live()).toHaveLength(100);
  });

  it('overlapping deletions in opposite orders: each goes once', async () => {
    const items = (await calls.made(numbered(40))).map(({ id }) => ({ id }));
    const answers = await Promise.all(
      times(8, (i) => calls.remove(i % 2 ? [...items].reverse() : items, { mode: 'partial' })),
    );
    expect(statuses(answers)).toEqual(times(8, () => 207));
    expect(results(answers, 204)).toHaveLength(40);
    expect(
      await scene.t.sql('select count(*)::int from deletions where project_id = $1', [scene.place.project]),
    ).toEqual([{ count: 40 }]);
  });
}
