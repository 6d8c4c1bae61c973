import { setImmediate as nextTurn } from 'node:timers/promises';
import { markKey } from '../components/marks/mark-key';
import { byNaturalKey, naturalKey } from '../components/marks/natural-key';
import type { KissRow } from './kiss/kiss-rows';

/** What is said of a mark that a file and the store do not agree on, by code. */
export const DIFFERENCES = {
  missing_in_file: 'The mark is stored, and the file does not have it.',
  missing_in_store: 'The file has the mark, and it is not stored.',
  case_differs: 'The mark is spelled with other capitals.',
  level_differs: 'The mark is a main mark in one and a minor mark in the other.',
  quantity_differs: 'The total quantities differ.',
  type_differs: 'The types differ.',
  size_differs: 'The sizes differ.',
  material_differs: 'The materials differ.',
  length_differs: 'The lengths differ by more than a millimetre.',
} as const;

/** The code of a difference. */
export type DifferenceCode = keyof typeof DIFFERENCES;

/** A stored component as it is compared. */
export interface StoredComponent {
  id: string;
  piece_mark: string;
  mark_level: 'main' | 'minor' | null;
  assembly_mark: string | null;
  quantity: number | null;
  component_type: string | null;
  size: string | null;
  material_type: string | null;
  length_mm: number | null;
}

/** One difference between a file and what is stored. */
export interface Difference {
  code: DifferenceCode;
  /** As the file spells it; as it is stored where the file does not have it. */
  piece_mark: string;
  /** Null where totals of all assemblies were compared, since one side does not know them. */
  assembly_mark: string | null;
  /** What the file says: a number, or different values joined by a slash; null where it has nothing. */
  file: string | number | null;
  stored: string | number | null;
  /** Of the file, from 1; the first hundred. */
  lines: number[];
  /** The first hundred. */
  component_ids: string[];
}

const TOLERANCE_MM = 1;
const PIECES_A_TURN = 5000;
const MOST_NAMED = 100;

/** What is compared of either side. */
type Piece = Omit<StoredComponent, 'id'> & { line?: number; id?: string };

/**
 * Compares a file with what is stored, by mark: a mark is met by its exact spelling first, then without regard to case. Where
 * both sides know assemblies, a minor mark is compared in each; otherwise its totals are. What one side does not say is no
 * difference.
 *
 * @returns differences in natural order of their marks
 */
export async function reconcile(
  file: Iterable<KissRow>,
  stored: Iterable<StoredComponent> | AsyncIterable<StoredComponent>,
): Promise<Difference[]> {
  const inFile = await byMark(file);
  const inStore = await byMark(stored);
  const differences: { found: Difference; place: string }[] = [];
  let seen = 0;
  for (const [mark, twin] of pairs(inFile, inStore)) {
    const ours = mark === null ? [] : (inFile.get(mark) ?? []);
    const theirs = twin === null ? [] : (inStore.get(twin) ?? []);
    const found = compared(ours, theirs);
    if (mark !== null && twin !== null && mark !== twin)
      found.unshift(difference('case_differs', ours, theirs, mark, twin));
    for (const one of found) differences.push({ found: one, place: naturalKey(one.piece_mark) });
    if (++seen % PIECES_A_TURN === 0) await nextTurn();
  }
  return differences.sort((a, b) => byNaturalKey(a.place, b.place)).map(({ found }) => found);
}

async function byMark(pieces: Iterable<Piece> | AsyncIterable<Piece>): Promise<Map<string, Piece[]>> {
  const marks = new Map<string, Piece[]>();
  let seen = 0;
  for await (const piece of pieces) {
    const mark = piece.piece_mark.trim().normalize('NFC');
    const before = marks.get(mark);
    if (before) before.push(piece);
    else marks.set(mark, [piece]);
    if (++seen % PIECES_A_TURN === 0) await nextTurn();
  }
  return marks;
}

/** Marks of both sides that are one, by the spelling of each; null where a side has none. */
function* pairs(
  inFile: ReadonlyMap<string, unknown>,
  inStore: ReadonlyMap<string, unknown>,
): Generator<[string | null, string | null]> {
  const unmet = new Map<string, string[]>();
  for (const mark of inStore.keys())
    if (!inFile.has(mark)) unmet.set(markKey(mark), [...(unmet.get(markKey(mark)) ?? []), mark]);
  for (const mark of inFile.keys())
    if (inStore.has(mark)) yield [mark, mark];
    else yield [mark, unmet.get(markKey(mark))?.shift() ?? null];
  for (const marks of unmet.values()) for (const mark of marks) yield [null, mark];
}

function compared(ours: readonly Piece[], theirs: readonly Piece[]): Difference[] {
  const assembled = [...ours, ...theirs].every(
    ({ mark_level, assembly_mark }) => mark_level === 'minor' && assembly_mark,
  );
  if (!assembled) return differencesOf(ours, theirs);
  const assemblies = new Map<string, [Piece[], Piece[]]>();
  for (const [side, pieces] of [ours, theirs].entries())
    for (const piece of pieces) {
      const key = markKey(piece.assembly_mark ?? '');
      const both = assemblies.get(key) ?? [[], []];
      both[side as 0 | 1].push(piece);
      assemblies.set(key, both);
    }
  return [...assemblies.values()].flatMap(([one, other]) => differencesOf(one, other));
}

function differencesOf(ours: readonly Piece[], theirs: readonly Piece[]): Difference[] {
  const say = (code: DifferenceCode, file: Difference['file'], stored: Difference['stored']): Difference =>
    difference(code, ours, theirs, file, stored);
  if (theirs.length === 0) return [say('missing_in_store', total(ours), null)];
  if (ours.length === 0) return [say('missing_in_file', null, total(theirs))];
  const found: Difference[] = [];
  if (total(ours) !== total(theirs)) found.push(say('quantity_differs', total(ours), total(theirs)));
  const fields = [
    ['level_differs', 'mark_level', folded],
    ['type_differs', 'component_type', folded],
    ['size_differs', 'size', sizeKey],
    ['material_differs', 'material_type', folded],
  ] as const;
  for (const [code, name, key] of fields) {
    const [file, stored] = [ours, theirs].map((pieces) => values(pieces, name, key));
    if (file && stored && file.size > 0 && stored.size > 0 && !sameKeys(file, stored))
      found.push(say(code, [...file.values()].join(' / '), [...stored.values()].join(' / ')));
  }
  const [long, stored] = [ours, theirs].map((pieces) => lengths(pieces)) as [number[], number[]];
  if (long.length > 0 && stored.length > 0 && !(within(long, stored) && within(stored, long)))
    found.push(say('length_differs', said(long), said(stored)));
  return found;
}

function difference(
  code: DifferenceCode,
  ours: readonly Piece[],
  theirs: readonly Piece[],
  file: Difference['file'],
  stored: Difference['stored'],
): Difference {
  const first = ours[0] ?? theirs[0];
  const assemblies = new Set([...ours, ...theirs].map(({ assembly_mark }) => assembly_mark));
  return {
    code,
    piece_mark: first?.piece_mark ?? '',
    assembly_mark: assemblies.size === 1 ? (first?.assembly_mark ?? null) : null,
    file,
    stored,
    lines: ours.flatMap(({ line }) => line ?? []).slice(0, MOST_NAMED),
    component_ids: theirs.flatMap(({ id }) => id ?? []).slice(0, MOST_NAMED),
  };
}

const total = (pieces: readonly Piece[]): number => pieces.reduce((sum, { quantity }) => sum + (quantity ?? 1), 0);

const folded = (text: string): string => text.replace(/\s+/g, '').toLowerCase();

/** W 12×40, w12x40 and 12X40 are one size; the letters of the type stand before it or in a field of their own. */
const sizeKey = (text: string): string =>
  folded(text)
    .replaceAll('×', 'x')
    .replace(/^[a-z]{1,4}(?=[\d.])/, '');

/** The different values that pieces have, by their keys, as the first spells each. */
function values(
  pieces: readonly Piece[],
  name: 'mark_level' | 'component_type' | 'size' | 'material_type',
  key: (text: string) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const piece of pieces) {
    const value = piece[name];
    if (value !== null && value.trim() !== '' && !found.has(key(value))) found.set(key(value), value);
  }
  return found;
}

const sameKeys = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean =>
  one.size === other.size && [...one.keys()].every((key) => other.has(key));

const lengths = (pieces: readonly Piece[]): number[] => [
  ...new Set(pieces.flatMap(({ length_mm }) => length_mm ?? [])),
];

/** Whether each length has one near it. */
function within(some: readonly number[], others: readonly number[]): boolean {
  const sorted = [...others].sort((a, b) => a - b);
  return some.every((length) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) < length - TOLERANCE_MM) low = middle + 1;
      else high = middle;
    }
    return (sorted[low] ?? Infinity) <= length + TOLERANCE_MM;
  });
}

const said = (some: readonly number[]): string | number =>
  some.length === 1 ? (some[0] ?? 0) : some.slice(0, MOST_NAMED).join(' / ');
