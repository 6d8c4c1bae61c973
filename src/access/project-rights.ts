import { type Caller, isAllowedEverywhere, type PermissionName, type ProjectRole } from './permissions';

/**
 * SQL: may the caller see this project? Every read carries it, so that what may not be seen is not found.
 *
 * @param project SQL of the joined `projects` row, for instance `p`
 * @param callerAt the parameter that holds the caller's id, for instance `$2`
 * @param caller decides whether the condition is needed at all
 */
export function visibleProject(
  caller: Caller,
  project: string,
  callerAt: string,
  permission: PermissionName = 'content:read',
): string {
  if (isAllowedEverywhere(caller, permission)) return `${callerAt}::uuid is not null`;
  return `(${project}.user_id = ${callerAt}::uuid or exists (select from project_members m where m.project_id = ${project}.id and m.user_id = ${callerAt}::uuid))`;
}

/** SQL: the caller's role in this project, or NULL. A {@link ProjectRole}. */
export function projectRole(project: string, callerAt: string): string {
  return `(case when ${project}.user_id = ${callerAt}::uuid then 'owner'
    else (select m.role from project_members m where m.project_id = ${project}.id and m.user_id = ${callerAt}::uuid) end)`;
}

/** May the caller see what belongs to a project in which their role is this? */
export function isVisible(
  caller: Caller,
  role: ProjectRole | null,
  permission: PermissionName = 'content:read',
): boolean {
  return role !== null || isAllowedEverywhere(caller, permission);
}
