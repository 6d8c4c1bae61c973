import { ProblemError } from '../http/problem';
import { original } from './spreadsheet-cells';

/** One column of a collection's files, declared once for both ways. */
export interface Column {
  /** SQL of the value, for an export. */
  sql: string;
  /**
   * What stands in the cells. `text` is what people wrote, some of which a spreadsheet would run as a formula, so it is
   * guarded; absent: what needs no guard and is taken as it stands, such as an id or a date.
   */
  holds?: 'text' | 'whole' | 'number' | 'json';
  /** What an empty cell says, where that is not an empty text, an empty JSON object or, for all others, null. */
  empty?: 'null' | 'nothing';
  /** A CSV file without this column is refused. */
  required?: true;
  /**
   * Its cells name the parent that a row belongs to, instead of being a field of the item: the collection's `place` finds it by
   * that name. This is what they name, as a refusal says it: `an episode`.
   */
  names?: string;
  /** An import passes the column over. */
  exportOnly?: true;
}

/** By their names, in the order in which files have them. */
export type Columns = Readonly<Record<string, Column>>;

/** The columns that every table has, which only an export holds. @param row SQL of the table's alias */
export function recordedColumns(row: string): Columns {
  const names = ['created_at', 'updated_at', 'created_by', 'updated_by', 'version'];
  return Object.fromEntries(names.map((name) => [name, { sql: `${row}.${name}`, exportOnly: true }]));
}

/** The names of the columns that an import takes. */
export function takenNames(columns: Columns): string[] {
  return Object.keys(columns).filter((name) => !columns[name]?.exportOnly);
}

/**
 * The columns that a client asked for, in its order; all that an import takes when it asked for none.
 *
 * @param names separated by commas
 * @throws ProblemError 400 for a name that is no column's, or that stands twice
 */
export function chosenColumns(columns: Columns, names: string | undefined): Columns {
  const chosen = names?.split(',').map((name) => name.trim()) ?? takenNames(columns);
  const wrong = chosen.filter((name, index) => !Object.hasOwn(columns, name) || chosen.indexOf(name) !== index);
  const [first] = wrong;
  if (first !== undefined)
    throw new ProblemError(
      'invalid_input',
      `${first === '' ? 'An empty column' : first} is no column, or stands twice; there are ${Object.keys(columns).join(', ')}.`,
      wrong.map((name) => ({ pointer: 'columns', detail: `${name} is no column, or stands twice` })),
    );
  return Object.fromEntries(chosen.map((name) => [name, columns[name] as Column]));
}

/** What a cell of a CSV file says: the field's value, why it cannot be read, or undefined for nothing. */
export function readCell({ holds, empty }: Column, cell: string): { value: unknown } | { fault: string } | undefined {
  // Spaces are a text, but no number and no JSON.
  if ((holds === 'text' ? cell : cell.trim()) === '') {
    if (empty === 'nothing') return undefined;
    if (empty === 'null') return { value: null };
    return { value: holds === 'text' ? '' : holds === 'json' ? {} : null };
  }
  switch (holds) {
    case 'text':
      return { value: original(cell) };
    case 'whole':
      return /^\s*[+-]?\d{1,10}\s*$/.test(cell) ? { value: Number(cell) } : { fault: 'must be a whole number' };
    case 'number':
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell)
        ? { value: Number(cell) }
        : { fault: 'must be a number' };
    case 'json':
      return parsedJson(cell) ?? { fault: 'is not valid JSON' };
    case undefined:
      return { value: cell };
  }
}

/** The value of a JSON text, or undefined when it is none. */
export function parsedJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
