import { isAscii, isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KissError } from './kiss-problems';

/** How much of a file is read. */
export interface KissLimits {
  bytes: number;
  lines: number;
  /** Bytes of a line, without its end. */
  lineBytes: number;
}

/** A hundred times a large job's file. */
export const KISS_LIMITS: KissLimits = { bytes: 32 * 1024 * 1024, lines: 300_000, lineBytes: 4096 };

/** A line with the characters that end it, so that the file can be written as it was. */
export interface KissLine {
  text: string;
  end: '\n' | '\r\n' | '\r' | '';
}

/** What the bytes of a file say, before records are looked at. */
export interface KissText {
  /** UTF-8 where all bytes are; Latin-1 otherwise, which takes every byte for a character and gives the same bytes back. */
  encoding: 'utf-8' | 'latin-1';
  /** Whether UTF-8's mark (EF BB BF) stands first. */
  bom: boolean;
  /** The first line, from 1, that is not UTF-8. */
  firstLatin: number | null;
  lines: KissLine[];
}

const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINES_A_TURN = 5000;

/**
 * Reads lines from bytes as they come. A line ends with LF, CR LF or CR.
 *
 * @throws KissError beyond the limits, or at a NUL, which no text has
 */
export async function readLines(bytes: AsyncIterable<Uint8Array>, limits: KissLimits): Promise<KissText> {
  const lines: KissLine[] = [];
  let size = 0;
  let firstLatin = null as number | null;
  let rest: Buffer = Buffer.alloc(0);
  let bom = null as boolean | null;
  // Kept as Latin-1, a character a byte, until all of the file has been seen.
  const add = (text: Buffer, end: KissLine['end']): void => {
    const number = lines.length + 1;
    if (number > limits.lines)
      throw new KissError('too_many_lines', `The file has more than ${limits.lines} lines.`, number);
    if (text.length > limits.lineBytes)
      throw new KissError('line_too_long', `Line ${number} is longer than ${limits.lineBytes} bytes.`, number);
    if (text.includes(0))
      throw new KissError('binary', `Line ${number} has a NUL: KISS files are text in UTF-8 or Latin-1.`, number);
    if (!isUtf8(text)) firstLatin ??= number;
    lines.push({ text: text.toString('latin1'), end });
  };
  const split = async (text: Buffer, whole: boolean): Promise<Buffer> => {
    let from = 0;
    let added = 0;
    for (;;) {
      const at = endOf(text, from);
      // A CR at the end of a piece may be half of CR LF.
      if (at === -1 || (text[at] === CR && at + 1 === text.length && !whole)) break;
      const end = text[at] === LF ? '\n' : text[at + 1] === LF ? '\r\n' : '\r';
      add(text.subarray(from, at), end);
      from = at + end.length;
      if (++added % LINES_A_TURN === 0) await nextTurn();
    }
    return text.subarray(from);
  };
  for await (const piece of bytes) {
    size += piece.length;
    if (size > limits.bytes) throw new KissError('too_large', `The file has more than ${limits.bytes} bytes.`);
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    if (bom === null && rest.length >= BOM.length) {
      bom = rest.subarray(0, BOM.length).equals(BOM);
      if (bom) rest = rest.subarray(BOM.length);
    }
    if (bom !== null) rest = await split(rest, false);
    if (rest.length > limits.lineBytes + 1)
      throw new KissError('line_too_long', `Line ${lines.length + 1} is longer than ${limits.lineBytes} bytes.`);
  }
  rest = await split(rest, true);
  if (rest.length > 0) add(rest, '');
  const encoding = firstLatin === null ? 'utf-8' : 'latin-1';
  if (encoding === 'utf-8')
    for (const [place, line] of lines.entries()) {
      const text = Buffer.from(line.text, 'latin1');
      if (!isAscii(text)) line.text = text.toString('utf8');
      if (place % LINES_A_TURN === 0) await nextTurn();
    }
  return { encoding, bom: bom ?? false, firstLatin, lines };
}

function endOf(text: Buffer, from: number): number {
  const lf = text.indexOf(LF, from);
  const cr = text.subarray(from, lf === -1 ? undefined : lf).indexOf(CR);
  return cr === -1 ? lf : from + cr;
}

/** The bytes of lines, some thousand lines at a time. */
export function* writeLines({
  encoding,
  bom,
  lines,
}: Readonly<Pick<KissText, 'encoding' | 'bom'>> & { lines: readonly KissLine[] }): Generator<Buffer> {
  if (bom) yield BOM;
  for (let from = 0; from < lines.length; from += LINES_A_TURN) {
    const text = lines
      .slice(from, from + LINES_A_TURN)
      .map((line) => line.text + line.end)
      .join('');
    yield Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'latin1');
  }
}
