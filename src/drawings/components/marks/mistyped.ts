import { confusedAs, confusionKey, isPunctuation } from './confusion-key';
import { markKey } from './mark-key';
import { byNaturalKey, naturalKey } from './natural-key';

/** More than two slips in one mark are another mark. */
const MOST_SLIPS = 2;
/** Two likely slips cost more than an unlikely one. */
const COSTS = {
  punctuation: 0.2,
  confused: 0.25,
  doubled: 0.5,
  transposed: 0.5,
  cutShort: 0.55,
  neighbour: 0.8,
  other: 1,
};
const KEYBOARD = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const NEIGHBOURS: ReadonlySet<string> = new Set(
  KEYBOARD.flatMap((row) =>
    [...row.slice(1)].flatMap((key, place) => [row.charAt(place) + key, key + row.charAt(place)]),
  ),
);
/** Marks that share only pieces stand behind those with one slip. */
const PIECES_WEIGH = 0.6;
const LEAST_PIECES = 0.3;
const CONFUSION_ALPHABET = [...'0123456789acdefghjkmnpqrtuvwxy'];

/** A mark that may have been meant. */
export interface MeantMark {
  mark: string;
  /** From 0 to 1; 1 is the mark itself. */
  score: number;
}

/**
 * The marks that may have been meant by a mistyped one, best first. Of one score, marks of the length that was typed
 * come before others, then those with its first character, then natural order.
 *
 * @param marks distinct marks, as they are spelled; for a large project those that {@link mistypedCandidatesSql} chose
 */
export function meantMarks(typed: string, marks: Iterable<string>, limit: number): MeantMark[] {
  const key = markKey(typed);
  if (key === '') return [];
  const first = confusedAs(key.charAt(0));
  const pieces = trigrams(key);
  const found: (MeantMark & { strange: number })[] = [];
  for (const mark of marks) {
    const other = markKey(mark);
    const score = scored(key, pieces, other);
    if (score > 0)
      found.push({
        mark,
        score,
        strange: (other.length === key.length ? 0 : 2) + (confusedAs(other.charAt(0)) === first ? 0 : 1),
      });
  }
  found.sort((a, b) => b.score - a.score || a.strange - b.strange);
  // Keys are made for those alone that may be among the first.
  const last = found[limit - 1];
  const end = last
    ? found.findLastIndex(({ score, strange }) => score === last.score && strange === last.strange) + 1
    : found.length;
  return found
    .slice(0, end)
    .map((meant) => ({ ...meant, place: naturalKey(meant.mark) }))
    .sort((a, b) => b.score - a.score || a.strange - b.strange || byNaturalKey(a.place, b.place))
    .slice(0, limit)
    .map(({ mark, score }) => ({ mark, score }));
}

/** How near two folded marks are, from 0 to 1. */
function scored(typed: string, pieces: ReadonlySet<string>, mark: string): number {
  if (typed === mark) return 1;
  const cost = slips(typed, mark);
  const bySlips = cost > MOST_SLIPS ? 0 : 1 - cost / (Math.max(typed.length, 2) + 1);
  if (bySlips > PIECES_WEIGH) return bySlips;
  const shared = share(pieces, trigrams(mark));
  return Math.max(bySlips, shared < LEAST_PIECES ? 0 : PIECES_WEIGH * shared);
}

/**
 * What it costs to make one mark of the other: the distance of Damerau and Levenshtein (optimal string alignment), where
 * likely slips cost less than others.
 *
 * @returns a number above 2 as soon as it cannot be 2 or less
 */
function slips(typed: string, mark: string): number {
  // Each character of a difference in length costs at least as much as one of punctuation.
  if (Math.abs(typed.length - mark.length) * COSTS.punctuation > MOST_SLIPS) return Infinity;
  let before: number[] = [];
  let previous = Array.from({ length: mark.length + 1 }, () => 0);
  for (let column = 1; column <= mark.length; column++)
    previous[column] = at(previous, column - 1) + oneMore(mark, column - 1);
  for (let row = 1; row <= typed.length; row++) {
    const character = typed.charAt(row - 1);
    const current = [at(previous, 0) + oneMore(typed, row - 1)];
    let least = at(current, 0);
    for (let column = 1; column <= mark.length; column++) {
      const other = mark.charAt(column - 1);
      let cost = Math.min(
        at(previous, column - 1) + exchanged(character, other),
        at(previous, column) + oneMore(typed, row - 1),
        at(current, column - 1) +
          (row === typed.length && column === mark.length ? cutShort(mark) : oneMore(mark, column - 1)),
      );
      if (row > 1 && column > 1 && character === mark.charAt(column - 2) && typed.charAt(row - 2) === other)
        cost = Math.min(cost, at(before, column - 2) + COSTS.transposed);
      current.push(cost);
      least = Math.min(least, cost);
    }
    // A transposition reaches back over one row, and costs something itself.
    if (least > MOST_SLIPS && Math.min(...previous) > MOST_SLIPS) return Infinity;
    before = previous;
    previous = current;
  }
  return at(previous, mark.length);
}

const at = (costs: readonly number[], column: number): number => costs[column] ?? Infinity;

function exchanged(one: string, other: string): number {
  if (one === other) return 0;
  if (confusedAs(one) === confusedAs(other)) return COSTS.confused;
  if (isPunctuation(one) && isPunctuation(other)) return COSTS.punctuation;
  return NEIGHBOURS.has(one + other) ? COSTS.neighbour : COSTS.other;
}

/** The cost of the last character of a mark that was not typed to its end. */
function cutShort(mark: string): number {
  return Math.min(COSTS.cutShort, oneMore(mark, mark.length - 1));
}

/** The cost of a character that only one of the marks has. */
function oneMore(mark: string, place: number): number {
  const character = mark.charAt(place);
  if (isPunctuation(character)) return COSTS.punctuation;
  return place > 0 && mark.charAt(place - 1) === character ? COSTS.doubled : COSTS.other;
}

/** The share of trigrams that two folded marks have in common, as pg_trgm's similarity() counts them. */
export function similarity(one: string, other: string): number {
  return share(trigrams(one), trigrams(other));
}

function share(ones: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const trigram of ones) if (others.has(trigram)) shared++;
  const all = ones.size + others.size - shared;
  return all === 0 ? 0 : shared / all;
}

function trigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `;
    for (let place = 0; place + 3 <= padded.length; place++) found.add(padded.slice(place, place + 3));
  }
  return found;
}

/**
 * Every confusion key that one slip (a character more, less, another, or two exchanged) makes of the typed mark's, and that
 * key itself: at most 61 a character and 31. An index on the confusion key finds them at once, however many marks there are.
 */
export function nearKeys(typed: string): string[] {
  const key = [...confusionKey(typed)];
  const near = new Set([key.join('')]);
  for (let place = 0; place <= key.length; place++) {
    const [head, tail] = [key.slice(0, place).join(''), key.slice(place)];
    for (const character of CONFUSION_ALPHABET) {
      near.add(head + character + tail.join(''));
      if (tail.length > 0) near.add(head + character + tail.slice(1).join(''));
    }
    if (tail.length > 0) near.add(head + tail.slice(1).join(''));
    const [one, other, ...rest] = tail;
    if (one !== undefined && other !== undefined) near.add(head + other + one + rest.join(''));
  }
  near.delete('');
  return [...near];
}

/**
 * SQL: the distinct marks that {@link meantMarks} ranks, at most a few hundred: those one slip away by an index on
 * `confusion_key`, then those two slips away (fuzzystrmatch) and those that share pieces (pg_trgm), the nearest 200 of each.
 * Parameters: $1 {@link nearKeys} (text[]), $2 the typed mark's confusion key, $3 its mark key.
 *
 * @param marks what to select from: the distinct marks of a project with the columns `mark` (as it is spelled), `mark_key` and
 *   `confusion_key`
 */
export function mistypedCandidatesSql(marks: string): string {
  return `
(select mark from ${marks} as near where confusion_key = any($1::text[]) limit 1000)
union
(select mark from ${marks} as slipped
  where length(confusion_key) between length($2::text) - ${MOST_SLIPS} and length($2::text) + ${MOST_SLIPS}
    and length(confusion_key) <= 255 and length($2::text) between 1 and 255
    and levenshtein_less_equal(confusion_key, $2::text, ${MOST_SLIPS}) <= ${MOST_SLIPS}
  order by levenshtein_less_equal(confusion_key, $2::text, ${MOST_SLIPS}), abs(length(confusion_key) - length($2::text)), mark_key
  limit 200)
union
(select mark from ${marks} as alike where mark_key % $3::text order by similarity(mark_key, $3::text) desc, mark_key limit 200)`;
}
