import { randomUUID } from 'node:crypto';
import { type Collection, NOBODY } from './behaves-like/collection';
import type { Listing } from './behaves-like/list';

const DOCUMENTS = {
  story_constitution: { premise: 'A lamp in a boat.' },
  visual_design_document: { palette: ['#001122'] },
  audio_design_document: { music_cues: [] },
  visual_reference_package: { a: [null] },
};

/** Stories, as what every collection must pass knows them. They have no key. */
export const STORIES: Collection = {
  one: 'story',
  table: 'stories',
  path: '/stories',
  parent: { one: 'episode', path: '/episodes' },
  newPlace: async (t, project) => ({ project, parent: (await t.newEpisode(project)).id }),
  post: ({ parent }) => ({ path: `/episodes/${parent}/stories` }),
  fields: () => ({ display_name: `story ${randomUUID()}` }),
  defaults: {
    initial_prompt: '',
    ...Object.fromEntries(Object.keys(DOCUMENTS).map((document) => [document, null])),
  },
  filled: {
    sent: { display_name: ' Die  Lampe ', initial_prompt: 'x\ny', ...DOCUMENTS },
    shown: { display_name: 'Die  Lampe', initial_prompt: 'x\ny', ...DOCUMENTS },
  },
  change: () => ({ initial_prompt: randomUUID(), story_constitution: null }),
  wrong: [
    ['no name', { display_name: undefined }, '/display_name'],
    ['a blank name', { display_name: ' ' }, '/display_name'],
    ['a name of 256 characters', { display_name: 'x'.repeat(256) }, '/display_name'],
    ['null as prompt', { initial_prompt: null }, '/initial_prompt'],
    ['a document that is a list', { story_constitution: [] }, '/story_constitution'],
    ['a NUL deep in a document', { audio_design_document: { a: ['\0'] } }, '/audio_design_document/a/0'],
    ['an episode in the body', { episode_id: NOBODY }, '/episode_id'],
  ],
  wrongChange: [
    ['null as name', { display_name: null }, '/display_name'],
    ['a document that is a text', { visual_design_document: 'x' }, '/visual_design_document'],
    ['an unknown episode', { episode_id: NOBODY }, '/episode_id', 'unknown_reference'],
  ],
};

/** The stories of an episode. */
export const STORY_LIST: Listing = {
  path: ({ parent }) => `/episodes/${parent}/stories`,
  ofPlace: true,
  rows: {
    zoë: { display_name: 'Zoë' },
    alpha: { display_name: 'alpha' },
    émile: { display_name: 'Émile' },
    again: { display_name: 'alpha' },
  },
  second: [],
  sorts: {
    created_at: 'zoë alpha émile again',
    '-created_at': 'again émile alpha zoë',
    updated_at: 'zoë alpha émile again',
  },
  filters: [],
  references: [],
  refused: ['sort=name', `episode_id=${NOBODY}`],
  forged: [],
};

/** Scenelets, each under the root of its story. */
export const SCENELETS: Collection = {
  one: 'scenelet',
  table: 'scenelets',
  path: '/scenelets',
  parent: { one: 'story', path: '/stories' },
  newPlace: async (t, project) => {
    const { id: episode } = await t.newEpisode(project);
    const story = await t.request('POST', `/episodes/${episode}/stories`, { body: { display_name: 'A story' } });
    const path = `/stories/${story.body.id as string}/scenelets`;
    const root = await t.request('POST', path, { body: { content: {} } });
    return { project, parent: story.body.id, root: root.body.id };
  },
  post: ({ parent, root }) => ({ path: `/stories/${parent}/scenelets`, body: { parent_id: root } }),
  fields: () => ({ content: { description: randomUUID() } }),
  defaults: {
    position: 1,
    choice_label_from_parent: null,
    choice_prompt: null,
    is_branch_point: false,
    is_terminal_node: false,
    branch_audio_file_path: null,
  },
  filled: {
    sent: {
      ...{ content: { description: '雨' }, choice_label_from_parent: 'Go', choice_prompt: 'Where?' },
      ...{ is_branch_point: true, is_terminal_node: false, branch_audio_file_path: 'a.wav' },
    },
    shown: {
      ...{ content: { description: '雨' }, choice_label_from_parent: 'Go', choice_prompt: 'Where?' },
      ...{ is_branch_point: true, is_terminal_node: false, branch_audio_file_path: 'a.wav' },
    },
  },
  change: () => ({ choice_prompt: randomUUID(), choice_label_from_parent: null }),
  wrong: [
    ['no content', { content: undefined }, '/content'],
    ['content that is a list', { content: [] }, '/content'],
    ['a NUL deep in its content', { content: { dialogue: [{ line: '\0' }] } }, '/content/dialogue/0/line'],
    ['a long label', { choice_label_from_parent: 'x'.repeat(1001) }, '/choice_label_from_parent'],
    ['a flag that is a text', { is_branch_point: 'yes' }, '/is_branch_point'],
    ['null as a flag', { is_terminal_node: null }, '/is_terminal_node'],
    ['place nought', { position: 0 }, '/position'],
  ],
  wrongChange: [
    ['null as content', { content: null }, '/content'],
    ['a parent, which a move gives it', { parent_id: NOBODY }, '/parent_id'],
    ['a place, which a move gives it', { position: 2 }, '/position'],
  ],
};
