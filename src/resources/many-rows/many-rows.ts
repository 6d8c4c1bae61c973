import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { postgresErrorOf } from '../../database/errors';
import { isDone, type Outcome } from '../bulk/outcome';
import { type ChangedFields, changedFields } from '../changed-fields';
import { projectColumnOf, type Resource, type UniqueKey } from '../resource';
import { unlessOvertaken } from './overtaken';
import { type KeyedRow, UniqueKeys } from './unique-keys';

/** From so many rows on, a plain INSERT is tried first: a seventh cheaper in PostgreSQL where no key is taken. */
const PLAIN_FROM = 100;

/** How the rows of a collection are made. */
export interface Making<Row> {
  /** INSERT … SELECT, to whose end ON CONFLICT can be added; in the order of the keys, so that two calls do not wait for each other in a circle. */
  sql: string;
  /** The statement's parameters for these rows. */
  values: (rows: readonly Row[]) => unknown[];
  /** What the activity log keeps of a new row. */
  logged: (row: Row) => Record<string, unknown>;
}

/** How the rows of a collection are changed. */
export interface Changing<Row> {
  /** The fields that may have changed. */
  fields: readonly (keyof Row)[];
  sql: string;
  /** The statement's parameters for these rows. */
  values: (changes: readonly RowChange<Row>[]) => unknown[];
}

/** A row that differs from what it is to be, and in what. */
export interface RowChange<Row> extends ChangedFields {
  was: Row;
  row: Row;
}

/**
 * Makes and changes rows of a declared collection, one or a thousand in a handful of statements, which the collection writes.
 * Says of each item what became of it; the caller rolls back when one bad item is to refuse all. Must run inside a
 * transaction, which is run again when somebody else was quicker.
 */
@Injectable()
export class ManyRows {
  constructor(
    private readonly database: Database,
    private readonly keys: UniqueKeys,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Makes rows. Refuses by 409 those whose key is taken, naming by whom.
   *
   * @param rows by the places of their items; undefined for items refused before
   * @param outcomes of the items; those that are refused here are replaced
   */
  async create<Row extends KeyedRow>(
    resource: Resource,
    rows: readonly (Row | undefined)[],
    outcomes: Outcome[],
    { sql, values, logged }: Making<Row>,
    caller: Caller,
  ): Promise<void> {
    const good = rows.filter((row) => row !== undefined);
    if (good.length === 0) return;
    const given = values(good);
    if (good.length < PLAIN_FROM || !(await this.insertPlainly(resource, sql, given))) {
      const { table, unique = [] } = resource;
      const inserted = await unlessOvertaken({ keys: unique, references: true }, () =>
        this.database.write<{ id: string }>(`${table}.insert`, `${sql} ${passingOver(unique)} returning id`, given),
      );
      if (inserted.length < good.length) {
        const made = new Set(inserted.map(({ id }) => id));
        await this.keys.refusePassedOver(resource, rows, made, outcomes);
      }
    }
    const changes = rows.flatMap((row, index) =>
      row && isDone(outcomes[index])
        ? [{ projectId: projectOf(resource, row), change: { id: row.id, after: logged(row) } }]
        : [],
    );
    await this.activity.recordByProject({ action: 'create', resource: resource.table, by: caller.id }, changes);
  }

  /**
   * Changes rows; of those that are so already, the outcome is `unchanged`. Refuses by 409 those whose new key is taken; keys
   * may be exchanged within one call.
   *
   * @param before the rows as they are, locked, by their ids
   * @param after the rows as they are to be, by the places of their items; undefined for items refused before
   * @param outcomes of the items; those that are refused here are replaced
   */
  async update<Row extends KeyedRow>(
    resource: Resource,
    before: ReadonlyMap<string, Row>,
    after: readonly (Row | undefined)[],
    outcomes: Outcome[],
    { fields, sql, values }: Changing<Row>,
    caller: Caller,
  ): Promise<void> {
    await this.keys.refuseTaken(resource, before, after, outcomes);
    const changes: RowChange<Row>[] = [];
    for (const [index, row] of after.entries()) {
      const was = row && before.get(row.id);
      if (!was || !isDone(outcomes[index])) continue;
      const changed = changedFields(was, row, fields);
      if (changed) changes.push({ was, row, ...changed });
      else outcomes[index] = { id: row.id, unchanged: true };
    }
    if (changes.length === 0) return;
    const { table, unique } = resource;
    await unlessOvertaken({ keys: unique, references: true }, () =>
      this.database.write(`${table}.update`, sql, values(changes)),
    );
    await this.activity.recordByProject(
      { action: 'update', resource: table, by: caller.id },
      changes.map((changed) => ({
        projectId: projectOf(resource, changed.row),
        change: { id: changed.row.id, before: changed.before, after: changed.after },
      })),
    );
  }

  /** @returns false when a key is taken; then nothing was inserted */
  private async insertPlainly({ table, unique }: Resource, sql: string, values: readonly unknown[]): Promise<boolean> {
    await this.database.write('rows.before_insert', 'savepoint before_insert');
    try {
      await unlessOvertaken({ references: true }, () => this.database.write(`${table}.insert_plainly`, sql, values));
    } catch (error) {
      const constraint = postgresErrorOf(error)?.constraint;
      if (!unique?.some((key) => key.constraint === constraint)) throw error;
      await this.database.write('rows.undo_insert', 'rollback to savepoint before_insert');
      return false;
    }
    await this.database.write('rows.after_insert', 'release savepoint before_insert');
    return true;
  }
}

/** SQL: rows whose key is taken are passed over. PostgreSQL takes the name of one key only; of several, it passes over any. */
function passingOver(keys: readonly UniqueKey[]): string {
  const [key, another] = keys;
  if (!key || another) return 'on conflict do nothing';
  const parts = key.within.map((part) => {
    if (typeof part === 'string') return part;
    return part.key ? `(${part.key(part.column)})` : part.column;
  });
  return `on conflict (${[...parts, `(${key.key(key.field)})`].join(', ')}) where deleted_at is null do nothing`;
}

/** The project that the activity log files a row under; null where it may have several, or none. */
function projectOf(resource: Resource, row: KeyedRow): string | null {
  const column = projectColumnOf(resource);
  return column === undefined ? null : ((row as unknown as Record<string, string | undefined>)[column] ?? null);
}
