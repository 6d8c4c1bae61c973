/** SQL conditions over the system catalog: what `done` and `when` of a change are written with. */

/** The schema in which a rollback keeps tables. */
export const PARKING = 'parked';

/** A rollback keeps a column under this name, out of the way, with its values. */
export function parkedColumn(column: string): string {
  return `_parked_${column}`;
}

/** The table is there, in `public` unless another schema is named. */
export function tableExists(table: string, schema = 'public'): string {
  return `to_regclass('${schema}.${table}') is not null`;
}

function attribute(table: string, column: string, condition = ''): string {
  return `exists (select from pg_attribute where attrelid = to_regclass('public.${table}') and attname = '${column}' and not attisdropped${condition})`;
}

/** The table has the column. */
export function columnExists(table: string, column: string): string {
  return attribute(table, column);
}

/** A rollback has put the column aside; perhaps with all of its table, which comes back before the column does. */
export function columnIsParked(table: string, column: string): string {
  return `exists (select from pg_attribute where attrelid in (to_regclass('public.${table}'), to_regclass('${PARKING}.${table}'))
    and attname = '${parkedColumn(column)}' and not attisdropped)`;
}

/** The column refuses NULL. */
export function isNotNull(table: string, column: string): string {
  return attribute(table, column, ' and attnotnull');
}

/** The column has a default. */
export function hasDefault(table: string, column: string): string {
  return attribute(table, column, ' and atthasdef');
}

/** The table has a constraint of that name. */
export function constraintExists(table: string, name: string, condition = ''): string {
  return `exists (select from pg_constraint where conrelid = to_regclass('public.${table}') and conname = '${name}'${condition})`;
}

/** The table has a constraint of that name, and all rows are known to obey it. */
export function constraintIsValid(table: string, name: string): string {
  return constraintExists(table, name, ' and convalidated');
}

function index(name: string, condition: string): string {
  return `exists (select from pg_index where indexrelid = to_regclass('public.${name}')${condition})`;
}

/** An index of that name is there, valid or not. */
export function indexExists(name: string): string {
  return index(name, '');
}

/** An index of that name is there and complete. */
export function indexIsValid(name: string): string {
  return index(name, ' and indisvalid');
}

/** The remains of a build that was killed. */
export function indexIsInvalid(name: string): string {
  return index(name, ' and not indisvalid');
}

/** The table has a trigger of that name. */
export function triggerExists(table: string, name: string): string {
  return `exists (select from pg_trigger where tgrelid = to_regclass('public.${table}') and tgname = '${name}')`;
}

/** A function of that name is in `public`. */
export function functionExists(name: string): string {
  return `exists (select from pg_proc where pronamespace = 'public'::regnamespace and proname = '${name}')`;
}
