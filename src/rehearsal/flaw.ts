import type { Columns, LegacyTable } from './legacy-tables';

/** The SQL that names the rows of an offence, over `n`, the offence, and `k`, the row among those of its table; both from 1. */
export interface PlotSql {
  /** The id of a row of this offence; `k` is 1 when absent. */
  id(table: LegacyTable, k?: string): string;
  /** The id of no row. */
  readonly missingId: string;
  /** A text that all rows of an offence share, and no others. */
  readonly common: string;
}

/** Rows of one table that a flaw plants for each of its offences: clean ones, but for the columns given. */
export interface Step {
  table: LegacyTable;
  /** How many for each offence; 1 by default. They are told apart by the SQL column `k`, from 1. */
  each?: number;
  columns?: (plot: PlotSql) => Columns;
}

/**
 * Something that old data has and a new schema must know about.
 *
 * An offence is one row, or rows that are wrong only together, such as two shots of one name. Each has rows of its own
 * around it (a project, an episode, …), so that an offending row is guilty of one thing and nothing else suffers from it.
 */
export interface Flaw {
  name: string;
  /** One line for people. */
  description: string;
  /** Nobody has to decide anything: the schema changes take it as it is, and no report may name it. */
  legal: boolean;
  /** The table of the offending rows. */
  offenders: LegacyTable;
  /** Which of that table's planted rows offend, as SQL over `k`; absent: all. */
  guilty?: string;
  /** What else its rows offend against, where the data cannot be made otherwise. */
  overlap?: string;
  /** Parents before children. */
  steps: readonly Step[];
}

const PROFILE: Step = { table: 'profiles' };
const PROJECT: Step = { table: 'projects' };
const EPISODE: Step = { table: 'episodes' };
const STORY: Step = { table: 'stories' };

/** Clean surroundings of an offence, each row with `k` = 1. */
export const IN_PROJECT = [PROFILE, PROJECT] as const;
export const IN_EPISODE = [...IN_PROJECT, EPISODE] as const;
export const IN_STORY = [...IN_EPISODE, STORY] as const;

/** Two values of which a comparison by name says that they are one. */
export interface Twins {
  name: string;
  /** How they differ. */
  says: string;
  /** What stands before and after the common part of the first and of the second. */
  first: readonly [string, string];
  second: readonly [string, string];
}

export const TWINS: readonly Twins[] = [
  { name: 'exact-twins', says: 'written alike', first: ['É', 'ñ'], second: ['É', 'ñ'] },
  { name: 'case-twins', says: 'that differ in case only', first: ['É', 'Ñ'], second: ['é', 'ñ'] },
  { name: 'space-twins', says: 'that differ in surrounding spaces only', first: ['É', 'ñ'], second: ['  É', 'ñ '] },
  {
    name: 'normal-form-twins',
    says: 'that differ in the composition of an accent only (NFC, NFD)',
    first: ['\u00c9', '\u00f1'],
    second: ['E\u0301', 'n\u0303'],
  },
];

/** SQL of the value of the twin `k`: 1 or 2. */
export function twin(twins: Twins, common: string): string {
  const written = ([before, after]: readonly [string, string]) => `'${before}' || ${common} || '${after}'`;
  return `case k when 1 then ${written(twins.first)} else ${written(twins.second)} end`;
}

/** SQL that takes the values in turns, one for each offence. */
export function inTurn(values: readonly string[]): string {
  return `(array[${values.join(', ')}])[1 + (n - 1) % ${values.length}]`;
}
