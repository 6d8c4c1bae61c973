import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { nameKey } from '../database/name-key';
import { type PagePlan, pageSql, type SortKey } from '../http/pages';

const PROJECT = `lateral (select p.id, p.name, p.description, p.user_id, p.status, p.created_at, p.updated_at, p.created_by,
    p.updated_by, p.version) r`;

const RENDERED = `row_to_json(r) as json, p.version || '.' || p.version as etag`;

/** One project that the caller may see. Values: id, caller. */
export function readProject(caller: Caller): string {
  return `select ${RENDERED} from projects p cross join ${PROJECT}
    where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2', 'projects:read')}`;
}

/** A project for the answer of a write that has checked rights already. Values: id. */
export const RENDER_PROJECT = `select ${RENDERED} from projects p cross join ${PROJECT} where p.id = $1`;

/** What projects may be sorted by. */
export const PROJECT_SORTS: Readonly<Record<string, SortKey>> = {
  created_at: { sql: 'p.created_at', type: 'timestamptz', required: true },
  updated_at: { sql: 'p.updated_at', type: 'timestamptz', required: true },
  name: { sql: nameKey('p.name'), from: nameKey, type: 'text', required: true },
};

/** What projects may be filtered by; each a value or undefined. */
export interface ProjectFilters {
  status?: string;
  user_id?: string;
  name?: string;
}

/** The condition of a list of projects that the caller may see; appends to `values`. */
export function matchingProjects(caller: Caller, filters: ProjectFilters, values: unknown[]): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['p.deleted_at is null', visibleProject(caller, 'p', at(caller.id), 'projects:read')];
  if (filters.status !== undefined) conditions.push(`p.status = ${at(filters.status)}`);
  if (filters.user_id !== undefined) conditions.push(`p.user_id = ${at(filters.user_id)}::uuid`);
  if (filters.name !== undefined) conditions.push(`${nameKey('p.name')} = ${nameKey(`${at(filters.name)}::text`)}`);
  return conditions.join(' and ');
}

/** One page of {@link matchingProjects}. */
export function pageOfProjects(matching: string, page: PagePlan): string {
  return pageSql('from projects p', PROJECT, matching, page);
}
