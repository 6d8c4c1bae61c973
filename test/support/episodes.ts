import { randomUUID } from 'node:crypto';
import { type Collection, NOBODY } from './behaves-like/collection';
import type { Listing } from './behaves-like/list';

let places = 1000;

/** Episodes, as what every collection must pass knows them: right under their project. */
export const EPISODES: Collection = {
  one: 'episode',
  table: 'episodes',
  path: '/episodes',
  parent: { one: 'project', path: '/projects' },
  newPlace: (_, project) => Promise.resolve({ project, parent: project }),
  post: ({ parent }) => ({ path: `/projects/${parent}/episodes` }),
  fields: () => ({ name: `episode ${randomUUID()}` }),
  defaults: { position: 1 },
  filled: { sent: { name: ' Re\u0301el 1 ', position: -7 }, shown: { name: 'R\u00e9el 1', position: -7 } },
  change: () => ({ position: ++places }),
  wrong: [
    ['no name', { name: undefined }, '/name'],
    ['a blank name', { name: '   ' }, '/name'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, '/name'],
    ['a place that is no whole number', { position: 1.5 }, '/position'],
    ['a place out of range', { position: 2_147_483_648 }, '/position'],
    ['a place of null', { position: null }, '/position'],
    ['another project in the body', { project_id: NOBODY }, '/project_id'],
  ],
  wrongChange: [
    ['null as name', { name: null }, '/name'],
    ['null as place', { position: null }, '/position'],
    ['null as project', { project_id: null }, '/project_id'],
    ['a project id that is none', { project_id: 'x' }, '/project_id'],
  ],
  key: {
    constraint: 'idx_episodes_project_name_unique',
    field: 'name',
    within: 'parent',
    of: (n) => ({ name: `name ${n}` }),
    twins: [
      [{ name: 'Écran (1)' }, { name: ' écran (1)\t' }],
      [{ name: 'Écran (1)' }, { name: 'éCRAN (1)' }],
      [{ name: 'Écran (1)' }, { name: 'E\u0301cran (1)' }],
      [{ name: 'Écran (1)' }, { name: 'Écran (1)' }],
    ],
  },
};

/** The episodes of a project. */
export const EPISODE_LIST: Listing = {
  path: ({ parent }) => `/projects/${parent}/episodes`,
  ofPlace: true,
  rows: {
    c: { name: 'c', position: 1 },
    a: { name: 'A', position: 2 },
    ä: { name: 'ä', position: 2 },
    b: { name: 'B', position: 0 },
  },
  second: [],
  sorts: {
    position: 'b c a ä',
    '-position': 'ä a c b',
    name: 'a ä b c',
    '-name': 'c b ä a',
    created_at: 'c a ä b',
    '-updated_at': 'b ä a c',
  },
  filters: [
    ['name=%C3%84', 'ä'],
    ['name=nothing', ''],
  ],
  references: [],
  refused: ['sort=project_id', `project_id=${NOBODY}`],
  forged: [
    ['position', '1e9'],
    ['name', 'a\0'],
  ],
};
