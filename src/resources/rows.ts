import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import type { Sight } from '../http/lists/lists';
import { notFound, unknownReference } from '../http/problem';
import { projectIdOf, type Resource, resourceOf, wordOf } from './resource';
import { type Act, isSeenAs, permitted, type RowWithRole, roleOnRow, visibleRow } from './rights';

/** A live row, and what the caller is for it. */
export interface FoundRow extends RowWithRole {
  /** Null where a row may have several projects, or none. */
  project_id: string | null;
  created_by: string | null;
  version: number;
}

declare const held: unique symbol;

/** A live row that cannot be deleted until the transaction ends, and what the caller is for it; see {@link Rows.hold}. */
export type HeldRow = FoundRow & { readonly [held]: true };

/** Finds rows of every declared collection by their ids, for the caller who asks. */
@Injectable()
export class Rows implements Sight {
  constructor(private readonly database: Database) {}

  /** Is there a live row with this id, or also a deleted one, and may the caller see it? For reads. */
  async isSeen(type: string, id: string, caller: Caller, also: { deleted?: true } = {}): Promise<boolean> {
    const resource = resourceOf(type);
    const live = also.deleted ? '' : 't.deleted_at is null and ';
    const sql = `select t.id from ${resource.table} t where t.id = $1 and ${live}${visibleRow(resource, 't', caller, '$2')}`;
    return (await this.database.readOne(`${resource.table}.is_seen`, sql, [id, caller.id])) !== undefined;
  }

  /** For the address of a read. @throws ProblemError 404 */
  async requireSeen(type: string, id: string, caller: Caller): Promise<void> {
    if (!(await this.isSeen(type, id, caller))) throw notFound(wordOf(type), id);
  }

  /** For the filter of a list, whose name is `pointer`. @throws ProblemError 400 */
  async refuseUnseen(
    pointer: string,
    type: string,
    id: string,
    caller: Caller,
    also: { deleted?: true } = {},
  ): Promise<void> {
    if (!(await this.isSeen(type, id, caller, also))) throw unknownReference(pointer, wordOf(type), id);
  }

  /**
   * The row of an address to which the caller may do this. Not locked: for what takes more than one transaction.
   *
   * @throws ProblemError 404 unseen · 403 not allowed
   */
  async find(type: string, id: string, act: Act, caller: Caller): Promise<FoundRow> {
    const resource = resourceOf(type);
    const row = await this.database.readOne<FoundRow>(
      `${resource.table}.find`,
      `select t.id, ${projectIdOf(resource, 't')} as project_id, t.created_by, t.version, ${roleOnRow(resource, 't', '$2')} as role
        from ${resource.table} t where t.id = $1 and t.deleted_at is null`,
      [id, caller.id],
    );
    return permitted(type, id, row, act, caller);
  }

  /**
   * Live rows by id; those that the caller may not see are left out. Locked against their deletion from the top, as a deletion
   * locks: projects, parents from which the projects follow, the rows by their ids. So neither waits for the other in a
   * circle. Must run inside a transaction.
   */
  async hold(type: string, ids: readonly string[], caller: Caller): Promise<Map<string, HeldRow>> {
    if (ids.length === 0) return new Map();
    const resource = resourceOf(type);
    const distinct = [...new Set(ids)];
    await this.holdAbove(resource, distinct, caller);
    const { table, projects } = resource;
    // One join, so that project and row are locked by the statement that reads both.
    const [join, lock] =
      projects.of === 'column'
        ? [` join projects p on p.id = t.${projects.column} and p.deleted_at is null`, ' for key share of p']
        : ['', ''];
    const rows = await this.database.write<HeldRow>(
      `${table}.hold`,
      `select t.id, ${projectIdOf(resource, 't')} as project_id, t.created_by, t.version, ${roleOnRow(resource, 't', '$2')} as role
        from ${table} t${join} where t.id = any($1::uuid[]) and t.deleted_at is null order by t.id${lock} for key share of t`,
      [distinct, caller.id],
    );
    return new Map(rows.filter(({ role }) => isSeenAs(type, role, caller)).map((row) => [row.id, row]));
  }

  /** Whatever stands above the rows and is not locked by their own statement. */
  private async holdAbove({ table, projects }: Resource, ids: readonly string[], caller: Caller): Promise<void> {
    if (projects.of === 'assignments')
      await this.database.write(
        `${table}.hold_projects`,
        `select p.id from projects p where p.id in (select a.${projects.project} from ${projects.table} a where a.${projects.row} = any($1::uuid[]))
          order by p.id for key share`,
        [ids],
      );
    if (projects.of === 'parent') {
      const parents = await this.database.write<{ id: string }>(
        `${table}.parents`,
        `select distinct ${projects.column} as id from ${table} where id = any($1::uuid[]) and ${projects.column} is not null`,
        [ids],
      );
      await this.hold(
        projects.type,
        parents.map(({ id }) => id),
        caller,
      );
    }
  }
}
