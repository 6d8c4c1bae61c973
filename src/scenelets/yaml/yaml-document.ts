import { Composer, type Document, Lexer, type LineCounter, Parser } from 'yaml';

/** Brackets within brackets, and signs of structure on one line, that a document may have. */
const MOST_OPEN = 20;
/** Columns by which a document may be indented, outside of text. */
const MOST_INDENT = 100;
const SCALAR = '\u001f';
/** What the lexer gives between the pieces of the text. */
const MARKS = ['\u0002', '\u0018', SCALAR];

/** A YAML document is nested more deeply than any that people write. */
export class YamlTooDeepError extends Error {
  constructor(
    /** Where, in characters from the beginning of the text. */
    readonly offset: number,
  ) {
    super('The YAML is nested too deeply.');
    this.name = 'YamlTooDeepError';
  }
}

/** Lexemes, as long as they are nested no more than {@link MOST_OPEN} and {@link MOST_INDENT} allow. */
function* shallow(lexemes: Iterable<string>): Generator<string> {
  let [offset, open, signs, indent, before] = [0, 0, 0, 0, '\n'];
  for (const lexeme of lexemes) {
    if (before !== SCALAR) {
      const ends = /^(?:\r?\n|#)/.test(lexeme);
      if (lexeme === '[' || lexeme === '{') open += 1;
      else if (lexeme === ']' || lexeme === '}') open -= 1;
      else if (open <= 0 && /^[-?:]$/.test(lexeme)) signs += 1;
      if (open > MOST_OPEN || signs > MOST_OPEN || (!ends && indent > MOST_INDENT)) throw new YamlTooDeepError(offset);
      indent = open <= 0 && /\n$/.test(before) && /^ +$/.test(lexeme) ? lexeme.length : 0;
    }
    if (/\n$/.test(lexeme)) signs = 0;
    if (!MARKS.includes(lexeme)) offset += lexeme.length;
    before = lexeme;
    yield lexeme;
  }
}

function* tokens(
  text: string,
  parser: Parser,
): Generator<ReturnType<Parser['next']> extends Generator<infer T> ? T : never> {
  for (const lexeme of shallow(new Lexer().lex(text))) yield* parser.next(lexeme);
  yield* parser.end();
}

/**
 * The documents of a YAML 1.2 text, with every scalar as text. They may have errors. Keys are not compared, since the
 * composer compares every key of a map with every other.
 *
 * @throws YamlTooDeepError before anything is built: the composer recurses, and at the end of its stack the process
 *   may end with it
 */
export function yamlDocuments(text: string, lines: LineCounter): Document[] {
  lines.addNewLine(0);
  const composer = new Composer({ version: '1.2', schema: 'failsafe', uniqueKeys: false, strict: true });
  return [...composer.compose(tokens(text, new Parser(lines.addNewLine)), true, text.length)];
}
