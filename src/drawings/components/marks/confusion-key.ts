import { markKey, markKeySql } from './mark-key';

/** What is taken for one another on a print or a scan; keys are in small letters. */
const CONFUSED = { o: '0', i: '1', l: '1', s: '5', b: '8', z: '2' } as const;
/** Only what looks alike in almost every typeface. */
const ALIKE = { o: '0', i: '1' } as const;
/** Left out or put in at will: B-12, B.12, B 12. */
const PUNCTUATION = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~\u2010\u2011\u2012\u2013\u2014\u2212`;

const PUNCTUATION_MARKS: ReadonlySet<string> = new Set(PUNCTUATION);
const CONFUSED_AS: ReadonlyMap<string, string> = new Map(Object.entries(CONFUSED));

/**
 * A mark as somebody sees it who takes O for 0, I and L for 1, S for 5, B for 8, Z for 2, and overlooks punctuation. Marks
 * with one key are each other's first candidates when a mark is mistyped.
 */
export function confusionKey(mark: string): string {
  return folded(mark, CONFUSED);
}

/** SQL: {@link confusionKey} of a column; immutable, so that an index may stand on it. */
export function confusionKeySql(column: string): string {
  return foldedSql(column, CONFUSED);
}

/**
 * A mark without punctuation, O as 0 and I as 1. Two marks of a project with one such key are a finding; by
 * {@link confusionKey} each CL1 beside a C11 would be one too, and a report full of them is not read.
 */
export function lookalikeKey(mark: string): string {
  return folded(mark, ALIKE);
}

/** SQL: {@link lookalikeKey} of a column. */
export function lookalikeKeySql(column: string): string {
  return foldedSql(column, ALIKE);
}

/** Whether a character is overlooked as punctuation. */
export function isPunctuation(character: string): boolean {
  return PUNCTUATION_MARKS.has(character);
}

/** The character that stands for this one in {@link confusionKey}. */
export function confusedAs(character: string): string {
  return CONFUSED_AS.get(character) ?? character;
}

function folded(mark: string, alike: Readonly<Record<string, string>>): string {
  let key = '';
  for (const character of markKey(mark)) if (!isPunctuation(character)) key += alike[character] ?? character;
  return key;
}

/** translate() leaves out characters that have none to stand for them. */
function foldedSql(column: string, alike: Readonly<Record<string, string>>): string {
  const from = Object.keys(alike).join('') + PUNCTUATION.replaceAll("'", "''");
  return `translate(${markKeySql(column)}, '${from}', '${Object.values(alike).join('')}')`;
}
