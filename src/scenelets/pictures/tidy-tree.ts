/**
 * A box of a tree that grows to the right. Its subtree's boxes lie right of it; `entry` and `exit` say at which height
 * lines arrive and leave.
 */
export interface TidyBox {
  readonly width: number;
  readonly height: number;
  /** Below the box's top. */
  readonly entry: number;
  /** Below the box's top. */
  readonly exit: number;
  readonly children: readonly TidyBox[];
}

export interface Place {
  x: number;
  y: number;
}

/** The algorithm's notes on one box; the names are those of the paper. */
interface Note {
  readonly box: TidyBox;
  readonly children: Note[];
  x: number;
  prelim: number;
  mod: number;
  shift: number;
  change: number;
  /** The threads along the upper and the lower contour. */
  upperThread: Note | null;
  lowerThread: Note | null;
  /** The rightmost boxes of the contours, with the sums of `mod` down to them. */
  upperEnd: Note;
  lowerEnd: Note;
  upperEndMod: number;
  lowerEndMod: number;
}

/** The siblings so far by how far right they reach, nearest first. */
interface Reach {
  right: number;
  index: number;
  next: Reach | null;
}

/**
 * Places for all boxes of a tree, the root's left edge at 0, the highest top at 0: parents lie in the middle of their
 * children, subtrees are as close as boxes of any size allow and drawn alike wherever they are, and no two boxes
 * overlap. Linear in the number of boxes, without recursion.
 *
 * A. van der Ploeg, "Drawing non-layered tidy trees in linear time", Software: Practice and Experience 44 (2014), which
 * extends Reingold, Tilford and Buchheim to boxes of different sizes; here it is turned by 90 degrees.
 */
export function tidyTree(root: TidyBox): ReadonlyMap<TidyBox, Place> {
  const notes = takeNotes(root);
  for (const note of notes.toReversed()) placeChildren(note);
  const places = new Map<TidyBox, Place>();
  let top = Infinity;
  const sums = new Map<Note, number>();
  for (const note of notes) {
    const sum = (sums.get(note) ?? 0) + note.mod;
    const y = note.prelim + sum;
    places.set(note.box, { x: note.x, y });
    top = Math.min(top, y);
    spreadChildren(note);
    for (const child of note.children) sums.set(child, sum);
  }
  for (const place of places.values()) place.y -= top;
  return places;
}

/** Parents before their children. */
function takeNotes(root: TidyBox): Note[] {
  const notes = [noteOf(root, 0)];
  for (let index = 0; index < notes.length; index++) {
    const note = notes[index];
    if (!note) break;
    for (const child of note.box.children) {
      const noted = noteOf(child, right(note));
      note.children.push(noted);
      notes.push(noted);
    }
  }
  return notes;
}

function noteOf(box: TidyBox, x: number): Note {
  const note = { box, children: [], x, prelim: 0, mod: 0, shift: 0, change: 0, upperThread: null, lowerThread: null };
  const ends = note as unknown as Note;
  return Object.assign(ends, { upperEnd: ends, lowerEnd: ends, upperEndMod: 0, lowerEndMod: 0 });
}

const right = (note: Note): number => note.x + note.box.width;

/** The children's subtrees, each placed already, are set below one another and the parent in their middle. */
function placeChildren(parent: Note): void {
  const { children } = parent;
  const first = children[0];
  const last = children.at(-1);
  if (!first || !last) return;
  let reach = reaching(right(first.upperEnd), 0, null);
  for (const [index, child] of children.entries()) {
    if (index === 0) continue;
    const nearest = right(child.lowerEnd);
    separate(parent, first, index, reach);
    reach = reaching(nearest, index, reach);
  }
  const entryOf = (child: Note): number => child.prelim + child.mod + child.box.entry;
  parent.prelim = (entryOf(first) + entryOf(last)) / 2 - parent.box.exit;
  parent.upperEnd = first.upperEnd;
  parent.upperEndMod = first.upperEndMod;
  parent.lowerEnd = last.lowerEnd;
  parent.lowerEndMod = last.lowerEndMod;
}

/** Moves the child at `index` below its elder siblings, along the contours between them. */
function separate(parent: Note, first: Note, index: number, reach: Reach): void {
  const elder = parent.children[index - 1];
  const child = parent.children[index];
  if (!elder || !child) return;
  let above: Note | null = elder;
  let below: Note | null = child;
  let aboveMod = above.mod;
  let belowMod = below.mod;
  let nearest = reach;
  while (above && below) {
    while (nearest.next && right(above) > nearest.right) nearest = nearest.next;
    const overlap = aboveMod + above.prelim + above.box.height - (belowMod + below.prelim);
    if (overlap > 0) {
      belowMod += overlap;
      moveSubtree(parent, index, nearest.index, overlap);
    }
    const aboveRight = right(above);
    const belowRight = right(below);
    if (aboveRight <= belowRight) {
      above = above.children.at(-1) ?? above.lowerThread;
      if (above) aboveMod += above.mod;
    }
    if (aboveRight >= belowRight) {
      below = below.children[0] ?? below.upperThread;
      if (below) belowMod += below.mod;
    }
  }
  if (!above && below) threadUpper(first, child, below, belowMod);
  else if (above && !below) threadLower(elder, child, above, aboveMod);
}

function moveSubtree(parent: Note, index: number, elderIndex: number, distance: number): void {
  const child = parent.children[index];
  if (!child) return;
  child.mod += distance;
  child.upperEndMod += distance;
  child.lowerEndMod += distance;
  const between = index - elderIndex;
  const next = parent.children[elderIndex + 1];
  if (between <= 1 || !next) return;
  next.shift += distance / between;
  child.shift -= distance / between;
  child.change -= distance - distance / between;
}

function threadUpper(first: Note, child: Note, below: Note, belowMod: number): void {
  const end = first.upperEnd;
  end.upperThread = below;
  const difference = belowMod - below.mod - first.upperEndMod;
  end.mod += difference;
  end.prelim -= difference;
  first.upperEnd = child.upperEnd;
  first.upperEndMod = child.upperEndMod;
}

function threadLower(elder: Note, child: Note, above: Note, aboveMod: number): void {
  const end = child.lowerEnd;
  end.lowerThread = above;
  const difference = aboveMod - above.mod - child.lowerEndMod;
  end.mod += difference;
  end.prelim -= difference;
  child.lowerEnd = elder.lowerEnd;
  child.lowerEndMod = elder.lowerEndMod;
}

function spreadChildren(parent: Note): void {
  let shift = 0;
  let moved = 0;
  for (const child of parent.children) {
    shift += child.shift;
    moved += shift + child.change;
    child.mod += moved;
  }
}

function reaching(rightEdge: number, index: number, elders: Reach | null): Reach {
  let next = elders;
  while (next && rightEdge >= next.right) next = next.next;
  return { right: rightEdge, index, next };
}
