import type { DrawnStory } from '../../src/scenelets/pictures/drawn-story';
import type { LintFinding } from '../../src/scenelets/tree/story-lint';
import { growStoryTree, type TreeScenelet } from '../../src/scenelets/tree/story-tree';

const SENTENCES = [
  'Mara wakes in the lighthouse and finds the lamp has gone out.',
  'The harbour is empty; a single boat knocks against the pier.',
  'An old fisherman asks for help with a torn net and tells her of the night of the storm.',
  'Fog rolls in. Somewhere a bell rings three times.',
  'She climbs the stairs, counting every step aloud.',
  '海辺の村で、古い灯台の光が消えた夜の話を漁師が語り始める。',
  'The door is locked from the inside.',
  'A letter, addressed to nobody, lies on the table.',
  'Waves break over the sea wall as they run.',
  'Morning: the keeper has returned and nobody speaks of it.',
];
const CHOICES = [
  'Open the door',
  'Follow the bell into the fog',
  'Wait',
  'Ask the fisherman about the night of the storm',
  'Take the boat',
  'Read the letter aloud',
];
const PROMPTS = [
  'What does Mara do?',
  'The bell rings again. Which way does she go, and whom does she take along?',
  'Trust him?',
];

/** A scenelet below another; its id says its place among those that were made. */
export const scenelet = (
  index: number,
  parent: number | null,
  position: number,
  more: Partial<TreeScenelet> = {},
): TreeScenelet => ({
  id: idOf(index),
  parent_id: parent === null ? null : idOf(parent),
  position,
  choice_label_from_parent: null,
  choice_prompt: null,
  content: {
    description: SENTENCES[index % SENTENCES.length],
    dialogue: [{ character: 'MARA', line: 'Who is there?' }],
  },
  is_branch_point: false,
  is_terminal_node: false,
  branch_audio_file_path: null,
  ...more,
});

export const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A story as productions write them: an opening, choices of two or three, runs of up to seven scenelets between them. */
export function branchingStory(size: number): DrawnStory {
  const scenelets: TreeScenelet[] = [];
  const open: { parent: number | null; label: string | null; position: number }[] = [
    { parent: null, label: null, position: 1 },
  ];
  let turn = 0;
  while (scenelets.length < size) {
    const next = open.shift();
    if (!next) break;
    let { parent } = next;
    const run = 1 + ((turn * 5 + 3) % 7);
    for (let step = 0; step < run && scenelets.length < size; step++) {
      const index = scenelets.length;
      const first = step === 0;
      scenelets.push(
        scenelet(index, parent, first ? next.position : 1, { choice_label_from_parent: first ? next.label : null }),
      );
      parent = index;
    }
    const last = scenelets.at(-1);
    if (!last || parent === null) break;
    if ((turn % 3 === 2 && open.length > 0) || size - scenelets.length < 2) {
      last.is_terminal_node = true;
    } else {
      last.is_branch_point = true;
      last.choice_prompt = turn === 3 ? null : (PROMPTS[turn % PROMPTS.length] ?? null);
      for (let choice = 0; choice < 2 + (turn % 2); choice++)
        open.push({ parent, label: CHOICES[(turn + choice) % CHOICES.length] ?? null, position: choice + 1 });
    }
    turn++;
  }
  const tree = growStoryTree(scenelets);
  const findings = tree.nodes.flatMap((node): LintFinding[] => {
    const at = { id: node.scenelet.id, display_id: `scenelet-${node.number}` };
    if (node.scenelet.is_branch_point && !node.scenelet.choice_prompt)
      return [
        { code: 'branch_without_prompt', severity: 'warning', scenelet: at, message: 'The branch point asks nothing.' },
      ];
    if (node.children.length === 0 && !node.scenelet.is_terminal_node)
      return [
        {
          code: 'dead_end',
          severity: 'error',
          scenelet: at,
          message: 'The story stops here and does not say that it ends.',
        },
      ];
    if (node.number % 11 === 5)
      return [{ code: 'media_missing', severity: 'warning', scenelet: at, message: 'Two shots have no key frame.' }];
    return [];
  });
  const shotCounts = new Map(
    tree.nodes.map(({ scenelet: { id }, number }) => [id, number % 9 === 4 ? 0 : 1 + ((number * 7) % 5)]),
  );
  return { story: { display_name: 'The Keeper of the Light' }, tree, shotCounts, findings };
}

/** Texts that break what is written without care. */
export const NASTY_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['quotes', '"quoted" \'too\' `ticks` "`# Markdown`"'],
  ['a word of Mermaid', 'end'],
  ['Mermaid', 'a --> b; c["x"] | {{d}} %% comment\n%%{init: {}}%%'],
  ['markup', '</title><script>alert(1)</script><!-- ]]> & &amp; &#0;'],
  ['entity codes', '#quot; #35; style x:#fff; classDef y:#000;'],
  ['a list in lines', '1. a list\n- and\r\n* another\u2028line'],
  ['control characters', '\u0000\u0001\u0008\u001B[31m\u007F\u009F\uFFFE\uFFFF'],
  ['halves of surrogate pairs', '\uD800 half \uDC00 pairs \uD83D'],
  ['right to left', '\u202Eright to left\u202C \u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD'],
  ['emoji', '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(40)],
  ['a heap of marks', `Z${'\u0301\u0316'.repeat(400)}`],
  ['wide characters', '漢字'.repeat(300)],
  ['one long word', 'W'.repeat(5000)],
  ['spaces', '   '],
  ['what Mermaid writes inside', 'ﬂ°°60¶ß ﬂ°lt¶ß'],
];
