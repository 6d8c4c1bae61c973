import { DETAIL, fieldsOf, isAttached, type KissDocument, MAIN, recordCode } from './kiss-document';
import type { KissLine } from './kiss-lines';
import { KissProblems } from './kiss-problems';
import { detailRow, type KissRow, mainRow } from './kiss-rows';
import { codeOfType, typeOfCode } from './kiss-types';
import { formOf, type KissUnits, lengthText } from './kiss-units';

/** What of a component is written back. */
export type KissValues = Pick<
  KissRow,
  | 'drawing'
  | 'revision'
  | 'piece_mark'
  | 'mark_level'
  | 'assembly_mark'
  | 'quantity'
  | 'component_type'
  | 'size'
  | 'material_type'
  | 'length_mm'
  | 'finish'
  | 'description'
>;

/** How a file is to differ. Lines count from 1. */
export interface KissChanges {
  /** By line: what a component is now; what is left out stays. Values that say what the file says change nothing. */
  edited?: ReadonlyMap<number, Partial<KissValues>>;
  /** Lines of D and M records; the records that belong to a D go with it. */
  removed?: ReadonlySet<number>;
  /** Components that the file has no line for; each goes behind the last of its assembly. */
  added?: readonly KissValues[];
}

/** Lengths nearer than this are one: they are kept to a thousandth of a millimetre. */
const SAME_LENGTH_MM = 0.001;

/**
 * A document with changes. Only fields that are changed differ from the one before; without changes its bytes are the same.
 *
 * @returns the document, whose `problems` are those of writing
 */
export function changedKiss(document: KissDocument, changes: KissChanges): KissDocument {
  const writing = new Writing(document, changes);
  const lines = writing.lines();
  return { ...document, lines, problems: writing.problems };
}

class Writing {
  readonly problems = new KissProblems();
  /** Main marks that are another one now. */
  private readonly renamed = new Map<string, string>();

  constructor(
    private readonly document: KissDocument,
    private readonly changes: KissChanges,
  ) {}

  lines(): KissLine[] {
    const { edited = new Map<number, Partial<KissValues>>(), removed = new Set<number>() } = this.changes;
    const lines: KissLine[] = [];
    const codes: string[] = [];
    let gone = false;
    for (const [place, line] of this.document.lines.entries()) {
      const code = recordCode(line);
      gone = removed.has(place + 1) || (gone && isAttached(code));
      if (gone) continue;
      const values = edited.get(place + 1);
      lines.push(values ? this.edited(line, code, place + 1, values) : line);
      codes.push(code);
    }
    this.renameMains(lines, codes);
    return this.changes.added?.length ? this.withAdded(lines, codes, this.changes.added) : lines;
  }

  private edited(line: KissLine, code: string, number: number, values: Partial<KissValues>): KissLine {
    const fields = fieldsOf(line);
    const row =
      code === 'D'
        ? detailRow(this.document, fields, number)
        : code === 'M'
          ? mainRow(this.document, fields, number)
          : undefined;
    if (!row) return line;
    if (code === 'D') this.editDetail(fields, row, values);
    else {
      const { piece_mark, quantity, description } = values;
      if (differs(row.piece_mark, piece_mark)) this.set(fields, MAIN.mark, piece_mark, number);
      if (differs(row.quantity, quantity)) this.set(fields, MAIN.quantity, quantity, number);
      if (differs(row.description, description)) this.set(fields, MAIN.name, description, number);
    }
    const text = fields.join(',');
    return text === line.text ? line : { text, end: line.end };
  }

  private editDetail(fields: string[], row: KissRow, values: Partial<KissValues>): void {
    const { layout, units } = this.document;
    const { line } = row;
    const now = { ...row, ...defined(values) };
    if (differs(row.drawing, values.drawing)) this.set(fields, DETAIL.drawing, values.drawing, line);
    if (differs(row.revision, values.revision)) this.set(fields, DETAIL.revision, values.revision, line);
    this.setMarks(fields, row, now);
    if (differs(row.quantity, values.quantity)) this.set(fields, DETAIL.quantity, values.quantity, line);
    if (typeDiffers(row, now.component_type))
      this.set(fields, DETAIL.type, codeOfType(now.component_type, now.size), line);
    if (differs(row.size, values.size)) this.set(fields, DETAIL.size, values.size, line);
    if (differs(row.material_type, values.material_type)) this.set(fields, DETAIL.grade, values.material_type, line);
    if (lengthDiffers(row.length_mm, values.length_mm))
      this.set(fields, DETAIL.length, lengthOf(values.length_mm, formOf(fields[DETAIL.length] ?? '', units)), line);
    if (differs(row.finish, values.finish)) this.set(fields, layout.finish, values.finish, line);
    if (differs(row.description, values.description)) {
      if (layout.notesToEnd) fields.splice(layout.notes + 1);
      this.set(fields, layout.notes, values.description, line);
    }
  }

  private setMarks(fields: string[], row: KissRow, now: KissRow): void {
    const main = now.mark_level === 'main' ? now.piece_mark : now.assembly_mark;
    const was = row.mark_level === 'main' ? row.piece_mark : row.assembly_mark;
    if (now.piece_mark === row.piece_mark && now.mark_level === row.mark_level && main === was) return;
    if (row.mark_level === 'main' && now.mark_level === 'main') this.renamed.set(row.piece_mark, now.piece_mark);
    if (now.piece_mark !== row.piece_mark || now.mark_level !== row.mark_level)
      this.set(fields, DETAIL.part_mark, now.piece_mark, row.line);
    if (main !== was || now.mark_level !== row.mark_level) this.set(fields, DETAIL.main_mark, main, row.line);
  }

  /** The M record of an assembly follows its main part. */
  private renameMains(lines: KissLine[], codes: readonly string[]): void {
    if (this.renamed.size === 0) return;
    for (const [place, line] of lines.entries()) {
      if (codes[place] !== 'M') continue;
      const fields = fieldsOf(line);
      const name = this.renamed.get(fields[MAIN.mark]?.trim() ?? '');
      if (name === undefined) continue;
      this.set(fields, MAIN.mark, name, place + 1);
      lines[place] = { text: fields.join(','), end: line.end };
    }
  }

  private withAdded(lines: readonly KissLine[], codes: readonly string[], added: readonly KissValues[]): KissLine[] {
    const end = usualEnd(lines);
    const last = new Map<string, number>();
    let assembly: string | undefined;
    for (const [place, line] of lines.entries()) {
      const code = codes[place] ?? '';
      if (code === 'D') assembly = fieldsOf(line)[DETAIL.main_mark]?.trim();
      else if (!isAttached(code)) assembly = undefined;
      if (assembly) last.set(assembly, place);
    }
    const behind = new Map<number, KissLine[]>();
    for (const values of added) {
      const main = (values.mark_level === 'main' ? values.piece_mark : values.assembly_mark) ?? '';
      const place = last.get(main) ?? lines.length - 1;
      const text = detailText(values, this.document, (fields, at, value) => {
        this.set(fields, at, value, null);
      });
      behind.set(place, [...(behind.get(place) ?? []), { text, end }]);
    }
    return lines.flatMap((line, place) => {
      const more = behind.get(place);
      return more ? [line.end === '' ? { text: line.text, end } : line, ...more] : [line];
    });
  }

  private set(fields: string[], place: number, value: string | number | null | undefined, line: number | null): void {
    while (fields.length <= place) fields.push('');
    fields[place] = this.fieldText(value === null || value === undefined ? '' : String(value), line);
  }

  private fieldText(text: string, line: number | null): string {
    return kissField(text, this.document.encoding, (code, detail) => {
      this.problems.add(code, line, null, detail);
    });
  }
}

/** A text as a field may hold it: KISS knows no quotes, so commas become semicolons, and ends of lines spaces. */
export function kissField(
  text: string,
  encoding: KissDocument['encoding'],
  problem: (code: 'comma_replaced' | 'character_replaced', detail: string) => void,
): string {
  let written = text;
  if (written.includes(',')) {
    problem('comma_replaced', 'A field of KISS cannot hold a comma; a semicolon is written.');
    written = written.replaceAll(',', ';');
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const kept = written.replace(/[\u0000-\u001f]+/g, ' ');
  const held = encoding === 'latin-1' ? kept.replace(/[\u{100}-\u{10ffff}]/gu, '?') : kept;
  if (held !== written)
    problem('character_replaced', 'A character that the file cannot hold is written as a space or a question mark.');
  return held;
}

/** A new D record in the layout and unit of a file. */
export function detailText(
  values: KissValues,
  { layout, units }: { layout: KissDocument['layout']; units: Pick<KissUnits, 'form'> },
  set: (fields: string[], place: number, value: string | number | null) => void,
): string {
  const fields = ['D'];
  const main = values.mark_level === 'main' ? values.piece_mark : values.assembly_mark;
  set(fields, DETAIL.drawing, values.drawing);
  set(fields, DETAIL.revision, values.revision);
  set(fields, DETAIL.main_mark, main);
  set(fields, DETAIL.part_mark, values.piece_mark);
  set(fields, DETAIL.quantity, values.quantity);
  set(fields, DETAIL.type, codeOfType(values.component_type, values.size));
  set(fields, DETAIL.size, values.size);
  set(fields, DETAIL.grade, values.material_type);
  set(fields, DETAIL.length, lengthOf(values.length_mm, units.form));
  if (layout.weight !== null) set(fields, layout.weight, null);
  set(fields, layout.finish, values.finish);
  set(fields, layout.notes, values.description);
  return fields.join(',');
}

const differs = <T>(was: T, now: T | undefined): boolean => now !== undefined && now !== was;

/** A missing code and a generic type say the same. */
function typeDiffers(row: KissRow, now: string): boolean {
  return ((row.type_code === null ? undefined : typeOfCode(row.type_code)) ?? 'generic') !== now;
}

function lengthDiffers(was: number | null, now: number | null | undefined): boolean {
  if (now === undefined) return false;
  return was === null || now === null ? was !== now : Math.abs(was - now) > SAME_LENGTH_MM;
}

function lengthOf(mm: number | null | undefined, form: KissUnits['form']): string | null {
  return mm === null || mm === undefined ? null : lengthText(mm, form);
}

function defined(values: Partial<KissValues>): Partial<KissValues> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => (value as unknown) !== undefined));
}

function usualEnd(lines: readonly KissLine[]): KissLine['end'] {
  const counts = new Map<KissLine['end'], number>();
  for (const { end } of lines) if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '\r\n';
}
