import { setImmediate as nextTurn } from 'node:timers/promises';
import { naturalKey } from '../components/marks/natural-key';
import { detailText, kissField, type KissValues } from './kiss/kiss-changes';
import type { XlsxCell, XlsxColumn } from './xlsx';

/** A component, or components that are alike already, of which a bill is made. */
export interface BillComponent {
  piece_mark: string;
  mark_level: 'main' | 'minor' | null;
  assembly_mark: string | null;
  quantity: number | null;
  component_type: string | null;
  size: string | null;
  material_type: string | null;
  length_mm: number | null;
  /** Of one piece; null or left out where it is not known. */
  weight_kg?: number | null;
  finish: string | null;
  description: string | null;
}

/** A line of a bill: pieces of one mark that are alike. A mark whose pieces differ has several lines. */
export interface BillLine {
  mark_level: 'main' | 'minor';
  piece_mark: string;
  assembly_mark: string | null;
  /** All pieces of the line together. */
  quantity: number;
  component_type: string | null;
  size: string | null;
  material_type: string | null;
  length_mm: number | null;
  weight_kg: number | null;
  /** Null as soon as the weight of one piece is not known. */
  total_weight_kg: number | null;
  finish: string | null;
  description: string | null;
}

const ROWS_A_TURN = 5000;

/** A bill has more lines than are kept at once. */
export class BillTooLongError extends Error {
  constructor(readonly most: number) {
    super(`The bill has more than ${most} lines.`);
  }
}

/**
 * The lines of a bill of materials: each main mark and then the minor marks of its assembly, in natural order; minor marks
 * without an assembly come last. Quantities are summed; a component without one counts once. Keeps a line for each different
 * piece, not the components.
 *
 * @param most lines
 * @throws BillTooLongError
 */
export async function billOf(
  components: AsyncIterable<BillComponent> | Iterable<BillComponent>,
  most = Infinity,
): Promise<BillLine[]> {
  const lines = new Map<string, BillLine>();
  let seen = 0;
  for await (const component of components) {
    const line = lineOf(component);
    const key = JSON.stringify({ ...line, quantity: null, total_weight_kg: null });
    const before = lines.get(key);
    if (before) {
      before.quantity += line.quantity;
      before.total_weight_kg = before.weight_kg === null ? null : rounded(before.weight_kg * before.quantity);
    } else if (lines.size === most) throw new BillTooLongError(most);
    else lines.set(key, line);
    if (++seen % ROWS_A_TURN === 0) await nextTurn();
  }
  const placed = [...lines.values()].map((line) => ({ line, place: placeOf(line) }));
  placed.sort((a, b) => Buffer.compare(a.place, b.place));
  return placed.map(({ line }) => line);
}

function lineOf(component: BillComponent): BillLine {
  const quantity = component.quantity ?? 1;
  const weight_kg = component.weight_kg ?? null;
  return {
    mark_level: component.mark_level ?? 'main',
    piece_mark: component.piece_mark,
    assembly_mark: component.mark_level === 'minor' ? component.assembly_mark : null,
    quantity,
    component_type: component.component_type,
    size: component.size,
    material_type: component.material_type,
    length_mm: component.length_mm,
    weight_kg,
    total_weight_kg: weight_kg === null ? null : rounded(weight_kg * quantity),
    finish: component.finish,
    description: component.description,
  };
}

/** Keys of marks hold no NUL, so that one may stand between them. */
function placeOf(line: BillLine): Buffer {
  const minor = line.mark_level === 'minor';
  const head = minor ? (line.assembly_mark ?? null) : line.piece_mark;
  const assembly = head === null ? '1' : `0${naturalKey(head)}`;
  return Buffer.from(
    `${assembly}\0${minor ? `1${naturalKey(line.piece_mark)}` : '0'}\0${line.size ?? ''}\0${line.length_mm ?? ''}`,
  );
}

const rounded = (kilograms: number): number => Math.round(kilograms * 1000) / 1000;

/** The columns of a bill as CSV and XLSX have them; titles are names of fields, so that a bill can be read again. */
export const BILL_COLUMNS: readonly (XlsxColumn & { title: keyof BillLine })[] = [
  { title: 'mark_level', kind: 'text', width: 10 },
  { title: 'assembly_mark', kind: 'text', width: 16 },
  { title: 'piece_mark', kind: 'text', width: 16 },
  { title: 'quantity', kind: 'number', width: 10 },
  { title: 'component_type', kind: 'text', width: 16 },
  { title: 'size', kind: 'text', width: 20 },
  { title: 'material_type', kind: 'text', width: 16 },
  { title: 'length_mm', kind: 'number', width: 12 },
  { title: 'weight_kg', kind: 'number', width: 12 },
  { title: 'total_weight_kg', kind: 'number', width: 16 },
  { title: 'finish', kind: 'text', width: 14 },
  { title: 'description', kind: 'text', width: 40 },
];

/** The cells of a line, as {@link BILL_COLUMNS} say. */
export function billCells(line: BillLine): XlsxCell[] {
  return BILL_COLUMNS.map(({ title }) => line[title]);
}

/** What the header of a bill says. */
export interface BillHeader {
  job: string;
  job_name: string;
  customer: string | null;
  /** When the bill is made. */
  at: Date;
}

const LONGEST_LINE = 254;
const STANDARD = { name: 'standard', weight: null, finish: 10, notes: 11, notesToEnd: true } as const;

/**
 * A bill as a KISS 1.0 file in UTF-8 with lengths in millimetres: a header, then D records, a separator before each assembly.
 * Fields hold no commas, and no line is longer than 254 characters: notes are cut to fit.
 *
 * @returns lines with CR LF
 */
export function* billKiss(lines: Iterable<BillLine>, { job, job_name, customer, at }: BillHeader): Generator<string> {
  const two = (number: number): string => String(number).padStart(2, '0');
  const text = (value: string): string => kissField(value, 'utf-8', () => undefined);
  const date = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`;
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  yield 'KISS,1.0,Continuity\r\n';
  yield `${['H', job, job_name, customer ?? '', date, time, 'T'].map(text).join(',')}\r\n`;
  let assembly: string | null | undefined;
  for (const line of lines) {
    const main = line.mark_level === 'main' ? line.piece_mark : line.assembly_mark;
    if (main !== assembly) yield '*\r\n';
    assembly = main;
    yield `${detailLine({ ...line, drawing: null, revision: null, component_type: line.component_type ?? 'generic' }, text)}\r\n`;
  }
}

function detailLine(values: KissValues, text: (value: string) => string): string {
  const written = (description: string | null): string =>
    detailText({ ...values, description }, { layout: STANDARD, units: { form: 'mm' } }, (fields, place, value) => {
      while (fields.length <= place) fields.push('');
      fields[place] = value === null ? '' : text(String(value));
    });
  const line = written(values.description);
  const over = line.length - LONGEST_LINE;
  if (over <= 0 || values.description === null) return line;
  return written(values.description.slice(0, Math.max(0, values.description.length - over)).toWellFormed());
}
