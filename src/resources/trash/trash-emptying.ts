import { Injectable } from '@nestjs/common';
import { ActivityLog, type Change } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { declaredResources } from '../resource';
import { HangingTables } from './hanging-tables';

/** Rows that go in one transaction, and deletions that are taken up together. */
const PORTION = 1000;

/** What went for good, or would go. */
export interface EmptiedTrash {
  /** How many deletions: what somebody has deleted at one go. */
  deletions: number;
  /** Table → rows; tables without any are left out. */
  rows: Record<string, number>;
}

/** A deletion that is gone. */
interface GoneDeletion {
  id: string;
  project_id: string | null;
  root_type: string;
  root_id: string;
  row_count: number;
}

/**
 * Removes for good what has lain in the trash for long enough, with all that hangs from it. In portions, each in a transaction
 * of its own: it may be cut off anywhere and run again, and several may run at once. A deletion is taken up first, and from
 * then on cannot be restored; so it is restored whole, or gone whole.
 */
@Injectable()
export class TrashEmptying {
  constructor(
    private readonly database: Database,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Removes. What another run has taken up and not ended goes first, however old it is.
   *
   * @param olderThanDays how long a deletion must have lain there
   * @param signal ends it after the portion under way: the answer then tells what is gone so far
   * @param onProgress called after each portion
   */
  async empty(
    olderThanDays: number,
    signal?: AbortSignal,
    onProgress: (soFar: EmptiedTrash) => void = () => undefined,
  ): Promise<EmptiedTrash> {
    const run = new Run(this.database, this.activity, await HangingTables.read(this.database), signal, onProgress);
    while (!run.isStopped) {
      const deletions = await this.takeUp(olderThanDays);
      if (deletions.length === 0) break;
      await run.remove('deletions', deletions);
    }
    return run.emptied;
  }

  /** What {@link empty} would remove. Changes nothing. */
  async count(olderThanDays: number): Promise<EmptiedTrash> {
    const hanging = await HangingTables.read(this.database);
    const sql = hanging.count(
      'deletions',
      `select id from deletions where purge_started_at is not null or created_at < now() - make_interval(days => $1)`,
    );
    const counts = await this.database.atomic(async () => {
      await this.database.write('trash.take_time', 'set local statement_timeout = 0');
      return this.database.write<{ table: string; rows: number }>('trash.count_old', sql, [olderThanDays]);
    });
    const { deletions = 0, ...rows } = Object.fromEntries(counts.map(({ table, rows }) => [table, rows]));
    return { deletions, rows: Object.fromEntries(Object.entries(rows).filter(([, count]) => count > 0)) };
  }

  /** One that is being restored is left alone. */
  private async takeUp(olderThanDays: number): Promise<string[]> {
    const begun = await this.database.read<{ id: string }>(
      'trash.begun',
      `select id from deletions where purge_started_at is not null order by purge_started_at, id limit ${String(PORTION)}`,
    );
    if (begun.length > 0) return begun.map(({ id }) => id);
    const taken = await this.database.atomic(() =>
      this.database.write<{ id: string }>(
        'trash.take_up',
        `update deletions set purge_started_at = now() where id in (
          select id from deletions where purge_started_at is null and created_at < now() - make_interval(days => $1)
          order by created_at, id limit ${String(PORTION)} for update skip locked) returning id`,
        [olderThanDays],
      ),
    );
    return taken.map(({ id }) => id);
  }
}

/** One emptying, and what it has removed. */
class Run {
  readonly emptied: EmptiedTrash = { deletions: 0, rows: {} };
  private readonly members: ReadonlySet<string>;

  constructor(
    private readonly database: Database,
    private readonly activity: ActivityLog,
    private readonly hanging: HangingTables,
    private readonly signal: AbortSignal | undefined,
    private readonly onProgress: (soFar: EmptiedTrash) => void,
  ) {
    this.members = new Set(hanging.members());
  }

  get isStopped(): boolean {
    return this.signal?.aborted === true;
  }

  /** Removes rows, and before them all that hangs from them. */
  async remove(table: string, ids: readonly string[]): Promise<void> {
    for (const { table: child, column, hasId } of this.hanging.from(table))
      for (;;) {
        if (this.isStopped) return;
        const found = hasId ? await this.find(child, column, ids) : [];
        if (found.length > 0) await this.remove(child, found);
        const gone = hasId ? found.length : await this.removeUnnamed(child, column, ids);
        if (gone < PORTION) break;
      }
    if (this.isStopped) return;
    await (table === 'deletions' ? this.close(ids) : this.removePortion(table, ids));
  }

  private async find(table: string, column: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.portion(() =>
      this.database.write<{ id: string }>(
        `trash.find_${table}_by_${column}`,
        `select id from ${table} where ${column} = any($1::uuid[]) limit ${String(PORTION)}`,
        [ids],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Below a deletion that is old there may lie another one, which is gone then, too. It is locked before its rows, as a
   * restore locks; nobody can bring it back, as what it hangs from is deleted.
   */
  private async removePortion(table: string, ids: readonly string[]): Promise<void> {
    const counts = await this.portion(async () => {
      const below = this.members.has(table)
        ? await this.database.write<{ id: string }>(
            `trash.lock_below_${table}`,
            `select id from deletions where purge_started_at is null and id in (select deletion_id from ${table} where id = any($1::uuid[]))
              order by id for update`,
            [ids],
          )
        : [];
      const rows = await this.database.write<{ id: string }>(
        `trash.remove_${table}`,
        `delete from ${table} where id = any($1::uuid[]) returning id`,
        [ids],
      );
      const deletions = below.length === 0 ? 0 : await this.closeEmpty(below.map(({ id }) => id));
      return { rows: rows.length, deletions };
    });
    this.count(table, counts.rows);
    this.emptied.deletions += counts.deletions;
  }

  /** Rows without an id, from which nothing hangs. */
  private async removeUnnamed(table: string, column: string, ids: readonly string[]): Promise<number> {
    const rows = await this.portion(() =>
      this.database.write(
        `trash.remove_${table}_by_${column}`,
        `delete from ${table} where ctid = any(array(select ctid from ${table} where ${column} = any($1::uuid[])
          limit ${String(PORTION)} for update)) returning 1`,
        [ids],
      ),
    );
    this.count(table, rows.length);
    return rows.length;
  }

  private closeEmpty(ids: readonly string[]): Promise<number> {
    const none = [...this.members].map((table) => `not exists (select from ${table} t where t.deletion_id = d.id)`);
    return this.closeWhere('trash.close_empty', none.join(' and '), ids);
  }

  private async close(ids: readonly string[]): Promise<void> {
    this.emptied.deletions += await this.portion(() => this.closeWhere('trash.close_old', 'true', ids));
    this.onProgress(this.emptied);
  }

  /** Removes deletions, and says so in the log: an entry for each project and kind. */
  private async closeWhere(name: string, condition: string, ids: readonly string[]): Promise<number> {
    const gone = await this.database.write<GoneDeletion>(
      name,
      `delete from deletions d where d.id = any($1::uuid[]) and ${condition}
        returning d.id, d.project_id, d.root_type, d.root_id, d.row_count`,
      [ids],
    );
    const byKind = new Map<string, { projectId: string | null; change: Change }[]>();
    for (const { id, project_id, root_type, root_id, row_count } of gone) {
      const change = { id: root_id, before: { deletion_id: id, row_count } };
      byKind.set(root_type, [...(byKind.get(root_type) ?? []), { projectId: project_id, change }]);
    }
    for (const [type, changes] of byKind) {
      const resource = declaredResources().find((declared) => declared.type === type)?.table ?? type;
      await this.activity.recordByProject({ action: 'purge', resource, by: null }, changes);
    }
    return gone.length;
  }

  /** The plans that a session keeps, those of foreign keys too, may be of a time when a table was small. */
  private portion<T>(work: () => Promise<T>): Promise<T> {
    return this.database.atomic(async () => {
      await this.database.write('trash.take_time', 'set local statement_timeout = 0');
      await this.database.write('trash.plan_anew', 'discard plans');
      return work();
    });
  }

  private count(table: string, rows: number): void {
    if (rows > 0) this.emptied.rows[table] = (this.emptied.rows[table] ?? 0) + rows;
    this.onProgress(this.emptied);
  }
}
