import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Bulk } from './behaves-like/bulk';
import { type Collection, NOBODY } from './behaves-like/collection';
import type { Exports } from './behaves-like/export';
import type { Imports } from './behaves-like/import';
import type { Listing } from './behaves-like/list';

/** Shots, as what every collection must pass knows them. */
export const SHOTS: Collection = {
  one: 'shot',
  table: 'shots',
  path: '/shots',
  parent: { one: 'episode', path: '/episodes', field: 'episode_id' },
  newPlace: async (t, project) => ({ project, parent: (await t.newEpisode(project)).id }),
  post: ({ parent }) => ({ path: '/shots', body: { episode_id: parent } }),
  fields: () => ({ name: `shot ${randomUUID()}` }),
  defaults: { description: null, status: 'todo', frame_start: null, frame_end: null, data: {} },
  filled: {
    sent: {
      ...{ name: '  Cafe\u0301 ', description: '第一個鏡頭\nzwei', status: 'wip', frame_start: -5, frame_end: -5 },
      data: { lens: 35 },
    },
    shown: {
      ...{ name: 'Caf\u00e9', description: '第一個鏡頭\nzwei', status: 'wip', frame_start: -5, frame_end: -5 },
      data: { lens: 35 },
    },
  },
  change: () => ({ status: randomUUID(), description: null }),
  wrong: [
    ['an end before the beginning', { frame_start: 10, frame_end: 9 }, '/frame_end'],
    ['no name', { name: undefined }, '/name'],
    ['null as name', { name: null }, '/name'],
    ['a number as name', { name: 7 }, '/name'],
    ['an object as name', { name: { constructor: 1 } }, '/name'],
    ['a blank name', { name: ' \u3000\t ' }, '/name'],
    ['a name of 256 characters', { name: '鏡'.repeat(256) }, '/name'],
    ['a name of 256 characters, every second of which is invisible', { name: '❤\ufe0f'.repeat(128) }, '/name'],
    ['a line break in the name', { name: 'a\nb' }, '/name'],
    ['a NUL in the name', { name: 'a\0b' }, '/name'],
    ['half a surrogate pair in the name', { name: 'a\ud83c' }, '/name'],
    ['a NUL deep in the metadata', { data: { a: [{ b: 'x\0' }] } }, '/data/a/0/b'],
    ['null as status', { status: null }, '/status'],
    ['a long status', { status: 'x'.repeat(51) }, '/status'],
    ['a long description', { description: 'x'.repeat(10_001) }, '/description'],
    ['half a frame', { frame_start: 1.5 }, '/frame_start'],
    ['a frame as text', { frame_start: '1' }, '/frame_start'],
    ['a frame beyond 32 bits', { frame_end: 2 ** 31 }, '/frame_end'],
    ['metadata that are a list', { data: [] }, '/data'],
    ['metadata that are null', { data: null }, '/data'],
    ['an episode id that is none', { episode_id: 'one' }, '/episode_id'],
    ['a project id that is none', { project_id: null }, '/project_id'],
  ],
  wrongChange: [
    ['null as status', { status: null }, '/status'],
    ['null as name', { name: null }, '/name'],
    ['an unknown episode', { episode_id: NOBODY }, '/episode_id', 'unknown_reference'],
    ['another project', { project_id: NOBODY }, '/project_id', 'project_mismatch'],
  ],
  key: {
    constraint: 'idx_shots_project_name_unique',
    field: 'name',
    within: 'project',
    of: (n) => ({ name: `name ${n}` }),
    twins: [
      [{ name: 'ÉCRAN' }, { name: ' e\u0301cran ' }],
      [{ name: 'SH020' }, { name: 'sh020' }],
      [{ name: 'Straße' }, { name: 'STRAßE' }],
      [{ name: '鏡頭一' }, { name: ' 鏡頭一 ' }],
    ],
  },
};

/** The list of all shots, and what comes of it. */
export const SHOT_LIST: Listing = {
  path: () => '/shots',
  ofPlace: false,
  rows: {
    zoë: { name: 'Zoë', status: 'wip', frame_start: 20 },
    alpha: { name: 'alpha', frame_start: 10 },
    émile: { name: 'Émile', status: 'Wip' },
    beta: { name: 'BETA', status: 'done', frame_start: 10 },
    鏡頭: { name: '鏡頭' },
  },
  second: ['beta', '鏡頭'],
  sorts: {
    name: 'alpha beta émile zoë 鏡頭',
    '-name': '鏡頭 zoë émile beta alpha',
    status: 'émile beta alpha 鏡頭 zoë',
    '-status': 'zoë 鏡頭 alpha beta émile',
    frame_start: 'alpha beta zoë émile 鏡頭',
    '-frame_start': 'zoë beta alpha 鏡頭 émile',
    created_at: 'zoë alpha émile beta 鏡頭',
    '-created_at': '鏡頭 beta émile alpha zoë',
    updated_at: 'zoë alpha émile beta 鏡頭',
    '-updated_at': '鏡頭 beta émile alpha zoë',
  },
  filters: [
    ['status=wip', 'zoë'],
    ['status=nothing', ''],
    ['status=%27%20or%201=1--', ''],
    ['name=ALPHA', 'alpha'],
    [`name=${encodeURIComponent('zoe\u0308')}`, 'zoë'],
    [({ here }) => `project_id=${here.project}`, 'zoë alpha émile beta 鏡頭'],
    [({ second }) => `episode_id=${second.parent.toUpperCase()}`, 'beta 鏡頭'],
    [({ here }) => `name=alpha&project_id=${here.project}&episode_id=${here.parent}&status=todo`, 'alpha'],
  ],
  references: ['project_id', 'episode_id', 'story_id'],
  refused: ['sort=data', 'status=%00', 'scenelet=1'],
  forged: [
    ['name', 'a\0'],
    ['frame_start', '1e9'],
    ['frame_start', '9999999999'],
  ],
};

/** Many shots at once. */
export const SHOT_BULK: Bulk = {
  path: '/shots/bulk',
  items: 'shots',
  parent: ({ parent }) => ({ episode_id: parent }),
};

/** Shots from files, into one episode. */
export const SHOT_IMPORTS: Imports = {
  path: ({ parent }) => `/episodes/${parent}/shots/import`,
  header: 'name',
  cells: (n) => `name ${n}`,
  twin: (n) => `NAME ${n}`,
  json: (n) => ({ name: `name ${n}` }),
  text: 'description',
  whole: 'frame_start',
};

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('=', "'", '"', ',', ';', '\n', '\r', '\t', ' ', '+', '@', '漢', 'e\u0301', '\u2028', 'a'),
    maxLength: 12,
  }),
);

/** Shots into files. */
export const SHOT_EXPORTS: Exports = {
  path: ({ project }) => `/projects/${project}/shots/export`,
  importPath: ({ project }) => `/projects/${project}/shots/import`,
  text: 'description',
  many: `insert into shots (episode_id, project_id, name, description)
    select $2, $1, 'many ' || n, repeat('x', 500) from generate_series(1, $3::int) n`,
  item: fc
    .record({
      name: fc
        .string({
          unit: fc.constantFrom('=', "'", '"', ',', ';', '+', '@', '漢', 'é', 'ß', 'İ', 'a', ' '),
          maxLength: 12,
        })
        .map((name) => name.trim()),
      description: fc.option(text.filter((value) => !value.includes('\0'))),
      frames: fc.option(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(500))),
      data: fc.dictionary(
        fc.string({ unit: 'grapheme', maxLength: 5 }).filter((key) => key !== '__proto__'),
        fc.jsonValue({ maxDepth: 2 }),
        { maxKeys: 3 },
      ),
    })
    .map(({ frames, ...rest }) => ({
      ...rest,
      frame_start: frames?.[0] ?? null,
      frame_end: frames ? frames[0] + frames[1] : null,
    })),
};
