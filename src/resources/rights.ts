import {
  type Caller,
  isAllowedEverywhere,
  isAllowedInProject,
  type PermissionName,
  type ProjectRole,
} from '../access/permissions';
import { isVisible, projectRole, visibleProject } from '../access/project-rights';
import { notFound, ProblemError } from '../http/problem';
import { type Resource, resourceOf, wordOf } from './resource';

/**
 * SQL: may the caller see this row? In one of its projects, or as the maker of a row that has none. Projects in the trash
 * count for rows in the trash only.
 *
 * @param row SQL of the row, for instance `t`
 * @param callerAt the parameter that holds the caller's id, for instance `$2`
 */
export function visibleRow(resource: Resource, row: string, caller: Caller, callerAt: string): string {
  const { projects, permissions } = resource;
  if (isAllowedEverywhere(caller, permissions.read)) return `${callerAt}::uuid is not null`;
  const isMaker = `${row}.created_by = ${callerAt}::uuid`;
  const [p, a, q] = [`${row}_p`, `${row}_a`, `${row}_q`];
  const seen = visibleProject(caller, p, callerAt, permissions.read);
  switch (projects.of) {
    case 'itself':
      return visibleProject(caller, row, callerAt, permissions.read);
    case 'column':
      return `exists (select from projects ${p} where ${p}.id = ${row}.${projects.column} and ${seen})`;
    case 'assignments': {
      const { table, row: column, project } = projects;
      return `(exists (select from ${table} ${a} join projects ${p} on ${p}.id = ${a}.${project}
          where ${a}.${column} = ${row}.id and (${p}.deleted_at is null or ${row}.deleted_at is not null) and ${seen})
        or (${isMaker} and not exists (select from ${table} ${a} where ${a}.${column} = ${row}.id)))`;
    }
    case 'parent': {
      const parent = resourceOf(projects.type);
      return `(exists (select from ${parent.table} ${q} where ${q}.id = ${row}.${projects.column} and ${visibleRow(parent, q, caller, callerAt)})
        or (${isMaker} and ${row}.${projects.column} is null))`;
    }
    case 'nobody':
      return isMaker;
  }
}

/**
 * SQL: what the caller is for this row, a {@link ProjectRole} or NULL: the strongest of their roles in its projects; whoever
 * made a row that has no project owns it. Projects in the trash count for rows in the trash only.
 */
export function roleOnRow({ projects }: Resource, row: string, callerAt: string): string {
  const ownership = `case when ${row}.created_by = ${callerAt}::uuid then 'owner' end`;
  const [p, a, q] = [`${row}_p`, `${row}_a`, `${row}_q`];
  switch (projects.of) {
    case 'itself':
      return projectRole(row, callerAt);
    case 'column':
      return `(select ${projectRole(p, callerAt)} from projects ${p} where ${p}.id = ${row}.${projects.column})`;
    case 'assignments': {
      const { table, row: column, project } = projects;
      return `(case when exists (select from ${table} ${a} where ${a}.${column} = ${row}.id)
        then (select r.role from ${table} ${a} join projects ${p} on ${p}.id = ${a}.${project}, lateral (select ${projectRole(p, callerAt)} as role) r
          where ${a}.${column} = ${row}.id and (${p}.deleted_at is null or ${row}.deleted_at is not null) and r.role is not null
          order by array_position(array['owner', 'manager', 'artist', 'viewer'], r.role::text) limit 1)
        else ${ownership} end)`;
    }
    case 'parent': {
      const parent = resourceOf(projects.type);
      return `(case when ${row}.${projects.column} is null then ${ownership}
        else (select ${roleOnRow(parent, q, callerAt)} from ${parent.table} ${q} where ${q}.id = ${row}.${projects.column}) end)`;
    }
    case 'nobody':
      return `(${ownership})`;
  }
}

/** What may be done to a row, as a sentence says it, and the right that it takes. */
const ACTS = {
  see: 'read',
  'add to': 'add',
  change: 'write',
  delete: 'delete',
  restore: 'delete',
} as const satisfies Record<string, keyof Resource['permissions']>;

/** Something that a person does to a row. */
export type Act = keyof typeof ACTS;

/** A row, and what the caller is for it: what a right is judged by. */
export interface RowWithRole {
  id: string;
  role: ProjectRole | null;
  /** Who made it; needed for the acts that somebody may do to their own rows only. */
  created_by?: string | null;
}

/** May the caller do this to a row that they see? */
export function mayDo(type: string, act: Act, caller: Caller, row: Omit<RowWithRole, 'id'>): boolean {
  return isAllowedInProject(caller, permissionFor(type, act), row.role, row.created_by);
}

/**
 * The row, when the caller sees it and may do this to it.
 *
 * @param id of the row that was looked for
 * @param row what was found, if anything
 * @throws ProblemError 404 unseen · 403
 */
export function permitted<Row extends RowWithRole>(
  type: string,
  id: string,
  row: Row | undefined,
  act: Act,
  caller: Caller,
): Row {
  if (!row || !isSeenAs(type, row.role, caller)) throw notFound(wordOf(type), id);
  if (!mayDo(type, act, caller, row)) throw refusalOf(type, row, act);
  return row;
}

/** Does the caller see a row for which they are this? */
export function isSeenAs(type: string, role: ProjectRole | null, caller: Caller): boolean {
  return isVisible(caller, role, resourceOf(type).permissions.read);
}

/**
 * 403: the caller sees the row, but may not do this.
 *
 * @param what what they may not do, as in `change it`
 */
export function notAllowed(type: string, { id, role }: RowWithRole, what: string): ProblemError {
  const as = role === null ? 'without a role in its project' : `as ${role}`;
  return new ProblemError(
    'forbidden',
    `You may see the ${wordOf(type)} ${id}, but not ${what} ${as}. The project's owner or a manager can give you another role.`,
  );
}

/** 403: the caller sees the row, but may not do this to it. */
export function refusalOf(type: string, row: RowWithRole, act: Act): ProblemError {
  const own = ACTS[act] === 'delete' && row.role === 'artist' ? ' where somebody else made it,' : '';
  return notAllowed(type, row, `${act} it${own}`);
}

function permissionFor(type: string, act: Act): PermissionName {
  return resourceOf(type).permissions[ACTS[act]];
}
