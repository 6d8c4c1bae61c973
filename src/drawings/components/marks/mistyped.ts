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
    Array.from(row.slice(1)).flatMap((key, place) => [row.charAt(place) + key, key + row.charAt(place)]),
  ),
);
/** What is taken for one another on a print or a scan. */
const CONFUSED: ReadonlyMap<string, string> = new Map(
  Object.entries({ o: '0', i: '1', l: '1', s: '5', b: '8', z: '2' }),
);
/** Left out or put in at will: B-12, B.12, B 12. */
const PUNCTUATION: ReadonlySet<string> = new Set(
  ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~\u2010\u2011\u2012\u2013\u2014\u2212`,
);
/** Marks that share only pieces stand behind those with one slip. */
const PIECES_WEIGH = 0.6;
const LEAST_PIECES = 0.3;
/** Marks that only begin so, by how much of them was typed. */
const BEGINNING_WEIGHS = 0.5;

/**
 * Those of the marks that may have been meant by a mistyped one, best first. Of one score, marks of the length that was
 * typed come before others, then those with its first character, then as they were given.
 *
 * @param typed as marks are compared: trimmed, in small letters
 * @param marks distinct ones, which are compared by `mark`; in their natural order
 * @returns each with its score above 0 and up to 1, which is the mark itself
 */
export function meantMarks<Mark extends { mark: string }>(
  typed: string,
  marks: readonly Mark[],
  limit: number,
): (Mark & { score: number })[] {
  const first = confusedAs(typed.charAt(0));
  const pieces = trigrams(typed);
  return marks
    .map((meant) => ({
      meant,
      score: scored(typed, pieces, meant.mark),
      strange: strangeness(typed, first, meant.mark),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.strange - b.strange)
    .slice(0, limit)
    .map(({ meant, score }) => ({ ...meant, score }));
}

function strangeness(typed: string, first: string, mark: string): number {
  return (mark.length === typed.length ? 0 : 2) + (confusedAs(mark.charAt(0)) === first ? 0 : 1);
}

/** How near two marks are, from 0 to 1. */
function scored(typed: string, pieces: ReadonlySet<string>, mark: string): number {
  if (typed === mark) return 1;
  const cost = slips(typed, mark);
  const bySlips = cost > MOST_SLIPS ? 0 : 1 - cost / (Math.max(typed.length, 2) + 1);
  if (bySlips > PIECES_WEIGH) return bySlips;
  const shared = share(pieces, trigrams(mark));
  const byPieces = shared < LEAST_PIECES ? 0 : PIECES_WEIGH * shared;
  const byBeginning = mark.startsWith(typed) ? (BEGINNING_WEIGHS * typed.length) / mark.length : 0;
  return Math.max(bySlips, byPieces, byBeginning);
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

const confusedAs = (character: string): string => CONFUSED.get(character) ?? character;

function exchanged(one: string, other: string): number {
  if (one === other) return 0;
  if (confusedAs(one) === confusedAs(other)) return COSTS.confused;
  if (PUNCTUATION.has(one) && PUNCTUATION.has(other)) return COSTS.punctuation;
  return NEIGHBOURS.has(one + other) ? COSTS.neighbour : COSTS.other;
}

/** The cost of the last character of a mark that was not typed to its end. */
function cutShort(mark: string): number {
  return Math.min(COSTS.cutShort, oneMore(mark, mark.length - 1));
}

/** The cost of a character that only one of the marks has. */
function oneMore(mark: string, place: number): number {
  const character = mark.charAt(place);
  if (PUNCTUATION.has(character)) return COSTS.punctuation;
  return place > 0 && mark.charAt(place - 1) === character ? COSTS.doubled : COSTS.other;
}

/** The share of their trigrams that two marks have in common. */
function share(ones: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const trigram of ones) if (others.has(trigram)) shared++;
  const all = ones.size + others.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** Three characters that follow each other; a word is preceded by two spaces and followed by one. */
function trigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `;
    for (let place = 0; place + 3 <= padded.length; place++) found.add(padded.slice(place, place + 3));
  }
  return found;
}
