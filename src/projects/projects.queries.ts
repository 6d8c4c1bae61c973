import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { List } from '../http/lists/list';
import { ProjectQuery } from './project.dto';

const FIELDS =
  'p.id, p.name, p.description, p.user_id, p.status, p.created_at, p.updated_at, p.created_by, p.updated_by, p.version';

const RENDERED = `select row_to_json(r) as json, p.version || '.' || p.version as etag
  from projects p cross join lateral (select ${FIELDS}) r`;

/** One project that the caller may see. Values: id, caller. */
export function readProject(caller: Caller): string {
  return `${RENDERED}
    where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2', 'projects:read')}`;
}

/** A project for the answer of a write that has checked rights already. Values: id. */
export const RENDER_PROJECT = `${RENDERED} where p.id = $1`;

/** Live projects that the caller may see. */
export const PROJECTS = new List<Caller>({
  name: 'projects',
  from: 'projects p',
  id: 'p.id',
  fields: FIELDS,
  query: ProjectQuery,
  visible: (caller, at) => `p.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id), 'projects:read')}`,
});
