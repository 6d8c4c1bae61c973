import { setImmediate as nextTurn } from 'node:timers/promises';
import { KISS_LIMITS, type KissLimits, type KissLine, readLines, writeLines } from './kiss-lines';
import { KissError, KissProblems } from './kiss-problems';
import { type KissUnits, UnitEvidence } from './kiss-units';

/** What the first record and the header say; null where they do not. */
export interface KissHeader {
  version: string | null;
  software: string | null;
  job: string | null;
  job_name: string | null;
  customer: string | null;
  date: string | null;
  time: string | null;
  /** Whether sizes and weights are metric. It says nothing of lengths. */
  metric: boolean | null;
  type: string | null;
}

/**
 * Where a D record has its fields: as the standard says, or with a weight between length and finish, as some programs write.
 * After the notes may follow what only version 1.1 has.
 */
export interface DetailLayout {
  name: 'standard' | 'weight';
  weight: number | null;
  finish: number;
  notes: number;
  /** Whether everything after the notes' first comma still belongs to them: before 1.1 they are the last field. */
  notesToEnd: boolean;
}

/** The fields that every D record has at the same place. */
export const DETAIL = {
  drawing: 1,
  revision: 2,
  main_mark: 3,
  part_mark: 4,
  quantity: 5,
  type: 6,
  size: 7,
  grade: 8,
  length: 9,
} as const;

/** The fields of an M record. */
export const MAIN = { mark: 1, quantity: 2, name: 3 } as const;

/** A KISS file: every line as it was, and what was found out about all of them. */
export interface KissDocument {
  encoding: 'utf-8' | 'latin-1';
  bom: boolean;
  header: KissHeader;
  layout: DetailLayout;
  units: KissUnits;
  lines: readonly KissLine[];
  /** Main marks, as they are spelled, of which some D record says the main part itself. */
  mainParts: ReadonlySet<string>;
  problems: KissProblems;
}

/** What is not left to be found out. */
export interface KissReading {
  /** The unit of plain numbers, whatever the values look like. */
  unit?: KissUnits['unit'];
  limits?: KissLimits;
}

const LINES_A_TURN = 5000;
const LONGEST_LINE = 254;
const KNOWN: ReadonlySet<string> = new Set(['KISS', 'H', 'D', 'M', 'W', 'L', 'S', 'C', 'A', '*', '']);
/** They belong to the D record before them. */
const ATTACHED: ReadonlySet<string> = new Set(['L', 'S', 'C', 'A']);

/** The fields of a line, as they are written. KISS has no quotes: every comma parts two fields. */
export function fieldsOf(line: KissLine): string[] {
  return line.text.split(',');
}

/** The kind of a record: its first field in capitals; `*` for comments and separators, empty for an empty line. */
export function recordCode(line: KissLine): string {
  if (line.text.trimStart().startsWith('*')) return '*';
  const comma = line.text.indexOf(',');
  return (comma === -1 ? line.text : line.text.slice(0, comma)).trim().toUpperCase();
}

/** Whether a record belongs to the D record before it: labour, sequences, CNC data, ABM. */
export function isAttached(code: string): boolean {
  return ATTACHED.has(code);
}

/** A field without the spaces around it; null where it is missing or empty. */
export function field(fields: readonly string[], place: number): string | null {
  const text = fields[place]?.trim();
  return text === undefined || text === '' ? null : text;
}

/**
 * Reads a KISS file (versions 1.0 and 1.1) whole; unknown records and fields stay where they are.
 *
 * @throws KissError for what is no KISS file, and beyond the limits
 */
export async function readKiss(bytes: AsyncIterable<Uint8Array>, reading: KissReading = {}): Promise<KissDocument> {
  const { encoding, bom, firstLatin, lines } = await readLines(bytes, reading.limits ?? KISS_LIMITS);
  const problems = new KissProblems();
  if (firstLatin !== null)
    problems.add('encoding_guessed', firstLatin, null, `Line ${firstLatin} is not UTF-8; the file is read as Latin-1.`);
  const start = lines.findIndex(({ text }) => text.trim() !== '');
  const first = lines[start];
  if (!first || recordCode(first) !== 'KISS')
    throw new KissError(
      'not_kiss',
      'This is no KISS file: its first line must begin with KISS and a version.',
      start + 1,
    );
  const identification = fieldsOf(first);
  let heading: string[] | undefined;
  const units = new UnitEvidence();
  const mainParts = new Set<string>();
  let [weights, finishes, attachable] = [0, 0, false];
  for (const [place, line] of lines.entries()) {
    const number = place + 1;
    const code = recordCode(line);
    if (line.text.length > LONGEST_LINE)
      problems.add(
        'line_longer_than_254',
        number,
        null,
        `Line ${number} has ${line.text.length} characters; other programs take 254.`,
      );
    if (!KNOWN.has(code))
      problems.add(
        'record_unknown',
        number,
        null,
        `Line ${number} is of the unknown kind ${shown(code)}; it is kept as it is.`,
      );
    if (code === 'H') heading ??= fieldsOf(line);
    if (code === 'D') {
      const fields = fieldsOf(line);
      units.add(fields[DETAIL.length] ?? '');
      const finish = field(fields, DETAIL.length + 1);
      if (finish !== null) {
        if (/^\d+(?:\.\d+)?$/.test(finish)) weights++;
        else finishes++;
      }
      const main = field(fields, DETAIL.main_mark);
      if (main !== null && main === (field(fields, DETAIL.part_mark) ?? main)) mainParts.add(main);
    }
    if (code === 'L' && !attachable)
      problems.add('label_without_part', number, null, `Line ${number} belongs to no part; it is kept as it is.`);
    attachable = code === 'D' || (attachable && isAttached(code));
    if (number % LINES_A_TURN === 0) await nextTurn();
  }
  const header = headerOf(identification, heading ?? []);
  if (!heading) problems.add('header_missing', null, null, 'The file has no header (H).');
  if (header.version !== '1.0' && header.version !== '1.1')
    problems.add('version_unknown', start + 1, 'version', `Version ${shown(header.version ?? '')} is read as 1.1.`);
  const decided = units.decide();
  if (decided.counts.plain > 0 && decided.counts.feet_inches > 0)
    problems.add(
      'units_mixed',
      null,
      'length',
      `${decided.counts.feet_inches} lengths are in feet and inches, ${decided.counts.plain} are plain numbers.`,
    );
  return {
    encoding,
    bom,
    header,
    layout: layoutOf(weights > 0 && finishes === 0, header.version === '1.0'),
    units: reading.unit ? given(decided, reading.unit) : decided,
    lines,
    mainParts,
    problems,
  };
}

/** The bytes of a file: those that were read, but for what was changed. */
export function writeKiss(document: KissDocument): Generator<Buffer> {
  return writeLines(document);
}

function given(decided: KissUnits, unit: KissUnits['unit']): KissUnits {
  const form = decided.form === 'feet-inches' ? decided.form : unit;
  return { ...decided, unit, form, sure: 'given', why: 'The unit was given with the file.' };
}

function layoutOf(weighted: boolean, notesToEnd: boolean): DetailLayout {
  const after = DETAIL.length + 1;
  return weighted
    ? { name: 'weight', weight: after, finish: after + 1, notes: after + 2, notesToEnd }
    : { name: 'standard', weight: null, finish: after, notes: after + 1, notesToEnd };
}

function headerOf(identification: readonly string[], heading: readonly string[]): KissHeader {
  const metric = field(heading, 6)?.toUpperCase();
  return {
    version: field(identification, 1),
    software: field(identification, 2),
    job: field(heading, 1),
    job_name: field(heading, 2),
    customer: field(heading, 3),
    date: field(heading, 4),
    time: field(heading, 5),
    metric: metric === 'T' ? true : metric === 'F' ? false : null,
    type: field(heading, 7),
  };
}

/** A text from a file as a message shows it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
