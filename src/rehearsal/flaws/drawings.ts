import { IN_PROJECT, inTurn, twin, TWINS, type Flaw } from '../flaw';
import type { Columns } from '../legacy-tables';

const IN_DRAWING = [...IN_PROJECT, { table: 'drawings' }] as const;

/** A drawing in a clean project. */
function drawing(name: string, description: string, columns: Columns): Flaw {
  return {
    name,
    description,
    legal: false,
    offenders: 'drawings',
    steps: [...IN_PROJECT, { table: 'drawings', columns: () => columns }],
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
    name: 'drawing-file-hash-twins',
    description: 'two drawings of the same file',
    legal: true,
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
];
