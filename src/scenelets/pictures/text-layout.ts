/**
 * Widths of text where no font can be asked: the picture is drawn by a browser whose font is not known. They are those
 * of the wider system fonts, so that a line rather ends early than runs out of its card.
 */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The grapheme clusters of a text. In plain ASCII every character is one, and no dictionary need be asked. */
const clustersOf = (text: string): Iterable<string> =>
  /^[ -~]*$/.test(text) ? text : Array.from(graphemes.segment(text), ({ segment }) => segment);

/** East Asian Wide and Fullwidth (Unicode Annex 11), and the pictographs. */
const WIDE =
  /^[\u1100-\u115F\u231A\u231B\u2329\u232A\u23E9-\u23F3\u25FD\u25FE\u2614-\u27BF\u2B1B-\u2B55\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const NARROW = /^[iIljftr.,:;'’‘!|()[\] /\\\-1]/;
const BROAD = /^[mwMW@%&—…\uFFFD\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;

/** Widths in ems. */
const EM = { wide: 1.1, narrow: 0.38, broad: 0.98, capital: 0.72, other: 0.61 };

/** More marks than any script stacks on a letter only paint over the neighbours. */
const STACKED_MARKS = /(\p{Mn}{4})\p{Mn}+/gu;

/** Enough for every label of a picture; a description may be a megabyte. */
const LOOKED_AT = 2000;

/** The width of one grapheme cluster, in ems: wide characters count double, marks nothing. */
function graphemeWidth(grapheme: string): number {
  if (NOTHING.test(grapheme)) return 0;
  if (WIDE.test(grapheme) || EMOJI.test(grapheme)) return EM.wide;
  if (NARROW.test(grapheme)) return EM.narrow;
  if (BROAD.test(grapheme)) return EM.broad;
  return /^\p{Lu}/u.test(grapheme) ? EM.capital : EM.other;
}

/** The width of a line, in the unit of the font's size. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const segment of clustersOf(text)) ems += graphemeWidth(segment);
  return ems * fontSize;
}

interface Line {
  text: string;
  width: number;
  /** Where the line may be broken: so many UTF-16 units of it stay, with this width. */
  breakAt: number;
  breakWidth: number;
}

const newLine = (): Line => ({ text: '', width: 0, breakAt: 0, breakWidth: 0 });

/**
 * The text in lines no wider than `width`, at most `most` of them; the last ends with … where something was left out.
 * White space of any kind, line ends too, counts as one space. Lines are broken at spaces, after hyphens and around
 * wide characters, inside a word only where it is wider than a line, and never inside a grapheme cluster.
 */
export function wrapText(text: string, width: number, fontSize: number, most: number): string[] {
  const looked = text.slice(0, LOOKED_AT).toWellFormed().replace(/\s+/gu, ' ').trim().replace(STACKED_MARKS, '$1');
  const room = width / fontSize;
  const lines: string[] = [];
  let line = newLine();
  for (const segment of clustersOf(looked)) {
    const wide = graphemeWidth(segment);
    if (segment === ' ') {
      if (line.text === '') continue;
      line.breakAt = line.text.length;
      line.breakWidth = line.width;
    } else if (WIDE.test(segment) && line.text !== '') {
      line.breakAt = line.text.length;
      line.breakWidth = line.width;
    }
    if (segment !== ' ' && line.width + wide > room && line.text !== '') {
      const kept = line.breakAt > 0 ? line.text.slice(0, line.breakAt) : line.text;
      const rest = line.breakAt > 0 ? line.text.slice(line.breakAt).trimStart() : '';
      if (lines.length === most - 1) {
        lines.push(withEllipsis(line.text + segment, room));
        return lines;
      }
      lines.push(kept.trimEnd());
      line = newLine();
      line.text = rest;
      line.width = rest === '' ? 0 : textWidth(rest, 1);
    }
    line.text += segment;
    line.width += wide;
    if (segment === '-' || WIDE.test(segment)) {
      line.breakAt = line.text.length;
      line.breakWidth = line.width;
    }
  }
  if (line.text.trim() !== '')
    lines.push(text.length > LOOKED_AT ? withEllipsis(line.text, room) : line.text.trimEnd());
  return lines;
}

/** As many grapheme clusters as fit before an ellipsis. */
function withEllipsis(text: string, room: number): string {
  let kept = '';
  let width = EM.broad;
  for (const segment of clustersOf(text)) {
    width += graphemeWidth(segment);
    if (width > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The beginning of a text on one line, of at most `most` grapheme clusters, with … where something was left out. */
export function beginningOf(text: string, most: number): string {
  const line = text.slice(0, LOOKED_AT).toWellFormed().replace(/\s+/gu, ' ').trim().replace(STACKED_MARKS, '$1');
  let kept = '';
  let count = 0;
  for (const segment of clustersOf(line)) {
    if (++count > most) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return text.length > LOOKED_AT ? `${kept}…` : kept;
}
