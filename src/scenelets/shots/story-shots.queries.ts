import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { nameKey } from '../../database/name-key';
import { List } from '../../http/lists/list';
import { GivenRows } from '../../resources/many-rows/given-rows';
import type { UniqueKey } from '../../resources/resource';
import { SHOT_FIELDS } from '../../shots';
import { type StoryShotItem, StoryShotQuery } from './story-shot.dto';

/** Of the live shots of a scenelet each has a place of its own. */
export const SHOT_PLACE: UniqueKey = {
  constraint: 'idx_shots_scenelet_shot_index_unique',
  within: ['scenelet_ref'],
  field: 'shot_index',
  key: (sql) => sql,
};

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

/** A new shot of a scenelet. */
export type NewStoryShot = StoryShotItem & { id: string };

export const NEW_STORY_SHOTS = new GivenRows<NewStoryShot>({
  id: 'uuid',
  name: 'text',
  description: 'text',
  status: 'text',
  shot_index: 'int',
  storyboard_payload: 'jsonb',
  key_frame_image_path: 'text',
  audio_file_path: 'text',
  video_file_path: 'text',
});

/**
 * New shots of one scenelet, in the order of their names, as other shots are made; its number is that of the present tree.
 * Values: scenelet, story, episode, project, caller, {@link NEW_STORY_SHOTS}.
 */
export const INSERT_STORY_SHOTS = `insert into shots (id, episode_id, project_id, name, description, status, story_id, scenelet_ref,
    scenelet_id, scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path,
    created_by, updated_by)
  select g.id, $3, $4, coalesce(g.name, 'story_shot_' || g.id), g.description, coalesce(g.status, 'todo'), $2, $1,
      'scenelet-' || n.number, n.number, g.shot_index, g.storyboard_payload, g.key_frame_image_path, g.audio_file_path,
      g.video_file_path, $5, $5
    from (select number from number_scenelets($2) where scenelet = $1) n, ${NEW_STORY_SHOTS.table(6, 'g')}
    order by ${nameKey("coalesce(g.name, 'story_shot_' || g.id)")} collate "C"`;
