/** Properties whose pictures are content or decoration; fonts, imports, masks and filters are none. */
const OF_PICTURES =
  /^(?:background|background-image|border-image|border-image-source|list-style|list-style-image|content|--.*)$/;

const COMMENT = String.raw`/\*[^]*?(?:\*/|$)`;
/**
 * Every piece ends in something optional, so that what begins like it is it, and no text is gone over twice; a longer one
 * ends in the middle.
 */
const INSIDE_DOUBLE = String.raw`((?:[^"\\\n]|\\[^]){0,4000})"?`;
const INSIDE_SINGLE = String.raw`((?:[^'\\\n]|\\[^]){0,4000})'?`;
const BARE = String.raw`((?:[^"'()\s\\]|\\[^]){0,4000})`;
const PIECE = new RegExp(
  [
    COMMENT,
    String.raw`(?<url>url\(\s*(?:"${INSIDE_DOUBLE}|'${INSIDE_SINGLE}|${BARE}))`,
    `"${INSIDE_DOUBLE}`,
    `'${INSIDE_SINGLE}`,
    String.raw`(?<end>[;{}])`,
    String.raw`(?<name>[\w-]{1,60})(?=\s{0,20}:)`,
    String.raw`[\w-]+`,
  ].join('|'),
  'gi',
);

/**
 * The addresses in `url(…)` that a style sheet or a `style` attribute takes pictures from, as they stand there, in order.
 *
 * @param most at most so many
 */
export function* cssPictures(css: string, most: number): Generator<string> {
  let property = '';
  let found = 0;
  for (const piece of css.matchAll(PIECE)) {
    const { url, end, name } = piece.groups ?? {};
    if (end !== undefined) property = '';
    else if (name !== undefined) property ||= name.toLowerCase();
    else if (url !== undefined && OF_PICTURES.test(property)) {
      const address = unescaped(piece[2] ?? piece[3] ?? piece[4] ?? '');
      if (address === '') continue;
      yield address;
      if (++found === most) return;
    }
  }
}

/** CSS Syntax 3, 4.3.7: a backslash before a code point in hex, or before the character itself. */
function unescaped(text: string): string {
  return text.replace(/\\(?:([\da-f]{1,6})\s?|([^]))/gi, (_, hex: string | undefined, character: string) => {
    if (hex === undefined) return character === '\n' ? '' : character;
    const point = Number.parseInt(hex, 16);
    return point === 0 || point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point);
  });
}
