import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { names, runs } from '../support/arbitraries';
import { startApp, type TestApp, type TestResponse } from '../support/app';

/** What a list may be sorted by, and the same order as PostgreSQL gives it for the whole table. */
const ORDERS: Record<string, string> = {
  created_at: 'created_at',
  updated_at: 'updated_at',
  name: 'lower(normalize(btrim(name), NFC) collate "und-x-icu")',
  status: 'status collate "C"',
  frame_start: 'frame_start',
};

const TIMES = [
  '2024-01-01',
  '2024-01-01 00:00:00.000001',
  '2024-01-01 00:00:00.1',
  '1999-12-31 23:59:59',
  '2024-06-01',
];

const shot = fc.record({
  name: names,
  status: fc.constantFrom('todo', 'Todo', 'wip', 'écran', '進行中', ' '),
  frame_start: fc.option(fc.constantFrom(0, -1, 7, -2_147_483_648, 2_147_483_647), { freq: 2 }),
  created_at: fc.constantFrom(...TIMES),
  updated_at: fc.constantFrom(...TIMES),
});
const sort = fc.constantFrom(...Object.keys(ORDERS).flatMap((key) => [key, `-${key}`]));
const limits = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

describe('pages of shots', () => {
  let t: TestApp;
  let episode: { id: string; project_id: string };

  beforeAll(async () => {
    t = await startApp();
    episode = await t.newEpisode((await t.newProject()).id);
  });
  afterAll(() => t.close());

  /** Rows with random ids, so that ties are broken otherwise than they came. Names are made different by a number. */
  const insert = async (shots: (typeof shot extends fc.Arbitrary<infer T> ? T : never)[]): Promise<void> => {
    for (const [place, { name, status, frame_start, created_at, updated_at }] of shots.entries())
      await t.sql(
        `insert into shots (episode_id, project_id, name, status, frame_start, created_at, updated_at)
          values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          episode.id,
          episode.project_id,
          `${name} ${place} ${randomUUID()}`,
          status,
          frame_start,
          created_at,
          updated_at,
        ],
      );
  };

  /** All ids in order, asked of PostgreSQL in one piece. */
  const ordered = async (by: string): Promise<string[]> => {
    const direction = by.startsWith('-') ? 'desc' : 'asc';
    const key = ORDERS[by.replace('-', '')]!;
    const rows = await t.sql<{ id: string }>(
      `select id from shots where deleted_at is null order by ${key} ${direction} nulls last, id ${direction}`,
    );
    return rows.map(({ id }) => id);
  };

  /** All ids as the pages give them, with the given limits in turn. */
  const paged = async (
    path: string,
    by: string,
    sizes: number[],
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null = '', turn = 0; cursor !== null; turn++) {
      const limit = sizes[turn % sizes.length]!;
      const page: TestResponse = await t.request(
        'GET',
        `${path}sort=${by}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
      );
      expect(page.status).toBe(200);
      expect(page.body.items.length).toBeLessThanOrEqual(limit);
      ids.push(...page.body.items.map((item: { id: string }) => item.id));
      cursor = page.body.next_cursor;
      // A cursor is given only where something follows.
      if (cursor !== null) expect(page.body.items).toHaveLength(limit);
      await between();
    }
    return ids;
  };

  const paths = fc
    .constantFrom('', 'project_id', 'episode')
    .map(
      (filter) => () =>
        filter === ''
          ? '/shots?'
          : filter === 'episode'
            ? `/episodes/${episode.id}/shots?`
            : `/shots?project_id=${episode.project_id}&`,
    );

  it('put together are the whole list in its order, everything once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(shot, { maxLength: 12 }), sort, limits, paths, async (shots, by, sizes, path) => {
        await t.sql('delete from shots');
        await insert(shots);
        expect(await paged(path(), by, sizes)).toEqual(await ordered(by));
      }),
      { numRuns: 3 * runs.numRuns },
    );
  });

  it.each(Object.keys(ORDERS).flatMap((key) => [key, `-${key}`]))(
    'sorted by %s are the whole list, for any size',
    async (by) => {
      await t.sql('delete from shots');
      await insert(fc.sample(shot, { numRuns: 23, seed: 1 }));
      for (const size of [1, 2, 11, 22, 23, 24, 500])
        expect(await paged('/shots?', by, [size])).toEqual(await ordered(by));
    },
  );

  it('lose and repeat nothing that was there, while shots are made between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(shot, { maxLength: 8 }),
        fc.array(shot, { maxLength: 4 }),
        sort,
        limits,
        async (shots, coming, by, sizes) => {
          await t.sql('delete from shots');
          await insert(shots);
          const there = await ordered(by);
          const more = [...coming];
          const seen = await paged('/shots?', by, sizes, () => insert(more.splice(0, 1)));
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((id) => there.includes(id))).toEqual(there);
        },
      ),
      runs,
    );
  });

  it('lose and repeat nothing that stays, while shots are deleted between them, the last one of a page too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(shot, { minLength: 1, maxLength: 8 }),
        sort,
        limits,
        fc.infiniteStream(fc.nat()),
        async (shots, by, sizes, picks) => {
          await t.sql('delete from shots');
          await insert(shots);
          const there = await ordered(by);
          const gone = new Set<string>();
          const seen = await paged('/shots?', by, sizes, async () => {
            const id = there[(picks.next().value as number) % there.length]!;
            gone.add(id);
            await t.sql('delete from shots where id = $1', [id]);
          });
          expect(new Set(seen).size).toBe(seen.length);
          const stays = (id: string) => !gone.has(id);
          expect(seen.filter(stays)).toEqual(there.filter(stays));
        },
      ),
      runs,
    );
  });
});
