import { randomUUID } from 'node:crypto';
import type { Bulk } from './behaves-like/bulk';
import { type Collection, NOBODY } from './behaves-like/collection';
import type { Imports } from './behaves-like/import';
import type { Listing } from './behaves-like/list';
import { pdf } from './pdfs';
import type { TestApp } from './app';

/** A drawing of a project, of a sheet like no other. */
export async function newDrawing(t: TestApp, project: string): Promise<string> {
  const body = pdf([{ entries: '/MediaBox[0 0 200 100]' }], {
    trailer: `/ID[<${randomUUID().replaceAll('-', '')}><00>]`,
  });
  const headers = { 'content-type': 'application/pdf' };
  const answer = await t.request('POST', `/drawings?project_ids=${project}`, { body, headers });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body.id as string;
}

const BOX = { x: 1.5, y: -2, width: 30, height: 0 };

/** Components, as what every collection must pass knows them. Their key has three columns: drawing, mark, and identifier. */
export const COMPONENTS: Collection = {
  one: 'component',
  table: 'components',
  path: '/components',
  parent: { one: 'drawing', path: '/drawings', field: 'drawing_id' },
  newPlace: async (t, project) => ({ project, parent: await newDrawing(t, project) }),
  post: ({ parent }) => ({ path: '/components', body: { drawing_id: parent } }),
  fields: () => ({ piece_mark: `mark ${randomUUID()}` }),
  shown: ({ parent }) => ({ drawing_id: parent }),
  live: `select c.* from components c where c.drawing_id in (select a.drawing_id from drawing_projects a where a.project_id = $1)
    and c.deleted_at is null order by c.created_at, c.id`,
  defaults: {
    ...{ instance_identifier: null, component_type: null, description: null, quantity: 1, material_type: null },
    ...{ size: null, length_mm: null, finish: null, mark_level: null, assembly_mark: null, page_number: null },
    ...{ location_x: null, location_y: null, bounding_box: null, confidence_score: null, review_status: 'pending' },
    ...{ reviewed_by: null, reviewed_at: null, review_reason: null },
  },
  filled: {
    sent: {
      ...{ piece_mark: ' Tra\u0308ger 鋼 ', instance_identifier: ' a ', component_type: 'beam', description: 'x\ny' },
      ...{ quantity: 3, material_type: 'A992', size: 'W21X68', length_mm: 0.1, finish: 'primed', mark_level: 'minor' },
      ...{ assembly_mark: 'G1', page_number: 2, location_x: 1.23456, location_y: -5, confidence_score: 0.5 },
      bounding_box: { ...BOX, x: 1.50004 },
    },
    shown: {
      ...{ piece_mark: 'Tr\u00e4ger 鋼', instance_identifier: 'a', component_type: 'beam', description: 'x\ny' },
      ...{ quantity: 3, material_type: 'A992', size: 'W21X68', length_mm: 0.1, finish: 'primed', mark_level: 'minor' },
      ...{ assembly_mark: 'G1', page_number: 2, location_x: 1.235, location_y: -5, confidence_score: 0.5 },
      ...{ bounding_box: BOX, display_name: 'Tr\u00e4ger 鋼-a' },
    },
  },
  change: () => ({ description: randomUUID(), size: null }),
  wrong: [
    ['no mark', { piece_mark: undefined }, '/piece_mark'],
    ['a blank mark', { piece_mark: ' \u3000\t ' }, '/piece_mark'],
    ['null as mark', { piece_mark: null }, '/piece_mark'],
    ['a mark of 51 characters', { piece_mark: '鋼'.repeat(51) }, '/piece_mark'],
    ['a NUL in the mark', { piece_mark: 'a\0b' }, '/piece_mark'],
    ['an identifier of 11 characters', { instance_identifier: 'x'.repeat(11) }, '/instance_identifier'],
    ['a blank identifier', { instance_identifier: ' ' }, '/instance_identifier'],
    ['a type of no piece', { component_type: 'door' }, '/component_type'],
    ['a long description', { description: 'x'.repeat(10_001) }, '/description'],
    ['a quantity of none', { quantity: 0 }, '/quantity'],
    ['half a piece', { quantity: 1.5 }, '/quantity'],
    ['a quantity beyond 32 bits', { quantity: 2 ** 31 }, '/quantity'],
    ['a quantity as text', { quantity: '1' }, '/quantity'],
    ['a length of nothing', { length_mm: 0 }, '/length_mm'],
    ['a mark that is neither main nor minor', { mark_level: 'middle' }, '/mark_level'],
    ['a page before the first', { page_number: 0 }, '/page_number'],
    ['a place on no sheet', { location_x: 1e8 }, '/location_x'],
    ['a box with a side too little', { bounding_box: { x: 1, y: 1, width: 1 } }, '/bounding_box'],
    ['a box with a side too many', { bounding_box: { ...BOX, depth: 1 } }, '/bounding_box'],
    ['a box turned inside out', { bounding_box: { ...BOX, width: -1 } }, '/bounding_box'],
    ['a box that is a list', { bounding_box: [1, 2, 3, 4] }, '/bounding_box'],
    ['more than certainty', { confidence_score: 1.01 }, '/confidence_score'],
    ['a review from the start', { review_status: 'approved' }, '/review_status'],
    ['a drawing id that is none', { drawing_id: 'one' }, '/drawing_id'],
  ],
  wrongChange: [
    ['null as mark', { piece_mark: null }, '/piece_mark'],
    ['null as quantity', { quantity: null }, '/quantity'],
    ['a review that there is not', { review_status: 'seen' }, '/review_status'],
    ['a reason for nothing', { review_reason: 'x' }, '/review_reason'],
    ['an unknown drawing', { drawing_id: NOBODY }, '/drawing_id', 'unknown_reference'],
  ],
  key: {
    constraint: 'unique_piece_mark_instance_per_drawing',
    field: 'instance_identifier',
    within: 'parent',
    of: (n) => ({ piece_mark: 'G1', instance_identifier: `i${n}` }),
    twins: [
      [
        { piece_mark: 'ÉG1', instance_identifier: 'É' },
        { piece_mark: ' e\u0301g1 ', instance_identifier: ' e\u0301 ' },
      ],
      [
        { piece_mark: 'G1', instance_identifier: null },
        { piece_mark: 'g1', instance_identifier: null },
      ],
    ],
  },
};

/** The list of all components. */
export const COMPONENT_LIST: Listing = {
  path: () => '/components',
  ofPlace: false,
  rows: {
    b10: { piece_mark: 'B10', component_type: 'beam', quantity: 2, confidence_score: 0.5 },
    b2: { piece_mark: 'b2', material_type: 'A36', quantity: 3 },
    a1: { piece_mark: 'A1', instance_identifier: 'B', component_type: 'angle', confidence_score: 0.25 },
    a1a: { piece_mark: 'A1', instance_identifier: 'a', quantity: 4, page_number: 2, mark_level: 'minor' },
    鋼: { piece_mark: '鋼', quantity: 5, confidence_score: 1 },
  },
  second: ['b2', '鋼'],
  sorts: {
    piece_mark: 'a1a a1 b2 b10 鋼',
    '-piece_mark': '鋼 b10 b2 a1 a1a',
    quantity: 'a1 b10 b2 a1a 鋼',
    '-quantity': '鋼 a1a b2 b10 a1',
    created_at: 'b10 b2 a1 a1a 鋼',
    '-created_at': '鋼 a1a a1 b2 b10',
    updated_at: 'b10 b2 a1 a1a 鋼',
    '-updated_at': '鋼 a1a a1 b2 b10',
  },
  filters: [
    ['piece_mark=a1', 'a1 a1a'],
    ['piece_mark=nothing', ''],
    ['prefix=B', 'b10 b2'],
    ['prefix=%25', ''],
    ['like=?1*', 'b10 a1 a1a'],
    ['instance_identifier=A', 'a1a'],
    ['component_type=angle', 'a1'],
    ['material_type=a36', 'b2'],
    ['review_status=pending', 'b10 b2 a1 a1a 鋼'],
    ['review_status=approved', ''],
    ['mark_level=minor', 'a1a'],
    ['min_confidence=0.5', 'b10 鋼'],
    ['max_confidence=0.5', 'b10 a1'],
    ['page_number=2', 'a1a'],
    [({ here }) => `project_id=${here.project}`, 'b10 b2 a1 a1a 鋼'],
    [({ second }) => `drawing_id=${second.parent.toUpperCase()}`, 'b2 鋼'],
  ],
  references: ['project_id', 'drawing_id'],
  refused: ['sort=size', 'piece_mark=%00', 'near=1', 'within=0,0,1,1', 'min_confidence=2', 'mark_level=x'],
  forged: [
    ['quantity', '1e9'],
    ['quantity', '9999999999'],
  ],
};

/** Many components at once. */
export const COMPONENT_BULK: Bulk = {
  path: '/components/bulk',
  items: 'components',
  parent: ({ parent }) => ({ drawing_id: parent }),
};

/** Components from files, into one drawing. */
export const COMPONENT_IMPORTS: Imports = {
  path: ({ parent }) => `/drawings/${parent}/components/import`,
  header: 'instance_identifier,piece_mark',
  cells: (n) => `i${n},G1`,
  twin: (n) => `I${n},g1`,
  json: (n) => ({ piece_mark: 'G1', instance_identifier: `i${n}` }),
  text: 'description',
  whole: 'page_number',
};
