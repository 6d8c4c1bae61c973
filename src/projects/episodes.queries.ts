import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { List } from '../http/lists/list';
import { EpisodeQuery } from './episode.dto';

const FIELDS = `e.id, e.project_id, p.name as project_name, e.name, e.position, e.created_at, e.updated_at, e.deleted_at,
    e.created_by, e.updated_by, e.version`;

const FROM = 'episodes e join projects p on p.id = e.project_id';

const RENDERED = `select row_to_json(r) as json, e.version || '.' || p.version as etag
  from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One episode that the caller may see. Values: id, caller. */
export function readEpisode(caller: Caller): string {
  return `${RENDERED} where e.id = $1 and e.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** An episode for the answer of a write that has checked rights already. Values: id. */
export const RENDER_EPISODE = `${RENDERED} where e.id = $1`;

/** Live episodes of the projects that the caller may see. */
export const EPISODES = new List<Caller>({
  name: 'episodes',
  from: FROM,
  id: 'e.id',
  fields: FIELDS,
  query: EpisodeQuery,
  visible: (caller, at) => `e.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { project: 'e.project_id' },
});
