import type { YamlFaults } from './yaml-faults';

/** A part of a YAML list that can be read by itself. */
export interface YamlPiece {
  text: string;
  /** How many lines stand before it. */
  before: number;
}

/** So much is parsed before other work gets its turn: items, and characters. */
const MOST_ITEMS = 500;
const MUCH_TEXT = 200_000;
/** What is parsed at once, an item or a list that cannot be cut, has so many characters at most. */
const MOST_TEXT = 2_000_000;

const ITEM = /^-(?:[ \t]|$)/;
const BEGINNING = /^---(?:[ \t]|$)/;
const BARE_BEGINNING = /^---[ \t]*(?:[ \t]#.*)?$/;
const BARE_END = /^\.\.\.[ \t]*(?:[ \t]#.*)?$/;
const NOTHING = /^[ \t]*(?:#.*)?$/;

/** A list that is written line by line, as it can be cut before any of its dashes; any other as one piece. */
export function* yamlPieces(text: string, faults: YamlFaults): Generator<YamlPiece> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  if (!isOneDocument(lines, faults)) return;
  for (const piece of cut(lines)) {
    if (piece.text.length <= MOST_TEXT) yield piece;
    else
      faults.add(() => ({
        line: piece.before + 1,
        path: '',
        message:
          'is too large to be read at once; begin every scenelet on a line of its own, with its dash in the first column',
      }));
  }
}

/**
 * Empties the lines of the marks around a document, and of directives before it: whatever they say, the text is read as
 * YAML 1.2 without tags. A mark in the first column is one even within a text.
 */
function isOneDocument(lines: string[], faults: YamlFaults): boolean {
  const head: number[] = [];
  let [isBegun, isEnded] = [false, false];
  for (const [index, line] of lines.entries()) {
    if (NOTHING.test(line)) continue;
    if (!isBegun && line.startsWith('%')) {
      head.push(index);
    } else if (BARE_END.test(line)) {
      isEnded = isBegun;
      lines[index] = '';
    } else if (isEnded || (isBegun && BEGINNING.test(line))) {
      faults.add(() => ({ line: index + 1, path: '', message: 'must be one document; another begins here' }));
      return false;
    } else {
      isBegun = true;
      if (BARE_BEGINNING.test(line)) for (const at of [...head, index]) lines[at] = '';
    }
  }
  return true;
}

function* cut(lines: readonly string[]): Generator<YamlPiece> {
  if (!lines.every((line) => line === '' || ITEM.test(line) || /^[\s#]/.test(line))) {
    yield { text: lines.join('\n'), before: 0 };
    return;
  }
  let [from, count, size] = [0, 0, 0];
  for (const [index, line] of lines.entries()) {
    if (ITEM.test(line)) {
      if (count >= MOST_ITEMS || size > MUCH_TEXT) {
        yield { text: lines.slice(from, index).join('\n'), before: from };
        [from, count, size] = [index, 0, 0];
      }
      count++;
    }
    size += line.length;
  }
  yield { text: lines.slice(from).join('\n'), before: from };
}
