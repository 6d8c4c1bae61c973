import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { nameKey } from '../database/name-key';
import { type PagePlan, pageSql, type SortKey } from '../http/pages';

const EPISODE = `lateral (select e.id, e.project_id, p.name as project_name, e.name, e.position, e.created_at, e.updated_at,
    e.deleted_at, e.created_by, e.updated_by, e.version) r`;

const FROM = 'from episodes e join projects p on p.id = e.project_id';

const RENDERED = `row_to_json(r) as json, e.version || '.' || p.version as etag`;

/** One episode that the caller may see. Values: id, caller. */
export function readEpisode(caller: Caller): string {
  return `select ${RENDERED} ${FROM} cross join ${EPISODE} where e.id = $1 and e.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** An episode for the answer of a write that has checked rights already. Values: id. */
export const RENDER_EPISODE = `select ${RENDERED} ${FROM} cross join ${EPISODE} where e.id = $1`;

/** What episodes may be sorted by. */
export const EPISODE_SORTS: Readonly<Record<string, SortKey>> = {
  position: { sql: 'e.position', type: 'integer', required: true },
  name: { sql: nameKey('e.name'), from: nameKey, type: 'text', required: true },
  created_at: { sql: 'e.created_at', type: 'timestamptz', required: true },
  updated_at: { sql: 'e.updated_at', type: 'timestamptz', required: true },
};

/** The condition of the list of a project's episodes, if the caller may see it; appends to `values`. */
export function matchingEpisodes(
  projectId: string,
  filters: { name?: string },
  caller: Caller,
  values: unknown[],
): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = [
    `e.project_id = ${at(projectId)}::uuid`,
    'e.deleted_at is null',
    visibleProject(caller, 'p', at(caller.id)),
  ];
  if (filters.name !== undefined) conditions.push(`${nameKey('e.name')} = ${nameKey(`${at(filters.name)}::text`)}`);
  return conditions.join(' and ');
}

/** One page of {@link matchingEpisodes}. */
export function pageOfEpisodes(matching: string, page: PagePlan): string {
  return pageSql(FROM, EPISODE, matching, page);
}
