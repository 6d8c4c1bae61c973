import { timeOf } from '../clean-row';
import { IN_EPISODE, IN_PROJECT, IN_STORY, type Flaw, type PlotSql, type Step } from '../flaw';
import type { Columns } from '../legacy-tables';
import { storyShotColumns } from '../story-shapes';

/** A root and its children, which are the places 2, 3, … of the walk. */
function scenelets(each = 1, columns: (plot: PlotSql) => Columns = () => ({})): Step {
  return {
    table: 'scenelets',
    each,
    columns: (plot) => ({
      parent_id: `case when k > 1 then ${plot.id('scenelets')} end`,
      created_at: `${timeOf('n')} + least(k - 1, 1) * interval '1 hour' - k * interval '1 millisecond'`,
      ...columns(plot),
    }),
  };
}

/** A shot on each of the first `each` places of the walk. */
function storyShots(each = 1, columns: (plot: PlotSql) => Columns = () => ({})): Step {
  return {
    table: 'shots',
    each,
    columns: (plot) => ({
      ...storyShotColumns({ story: plot.id('stories'), scenelet: plot.id('scenelets', 'k'), place: 'k', index: '1' }),
      ...columns(plot),
    }),
  };
}

/** Texts that name no scenelet of a story with one. */
const WRONG_IDS: readonly { name: string; says: string; id: (plot: PlotSql) => string; sequence?: string }[] = [
  {
    name: 'unknown',
    says: 'a scenelet that the story has not (scenelet-999)',
    id: () => `'scenelet-999'`,
    sequence: '999',
  },
  { name: 'zero', says: 'scenelet-0', id: () => `'scenelet-0'` },
  { name: 'capital', says: 'Scenelet-1 instead of scenelet-1', id: () => `'Scenelet-1'` },
  { name: 'leading-zero', says: 'scenelet-01 instead of scenelet-1', id: () => `'scenelet-01'` },
  { name: 'empty', says: 'an empty text', id: () => `''` },
  { name: 'uuid', says: 'the id of the scenelet itself', id: (plot) => `${plot.id('scenelets')}::text` },
];

/** Columns of a story shot that the old application wrote one after another. */
const FORGOTTEN = ['scenelet_id', 'scenelet_sequence', 'shot_index', 'storyboard_payload'];

/** Stories whose scenelets are no tree. */
const BROKEN_TREES: readonly { name: string; description: string; scenelets: Step }[] = [
  {
    name: 'story-with-two-roots',
    description: 'stories with two roots',
    scenelets: scenelets(2, () => ({ parent_id: 'null' })),
  },
  {
    name: 'story-with-cycle',
    description: 'stories with a root and, beside it, a circle of two scenelets',
    scenelets: scenelets(3, (plot) => ({ parent_id: `case when k > 1 then ${plot.id('scenelets', '5 - k')} end` })),
  },
  {
    name: 'story-of-only-a-cycle',
    description: 'stories without a root, a circle of two scenelets',
    scenelets: scenelets(2, (plot) => ({ parent_id: plot.id('scenelets', '3 - k') })),
  },
];

/** Siblings that only their ids put in order, with a shot each that says so. */
function tiedSiblings(name: string, description: string, apart: string): Flaw {
  const siblingsUpTo = (plot: PlotSql) => `(select count(*) from scenelets sibling
    where k > 1 and sibling.parent_id = ${plot.id('scenelets')} and sibling.id <= ${plot.id('scenelets', 'k')})`;
  return {
    name,
    description,
    legal: true,
    offenders: 'stories',
    steps: [
      ...IN_STORY,
      scenelets(5, () => ({
        created_at: `timestamptz '2023-05-05 05:05:05.5+00' + case when k > 1 then interval '1 hour' + ${apart} else interval '0' end`,
      })),
      storyShots(5, (plot) => ({
        scenelet_id: `'scenelet-' || 1 + ${siblingsUpTo(plot)}`,
        scenelet_sequence: `1 + ${siblingsUpTo(plot)}`,
      })),
    ],
  };
}

/** Stories, scenelets and their shots. */
export const STORY_FLAWS: readonly Flaw[] = [
  ...WRONG_IDS.map(({ name, says, id, sequence = '1' }): Flaw => ({
    name: `scenelet-id-${name}`,
    description: `story shots whose scenelet_id is ${says}`,
    legal: false,
    offenders: 'shots',
    steps: [
      ...IN_STORY,
      scenelets(),
      storyShots(1, (plot) => ({ scenelet_id: id(plot), scenelet_sequence: sequence })),
    ],
  })),
  ...FORGOTTEN.map((column): Flaw => ({
    name: `story-shot-without-${column.replaceAll('_', '-')}`,
    description: `story shots without ${column}`,
    legal: false,
    offenders: 'shots',
    steps: [...IN_STORY, scenelets(), storyShots(1, () => ({ [column]: 'null' }))],
  })),
  {
    name: 'scenelet-sequence-disagrees',
    description: 'story shots whose scenelet_sequence is another number than the one in scenelet_id',
    legal: false,
    offenders: 'shots',
    steps: [...IN_STORY, scenelets(2), storyShots(1, () => ({ scenelet_sequence: '2' }))],
  },
  {
    name: 'shot-index-twins',
    description:
      'story shots of one place and index, which the old unique constraint lets through where scenelet_id is NULL',
    legal: false,
    offenders: 'shots',
    overlap: 'they are story shots without scenelet-id as well: only a NULL lets them through',
    steps: [...IN_STORY, scenelets(), storyShots(2, () => ({ scenelet_id: 'null', scenelet_sequence: '1' }))],
  },
  {
    name: 'scenelet-id-without-story',
    description: 'shots with a scenelet_id and no story',
    legal: false,
    offenders: 'shots',
    steps: [...IN_EPISODE, { table: 'shots', columns: () => ({ scenelet_id: `'scenelet-1'` }) }],
  },
  {
    name: 'story-shot-in-other-episode',
    description: 'story shots in another episode than their story',
    legal: false,
    offenders: 'shots',
    steps: [
      ...IN_PROJECT,
      { table: 'episodes', each: 2 },
      { table: 'stories' },
      scenelets(),
      storyShots(1, (plot) => ({ episode_id: plot.id('episodes', '2') })),
    ],
  },
  ...BROKEN_TREES.flatMap((tree): Flaw[] => {
    const bare: Flaw = {
      name: tree.name,
      description: tree.description,
      legal: false,
      offenders: 'stories',
      steps: [...IN_STORY, tree.scenelets],
    };
    const withShots: Flaw = {
      ...bare,
      name: `${tree.name}-with-shots`,
      description: `${tree.description}, and a shot`,
      overlap: 'nobody can say which scenelet the shot belongs to while the story is no tree',
      steps: [...bare.steps, storyShots()],
    };
    return [bare, withShots];
  }),
  {
    name: 'scenelet-with-parent-in-other-story',
    description: 'scenelets whose parent belongs to another story',
    legal: false,
    offenders: 'scenelets',
    guilty: 'k = 3',
    steps: [
      ...IN_EPISODE,
      { table: 'stories', each: 2 },
      scenelets(3, (plot) => ({
        story_id: `case k when 2 then ${plot.id('stories', '2')} else ${plot.id('stories')} end`,
        parent_id: `case k when 3 then ${plot.id('scenelets', '2')} end`,
      })),
    ],
  },
  {
    name: 'story-without-scenelets',
    description: 'stories without any scenelet',
    legal: true,
    offenders: 'stories',
    steps: IN_STORY,
  },
  {
    name: 'story-without-shots',
    description: 'stories with scenelets and no shots',
    legal: true,
    offenders: 'stories',
    steps: [...IN_STORY, scenelets(4)],
  },
  tiedSiblings(
    'siblings-of-one-time',
    'stories with siblings of the same time, which their ids put in order',
    `interval '0'`,
  ),
  tiedSiblings(
    'siblings-microseconds-apart',
    'stories with siblings of the same millisecond, which their ids put in order',
    `k * interval '1 microsecond'`,
  ),
];
