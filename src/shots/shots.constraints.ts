import { describeConstraints, uuidAndText } from '../database/constraint-catalogue';
import { nameKey } from '../database/name-key';

describeConstraints('shots', {
  shots_episode_id_fkey: {
    field: 'episode_id',
    sentence: 'There is no such episode.',
    parentSentence: 'The episode still has shots.',
  },
  fk_shots_episode_project: {
    field: 'project_id',
    sentence: 'The project is not the project of the episode.',
    parentSentence:
      'The episode has shots, in the trash perhaps, so it cannot go to another project: they would not match.',
  },
  fk_shots_episode_live: {
    field: 'episode_id',
    sentence: 'The episode is in the trash. Restore it first, or take another one.',
    parentSentence: 'The episode still has live shots.',
  },
  fk_shots_project_id: {
    field: 'project_id',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has shots.',
  },
  fk_shots_deletion_id: {
    field: 'deletion_id',
    sentence: 'There is no such deletion.',
    parentSentence: 'The deletion still holds shots.',
  },
  idx_shots_project_name_unique: {
    field: 'name',
    sentence:
      'Another shot of this project has this name already; upper and lower case count as the same. Choose another name.',
    rowInTheWay: {
      sql: `select id from shots where project_id = $1 and ${nameKey('name')} = $2 and deleted_at is null`,
      values: uuidAndText,
    },
  },
  ck_shots_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_shots_frames: { field: 'frame_end', sentence: 'frame_end must not be less than frame_start.' },
  ck_shots_data: { field: 'data', sentence: 'data must be a JSON object.' },
  ck_shots_deletion: { field: 'deleted_at', sentence: 'A shot is deleted through the trash only.' },
  shots_scenelet_sequence_check: { field: 'scenelet_sequence', sentence: 'scenelet_sequence must be 1 or more.' },
  shots_shot_index_check: { field: 'shot_index', sentence: 'shot_index must be 1 or more.' },
  shots_story_id_fkey: {
    field: 'story_id',
    sentence: 'There is no such story.',
    parentSentence: 'The story still has shots.',
  },
  ck_shots_story_columns: {
    field: 'story_id',
    sentence:
      'A story shot names its story, its scenelet, its number and its storyboard; any other shot names none of them.',
  },
  shots_scenelet_ref_fkey: {
    field: 'scenelet_ref',
    sentence: 'There is no such scenelet.',
    parentSentence: 'The scenelet still has shots.',
  },
  fk_shots_scenelet_story: {
    field: 'scenelet_ref',
    sentence: 'The scenelet is of another story.',
    parentSentence: 'The scenelet still has shots.',
  },
  fk_shots_scenelet_live: {
    field: 'scenelet_ref',
    sentence: 'The scenelet is in the trash. Restore it first, or take another one.',
    parentSentence: 'The scenelet still has live shots.',
  },
  fk_shots_story_episode: {
    field: 'story_id',
    sentence: 'The story is of another episode.',
    parentSentence: 'The story still has shots.',
  },
  idx_shots_scenelet_shot_index_unique: {
    field: 'shot_index',
    sentence: 'Another shot of this scenelet has this number already.',
    rowInTheWay: {
      sql: 'select id from shots where scenelet_ref = $1 and shot_index = $2::integer and deleted_at is null',
      values: uuidAndText,
    },
  },
});
