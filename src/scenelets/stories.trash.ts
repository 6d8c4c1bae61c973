import { Injectable } from '@nestjs/common';
import { Trash } from '../activity/trash';

/** Stories go to the trash with their episode, scenelets with their story. */
@Injectable()
export class StoriesTrash {
  constructor(trash: Trash) {
    trash.register({
      type: 'story',
      table: 'stories',
      depth: 2,
      under: {
        project: { through: 'episodes e', on: 'e.id = t.episode_id', id: 'e.project_id' },
        episode: 'episode_id',
      },
      parent: { type: 'episode', table: 'episodes', column: 'episode_id' },
      project: 'project_id',
      permission: 'content:delete',
    });
    trash.register({
      type: 'scenelet',
      table: 'scenelets',
      depth: 3,
      under: {
        project: {
          through: 'stories y join episodes e on e.id = y.episode_id',
          on: 'y.id = t.story_id',
          id: 'e.project_id',
        },
        episode: { through: 'stories y', on: 'y.id = t.story_id', id: 'y.episode_id' },
        story: 'story_id',
      },
      parent: { type: 'story', table: 'stories', column: 'story_id' },
      project: 'project_id',
      permission: 'content:delete',
    });
  }
}
