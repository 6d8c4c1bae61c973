import fc from 'fast-check';
import { anyText, writableTrees } from '../../test/support/story-arbitraries';
import { flatTree } from './tree-forms';
import { growStoryTree, type TreeScenelet } from './story-tree';
import { writeTreeYaml } from './tree-yaml';
import { readTreeYaml, TreeYamlError } from './tree-yaml-reader';

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
});

describe('what is no story', () => {
  const faultsOf = async (text: string) => {
    const error = await readTreeYaml(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TreeYamlError);
    return (error as TreeYamlError).faults.map(({ line, path, message }) => `${String(line)} ${path} ${message}`);
  };
  const one = (number: number, fields = '') => `- scenelet-${String(number)}: {${fields}}\n`;

  it.each<[string, string, RegExp]>([
    ['nothing', '', /must be a list of scenelets; it is empty/],
    ['no list', 'a: b', /1 {2}must be a list of scenelets/],
    ['no YAML', '- scenelet-1: {"', /^1 /],
    ['an unknown item', '- scene-1: {}', /1 scene-1 must be scenelet-N or branching-point-N/],
    ['two keys in one item', '- scenelet-1: {}\n  scenelet-2: {}', /1 {2}must be one scenelet-N/],
    ['an unknown field', one(1, 'colour: red'), /1 scenelet-1 Unrecognized key: "colour"/],
    [
      'a wrong type',
      `${one(1)}${one(2, 'dialogue: [{character: A, line: [b]}]')}`,
      /2 scenelet-2.dialogue.0.line must be text/,
    ],
    ['a wrong role', one(1, 'role: hero'), /scenelet-1.role must be root/],
    [
      'a first that is no root',
      one(1, 'role: terminal'),
      /1 scenelet-1 is the first, so its role is root, not terminal/,
    ],
    ['a second root', `${one(1)}${one(2, 'role: root')}`, /2 scenelet-2 only the first scenelet has the role root/],
    ['a number that is left out', `${one(1)}${one(3)}`, /2 scenelet-3 stands where scenelet-2 must/],
    ['an id twice', `${one(1)}${one(1)}`, /2 scenelet-1 stands where scenelet-2 must/],
    ['brackets without end', `- scenelet-1: ${'['.repeat(100_000)}`, /is nested too deeply/],
    ['dashes without end', `- scenelet-1:\n    ${'- '.repeat(50_000)}x`, /is nested too deeply/],
    ['a field twice', '- scenelet-1:\n    role: root\n    role: root\n', /role stands twice/],
    ['two documents', '- scenelet-1: {}\n---\n- scenelet-2: {}\n', /must be one document/],
    ['an item of megabytes', `- scenelet-1: {description: "${'x'.repeat(2_100_000)}"}`, /too large to be read at once/],
    ['an anchor', '- scenelet-1: &x {}\n', /anchors, aliases and tags/],
    ['an alias', '- scenelet-1: &x {}\n- scenelet-2: *x\n', /anchors, aliases and tags/],
    ['a tag', '- scenelet-1: {description: !!js/function "x"}\n', /anchors, aliases and tags/],
    [
      'a choice that leads nowhere',
      `${one(1)}- branching-point-1: {choice_prompt: x, choices: [{label: a, leads_to: scenelet-2}, {label: b, leads_to: scenelet-9}]}\n${one(2)}`,
      /1 scenelet-1.choices.1 leads to scenelet-9, which is not there/,
    ],
    [
      'a scenelet to which two choices lead',
      `${one(1)}- branching-point-1: {choice_prompt: x, choices: [{label: a, leads_to: scenelet-2}, {label: b, leads_to: scenelet-2}]}\n${one(2)}`,
      /another choice leads already/,
    ],
    [
      'a scenelet after a branch point to which no choice leads',
      `${one(1)}- branching-point-1: {choice_prompt: x, choices: []}\n${one(2)}`,
      /scenelet-2 nothing leads to it/,
    ],
    [
      'a choice that leads to the first',
      `${one(1)}${one(2)}- branching-point-1: {choice_prompt: x, choices: [{label: a, leads_to: scenelet-1}]}\n`,
      /scenelet-1 is the first/,
    ],
    [
      'choices before any scenelet',
      '- branching-point-1: {choice_prompt: x, choices: []}',
      /must stand after the scenelet that branches/,
    ],
    [
      'numbers that are not depth first',
      `${one(1)}- branching-point-1: {choice_prompt: x, choices: [{label: b, leads_to: scenelet-3}, {label: a, leads_to: scenelet-2}]}\n${one(2)}${one(3)}`,
      /scenelet-3 is number 2 of the tree/,
    ],
    ['a scenelet that hangs from itself', `${one(1)}${one(2, 'parent: scenelet-2')}`, /scenelet-2 hangs from itself/],
  ])('%s', async (_what, text, says) => {
    expect((await faultsOf(text)).join('\n')).toMatch(says);
  });

  it('is told with all its faults and their lines, up to fifty', async () => {
    const text = Array.from({ length: 1200 }, (_, index) => one(index + 1, 'mood: x')).join('');
    const faults = await faultsOf(text);
    expect(faults).toHaveLength(50);
    expect(faults[49]).toMatch(/^50 scenelet-50 /);
    const late = Array.from({ length: 1200 }, (_, index) => one(index + 1, index === 1100 ? 'mood: x' : '')).join('');
    expect(await faultsOf(late)).toEqual([expect.stringMatching(/^1101 scenelet-1101 /)]);
  });
});
