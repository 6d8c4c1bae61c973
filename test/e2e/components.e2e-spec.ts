import { describeBulk } from '../support/behaves-like/bulk';
import { Scene } from '../support/behaves-like/collection';
import { describeConcurrency } from '../support/behaves-like/concurrency';
import { describeImport } from '../support/behaves-like/import';
import { describeItem } from '../support/behaves-like/item';
import { describeList } from '../support/behaves-like/list';
import { describeTrash } from '../support/behaves-like/trash';
import { COMPONENT_BULK, COMPONENT_IMPORTS, COMPONENT_LIST, COMPONENTS } from '../support/components';

describe('a component', () => {
  const scene = Scene.of(COMPONENTS);

  describeItem(scene);
  describeTrash(scene, ({ place }) => [
    `/components?project_id=${place.project}`,
    `/components?drawing_id=${place.parent}`,
    `/drawings/${place.parent}/components`,
  ]);

  it('is seen in the trash by those who see its drawing, and by nobody else', async () => {
    const { id } = await scene.deleted();
    const trashed = async (token: string) =>
      (await scene.t.request('GET', '/trash?root_type=component', { token })).body.items as { root_id: string }[];
    for (const { token } of [scene.manager, scene.viewer])
      expect((await trashed(token)).map(({ root_id }) => root_id)).toContain(id);
    expect(await trashed(scene.stranger.token)).toEqual([]);
  });
});

describe('a list of components', () => {
  describeList(COMPONENTS, COMPONENT_LIST);
});

describe('many components at once', () => {
  const scene = Scene.of(COMPONENTS);

  describeBulk(scene, COMPONENT_BULK);
});

describe('importing components', () => {
  const scene = Scene.of(COMPONENTS);

  describeImport(scene, COMPONENT_IMPORTS);
});

describe('components that many people change at once', () => {
  const scene = Scene.of(COMPONENTS, { DATABASE_POOL_SIZE: '30' });

  describeConcurrency(scene);
});
