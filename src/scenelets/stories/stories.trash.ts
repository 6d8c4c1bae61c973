import { Injectable } from '@nestjs/common';
import { Trash, underTree } from '../../resources/trash/trash';

/** SQL: what a scenelet is called where people read of it: the beginning of its description. */
export const SCENELET_NAME = `coalesce(nullif(left(btrim(content ->> 'description'), 60), ''), 'without a description')`;

/** Stories go to the trash with their scenelets, a scenelet with all that hangs from it, both with their shots. */
@Injectable()
export class StoriesTrash {
  constructor(trash: Trash) {
    trash.register({
      type: 'story',
      table: 'stories',
      name: 'display_name',
      depth: 2,
      under: {
        project: { through: 'episodes e', on: 'e.id = t.episode_id', id: 'e.project_id' },
        episode: 'episode_id',
      },
      parents: [{ type: 'episode', column: 'episode_id' }],
      project: 'project_id',
      permission: 'content:delete',
    });
    trash.register({
      type: 'scenelet',
      table: 'scenelets',
      name: SCENELET_NAME,
      depth: 3,
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
      parents: [
        { type: 'story', column: 'story_id' },
        { type: 'scenelet', column: 'parent_id' },
      ],
      project: 'project_id',
      permission: 'content:delete',
    });
  }
}
