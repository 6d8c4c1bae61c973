import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { List } from '../http/lists/list';
import { ShotQuery } from './shot.dto';

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

/** Live shots of the projects that the caller may see. */
export const SHOTS = new List<Caller>({
  name: 'shots',
  from: 'shots s join projects p on p.id = s.project_id',
  id: 's.id',
  fields: SHOT_FIELDS,
  query: ShotQuery,
  visible: (caller, at) => `s.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { episode: 's.episode_id' },
});
