import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { nameKey } from '../database/name-key';
import { type PagePlan, pageSql, type SortKey } from '../http/pages';

/** The columns of a shot `s` of its project `p` that every response shows. */
export const SHOT_FIELDS = `s.id, s.project_id, p.name as project_name, s.episode_id, s.name, s.description, s.status,
    s.frame_start, s.frame_end, s.data, s.story_id, s.scenelet_ref, s.scenelet_id, s.scenelet_sequence, s.shot_index, s.storyboard_payload,
    s.key_frame_image_path, s.audio_file_path, s.video_file_path, s.created_at, s.updated_at, s.deleted_at, s.created_by,
    s.updated_by, s.version`;

const SHOT = `lateral (select ${SHOT_FIELDS}) r`;

const RENDERED = `row_to_json(r) as json, s.version || '.' || p.version as etag`;

/** One shot that the caller may see. Values: id, caller. */
export function readShot(caller: Caller): string {
  return `select ${RENDERED} from shots s join projects p on p.id = s.project_id cross join ${SHOT}
    where s.id = $1 and s.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** Shots in the order of the given ids, for the answer of a write that has checked rights already. Values: ids. */
export const RENDER_SHOTS = `select ${RENDERED} from unnest($1::uuid[]) with ordinality given(id, place)
    join shots s on s.id = given.id join projects p on p.id = s.project_id cross join ${SHOT} order by given.place`;

/** What shots may be sorted by. */
export const SHOT_SORTS: Readonly<Record<string, SortKey>> = {
  created_at: { sql: 's.created_at', type: 'timestamptz', required: true },
  updated_at: { sql: 's.updated_at', type: 'timestamptz', required: true },
  name: { sql: nameKey('s.name'), from: nameKey, type: 'text', required: true },
  status: { sql: 's.status', type: 'text', required: true, collate: '"C"' },
  frame_start: { sql: 's.frame_start', type: 'integer' },
};

/** What shots may be filtered by; each a value or undefined. */
export interface ShotFilters {
  project_id?: string;
  episode_id?: string;
  story_id?: string;
  scenelet_ref?: string;
  scenelet_id?: string;
  status?: string;
  name?: string;
}

const FROM = 'from shots s join projects p on p.id = s.project_id';

/** The condition of a list of shots that the caller may see; appends to `values`. */
export function matchingShots(caller: Caller, filters: ShotFilters, values: unknown[]): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['s.deleted_at is null', visibleProject(caller, 'p', at(caller.id))];
  // On both tables, so that the right is checked once per project and the index of the shots is used.
  if (filters.project_id !== undefined) {
    const project = at(filters.project_id);
    conditions.push(`p.id = ${project}::uuid`, `s.project_id = ${project}::uuid`);
  }
  if (filters.episode_id !== undefined) conditions.push(`s.episode_id = ${at(filters.episode_id)}::uuid`);
  if (filters.story_id !== undefined) conditions.push(`s.story_id = ${at(filters.story_id)}::uuid`);
  if (filters.scenelet_ref !== undefined) conditions.push(`s.scenelet_ref = ${at(filters.scenelet_ref)}::uuid`);
  if (filters.scenelet_id !== undefined) conditions.push(`s.scenelet_id = ${at(filters.scenelet_id)}`);
  if (filters.status !== undefined) conditions.push(`s.status = ${at(filters.status)}`);
  if (filters.name !== undefined) conditions.push(`${nameKey('s.name')} = ${nameKey(`${at(filters.name)}::text`)}`);
  return conditions.join(' and ');
}

/** One page of {@link matchingShots}. */
export function pageOfShots(matching: string, page: PagePlan): string {
  return pageSql(FROM, SHOT, matching, page);
}

/** All ids of {@link matchingShots}, to be counted. */
export function idsOfShots(matching: string): string {
  return `select s.id ${FROM} where ${matching}`;
}
