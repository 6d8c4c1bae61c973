import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { type PagePlan, pageSql, type SortKey } from '../../http/pages';

const STORY = `lateral (select y.id, y.episode_id, y.project_id, p.name as project_name, y.display_name, y.initial_prompt,
    y.story_constitution, y.visual_design_document, y.audio_design_document, y.visual_reference_package, y.created_at,
    y.updated_at, y.deleted_at, y.created_by, y.updated_by, y.version) r`;

const FROM = 'from stories y join projects p on p.id = y.project_id';

const RENDERED = `row_to_json(r) as json, y.version || '.' || p.version as etag`;

/** One story that the caller may see. Values: id, caller. */
export function readStory(caller: Caller): string {
  return `select ${RENDERED} ${FROM} cross join ${STORY} where y.id = $1 and y.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** A story for the answer of a write that has checked rights already. Values: id. */
export const RENDER_STORY = `select ${RENDERED} ${FROM} cross join ${STORY} where y.id = $1`;

/** What stories may be sorted by. */
export const STORY_SORTS: Readonly<Record<string, SortKey>> = {
  created_at: { sql: 'y.created_at', type: 'timestamptz', required: true },
  updated_at: { sql: 'y.updated_at', type: 'timestamptz', required: true },
  display_name: { sql: 'y.display_name', type: 'text', required: true, collate: '"und-x-icu"' },
};

/** The condition of the list of an episode's stories, if the caller may see it; appends to `values`. */
export function matchingStories(episodeId: string, caller: Caller, values: unknown[]): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  return `y.episode_id = ${at(episodeId)}::uuid and y.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`;
}

/** One page of {@link matchingStories}. */
export function pageOfStories(matching: string, page: PagePlan): string {
  return pageSql(FROM, STORY, matching, page);
}

/** All of {@link matchingStories}, to be counted. */
export function idsOfStories(matching: string): string {
  return `select y.id ${FROM} where ${matching}`;
}
