import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { nameKey } from '../../database/name-key';
import { List } from '../../http/lists/list';
import { SHOT_FIELDS } from '../../shots';
import { StoryShotQuery } from './story-shot.dto';

/** Deleted shots and scenelets go together, so a live shot's scenelet is live. */
const FROM = 'shots s join scenelets n on n.id = s.scenelet_ref join projects p on p.id = s.project_id';

const FIELDS = `${SHOT_FIELDS},
    (select row_to_json(c) from (select n.id, n.content, n.is_branch_point, n.choice_prompt) c) as scenelet`;

/** Live shots of stories in the projects that the caller may see, each with its scenelet, in the order of the story. */
export const STORY_SHOTS = new List<Caller>({
  name: 'story_shots',
  from: FROM,
  id: 's.id',
  fields: FIELDS,
  query: StoryShotQuery,
  visible: (caller, at) => `s.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { story: 's.story_id', scenelet: 's.scenelet_ref' },
  order: [
    { sql: 's.scenelet_sequence', type: 'integer', required: true },
    { sql: 's.shot_index', type: 'integer', required: true },
  ],
});

/** Story shots by ids, in the order of their places, for the answer of a write. Values: ids. */
export const RENDER_STORY_SHOTS = `select row_to_json(r) as json from ${FROM} cross join lateral (select ${FIELDS}) r
  where s.id = any($1::uuid[]) order by s.shot_index`;

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
