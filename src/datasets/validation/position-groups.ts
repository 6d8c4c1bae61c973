/** Groups of pictures by their places in a crawl job: a forest in four bytes for each place, whose roots are the first of each group. */
export class PositionGroups {
  private readonly parents: Int32Array;

  /** @param size places, or groups to go on from */
  constructor(size: number | PositionGroups) {
    this.parents =
      size instanceof PositionGroups ? size.parents.slice() : Int32Array.from({ length: size }, (_, at) => at);
  }

  get size(): number {
    return this.parents.length;
  }

  /** The first place of the group. */
  firstOf(position: number): number {
    const { parents } = this;
    let at = position;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      // Each step halves the way for those who come later.
      parents[at] = parents[parent] ?? parent;
      at = parents[at] ?? at;
    }
    return at;
  }

  /** Makes one group of the groups of two places. */
  join(one: number, other: number): void {
    const [a, b] = [this.firstOf(one), this.firstOf(other)];
    if (a !== b) this.parents[Math.max(a, b)] = Math.min(a, b);
  }
}
