import fc from 'fast-check';
import { branchingStory, NASTY_TEXTS, scenelet } from '../../../test/support/drawn-stories';
import { growStoryTree, type TreeScenelet } from '../tree/story-tree';
import { treeDiagram } from './tree-diagram';

/** What may stand between quotes: no character of Mermaid's, Markdown's or HTML's, but entity codes. */
const TEXT = String.raw`"(?:[\p{L}\p{M}\p{N} ,?!'-]|#\d+;|<br\/>)*"`;
const NODE = String.raw`[su]\d+(?:\[${TEXT}\]|\[\[${TEXT}\]\]|\(\[${TEXT}\]\)|\{\{${TEXT}\}\})`;
const LINE = new RegExp(
  [
    'flowchart TD',
    String.raw`  %% (?:[\p{L}\p{M}\p{N} ,?!']|#\d+;)*`,
    String.raw` {2,4}${NODE}`,
    String.raw`  s\d+ -->(?:\|${TEXT}\|)? s\d+`,
    String.raw`  subgraph lost \[${TEXT}\]`,
    '  end',
    String.raw`  empty\[${TEXT}\]`,
    String.raw`  classDef \w+ [\w:#,. -]+`,
    String.raw`  class [su]\d+(?:,[su]\d+)* \w+`,
  ]
    .map((form) => `^${form}$`)
    .join('|'),
  'u',
);

const draw = (scenelets: TreeScenelet[], name = 'Story'): string =>
  treeDiagram({ story: { display_name: name }, tree: growStoryTree(scenelets), shotCounts: new Map(), findings: [] });

const expectGrammar = (diagram: string): void => {
  expect(
    diagram
      .trimEnd()
      .split('\n')
      .filter((line) => !LINE.test(line)),
  ).toEqual([]);
};

/** Read as Mermaid's documentation says. */
const decoded = (text: string): string =>
  text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

const withTexts = (text: string): TreeScenelet[] => [
  scenelet(0, null, 1, { content: { description: text }, choice_prompt: text, is_branch_point: true }),
  scenelet(1, 0, 1, { content: text, choice_label_from_parent: text }),
  scenelet(2, 0, 2, { content: [text], choice_label_from_parent: text, is_terminal_node: true }),
];

describe('a story as a Mermaid flowchart', () => {
  it('has a node for each scenelet and an edge for each but the root', () => {
    const diagram = treeDiagram(branchingStory(120));
    expectGrammar(diagram);
    for (let number = 1; number <= 120; number++)
      expect(diagram.match(new RegExp(`^  s${number}[[({]`, 'gm'))).toHaveLength(1);
    expect(diagram.match(/-->/g)).toHaveLength(119);
  });

  it('shows what a scenelet is and what is amiss', () => {
    const diagram = draw([
      scenelet(0, null, 1, { content: { description: 'Dawn' } }),
      scenelet(1, 0, 1, { content: { description: 'A door' }, is_branch_point: true, choice_prompt: 'Open it?' }),
      scenelet(2, 1, 1, { content: {}, choice_label_from_parent: 'Yes: "now"', is_terminal_node: true }),
    ]);
    expect(diagram).toContain('s1(["scenelet-1 Dawn<br/>! no shots"])');
    expect(diagram).toContain('s2{{"scenelet-2 A door<br/>? Open it?<br/>! no shots"}}');
    expect(diagram).toContain('s2 -->|"Yes#58; #34;now#34;"| s3');
    expect(diagram).toContain('s3[["scenelet-3<br/>! no shots"]]');
    expect(diagram).toMatch(/^ {2}class s2 branch$/m);
    expect(diagram).toMatch(/^ {2}class s1,s2,s3 noShots$/m);
  });

  it.each(NASTY_TEXTS)('is not broken by %s', (_, text) => {
    expectGrammar(draw(withTexts(text), text));
  });

  it('is not broken by any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expectGrammar(draw(withTexts(text), text));
      }),
      { numRuns: 500 },
    );
  });

  it('gives texts back as they were', () => {
    const text = 'A "b" <i>c</i> #35; `d` [e] {f} |g| %%h; ﬂ°60¶ß';
    expect(decoded(draw(withTexts(text)))).toContain(`scenelet-1 ${text}<br/>`);
  });

  it('cuts between grapheme clusters', () => {
    const family = '👩‍👩‍👧‍👦';
    expect(decoded(draw(withTexts(family.repeat(60))))).toContain(`scenelet-1 ${family.repeat(48)}…<br/>`);
  });

  it('says that a story is empty, and shows what cannot be reached', () => {
    expect(draw([])).toContain('empty["This story has no scenelets yet"]');
    const lost = draw([scenelet(0, null, 1), scenelet(1, 2, 1), scenelet(2, 1, 1)]);
    expectGrammar(lost);
    expect(lost).toContain('subgraph lost');
    expect(lost).toMatch(/^ {2}class u1,u2 problem$/m);
  });

  it('draws a chain of 100,000', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => scenelet(index, index === 0 ? null : index - 1, 1));
    expect(draw(chain).match(/-->/g)).toHaveLength(99_999);
  });
});
