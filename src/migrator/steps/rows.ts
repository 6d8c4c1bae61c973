import type { Action, Backfill, Step, Touched } from './step';

/** Which rows change, and how. */
export interface RowChange {
  table: string;
  /** Column → SQL over `t`, the row, and whatever `from` names. */
  set: Readonly<Record<string, string>>;
  /** SQL: further tables. */
  from?: string;
  /** SQL: which rows of the batch; joins `from` to `t`. */
  where: string;
  /** The alias of what `where` reads beside `t` and must not change meanwhile, if there is such a table in `from`. */
  hold?: string;
  /** Columns whose old values are kept, so that the way back restores them. */
  archive?: readonly string[];
  /** Columns whose old values follow from the new row; see {@link Backfill.touches}. */
  originals?: Readonly<Record<string, string>>;
}

/**
 * SQL: common table expressions that change rows and archive what they held.
 *
 * Without an archive the update reads its own latest row: a row that a client has changed meanwhile is judged again by
 * `where`. With an archive, or with something to hold, the rows are locked first, so that the old values are those that
 * the update replaces, and what it was judged by is still so.
 *
 * @param source the expression with the `id`s, as in `keys`; its other columns can be used as `source.column`
 */
export function changeRows(source: string, { table, set, from, where, hold, archive = [] }: RowChange): string {
  const assignments = Object.entries(set)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ');
  const others = from === undefined ? '' : `, ${from}`;
  if (archive.length === 0 && hold === undefined)
    return `changed as (update ${table} t set ${assignments} from ${source}${others} where t.id = ${source}.id and (${where}) returning t.id)`;
  const locks = `for no key update of t${hold === undefined ? '' : ` for share of ${hold}`}`;
  const kept = `migrator.to_archive(t, array[${archive.map((column) => `'${column}'`).join(', ')}])`;
  const values = (name: string) => (archive.length === 0 ? '' : `, ${kept} as ${name}`);
  const archived =
    archive.length === 0
      ? ''
      : `,
  archived as (insert into migrator.archive (table_name, row_id, was, became)
    select '${table}', id, before.was, changed.became from before join changed using (id))`;
  return `before as materialized (select t.id${values('was')} from ${source}, ${table} t${others}
    where t.id = ${source}.id and (${where}) order by t.id ${locks}),
  changed as (update ${table} t set ${assignments} from before, ${source}${others}
    where t.id = before.id and t.id = ${source}.id and (${where}) returning t.id${values('became')})${archived}`;
}

/**
 * SQL: common table expressions that take rows away into the archive. For `source` see {@link changeRows}. What hangs under
 * a row must have gone before it, by an earlier statement: rows come back in the opposite order, parents first.
 */
export function removeRows(source: string, table: string, where = 'true'): string {
  return `changed as (delete from ${table} t using ${source} where t.id = ${source}.id and (${where}) returning t.id, migrator.to_archive(t) as was),
  archived as (insert into migrator.archive (table_name, row_id, was) select '${table}', id, was from changed)`;
}

/** Fills columns of the rows that are there, batch by batch. */
export function fill(title: string, change: RowChange): Step {
  const { table, archive, originals } = change;
  const touched = { ...Object.fromEntries((archive ?? []).map((column) => [column, null])), ...originals };
  const back: readonly Action[] = archive === undefined ? [] : [{ action: 'put back' }];
  return { title, up: [backfill(table, changeRows('keys', change), { [table]: touched })], down: back };
}

/** A backfill in its own words: `work` and `touches` as in {@link Backfill}. */
export function backfill(table: string, work: string, touches: Touched = {}): Backfill {
  return { action: 'backfill', table, work, touches };
}

/** The other way round: rows that the old schema cannot hold are changed or taken away when going back, and come back with the next migrate. */
export function onTheWayBack(title: string, ...backfills: readonly Backfill[]): Step {
  return { title, up: [{ action: 'put back' }], down: backfills };
}
