import fc from 'fast-check';
import { each } from '../../../../test/support/archives';
import { type Split, SPLITS } from './exported-picture';
import { assertNoPairAcrossSplits, type Assignment, assignSplits, CrossedSplitsError, type Pair } from './splits';

const SHARES = { train: 0.8, validation: 0.1, test: 0.1 };

const dataset = fc.record({
  ids: fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 200, size: 'max' }),
  // Some pairs name pictures that are not exported.
  pairs: fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 })), {
    maxLength: 150,
    size: 'max',
  }),
  shares: fc
    .record({ train: fc.integer({ min: 0, max: 10 }), validation: fc.nat(10), test: fc.nat(10) })
    .filter(({ train, validation, test }) => train + validation + test > 0),
  seed: fc.string({ maxLength: 5 }),
});

const divided = (ids: readonly number[], { splitOf, groupOf }: Assignment) =>
  new Map(ids.map((id) => [id, { split: splitOf(id), group: groupOf(id) }]));

/** Groups as a reader would make them: by following pairs until nothing is new. */
function groupsOf(ids: readonly number[], pairs: readonly Pair[]): number[][] {
  const left = new Set(ids);
  const groups = [];
  for (const id of ids) {
    if (!left.has(id)) continue;
    const group = new Set([id]);
    for (let size = 0; size < group.size;) {
      size = group.size;
      for (const [one, other] of pairs)
        if (group.has(one) || group.has(other)) {
          group.add(one);
          group.add(other);
        }
    }
    const inside = ids.filter((other) => group.has(other));
    for (const other of inside) left.delete(other);
    groups.push(inside);
  }
  return groups;
}

it('never cuts a group, gives every picture a split, and keeps the shares within a group', async () => {
  await fc.assert(
    fc.asyncProperty(dataset, async ({ ids, pairs, shares, seed }) => {
      const assignment = await assignSplits(ids, pairs, shares, seed);
      const groups = groupsOf(ids, pairs);
      const cut = groups.filter(
        (group) =>
          new Set(group.map((id) => assignment.splitOf(id))).size > 1 ||
          new Set(group.map((id) => assignment.groupOf(id))).size > 1,
      );
      expect(cut).toEqual([]);
      expect(new Set(groups.map(([id = 0]) => assignment.groupOf(id))).size).toBe(groups.length);
      const largest = Math.max(0, ...groups.map((group) => group.length));
      expect(assignment).toMatchObject({ groups: groups.length, largestGroup: largest });

      const total = shares.train + shares.validation + shares.test;
      for (const split of SPLITS) {
        const count = ids.filter((id) => assignment.splitOf(id) === split).length;
        expect(assignment.counts[split]).toBe(count);
        const share = (ids.length * shares[split]) / total;
        if (shares[split] === 0) expect(count).toBe(0);
        expect(count).toBeLessThan(share + largest + 1e-9);
        expect(count).toBeGreaterThan(share - 2 * largest - 1e-9);
      }
      expect(SPLITS.reduce((sum, split) => sum + assignment.counts[split], 0)).toBe(ids.length);

      const proof = await assertNoPairAcrossSplits(pairs, assignment.splitOf);
      const inside = pairs.filter(([one, other]) => ids.includes(one) && ids.includes(other));
      expect(proof).toEqual({ pairs_checked: inside.length, pairs_across_splits: 0 });
    }),
    { numRuns: 100 },
  );
});

it('divides the same pictures the same way, in whatever order they and their pairs come', async () => {
  await fc.assert(
    fc.asyncProperty(
      dataset.chain((drawn) =>
        fc.record({
          drawn: fc.constant(drawn),
          ids: fc.shuffledSubarray(drawn.ids, { minLength: drawn.ids.length }),
          pairs: fc.shuffledSubarray(drawn.pairs, { minLength: drawn.pairs.length }),
        }),
      ),
      async ({ drawn, ids, pairs }) => {
        const first = await assignSplits(drawn.ids, drawn.pairs, drawn.shares, drawn.seed);
        const turned = pairs.map(([one, other]): Pair => [other, one]);
        const again = await assignSplits(each(ids), each([...turned, ...pairs]), drawn.shares, drawn.seed);
        expect(divided(drawn.ids, again)).toEqual(divided(drawn.ids, first));
      },
    ),
    { numRuns: 100 },
  );
});

it('meets the shares exactly where no picture has a near duplicate', async () => {
  const ids = Array.from({ length: 1000 }, (_, index) => index + 1);
  const { counts } = await assignSplits(ids, [], SHARES, 'seed');
  expect(counts).toEqual({ train: 800, validation: 100, test: 100 });
});

it('divides otherwise with another seed', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => index + 1);
  const testOf = async (seed: string) => {
    const { splitOf } = await assignSplits(ids, [], SHARES, seed);
    return ids.filter((id) => splitOf(id) === 'test');
  };
  expect(await testOf('one')).not.toEqual(await testOf('two'));
  expect(await testOf('one')).toEqual(await testOf('one'));
});

it('keeps together what is linked only by a picture that is not exported', async () => {
  const { groupOf, splitOf, groups } = await assignSplits(
    [2, 3, 4],
    [
      [1, 2],
      [1, 3],
    ],
    SHARES,
    'seed',
  );
  expect([groupOf(2), groupOf(3), groupOf(4), groups]).toEqual([1, 1, 4, 2]);
  expect([splitOf(1), groupOf(1)]).toEqual([undefined, undefined]);
});

it('lets others have a turn while it divides many, in long chains too', async () => {
  const count = 50_000;
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const pairs = ids.slice(1, count / 2).map((id): Pair => [id, id - 1]);
  let turns = 0;
  let over = false;
  const others = () => {
    turns++;
    if (!over) setImmediate(others);
  };
  setImmediate(others);
  const { groups, largestGroup, counts } = await assignSplits(ids, pairs, SHARES, 'seed');
  over = true;
  expect({ groups, largestGroup }).toEqual({ groups: count / 2 + 1, largestGroup: count / 2 });
  expect(counts).toEqual({ train: 40_000, validation: 5_000, test: 5_000 });
  expect(turns).toBeGreaterThan(count / 2_000);
});

it.each([
  { train: 0, validation: 0, test: 0 },
  { train: -1, validation: 1, test: 1 },
  { train: NaN, validation: 1, test: 1 },
  { train: Infinity, validation: 1, test: 1 },
])('refuses shares that share nothing out: %j', async (shares) => {
  await expect(assignSplits([1], [], shares, '')).rejects.toThrow(RangeError);
});

it('names a pair that crosses a split', async () => {
  const splitOf = (id: number): Split | undefined => (id === 9 ? undefined : id % 2 === 0 ? 'train' : 'test');
  expect(
    await assertNoPairAcrossSplits(
      [
        [2, 4],
        [1, 9],
      ],
      splitOf,
    ),
  ).toEqual({ pairs_checked: 1, pairs_across_splits: 0 });
  await expect(assertNoPairAcrossSplits(each([[2, 4] as Pair, [4, 5] as Pair]), splitOf)).rejects.toThrow(
    new CrossedSplitsError('The pictures 4 (train) and 5 (test) are near duplicates in different splits.'),
  );
});
