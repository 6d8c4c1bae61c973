import {
  DETAIL,
  type DetailLayout,
  field,
  fieldsOf,
  type KissDocument,
  MAIN,
  recordCode,
  shown,
} from './kiss-document';
import type { KissProblems } from './kiss-problems';
import { typeOfCode } from './kiss-types';
import { lengthInMm } from './kiss-units';

/** A component as a KISS file has it. */
export interface KissRow {
  /** From 1. With the file's hash it is what must be kept to write the row back to its place. */
  line: number;
  /** D, or M for an assembly without a main part of its own. */
  record: 'D' | 'M';
  drawing: string | null;
  revision: string | null;
  /** As it is spelled. */
  piece_mark: string;
  mark_level: 'main' | 'minor';
  /** The main mark of the assembly that a minor mark is part of. */
  assembly_mark: string | null;
  /** In all assemblies together. */
  quantity: number;
  component_type: string;
  type_code: string | null;
  size: string | null;
  material_type: string | null;
  length_mm: number | null;
  /** Of one piece, as it is written: kilograms in a metric file, pounds otherwise. */
  weight: number | null;
  finish: string | null;
  description: string | null;
}

/** What columns of components hold, in characters. */
export const LONGEST = { piece_mark: 50, assembly_mark: 50, size: 100, material_type: 100, finish: 100 } as const;
const MOST_PIECES = 1_000_000_000;

/**
 * The components of a file in its order: every D record, bolts too, and every M record whose mark no D record has as main part
 * (programs such as SDS/2 give an assembly's main mark there alone). Records without a readable mark or quantity are left out,
 * each with a problem.
 *
 * @param problems takes what is noticed on the way
 */
export function* kissRows(document: KissDocument, problems: KissProblems): Generator<KissRow> {
  const seen = new Map<string, number>();
  for (const [place, line] of document.lines.entries()) {
    const code = recordCode(line);
    if (code !== 'D' && code !== 'M') continue;
    const number = place + 1;
    const fields = fieldsOf(line);
    const row =
      code === 'D' ? detailRow(document, fields, number, problems) : mainRow(document, fields, number, problems);
    if (!row || !fits(row, problems)) continue;
    const mark = JSON.stringify([row.drawing, row.assembly_mark, row.piece_mark]);
    const before = seen.get(mark);
    if (before === undefined) seen.set(mark, number);
    else
      problems.add(
        'mark_repeated',
        number,
        'piece_mark',
        `Line ${number} has ${shown(row.piece_mark)}, as line ${before} has; both are kept.`,
      );
    yield row;
  }
}

/**
 * The component of a D record; undefined where it has none.
 *
 * @param line from 1
 */
export function detailRow(
  { layout, units }: Pick<KissDocument, 'layout' | 'units'>,
  fields: readonly string[],
  line: number,
  problems?: KissProblems,
): KissRow | undefined {
  const main = field(fields, DETAIL.main_mark);
  const part = field(fields, DETAIL.part_mark);
  const mark = part ?? main;
  if (mark === null) {
    problems?.add(
      'mark_missing',
      line,
      'piece_mark',
      `Line ${line} has no mark; it is no component, and kept as it is.`,
    );
    return undefined;
  }
  const quantity = quantityOf(fields[DETAIL.quantity], line, problems);
  if (quantity === undefined) return undefined;
  const code = field(fields, DETAIL.type);
  const type = code === null ? undefined : typeOfCode(code);
  if (type === undefined)
    problems?.add(
      'type_unknown',
      line,
      'component_type',
      `Line ${line} has the type ${shown(code ?? '')}; it is taken as generic.`,
    );
  const length = field(fields, DETAIL.length);
  const length_mm = length === null ? null : lengthInMm(length, units.unit);
  if (length !== null && length_mm === null)
    problems?.add(
      'length_unreadable',
      line,
      'length_mm',
      `Line ${line} has the length ${shown(length)}; it is left empty.`,
    );
  if (layout.notesToEnd && fields.slice(layout.notes + 1).some((text) => text.trim() !== ''))
    problems?.add(
      'comma_in_notes',
      line,
      'description',
      `Line ${line} has commas in its notes; everything after the first is taken for notes too.`,
    );
  const minor = main === null ? mark !== mark.toUpperCase() : main !== mark;
  const weight = layout.weight === null ? null : field(fields, layout.weight);
  return {
    line,
    record: 'D',
    drawing: field(fields, DETAIL.drawing),
    revision: field(fields, DETAIL.revision),
    piece_mark: mark,
    mark_level: minor ? 'minor' : 'main',
    assembly_mark: minor ? main : null,
    quantity,
    component_type: type ?? 'generic',
    type_code: code,
    size: field(fields, DETAIL.size),
    material_type: field(fields, DETAIL.grade),
    length_mm,
    weight: weight !== null && /^\d+(?:\.\d+)?$/.test(weight) ? Number(weight) : null,
    finish: field(fields, layout.finish),
    description: notesOf(fields, layout),
  };
}

/** The notes of a D record; before version 1.1 with the commas in them. */
export function notesOf(fields: readonly string[], { notes, notesToEnd }: DetailLayout): string | null {
  if (!notesToEnd) return field(fields, notes);
  const text = fields
    .slice(notes)
    .join(',')
    .replace(/[\s,]+$/, '')
    .trim();
  return text === '' ? null : text;
}

/** The component of an M record whose mark has no main part; undefined for every other one. */
export function mainRow(
  { mainParts }: Pick<KissDocument, 'mainParts'>,
  fields: readonly string[],
  line: number,
  problems?: KissProblems,
): KissRow | undefined {
  const mark = field(fields, MAIN.mark);
  if (mark === null || mainParts.has(mark)) return undefined;
  const quantity = quantityOf(fields[MAIN.quantity], line, problems);
  if (quantity === undefined) return undefined;
  return {
    line,
    record: 'M',
    drawing: null,
    revision: null,
    piece_mark: mark,
    mark_level: 'main',
    assembly_mark: null,
    quantity,
    component_type: 'generic',
    type_code: null,
    size: null,
    material_type: null,
    length_mm: null,
    weight: null,
    finish: null,
    description: field(fields, MAIN.name),
  };
}

function quantityOf(text: string | undefined, line: number, problems?: KissProblems): number | undefined {
  const written = text?.trim() ?? '';
  const quantity = /^\d{1,10}(?:\.0*)?$/.test(written) ? Number(written) : NaN;
  if (quantity >= 1 && quantity <= MOST_PIECES) return quantity;
  problems?.add(
    'quantity_unreadable',
    line,
    'quantity',
    `Line ${line} has the quantity ${shown(written)}; it is no component, and kept as it is.`,
  );
  return undefined;
}

/** A mark that no column holds makes no component; other texts are cut short. */
function fits(row: KissRow, problems: KissProblems): boolean {
  for (const mark of ['piece_mark', 'assembly_mark'] as const)
    if (Array.from(row[mark] ?? '').length > LONGEST[mark]) {
      problems.add(
        'mark_too_long',
        row.line,
        mark,
        `Line ${row.line} has a mark of more than ${LONGEST[mark]} characters; it is no component, and kept as it is.`,
      );
      return false;
    }
  for (const name of ['size', 'material_type', 'finish'] as const)
    if (Array.from(row[name] ?? '').length > LONGEST[name])
      problems.add(
        'text_too_long',
        row.line,
        name,
        `Line ${row.line} has a ${name} of more than ${LONGEST[name]} characters.`,
      );
  return true;
}
