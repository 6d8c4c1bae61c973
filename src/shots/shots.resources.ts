import { nameKey } from '../database/name-key';
import { declareResource, inProject, OF_CONTENT, underTree, type UniqueKey } from '../resources/resource';

/** One live shot of a project has a name; upper and lower case count as the same. */
export const SHOT_NAME: UniqueKey = {
  constraint: 'idx_shots_project_name_unique',
  within: ['project_id'],
  field: 'name',
  key: nameKey,
};

/** SQL: the place of a shot that comes back to its scenelet: its own, or after the last where that is taken. */
const PLACE_ON_RETURN = `case when scenelet_ref is not null and exists (select from shots o where o.scenelet_ref = shots.scenelet_ref and o.shot_index = shots.shot_index and o.deleted_at is null)
  then (select max(o.shot_index) + 1 from shots o where o.scenelet_ref = shots.scenelet_ref and o.deleted_at is null) else shot_index end`;

export const SHOT = declareResource({
  type: 'shot',
  table: 'shots',
  label: 'name',
  projects: inProject('project_id'),
  parents: [
    { type: 'episode', column: 'episode_id' },
    { type: 'story', column: 'story_id' },
    { type: 'scenelet', column: 'scenelet_ref' },
  ],
  under: {
    project: 'project_id',
    episode: 'episode_id',
    story: 'story_id',
    scenelet: underTree('scenelets', 't.scenelet_ref'),
  },
  unique: [SHOT_NAME],
  permissions: OF_CONTENT,
  onRestore: `shot_index = ${PLACE_ON_RETURN}`,
});
