import { startApp, type TestApp } from '../support/app';
import { TestStory } from '../support/story';

let t: TestApp;

beforeAll(async () => {
  t = await startApp({ DATABASE_POOL_SIZE: '2' });
});
afterAll(() => t.close());

/** Every connection plans its statements, and those of foreign keys, for tables of a few rows. */
async function plansForSmallTables(story: TestStory): Promise<void> {
  const root = await story.add(null);
  const children = await Promise.all(Array.from({ length: 6 }, () => story.add(root)));
  await Promise.all(
    children.map(async (id) => {
      await story.addShots(id, 1);
      await t.request('POST', `/scenelets/${id}/move`, { body: { parent_id: root, position: 1 } });
      await t.request('POST', `/scenelets/${id}/copy`, { body: { parent_id: root } });
      await t.request('DELETE', `/scenelets/${id}`);
      await t.request('POST', `/scenelets/${id}/restore`);
    }),
  );
}

it('a table that has grown by a hundred thousand rows a moment ago is written to as fast as any', async () => {
  const small = await TestStory.create(t);
  await plansForSmallTables(small);
  const large = await TestStory.create(t, small);
  // By nobody who would tell PostgreSQL to look at the table again.
  await t.sql(
    `insert into scenelets (id, story_id, project_id, parent_id, position, content)
      select md5('one' || n)::uuid, $1, $2, case when n > 0 then md5('one' || (n - 1) / 5)::uuid end, 1 + (n + 4) % 5, '{}'
      from generate_series(0, 100000) n`,
    [large.id, large.projectId],
  );
  const fresh = await TestStory.create(t, small);
  const yaml = Array.from(
    { length: 2100 },
    (_, n) => `- scenelet-${String(n + 1)}:\n    description: "${String(n)}"\n`,
  );
  const put = { body: yaml.join(''), headers: { 'content-type': 'application/yaml' } };
  expect((await t.request('PUT', `/stories/${fresh.id}/tree.yaml`, put)).status).toBe(200);
  const [branch] = await t.sql<{ id: string }>(`select md5('one1')::uuid as id`);
  for (const [method, path, status] of [
    ['POST', `/scenelets/${branch!.id}/copy`, 201],
    ['DELETE', `/scenelets/${branch!.id}`, 204],
    ['POST', `/scenelets/${branch!.id}/restore`, 200],
    ['DELETE', `/stories/${large.id}`, 204],
    ['POST', `/stories/${large.id}/restore`, 200],
  ] as const) {
    const body = path.endsWith('copy') ? { parent_id: branch!.id } : undefined;
    expect([path, (await t.request(method, path, body && { body })).status]).toEqual([path, status]);
  }
  expect(await fresh.faults()).toEqual([]);
});
