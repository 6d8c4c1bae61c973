import { Scene } from '../support/behaves-like/collection';
import { describeConcurrency } from '../support/behaves-like/concurrency';
import { describeItem } from '../support/behaves-like/item';
import { describeList } from '../support/behaves-like/list';
import { describeTrash } from '../support/behaves-like/trash';
import { SCENELETS, STORIES, STORY_LIST } from '../support/stories';

describe('a story', () => {
  const scene = Scene.of(STORIES, { DATABASE_POOL_SIZE: '30' });

  describeItem(scene);
  describeTrash(scene, ({ place }) => [`/episodes/${place.parent}/stories`]);
  describeConcurrency(scene);
});

describe('the list of the stories of an episode', () => {
  describeList(STORIES, STORY_LIST);
});

describe('a scenelet', () => {
  const scene = Scene.of(SCENELETS);

  describeItem(scene);
  describeTrash(scene, () => []);
});
