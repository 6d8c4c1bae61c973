import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Split, SPLITS } from './exported-picture';

/** Two pictures of which one is a near duplicate of the other, by their ids. */
export type Pair = readonly [number, number];

/** Shares of the pictures. They need not add up to 1: only how they compare counts. */
export type Shares = Readonly<Record<Split, number>>;

/** How pictures were divided. */
export interface Assignment {
  /** Undefined for what was not among the pictures. */
  splitOf: (id: number) => Split | undefined;
  /** The same for near duplicates, through however many others: the smallest id among them. */
  groupOf: (id: number) => number | undefined;
  /** Pictures in each. */
  counts: Record<Split, number>;
  groups: number;
  /** Pictures in the largest group: no split is further from its share than groups of this size make it. */
  largestGroup: number;
}

/** That no pair crosses a split, for the manifest. */
export interface SplitProof {
  pairs_checked: number;
  pairs_across_splits: 0;
}

/** Near duplicates lie in different splits. */
export class CrossedSplitsError extends Error {
  override name = 'CrossedSplitsError';
}

/** So many small steps are taken before others get a turn. */
const STEPS_A_TURN = 2_000;
/** Groups are ordered in portions, so that no sort is long. */
const PORTIONS = 4_096;

/**
 * Divides pictures into splits, near duplicates always together: pairs make groups, and a group has one split. Largest first,
 * and among equals by a hash of seed and group, each group goes where most is missing; so a split is over its share by less
 * than one group, and single pictures, which come last, make up the difference. The same pictures and pairs give the same
 * splits, in whatever order they come.
 *
 * @param pairs ids outside of the pictures count as links between those that are in
 * @throws RangeError when shares are negative, infinite, or all nothing
 */
export async function assignSplits(
  ids: Iterable<number> | AsyncIterable<number>,
  pairs: Iterable<Pair> | AsyncIterable<Pair>,
  shares: Shares,
  seed: string,
): Promise<Assignment> {
  const total = SPLITS.reduce((sum, split) => sum + shares[split], 0);
  if (!SPLITS.every((split) => shares[split] >= 0) || !(total > 0 && total < Infinity))
    throw new RangeError('The shares of the splits must be numbers from 0 on, and not all 0.');
  const turns = new Turns();
  const sets = new DisjointSets();
  const pictures = new Set<number>();
  for await (const id of ids) {
    pictures.add(id);
    sets.add(id);
    await turns.step();
  }
  for await (const [one, other] of pairs) {
    sets.join(one, other);
    await turns.step();
  }
  const sizes = new Map<number, number>();
  for (const id of pictures) {
    const group = sets.find(id);
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
    await turns.step();
  }

  const counts: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  const missing = (split: Split) => (pictures.size * shares[split]) / total - counts[split];
  const possible = SPLITS.filter((split) => shares[split] > 0);
  const splits = new Map<number, Split>();
  let largestGroup = 0;
  for await (const [group, size] of largestFirst(sizes, seed, turns)) {
    const split = possible.reduce((best, other) => (missing(other) > missing(best) ? other : best));
    splits.set(group, split);
    counts[split] += size;
    largestGroup = Math.max(largestGroup, size);
  }
  return {
    splitOf: (id) => (pictures.has(id) ? splits.get(sets.find(id)) : undefined),
    groupOf: (id) => (pictures.has(id) ? sets.find(id) : undefined),
    counts,
    groups: sizes.size,
    largestGroup,
  };
}

/**
 * Looks at every pair again, and at nothing that {@link assignSplits} has found out.
 *
 * @param splitOf undefined for what is not exported; such pairs cannot cross
 * @throws CrossedSplitsError
 */
export async function assertNoPairAcrossSplits(
  pairs: Iterable<Pair> | AsyncIterable<Pair>,
  splitOf: (id: number) => Split | undefined,
): Promise<SplitProof> {
  const turns = new Turns();
  let checked = 0;
  for await (const [one, other] of pairs) {
    await turns.step();
    const [first, second] = [splitOf(one), splitOf(other)];
    if (first === undefined || second === undefined) continue;
    checked++;
    if (first !== second)
      throw new CrossedSplitsError(
        `The pictures ${String(one)} (${first}) and ${String(other)} (${second}) are near duplicates in different splits.`,
      );
  }
  return { pairs_checked: checked, pairs_across_splits: 0 };
}

/** Groups by falling size, then by hash, then by id, sorted in portions. */
async function* largestFirst(
  sizes: ReadonlyMap<number, number>,
  seed: string,
  turns: Turns,
): AsyncGenerator<[group: number, size: number]> {
  const bySize = new Map<number, Map<number, [hash: number, group: number][]>>();
  for (const [group, size] of sizes) {
    const hash = createHash('sha256')
      .update(`${seed}\n${String(group)}`)
      .digest()
      .readUIntBE(0, 6);
    const portions = bySize.get(size) ?? new Map<number, [number, number][]>();
    const portion = Math.floor(hash / (2 ** 48 / PORTIONS));
    const groups = portions.get(portion) ?? [];
    groups.push([hash, group]);
    portions.set(portion, groups);
    bySize.set(size, portions);
    await turns.step();
  }
  for (const [size, portions] of [...bySize].sort(([a], [b]) => b - a))
    for (const [, groups] of [...portions].sort(([a], [b]) => a - b))
      for (const [, group] of groups.sort(([a, x], [b, y]) => a - b || x - y)) {
        yield [group, size];
        await turns.step();
      }
}

/** Sets of ids, of which any two can be made one. A set is known by its smallest id. */
class DisjointSets {
  private readonly above = new Map<number, number>();

  add(id: number): void {
    if (!this.above.has(id)) this.above.set(id, id);
  }

  join(one: number, other: number): void {
    this.add(one);
    this.add(other);
    const [first, second] = [this.find(one), this.find(other)];
    if (first !== second) this.above.set(Math.max(first, second), Math.min(first, second));
  }

  find(id: number): number {
    let at = id;
    for (let above = this.next(at); above !== at; above = this.next(at)) {
      // Each id on the way points further up from now on, so that ways stay short.
      this.above.set(at, this.next(above));
      at = above;
    }
    return at;
  }

  private next(id: number): number {
    return this.above.get(id) ?? id;
  }
}

/** Lets others have a turn after so many small steps. */
class Turns {
  private steps = 0;

  async step(): Promise<void> {
    if (++this.steps % STEPS_A_TURN === 0) await setImmediate();
  }
}
