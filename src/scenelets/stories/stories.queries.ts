import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { StoryQuery } from './story.dto';

const FIELDS = `y.id, y.episode_id, y.project_id, p.name as project_name, y.display_name, y.initial_prompt,
    y.story_constitution, y.visual_design_document, y.audio_design_document, y.visual_reference_package, y.created_at,
    y.updated_at, y.deleted_at, y.created_by, y.updated_by, y.version`;

const FROM = 'stories y join projects p on p.id = y.project_id';

const RENDERED = `select row_to_json(r) as json, y.version || '.' || p.version as etag
  from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One story that the caller may see. Values: id, caller. */
export function readStory(caller: Caller): string {
  return `${RENDERED} where y.id = $1 and y.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** A story for the answer of a write that has checked rights already. Values: id. */
export const RENDER_STORY = `${RENDERED} where y.id = $1`;

/** Live stories of the projects that the caller may see. */
export const STORIES = new List<Caller>({
  name: 'stories',
  from: FROM,
  id: 'y.id',
  fields: FIELDS,
  query: StoryQuery,
  visible: (caller, at) => `y.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { episode: 'y.episode_id' },
});
