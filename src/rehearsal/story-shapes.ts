import { cleanRow, timeOf } from './clean-row';
import type { Columns } from './legacy-tables';

/**
 * How the scenelets of a story hang together, as SQL over two numbers: `p`, the scenelet's place in a depth-first walk
 * (from 1, the root), and `m`, how many the story has. Built from the walk, so that the numbering is known, not computed.
 */
export interface StoryShape {
  /** The place of the parent; not asked of the root. Always less than `p`. */
  parent: string;
  depth: string;
  isBranchPoint: string;
  /** Whether it is a choice of a branch point. */
  isChoice: string;
  isTerminal: string;
}

export const STORY_SHAPES = {
  /** Six by six: a scene, a branch point, a choice with an end, a choice that is an end, a choice that goes on. */
  branching: {
    parent: 'p - (array[1, 1, 1, 1, 3, 4])[1 + (p - 1) % 6]',
    depth: '(p - 1) / 6 * 3 + (array[0, 1, 2, 3, 2, 2])[1 + (p - 1) % 6]',
    isBranchPoint: '(p - 1) % 6 = 1 and p < m',
    isChoice: '(p - 1) % 6 in (2, 4, 5)',
    isTerminal: '(p - 1) % 6 in (3, 4) or p = m',
  },
  /** One after another. */
  chain: { parent: 'p - 1', depth: 'p - 1', isBranchPoint: 'false', isChoice: 'false', isTerminal: 'p = m' },
  /** All others below the root. */
  wide: {
    parent: '1',
    depth: 'least(p - 1, 1)',
    isBranchPoint: 'p = 1 and m > 1',
    isChoice: 'p > 1',
    isTerminal: 'p > 1 or m = 1',
  },
} satisfies Record<string, StoryShape>;

/**
 * The columns of a story's scenelets, over `p` and `m`.
 *
 * @param story the SQL of the story's id
 * @param id the SQL of a scenelet's id, given that of its place
 * @param n the story's varied ordinal
 */
export function sceneletColumns(
  shape: StoryShape,
  { story, id, n }: { story: string; id: (place: string) => string; n: string },
): Columns {
  return {
    ...cleanRow('scenelets', `(${n} + p)`, `'scene ' || p`),
    id: id('p'),
    story_id: story,
    parent_id: `case when p > 1 then ${id(shape.parent)} end`,
    choice_label_from_parent: `case when ${shape.isChoice} then 'Choice ' || p end`,
    choice_prompt: `case when ${shape.isBranchPoint} then 'What does Mara do?' end`,
    is_branch_point: shape.isBranchPoint,
    is_terminal_node: shape.isTerminal,
    // Children are younger than their parent, and the first of them is the youngest: an author's program made them in
    // reverse, and the walk takes siblings newest first. A millisecond is the least that counts.
    created_at: `${timeOf(n)} + (${shape.depth}) * interval '1 hour' - p * interval '1 millisecond'`,
  };
}

/**
 * What makes a shot one of a story. Story shots of the legacy application have no name. The payload says which scenelet
 * is meant, which the legacy columns say by its place only: a test of the places can ask it.
 *
 * @param shot SQL: the ids of story and scenelet, the scenelet's place, the shot's number among the scenelet's, from 1
 */
export function storyShotColumns(shot: { story: string; scenelet: string; place: string; index: string }): Columns {
  const { story, scenelet, place, index } = shot;
  const media = `${place} || '-' || ${index}`;
  return {
    name: 'null',
    story_id: story,
    scenelet_id: `'scenelet-' || ${place}`,
    scenelet_sequence: place,
    shot_index: index,
    storyboard_payload: `jsonb_build_object('framing', 'wide', 'scenelet', ${scenelet})`,
    key_frame_image_path: `case when ${place} % 3 > 0 then 'frames/' || ${media} || '.png' end`,
    audio_file_path: `case when ${place} % 4 = 0 then 'audio/' || ${media} || '.wav' end`,
  };
}
