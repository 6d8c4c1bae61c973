import { declareResource, inProject, OF_CONTENT, underTree } from '../resources/resource';

/** A story goes to the trash with its scenelets, and they with their shots. */
export const STORY = declareResource({
  type: 'story',
  table: 'stories',
  label: 'display_name',
  projects: inProject('project_id'),
  parents: [{ type: 'episode', column: 'episode_id' }],
  under: {
    project: { through: 'episodes e', on: 'e.id = t.episode_id', id: 'e.project_id' },
    episode: 'episode_id',
  },
  permissions: OF_CONTENT,
});

/** SQL: what a scenelet is called where people read of it: the beginning of its description. */
export const SCENELET_LABEL = `coalesce(nullif(left(btrim(content ->> 'description'), 60), ''), 'without a description')`;

/** A scenelet goes to the trash with all that hangs from it. */
export const SCENELET = declareResource({
  type: 'scenelet',
  table: 'scenelets',
  label: SCENELET_LABEL,
  projects: inProject('project_id'),
  parents: [
    { type: 'story', column: 'story_id' },
    { type: 'scenelet', column: 'parent_id' },
  ],
  under: {
    project: {
      through: 'stories y join episodes e on e.id = y.episode_id',
      on: 'y.id = t.story_id',
      id: 'e.project_id',
    },
    episode: { through: 'stories y', on: 'y.id = t.story_id', id: 'y.episode_id' },
    story: 'story_id',
    scenelet: underTree('scenelets', 't.id'),
  },
  permissions: OF_CONTENT,
});
