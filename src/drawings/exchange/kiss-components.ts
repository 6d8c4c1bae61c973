import type { GivenComponent } from '../components/component-writer';
import type { KissValues } from './kiss/kiss-changes';
import { KissProblems } from './kiss/kiss-problems';
import { type KissRow, LONGEST } from './kiss/kiss-rows';

/** A component as a KISS file knows it. */
export interface KissComponent {
  piece_mark: string;
  mark_level: 'main' | 'minor';
  assembly_mark: string | null;
  quantity: number;
  component_type: string;
  size: string | null;
  material_type: string | null;
  length_mm: number | null;
  finish: string | null;
  description: string | null;
}

/** As it is kept: what an old client or a person has emptied is null. */
export type KeptComponent = {
  [Field in keyof KissComponent]: KissComponent[Field] | null;
} & { piece_mark: string };

const FIELDS = [
  ...(['piece_mark', 'mark_level', 'assembly_mark', 'quantity', 'component_type', 'size', 'material_type'] as const),
  ...(['length_mm', 'finish', 'description'] as const),
];

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f]+/g;
const LONGEST_MM = 1e9;
const LONGEST_DESCRIPTION = 10_000;

/**
 * The component of a row as columns hold it: texts as other ways of writing components leave them, cut where they are too long.
 * Undefined for one whose mark is nothing then, or too long.
 *
 * @param problems takes what is left out
 */
export function componentOf(row: KissRow, problems?: KissProblems): KissComponent | undefined {
  const piece_mark = plain(row.piece_mark, Infinity);
  const assembly_mark = plain(row.assembly_mark, Infinity);
  if (piece_mark === null) {
    problems?.add('mark_missing', row.line, 'piece_mark', `Line ${row.line} has no mark that can be read; it is kept.`);
    return undefined;
  }
  if (lengthOf(piece_mark) > LONGEST.piece_mark || lengthOf(assembly_mark ?? '') > LONGEST.assembly_mark) {
    problems?.add('mark_too_long', row.line, 'piece_mark', `Line ${row.line} has too long a mark; it is kept.`);
    return undefined;
  }
  const { mark_level, quantity, component_type, length_mm } = row;
  return {
    piece_mark,
    mark_level,
    assembly_mark,
    quantity,
    component_type,
    size: plain(row.size, LONGEST.size),
    material_type: plain(row.material_type, LONGEST.material_type),
    length_mm: length_mm !== null && length_mm > 0 && length_mm <= LONGEST_MM ? length_mm : null,
    finish: plain(row.finish, LONGEST.finish),
    description: plain(row.description, LONGEST_DESCRIPTION),
  };
}

/** A component of a drawing that knows its line of a file. @param file its hash */
export function givenComponent(
  component: KissComponent,
  drawing_id: string,
  file: string,
  line: number,
): GivenComponent {
  return { ...component, drawing_id, exchange: { kiss: { file, line } } };
}

/** What has changed since a component came from its row; undefined when nothing has. What is emptied of what a row must say stays. */
export function editOf(came: KissComponent, now: KeptComponent): Partial<KissValues> | undefined {
  const edit: Partial<KissValues> = {};
  for (const field of FIELDS) {
    const value = now[field] ?? (field in REQUIRED ? REQUIRED[field as keyof typeof REQUIRED](came) : null);
    if (value !== came[field]) Object.assign(edit, { [field]: value });
  }
  return Object.keys(edit).length === 0 ? undefined : edit;
}

/** A component that the file has no line for, as it is written. */
export function addedValues(now: KeptComponent): KissValues {
  const mark_level = now.mark_level ?? 'main';
  return {
    ...now,
    mark_level,
    assembly_mark: mark_level === 'main' ? null : now.assembly_mark,
    quantity: now.quantity ?? 1,
    component_type: now.component_type ?? 'generic',
    drawing: null,
    revision: null,
  };
}

const REQUIRED = {
  mark_level: (came: KissComponent) => came.mark_level,
  quantity: () => 1,
  component_type: () => 'generic',
} as const;

const lengthOf = (text: string): number => Array.from(text).length;

/** As names are kept: NFC, without control characters and spaces around it, and no longer than its column. */
function plain(text: string | null, longest: number): string | null {
  if (text === null) return null;
  const whole = text.replace(CONTROLS, ' ').normalize('NFC').trim();
  const cut = whole.length > longest ? Array.from(whole).slice(0, longest).join('').trim() : whole;
  return cut === '' ? null : cut;
}
