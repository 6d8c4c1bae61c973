import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { List } from '../http/lists/list';
import { ProjectQuery } from './project.dto';
import { projectDetail } from './project-detail';

const FIELDS =
  'p.id, p.name, p.description, p.user_id, p.status, p.created_at, p.updated_at, p.created_by, p.updated_by, p.version';

/** After all rooms have said what they tell of a project. */
function rendered(): string {
  const { joins, fields, revision } = projectDetail();
  return `select row_to_json(r) as json, p.version || '.' || (${revision}) % 1000000000 as etag
    from projects p ${joins} cross join lateral (select ${FIELDS}${fields}) r`;
}

/** One project that the caller may see. Values: id, caller. */
export function readProject(caller: Caller): string {
  return `${rendered()}
    where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2', 'projects:read')}`;
}

/** A project for the answer of a write that has checked rights already. Values: id. */
export function renderProject(): string {
  return `${rendered()} where p.id = $1`;
}

/** Live projects that the caller may see. */
export const PROJECTS = new List<Caller>({
  name: 'projects',
  from: 'projects p',
  id: 'p.id',
  fields: FIELDS,
  query: ProjectQuery,
  visible: (caller, at) => `p.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id), 'projects:read')}`,
});
