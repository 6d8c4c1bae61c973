import { IN_PROJECT, inTurn, twin, TWINS, type Flaw } from '../flaw';
import type { Columns } from '../legacy-tables';

const IN_DRAWING = [...IN_PROJECT, { table: 'drawings' }] as const;

/** A drawing in a clean project. */
function drawing(
  name: string,
  description: string,
  columns: Columns,
  rest: Partial<Pick<Flaw, 'legal' | 'overlap'>> = {},
): Flaw {
  return {
    name,
    description,
    legal: false,
    offenders: 'drawings',
    steps: [...IN_PROJECT, { table: 'drawings', columns: () => columns }],
    ...rest,
  };
}

/** A component, or several, in a clean drawing. */
function component(name: string, description: string, columns: Columns, { legal = false, each = 1 } = {}): Flaw {
  return {
    name,
    description,
    legal,
    offenders: 'components',
    steps: [...IN_DRAWING, { table: 'components', each, columns: () => columns }],
  };
}

/** SQL: JSON values as they are written. */
function json(...values: readonly string[]): string[] {
  return values.map((value) => `'${value}'::json`);
}

/** What files say of drawings, and readings of components. */
const READINGS: readonly Flaw[] = [
  {
    name: 'drawing-file-hash-twins',
    description: 'two drawings of the same file',
    legal: false,
    offenders: 'drawings',
    steps: [
      ...IN_PROJECT,
      {
        table: 'drawings',
        each: 2,
        columns: ({ common }) => ({ file_hash: `md5(${common}) || md5('b' || ${common})` }),
      },
    ],
  },
  drawing(
    'drawing-file-hash-capital',
    'drawings whose file_hash is written in capitals',
    { file_hash: `upper(md5('a' || n) || md5('b' || n))` },
    { legal: true },
  ),
  drawing(
    'drawing-file-hash-malformed',
    'drawings whose file_hash is no 64 hexadecimal digits: too short, empty, with other letters, of another kind',
    { file_hash: inTurn([`md5('a' || n)`, `''`, `lpad(n::text, 64, 'z')`, `'sha256:' || md5('a' || n)`]) },
    { legal: true, overlap: 'two empty ones are twins of each other as well' },
  ),
  component('component-box-no-object', 'components whose bounding_box is a text, a list, a number or a truth', {
    bounding_box: inTurn(json('"12,40,40,12"', '[12, 40, 40, 12]', '12', 'true')),
  }),
  component('component-box-incomplete', 'components whose bounding_box lacks one of x, y, width and height, or all', {
    bounding_box: inTurn(json('{}', '{"x": 1, "y": 2, "width": 40}', '{"x1": 1, "y1": 2, "x2": 41, "y2": 14}')),
  }),
  component('component-box-negative', 'components whose bounding_box begins outside the page, or is turned over', {
    bounding_box: inTurn(
      json('{"x": -1, "y": 2, "width": 40, "height": 12}', '{"x": 1, "y": 2, "width": 40, "height": -12.5}'),
    ),
  }),
  component(
    'component-box-without-numbers',
    'components whose bounding_box has a text or null in the place of a number, or a number that no computer holds',
    {
      bounding_box: inTurn(
        json(
          '{"x": "NaN", "y": 2, "width": 40, "height": 12}',
          '{"x": 1, "y": null, "width": 40, "height": 12}',
          '{"x": 1, "y": 2, "width": 1e400, "height": 12}',
        ),
      ),
    },
  ),
  component(
    'component-type-unknown',
    'components of a type that is none of the known ones',
    { component_type: inTurn([`'gusset'`, `'Beam'`, `''`]) },
    { legal: true },
  ),
  component(
    'component-review-status-unknown',
    'components with a review_status other than pending, reviewed and approved',
    { review_status: inTurn([`'done'`, `'Approved'`, `''`]) },
  ),
  component('component-quantity-below-one', 'components with a quantity of 0 or less', {
    quantity: inTurn(['0', '-3']),
  }),
];

/** Drawings and their components. */
export const DRAWING_FLAWS: readonly Flaw[] = [
  {
    name: 'drawing-of-missing-project',
    description: 'drawings of a project that is gone',
    legal: false,
    offenders: 'drawings',
    steps: [{ table: 'drawings', columns: ({ missingId }) => ({ project_id: missingId }) }],
  },
  {
    name: 'drawing-without-project',
    description: 'drawings that are assigned to no project',
    legal: true,
    offenders: 'drawings',
    steps: [{ table: 'drawings', columns: () => ({ project_id: 'null' }) }],
  },
  drawing(
    'drawing-status-unknown',
    'drawings with a processing_status other than pending, processing, completed and failed',
    { processing_status: inTurn([`'done'`, `'Completed'`, `''`]) },
  ),
  drawing('drawing-progress-over-100', 'drawings with a processing_progress over 100', {
    processing_progress: '100 + n',
  }),
  {
    name: 'drawing-in-deleted-project',
    description: 'drawings with two components in a project that is marked as deleted',
    legal: true,
    offenders: 'drawings',
    steps: [
      { table: 'profiles' },
      { table: 'projects', columns: () => ({ status: `'deleted'` }) },
      { table: 'drawings' },
      { table: 'components', each: 2 },
    ],
  },
  // The legacy unique constraint leaves no room for exact twins.
  ...TWINS.slice(1).map((twins) =>
    component(
      `piece-mark-${twins.name}`,
      `components of one drawing with piece marks ${twins.says}`,
      { piece_mark: twin(twins, `'g' || n`) },
      { each: 2 },
    ),
  ),
  component(
    'piece-mark-triplets',
    'three components of one drawing with piece marks that differ in case and spaces only',
    { piece_mark: `(array['g', 'G', ' G'])[k] || n` },
    { each: 3 },
  ),
  component('piece-mark-blank', 'components with a blank piece mark', { piece_mark: inTurn([`''`, `'   '`]) }),
  component(
    'piece-mark-with-combining-accents',
    'components whose piece mark has combining accents, two on one letter (NFD)',
    { piece_mark: `'e\u0301a\u0308o\u030a\u0323' || n` },
    { legal: true },
  ),
  component('component-without-created-at', 'components without created_at', { created_at: 'null' }, { legal: true }),
  component('component-without-updated-at', 'components without updated_at', { updated_at: 'null' }, { legal: true }),
  component('component-without-quantity', 'components without a quantity', { quantity: 'null' }, { legal: true }),
  component(
    'component-without-confidence',
    'components without a confidence score',
    { confidence_score: 'null' },
    { legal: true },
  ),
  component(
    'component-confidence-on-border',
    'components with a confidence score of 0 and of 1',
    { confidence_score: 'k - 1' },
    { legal: true, each: 2 },
  ),
  {
    name: 'component-without-drawing',
    description: 'components without a drawing',
    legal: true,
    offenders: 'components',
    steps: [{ table: 'components', columns: () => ({ drawing_id: 'null' }) }],
  },
  ...READINGS,
];
