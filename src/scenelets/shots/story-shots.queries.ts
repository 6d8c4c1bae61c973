import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { nameKey } from '../../database/name-key';
import { SHOT_FIELDS } from '../../shots';

/** Where a page of a story's shots goes on: after this shot. */
export interface ShotCursor {
  sequence: number;
  index: number;
  id: string;
}

const RENDERED = `row_to_json(r) as json, s.scenelet_sequence as sequence, s.shot_index as index, s.id`;

/** Deleted shots and scenelets go together, so a live shot's scenelet is live. */
const FROM = `from shots s join scenelets n on n.id = s.scenelet_ref join projects p on p.id = s.project_id
  cross join lateral (select ${SHOT_FIELDS},
    (select row_to_json(c) from (select n.id, n.content, n.is_branch_point, n.choice_prompt) c) as scenelet) r`;

/**
 * One page of a story's shots, each with its scenelet, in the order of the story; appends to `values`.
 *
 * @param of the story's or the scenelet's id, and which of the two
 */
export function pageOfStoryShots(
  of: { story_id: string } | { scenelet_ref: string },
  cursor: ShotCursor | undefined,
  limit: number,
  caller: Caller,
  values: unknown[],
): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['s.deleted_at is null', visibleProject(caller, 'p', at(caller.id))];
  for (const [column, id] of Object.entries(of)) conditions.push(`s.${column} = ${at(id)}::uuid`);
  if (cursor)
    conditions.push(
      `(s.scenelet_sequence, s.shot_index, s.id) > (${at(cursor.sequence)}::integer, ${at(cursor.index)}::integer, ${at(cursor.id)}::uuid)`,
    );
  return `select ${RENDERED} ${FROM} where ${conditions.join(' and ')}
    order by s.scenelet_sequence, s.shot_index, s.id limit ${String(limit + 1)}`;
}

/** The same rows, to be counted; appends to `values`. */
export function idsOfStoryShots(
  of: { story_id: string } | { scenelet_ref: string },
  caller: Caller,
  values: unknown[],
): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['s.deleted_at is null', visibleProject(caller, 'p', at(caller.id))];
  for (const [column, id] of Object.entries(of)) conditions.push(`s.${column} = ${at(id)}::uuid`);
  return `select s.id from shots s join projects p on p.id = s.project_id where ${conditions.join(' and ')}`;
}

/** Story shots by ids, in the order of their places, for the answer of a write. Values: ids. */
export const RENDER_STORY_SHOTS = `select row_to_json(r) as json ${FROM} where s.id = any($1::uuid[]) order by s.shot_index`;

/**
 * New shots of one scenelet, in the order of their names, as other shots are made; its number is that of the present tree.
 * Values: scenelet, story, episode, project, caller, and as arrays: ids, names or nulls, descriptions, statuses, indices,
 * storyboards, pictures, sounds, films.
 */
export const INSERT_STORY_SHOTS = `insert into shots (id, episode_id, project_id, name, description, status, story_id, scenelet_ref,
    scenelet_id, scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path,
    created_by, updated_by)
  select g.id, $3, $4, coalesce(g.name, 'story_shot_' || g.id), g.description, coalesce(g.status, 'todo'), $2, $1,
      'scenelet-' || n.number, n.number, g.shot_index, g.storyboard, g.image, g.audio, g.video, $5, $5
    from (select number from number_scenelets($2) where scenelet = $1) n,
      unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::int[], $11::jsonb[], $12::text[], $13::text[], $14::text[])
        g(id, name, description, status, shot_index, storyboard, image, audio, video)
    order by ${nameKey("coalesce(g.name, 'story_shot_' || g.id)")} collate "C"`;

/**
 * Which of the items have a name or a place that a live shot has, or an item before it; in the order of the items.
 * Values: scenelet, project, and as arrays: names or nulls, places.
 */
export const TAKEN_BY_SHOTS = `with given as (
    select g.item - 1 as item, g.name, ${nameKey('g.name')} as key, g.shot_index
      from unnest($3::text[], $4::int[]) with ordinality g(name, shot_index, item)),
  named as (select item, name, lag(item) over (partition by key order by item) as twin from given where name is not null)
  select g.item::int, 'shot_index' as field, s.id as holder, null::int as twin
    from given g join shots s on s.scenelet_ref = $1 and s.shot_index = g.shot_index and s.deleted_at is null
  union all select n.item::int, 'name', s.id, case when s.id is null then n.twin end::int
    from named n left join lateral (select x.id from shots x where x.project_id = $2 and ${nameKey('x.name')} = ${nameKey('n.name')}
      and x.deleted_at is null limit 1) s on true
    where s.id is not null or n.twin is not null
  order by 1, 2`;
