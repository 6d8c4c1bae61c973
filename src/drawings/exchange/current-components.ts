/**
 * SQL: is the component `c` one of the project's as it is to be built? It is on one of its drawings that no other of them
 * supersedes, since a bill would count the pieces of both revisions; or on the one drawing that is asked for.
 *
 * @param project the parameter with the project's id, for instance `$1`
 * @param drawing the parameter with a drawing's id, or NULL
 */
export function isCurrent(project: string, drawing: string): string {
  return `c.deleted_at is null and c.drawing_id in (select a.drawing_id from drawing_projects a where a.project_id = ${project}::uuid
    and case when ${drawing}::uuid is null then not exists (select from drawings n join drawing_projects m on m.drawing_id = n.id
        where n.supersedes_id = a.drawing_id and n.deleted_at is null and m.project_id = a.project_id)
      else a.drawing_id = ${drawing}::uuid end)`;
}
