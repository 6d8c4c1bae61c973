import type { TestApp } from './app';
import { type Call, may, type Row, trashed } from './role-matrix';

const yaml = {
  body: '- scenelet-1:\n    description: It begins.\n    dialogue: []\n    shot_suggestions: []\n',
  headers: { 'content-type': 'application/yaml' },
};
const name = { display_name: 'Renamed' };
const content = { content: { description: 'It rains.' } };
const shots = { shots: [{ shot_index: 2, storyboard_payload: {} }], append: true };

/** The permission table for stories and scenelets; the rows of the role matrix that concern them. */
export const storyRows = (t: TestApp): Row[] => {
  /** Hangs a scenelet of the administrator's from the artist's root. */
  const joined = async (ownRoot: string, ownStory: string, path: string): Promise<Call> => {
    const body = { parent_id: ownRoot, ...content };
    expect((await t.request('POST', `/stories/${ownStory}/scenelets`, { body })).status).toBe(201);
    return { path };
  };
  return [
    ['GET /episodes/{id}/stories', may.readers, ({ episode }) => ({ path: `/episodes/${episode}/stories` })],
    [
      'POST /episodes/{id}/stories',
      may.writers,
      ({ episode }) => ({ path: `/episodes/${episode}/stories`, body: name }),
    ],
    ['GET /stories/{id}', may.readers, ({ story }) => ({ path: `/stories/${story}` })],
    ['PATCH /stories/{id}', may.writers, ({ story }) => ({ path: `/stories/${story}`, body: name })],
    [
      'PATCH /stories/{id}',
      may.writers,
      ({ story, ownEpisode }) => ({ path: `/stories/${story}`, body: { episode_id: ownEpisode } }),
      'to move it to another episode',
    ],
    ['DELETE /stories/{id}', may.deleters, ({ story }) => ({ path: `/stories/${story}` }), 'made by the owner'],
    [
      'DELETE /stories/{id}',
      may.deletersOfTheArtists,
      ({ ownStory }) => ({ path: `/stories/${ownStory}` }),
      'made by the artist',
    ],
    [
      'DELETE /stories/{id}',
      may.deleters,
      ({ ownStory, ownRoot }) => joined(ownRoot, ownStory, `/stories/${ownStory}`),
      'made by the artist, with somebody else’s scenelet in it',
    ],
    ['POST /stories/{id}/restore', may.deleters, ({ story }) => trashed(t, `/stories/${story}`), 'made by the owner'],
    [
      'POST /stories/{id}/restore',
      may.deletersOfTheArtists,
      ({ ownStory }) => trashed(t, `/stories/${ownStory}`),
      'made by the artist',
    ],
    ...['tree', 'tree.yaml', 'tree.mmd', 'tree.svg', 'lint', 'paths', 'bundle', 'bundle.zip', 'shots', 'scenelets'].map(
      (form): Row => [`GET /stories/{id}/${form}`, may.readers, ({ story }) => ({ path: `/stories/${story}/${form}` })],
    ),
    [
      'PUT /stories/{id}/tree.yaml',
      may.writers,
      ({ emptyStory }) => ({ path: `/stories/${emptyStory}/tree.yaml`, ...yaml }),
    ],
    [
      'POST /stories/{id}/scenelets',
      may.writers,
      ({ story, root }) => ({ path: `/stories/${story}/scenelets`, body: { parent_id: root, ...content } }),
    ],
    ['GET /scenelets/{id}', may.readers, ({ root }) => ({ path: `/scenelets/${root}` })],
    ['PATCH /scenelets/{id}', may.writers, ({ root }) => ({ path: `/scenelets/${root}`, body: content })],
    ['DELETE /scenelets/{id}', may.deleters, ({ ending }) => ({ path: `/scenelets/${ending}` }), 'made by the owner'],
    [
      'DELETE /scenelets/{id}',
      may.deletersOfTheArtists,
      ({ ownRoot }) => ({ path: `/scenelets/${ownRoot}` }),
      'made by the artist',
    ],
    [
      'DELETE /scenelets/{id}',
      may.deleters,
      ({ ownStory, ownRoot }) => joined(ownRoot, ownStory, `/scenelets/${ownRoot}`),
      'made by the artist, with somebody else’s under it',
    ],
    [
      'POST /scenelets/{id}/restore',
      may.deleters,
      ({ ending }) => trashed(t, `/scenelets/${ending}`),
      'made by the owner',
    ],
    [
      'POST /scenelets/{id}/restore',
      may.deletersOfTheArtists,
      ({ ownRoot }) => trashed(t, `/scenelets/${ownRoot}`),
      'made by the artist',
    ],
    [
      'POST /scenelets/{id}/move',
      may.writers,
      async ({ story, root, ending }) => {
        const body = { parent_id: root, ...content };
        expect((await t.request('POST', `/stories/${story}/scenelets`, { body })).status).toBe(201);
        return { path: `/scenelets/${ending}/move`, body: { parent_id: root, position: 2 } };
      },
    ],
    [
      'POST /scenelets/{id}/copy',
      may.writers,
      ({ ending, root }) => ({ path: `/scenelets/${ending}/copy`, body: { parent_id: root } }),
    ],
    [
      'POST /scenelets/{id}/copy',
      may.writers,
      ({ root, ownRoot }) => ({ path: `/scenelets/${root}/copy`, body: { parent_id: ownRoot } }),
      'to another story',
    ],
    ['GET /scenelets/{id}/shots', may.readers, ({ root }) => ({ path: `/scenelets/${root}/shots` })],
    [
      'PUT /scenelets/{id}/shots/order',
      may.writers,
      async ({ root }) => {
        const address = `/scenelets/${root}/shots`;
        const there = (await t.request('GET', address)).body.items;
        const one = { shot_index: Number(there.length) + 1, storyboard_payload: {} };
        const [last] = (await t.request('POST', address, { body: { shots: [one], append: true } })).body.items;
        return { path: `${address}/order`, body: { shot_ids: [last, ...there].map(({ id }: { id: string }) => id) } };
      },
    ],
    ['POST /scenelets/{id}/shots', may.writers, ({ root }) => ({ path: `/scenelets/${root}/shots`, body: shots })],
  ];
};
