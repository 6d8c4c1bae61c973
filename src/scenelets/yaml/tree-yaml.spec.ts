import fc from 'fast-check';
import { anyText, writableTrees } from '../../../test/support/story-arbitraries';
import { flatTree } from '../tree/tree-forms';
import { growStoryTree, type TreeScenelet } from '../tree/story-tree';
import { writeTreeYaml } from './tree-yaml';
import { readTreeYaml } from './tree-yaml-reader';

const scenelet = (
  id: string,
  parent: string | null,
  position: number,
  rest: Partial<TreeScenelet> = {},
): TreeScenelet => ({
  id,
  parent_id: parent,
  position,
  choice_label_from_parent: null,
  choice_prompt: null,
  content: {},
  is_branch_point: false,
  is_terminal_node: false,
  branch_audio_file_path: null,
  ...rest,
});

const yamlOf = (scenelets: readonly TreeScenelet[]) => [...writeTreeYaml(growStoryTree(scenelets))].join('');

/** What was read, as rows again. */
async function readBack(text: string): Promise<TreeScenelet[]> {
  return (await readTreeYaml(text)).map(({ display_id, parent, choice_label, ...rest }) => ({
    ...rest,
    id: display_id,
    parent_id: parent,
    choice_label_from_parent: choice_label,
    branch_audio_file_path: null,
  }));
}

/** The flat form without what YAML does not carry. */
const entriesOf = (scenelets: readonly TreeScenelet[]) =>
  [...flatTree(growStoryTree(scenelets))].map((entry) => Object.assign({}, entry, { uuid: undefined }));
const flagsOf = (scenelets: readonly TreeScenelet[]) =>
  growStoryTree(scenelets).nodes.map((node) => [node.scenelet.is_branch_point, node.scenelet.is_terminal_node]);

const STORY = [
  scenelet('r', null, 1, {
    is_branch_point: true,
    choice_prompt: 'Which way?',
    content: { description: ' At the gate. ' },
  }),
  scenelet('a', 'r', 1, { choice_label_from_parent: 'Left', is_branch_point: true, choice_prompt: 'And now?' }),
  scenelet('b', 'r', 2, { choice_label_from_parent: 'Right', is_terminal_node: true }),
  scenelet('a1', 'a', 1, { choice_label_from_parent: 'Stay', is_terminal_node: true }),
  scenelet('a2', 'a', 2, {
    choice_label_from_parent: 'Go',
    content: {
      description: 'Two\nlines',
      dialogue: [{ character: 'Mara', line: 'Is it "you"?' }, { character: 'Mara' }],
      shot_suggestions: ['wide', 3],
    },
  }),
  scenelet('a2x', 'a2', 1, { is_terminal_node: true }),
];

describe('the YAML of a story', () => {
  it('has the form that players read', () => {
    expect(yamlOf(STORY)).toBe(`- scenelet-1:
    role: "root"
    description: "At the gate."
    dialogue: []
    shot_suggestions: []
- branching-point-1:
    choice_prompt: "Which way?"
    choices:
      - label: "Left"
        leads_to: "scenelet-2"
      - label: "Right"
        leads_to: "scenelet-6"
- scenelet-2:
    role: "branch"
    choice_label: "Left"
    description: ""
    dialogue: []
    shot_suggestions: []
- branching-point-2:
    choice_prompt: "And now?"
    choices:
      - label: "Stay"
        leads_to: "scenelet-3"
      - label: "Go"
        leads_to: "scenelet-4"
- scenelet-3:
    role: "terminal"
    choice_label: "Stay"
    description: ""
    dialogue: []
    shot_suggestions: []
- scenelet-4:
    role: "branch"
    choice_label: "Go"
    description: |
      Two
      lines
    dialogue:
      - character: "Mara"
        line: "Is it \\"you\\"?"
    shot_suggestions:
      - "wide"
- scenelet-5:
    role: "terminal"
    description: ""
    dialogue: []
    shot_suggestions: []
- scenelet-6:
    role: "terminal"
    choice_label: "Right"
    description: ""
    dialogue: []
    shot_suggestions: []`);
  });

  it('comes back as the same tree, whatever is written in it', async () => {
    await fc.assert(
      fc.asyncProperty(writableTrees, async (scenelets) => {
        const back = await readBack(yamlOf(scenelets));
        expect(entriesOf(back)).toEqual(entriesOf(scenelets));
        expect(flagsOf(back)).toEqual(flagsOf(scenelets));
        expect(yamlOf(back)).toBe(yamlOf(scenelets));
      }),
      { numRuns: 500 },
    );
  });

  it('carries any text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (line, suggestion) => {
        const content = { description: '', dialogue: [{ character: line, line }], shot_suggestions: [suggestion] };
        const [back] = await readBack(yamlOf([scenelet('r', null, 1, { content })]));
        expect(back?.content).toEqual(content);
      }),
      { numRuns: 500 },
    );
  });

  it('of a chain of 100,000 comes back', async () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      scenelet(`s${String(index)}`, index === 0 ? null : `s${String(index - 1)}`, 1, {
        content: { description: `Scene ${String(index)}` },
        is_terminal_node: index === 99_999,
      }),
    );
    const back = await readTreeYaml(yamlOf(chain));
    expect(back).toHaveLength(100_000);
    expect(back.at(-1)).toMatchObject({
      display_id: 'scenelet-100000',
      parent: 'scenelet-99999',
      is_terminal_node: true,
    });
  });

  it('may have the fields beside the name, as some writers put them', async () => {
    const beside = yamlOf(STORY).replaceAll(/^ {4}(?=[a-z_]+:)/gm, '  ');
    expect(await readTreeYaml(beside)).toEqual(await readTreeYaml(yamlOf(STORY)));
  });

  it('may be written by hand: in flow style, with comments, without what is empty', async () => {
    const back = await readTreeYaml(
      `# a story\n- {scenelet-1: {role: root, description: yes}}\r\n\n- scenelet-2: {role: terminal} # the end\n`,
    );
    expect(back.map(({ content, is_terminal_node }) => [content.description, is_terminal_node])).toEqual([
      ['yes', false],
      ['', true],
    ]);
  });

  it('may have scenelets without fields', async () => {
    const back = await readTreeYaml(
      '- scenelet-1:\n- scenelet-2: {}\n- scenelet-3: null\n- scenelet-4: ~\n- scenelet-5:\n    dialogue:\n    shot_suggestions: []\n',
    );
    expect(back.map(({ parent, content }) => [parent, content])).toEqual(
      [null, 'scenelet-1', 'scenelet-2', 'scenelet-3', 'scenelet-4'].map((parent) => [
        parent,
        { description: '', dialogue: [], shot_suggestions: [] },
      ]),
    );
  });

  it('may hold as much as a scenelet takes elsewhere, counted in characters without the white space around', async () => {
    const [label, prompt] = ['🚪'.repeat(1000), '🚪'.repeat(10_000)];
    const [root, child] = await readTreeYaml(
      `- scenelet-1:\n- branching-point-1:\n    choice_prompt: |\n      ${prompt}\n    choices: [{label: " ${label} ", leads_to: scenelet-2}]\n- scenelet-2:\n`,
    );
    expect([root?.choice_prompt, child?.choice_label]).toEqual([prompt, label]);
  });

  const long = Array.from({ length: 2500 }, (_, index) => `- scenelet-${String(index + 1)}:\n`);
  it.each<[string, string, string]>([
    ['---', '---\n', ''],
    ['a byte order mark, a comment, a directive and ---', '\ufeff# a story\n\n%YAML 1.1\n--- # here\n', ''],
    ['... at the end', '', '...\n# done\n\n'],
    ['--- and ...', '---\n', '... # done'],
  ])('may have %s, and is cut into pieces nevertheless', async (_what, before, after) => {
    const megabytes = long.map((item) => `${item}    description: ${'x'.repeat(1000)}\n`).join('');
    for (const text of [long.join(''), megabytes])
      expect(await readTreeYaml(`${before}${text}${after}`)).toHaveLength(2500);
  });

  it('may have each dash on a line of its own', async () => {
    const text = long.map((item) => item.replace('- ', '-\n  ')).join('');
    expect(await readTreeYaml(text)).toHaveLength(2500);
  });
});
