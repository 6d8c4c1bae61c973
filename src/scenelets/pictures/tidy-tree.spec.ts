import fc from 'fast-check';
import { tidyTree, type TidyBox } from './tidy-tree';

const size = fc.integer({ min: 1, max: 120 });
const box = fc.record({ width: size, height: size, entry: fc.constant(0.5), exit: fc.constant(0.5), parent: fc.nat() });

interface Grown extends TidyBox {
  children: Grown[];
}

/** Each box hangs below one that was made before it. */
const trees = fc.array(box, { minLength: 1, maxLength: 60 }).map((made) => {
  const boxes = made.map(({ width, height, entry, exit }): Grown => ({
    width,
    height,
    entry: entry * height,
    exit: exit * height,
    children: [],
  }));
  for (const [index, grown] of boxes.entries())
    if (index > 0) boxes[(made[index]?.parent ?? 0) % index]?.children.push(grown);
  return boxes;
});

describe('a tidy tree', () => {
  it('has no boxes that overlap, children right of their parent and in order, and parents in the middle', () => {
    fc.assert(
      fc.property(trees, (boxes) => {
        const [root] = boxes;
        if (!root) return;
        const places = tidyTree(root);
        const at = (each: TidyBox) => places.get(each) ?? { x: NaN, y: NaN };
        expect(places.size).toBe(boxes.length);
        expect(Math.min(...boxes.map((each) => at(each).y))).toBeCloseTo(0);
        for (const [index, a] of boxes.entries()) {
          for (const b of boxes.slice(index + 1)) {
            const across = Math.min(at(a).x + a.width, at(b).x + b.width) - Math.max(at(a).x, at(b).x);
            const down = Math.min(at(a).y + a.height, at(b).y + b.height) - Math.max(at(a).y, at(b).y);
            expect(across <= 0 || down <= 1e-6).toBe(true);
          }
          const entries = a.children.map((child) => at(child).y + child.entry);
          for (const child of a.children) expect(at(child).x).toBe(at(a).x + a.width);
          expect(entries).toEqual(entries.toSorted((one, other) => one - other));
          if (entries.length > 0)
            expect(at(a).y + a.exit).toBeCloseTo(((entries[0] ?? NaN) + (entries.at(-1) ?? NaN)) / 2);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('may be a chain of 100,000, or a comb as long', () => {
    const leaf = (): TidyBox => ({ width: 10, height: 10, entry: 5, exit: 5, children: [] });
    let chain = leaf();
    let comb = leaf();
    for (let index = 1; index < 100_000; index++) chain = { ...leaf(), children: [chain] };
    for (let index = 1; index < 50_000; index++) comb = { ...leaf(), children: [leaf(), comb] };
    expect(Math.max(...[...tidyTree(chain).values()].map(({ x }) => x).slice(-10))).toBe(999_990);
    expect(tidyTree(comb).size).toBe(99_999);
  });
});
