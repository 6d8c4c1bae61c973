import { Injectable } from '@nestjs/common';
import { type Caller, type ProjectRole } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { refuseStale } from '../../http/etag';
import { type FieldError, notFound, ProblemError } from '../../http/problem';
import { Database } from '../../database/database.service';
import { RunAgainError } from '../../database/errors';
import {
  type AncestorPath,
  declaredResources,
  keyOf,
  projectIdOf,
  type Resource,
  resourceOf,
  type UniqueKey,
  wordOf,
} from '../resource';
import { keyInWords } from '../many-rows/key-refusal';
import { unlessOvertaken } from '../many-rows/overtaken';
import { mayDo, permitted, roleOnRow } from '../rights';

interface TrashedRow {
  id: string;
  version: number;
  created_by: string | null;
  deletion_id: string | null;
  /** Null where a row may have several projects, or none. */
  project_id: string | null;
  role: ProjectRole | null;
  /** As in {@link Resource.parents}. */
  parents: (string | null)[];
}

interface ParentRow {
  type: string;
  id: string;
  name: string;
  deleted: boolean;
}

interface DeletionRow {
  id: string;
  root_type: string;
  root_id: string;
  root_name: string | null;
  /** Its rows go for good. */
  is_leaving: boolean;
}

/** Soft deletion of a row with all that hangs under it, as one deletion, and its exact undoing; see docs/decisions/003. */
@Injectable()
export class Trash {
  constructor(
    private readonly database: Database,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Deletes rows that the caller's service has found, locked and allowed; each becomes a deletion of its own.
   *
   * @param roots ids of live rows of one type, without repetition, with their project and name
   */
  async delete(
    type: string,
    roots: readonly { id: string; project_id: string | null; name: string }[],
    caller: Caller,
  ): Promise<void> {
    if (roots.length === 0) return;
    const root = resourceOf(type);
    const descendants = declaredResources().filter((resource) => resource !== root && type in resource.under);
    const trees = type in root.under ? [root, ...descendants] : descendants;
    const ids = roots.map((row) => row.id);
    if (descendants.length > 0) await this.takeTime();
    const deletions = await this.database.write<{ id: string; root_id: string }>(
      `trash.open_${type}`,
      `insert into deletions (project_id, root_type, root_id, root_name, row_count, created_by, updated_by)
        select project_id, $1, id, name, 1, $5, $5 from unnest($2::uuid[], $3::uuid[], $4::text[]) r(id, project_id, name)
        returning id, root_id`,
      [type, ids, roots.map((row) => row.project_id), roots.map((row) => row.name), caller.id],
    );
    const marks = [deletions.map((row) => row.root_id), deletions.map((row) => row.id)];
    // Parents are locked from the top, so that nobody adds a child while children are marked from the bottom.
    for (const resource of trees.filter((one) => this.isParent(one)))
      await this.database.write(
        `trash.lock_${resource.type}_under_${type}`,
        `select count(*) from (select from ${this.tables(resource, type)}
          where ${this.ancestor(resource, type)} = any($1) and t.deleted_at is null order by t.id for update of t) locked`,
        [ids],
      );
    for (const resource of [...descendants].reverse()) await this.mark(resource, type, marks, caller);
    await this.mark(root, type, marks, caller);
    if (descendants.length > 0)
      await this.database.write(
        `trash.count_${type}`,
        `update deletions d set row_count = ${[root, ...descendants].map((r) => `(select count(*) from ${r.table} t where t.deletion_id = d.id)`).join(' + ')}
          where d.id = any($1)`,
        [marks[1]],
      );
    const projects = new Map(roots.map((row) => [row.id, row.project_id]));
    await this.activity.recordByProject(
      { action: 'delete', resource: root.table, by: caller.id },
      deletions.map((row) => ({
        projectId: projects.get(row.root_id) ?? null,
        change: { id: row.root_id, after: { deletion_id: row.id } },
      })),
    );
  }

  /**
   * Brings back a deleted row with exactly what was deleted with it.
   *
   * @param rename new names, by id, for rows of the deletion whose name has been taken meanwhile
   * @throws ProblemError 404 unseen · 403 · 412 · 409 when it is not deleted, went with another row, its parent is in the
   *   trash, or live rows have the names (every collision is listed)
   */
  async restore(
    type: string,
    id: string,
    caller: Caller,
    expected: number | undefined,
    rename: Readonly<Record<string, string>>,
  ): Promise<void> {
    const resource = resourceOf(type);
    // The deletion comes before the row: whoever brings back a larger one has locked it before they come to this row.
    const deletion = await this.lockDeletion(resource, id);
    const parents = await this.lockParents(resource, id);
    const row = await this.find(resource, id, caller);
    refuseStale(expected, row.version, wordOf(type));
    if (row.deletion_id === null)
      throw new ProblemError('state_conflict', `The ${wordOf(type)} ${id} is not in the trash.`);
    if (row.deletion_id !== deletion?.id) throw new RunAgainError();
    if (deletion.is_leaving) throw notFound(wordOf(type), id);
    if (deletion.root_id !== id)
      throw new ProblemError(
        'state_conflict',
        `The ${wordOf(type)} was deleted together with the ${wordOf(deletion.root_type)} "${deletion.root_name ?? ''}" (${deletion.root_id}). Restore that one.`,
      );
    const members = declaredResources().filter((other) => other === resource || type in other.under);
    if (members.length > 1) await this.takeTime();
    await this.refuseForeignRows(resource, row, members, caller);
    refuseUnderDeletedParent(row, parents);
    await this.rename(row, members, rename, caller);
    await this.refuseCollisions(row.deletion_id, members);
    for (const member of members) await this.bringBack(member, row.deletion_id, caller);
    await this.database.write('trash.close', 'delete from deletions where id = $1', [row.deletion_id]);
    await this.activity.record({
      action: 'restore',
      resource: resource.table,
      projectId: row.project_id,
      by: caller.id,
      changes: [{ id, before: { deletion_id: row.deletion_id } }],
    });
  }

  /**
   * Locks the deletion that a row is part of, which comes before all else that its return locks; for services that lock
   * something themselves before {@link restore}.
   */
  async holdDeletion(type: string, id: string): Promise<void> {
    await this.lockDeletion(resourceOf(type), id);
  }

  /**
   * For who may delete only what they made: everything that would go along must be theirs.
   *
   * @throws ProblemError 403 that names a row of somebody else
   */
  async refuseOthersUnder(type: string, id: string, caller: Caller): Promise<void> {
    for (const resource of declaredResources().filter((one) => type in one.under)) {
      const [foreign] = await this.database.write<{ id: string }>(
        `trash.others_${resource.type}_under_${type}`,
        `select t.id from ${this.tables(resource, type)} where ${this.ancestor(resource, type)} = any($1)
          and t.deleted_at is null and t.created_by is distinct from $2 limit 1`,
        [[id], caller.id],
      );
      if (foreign)
        throw new ProblemError(
          'forbidden',
          `The ${wordOf(type)} holds what others made (the ${wordOf(resource.type)} ${foreign.id}), so a manager must delete it.`,
        );
    }
  }

  /**
   * A whole project is one statement a table, which a limit meant for requests of a screenful would break off. The plans
   * that a session keeps, those of foreign keys too, may be of a time when a table was small.
   */
  private async takeTime(): Promise<void> {
    await this.database.write('trash.take_time', 'set local statement_timeout = 0');
    await this.database.write('trash.plan_anew', 'discard plans');
  }

  private async lockDeletion(resource: Resource, id: string): Promise<DeletionRow | undefined> {
    const [deletion] = await this.database.write<DeletionRow>(
      `trash.lock_deletion_of_${resource.type}`,
      `select d.id, d.root_type, d.root_id, d.root_name, d.purge_started_at is not null as is_leaving from deletions d
        where d.id = (select t.deletion_id from ${resource.table} t where t.id = $1) for update`,
      [id],
    );
    return deletion;
  }

  /**
   * From the top, as whoever changes or deletes them locks, and before the row, for the same reason. Held until the end:
   * whoever is deleting one of them right now is waited for, and so is whoever changes the tree of a story.
   */
  private async lockParents({ table, parents }: Resource, id: string): Promise<ParentRow[]> {
    const locked: ParentRow[] = [];
    for (const { type, column } of parents) {
      const parent = resourceOf(type);
      const rows = await this.database.write<ParentRow>(
        `trash.parent_${type}_of_${table}`,
        `select '${type}' as type, id, ${parent.label} as name, deleted_at is not null as deleted from ${parent.table}
          where id = (select ${column} from ${table} where id = $1) for share`,
        [id],
      );
      locked.push(...rows);
    }
    return locked;
  }

  private async find(resource: Resource, id: string, caller: Caller): Promise<TrashedRow> {
    const [row] = await this.database.write<TrashedRow>(
      `trash.find_${resource.type}`,
      `select t.id, t.version, t.created_by, t.deletion_id, ${projectIdOf(resource, 't')} as project_id, ${roleOnRow(resource, 't', '$2')} as role,
          array[${resource.parents.map(({ column }) => `t.${column}`).join(', ')}]::uuid[] as parents
        from ${resource.table} t where t.id = $1 for update of t`,
      [id, caller.id],
    );
    return permitted(resource.type, id, row, 'restore', caller);
  }

  /** Who may restore only what they made must have made every row of the deletion. */
  private async refuseForeignRows(
    resource: Resource,
    row: TrashedRow,
    members: readonly Resource[],
    caller: Caller,
  ): Promise<void> {
    if (mayDo(resource.type, 'restore', caller, { role: row.role })) return;
    for (const member of members) {
      const [foreign] = await this.database.write<{ id: string }>(
        `trash.foreign_${member.type}`,
        `select id from ${member.table} where deletion_id = $1 and created_by is distinct from $2 limit 1`,
        [row.deletion_id, caller.id],
      );
      if (foreign)
        throw new ProblemError(
          'forbidden',
          `The deletion holds what others made (the ${wordOf(member.type)} ${foreign.id}), so a manager must restore it.`,
        );
    }
  }

  private async rename(
    row: TrashedRow,
    members: readonly Resource[],
    rename: Readonly<Record<string, string>>,
    caller: Caller,
  ): Promise<void> {
    const open = new Set(Object.keys(rename));
    for (const member of members) {
      const field = member.unique?.[0]?.field;
      if (open.size === 0 || field === undefined) continue;
      const renamed = await this.database.write<{ id: string; before: string | null; after: string }>(
        `trash.rename_${member.type}`,
        `update ${member.table} t set ${field} = given.name, version = t.version + 1, updated_at = now(), updated_by = $4
          from unnest($1::uuid[], $2::text[]) given(id, name) join ${member.table} o on o.id = given.id
          where t.id = given.id and t.deletion_id = $3 returning t.id, o.${field} as before, t.${field} as after`,
        [[...open], [...open].map((id) => rename[id]), row.deletion_id, caller.id],
      );
      for (const { id } of renamed) open.delete(id);
      await this.activity.record({
        action: 'update',
        resource: member.table,
        projectId: row.project_id,
        by: caller.id,
        changes: renamed
          .filter(({ before, after }) => before !== after)
          .map(({ id, before, after }) => ({ id, before: { [field]: before }, after: { [field]: after } })),
      });
    }
    if (open.size > 0)
      throw new ProblemError(
        'invalid_input',
        `rename names ${[...open][0] ?? ''}, which is not part of this deletion.`,
        [...open].map((id) => ({ pointer: `/rename/${id}`, detail: 'is not part of this deletion' })),
      );
  }

  private async refuseCollisions(deletionId: string, members: readonly Resource[]): Promise<void> {
    const errors: FieldError[] = [];
    for (const member of members)
      for (const [place, key] of (member.unique ?? []).entries())
        errors.push(...(await this.collisions(deletionId, member, key, place === 0)));
    if (errors.length > 0)
      throw new ProblemError(
        'duplicate',
        `${String(errors.length)} name(s) have been taken meanwhile. Send {"rename": {"<id>": "<new name>"}} for each, or rename the rows in the way.`,
        errors,
      );
  }

  /** @param isRenamed the key is the one that `rename` changes */
  private async collisions(
    deletionId: string,
    { type, table }: Resource,
    key: UniqueKey,
    isRenamed: boolean,
  ): Promise<FieldError[]> {
    const { constraint, field } = key;
    const [own, other] = [keyOf(key, 't'), keyOf(key, 'x')];
    const collisions = await this.database.write<{ id: string; value: unknown; conflicting_id: string }>(
      `trash.collisions_${constraint}`,
      // Apart, so that the unique index finds the live ones; the rows of the deletion are compared in one sorted pass.
      `select t.id, t.${field} as value, x.id as conflicting_id from ${table} t join ${table} x
          on ${own.map((part, index) => `${String(other[index])} = ${part}`).join(' and ')} and x.deleted_at is null
        where t.deletion_id = $1
      union all select id, value, twin from (
        select t.id, t.${field} as value, coalesce(lag(t.id) over twins, lead(t.id) over twins) as twin from ${table} t
          where t.deletion_id = $1 window twins as (partition by ${own.join(', ')} order by t.id)) compared
        where twin is not null
      order by 1 limit 1000`,
      [deletionId],
    );
    return collisions.map(({ id, value, conflicting_id }) => ({
      pointer: isRenamed ? `/rename/${id}` : `/${field}`,
      detail: `${keyInWords(key, value)} is taken by the ${wordOf(type)} ${conflicting_id}`,
      constraint,
      conflicting_id,
    }));
  }

  /** Somebody may take a name after it was looked up: then the transaction is run again, and names who has it. */
  private async bringBack(member: Resource, deletionId: string, caller: Caller): Promise<void> {
    await unlessOvertaken({ keys: member.unique }, () =>
      this.database.write(
        `trash.restore_${member.type}`,
        `update ${member.table} set deleted_at = null, deleted_by = null, deletion_id = null, live = true, version = version + 1,
            updated_at = now(), updated_by = $2${member.onRestore ? `, ${member.onRestore}` : ''} where deletion_id = $1`,
        [deletionId, caller.id],
      ),
    );
  }

  private async mark(resource: Resource, rootType: string, marks: readonly string[][], caller: Caller): Promise<void> {
    const isRoot = resource.type === rootType && !(rootType in resource.under);
    const path = isRoot ? 'id' : this.path(resource, rootType);
    const [through, ancestor] =
      typeof path === 'string'
        ? ['', `t.${path} = m.root_id`]
        : [`, ${path.through}`, `${path.on} and ${path.id} = m.root_id`];
    await this.database.write(
      `trash.mark_${resource.type}_by_${rootType}`,
      `update ${resource.table} t set deleted_at = now(), deleted_by = $3, deletion_id = m.deletion_id, live = null,
          version = t.version + 1, updated_at = now(), updated_by = $3
        from unnest($1::uuid[], $2::uuid[]) m(root_id, deletion_id)${through} where ${ancestor} and t.deleted_at is null`,
      [...marks, caller.id],
    );
  }

  private isParent(resource: Resource): boolean {
    return declaredResources().some(({ parents }) => parents.some(({ type }) => type === resource.type));
  }

  private path(resource: Resource, rootType: string): string | AncestorPath {
    const path = resource.under[rootType];
    if (path === undefined) throw new Error(`${resource.type} is not under ${rootType}`);
    return path;
  }

  /** SQL: the rows, with the tables up to their ancestor. The statement's first value is the ids of the ancestors. */
  private tables(resource: Resource, rootType: string): string {
    const path = this.path(resource, rootType);
    return typeof path === 'string' ? `${resource.table} t` : `${resource.table} t, ${path.through}`;
  }

  /** SQL: the ancestor's id, to be compared with something. */
  private ancestor(resource: Resource, rootType: string): string {
    const path = this.path(resource, rootType);
    return typeof path === 'string' ? `t.${path}` : `${path.on} and ${path.id}`;
  }
}

/** @throws ProblemError 409 that names the parent */
function refuseUnderDeletedParent(row: TrashedRow, locked: readonly ParentRow[]): void {
  const ids = row.parents.filter((id) => id !== null);
  // Somebody has moved it elsewhere in between.
  if (ids.some((id, index) => locked[index]?.id !== id)) throw new RunAgainError();
  const gone = locked.find(({ deleted }) => deleted);
  if (gone)
    throw new ProblemError(
      'state_conflict',
      `The ${wordOf(gone.type)} "${gone.name}" (${gone.id}) is in the trash itself. Restore it first.`,
    );
}
