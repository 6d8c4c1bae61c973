import fc from 'fast-check';
import { branchingStory, idOf, NASTY_TEXTS, scenelet } from '../../../test/support/drawn-stories';
import { readXml, type XmlElement } from '../../../test/support/strict-xml';
import type { DrawnStory } from './drawn-story';
import { CARD_WIDTH } from './scenelet-card';
import type { LintFinding } from '../tree/story-lint';
import { growStoryTree, type TreeScenelet } from '../tree/story-tree';
import { TreeTooLargeError, treePicture } from './tree-picture';

const story = (scenelets: TreeScenelet[], more: Partial<DrawnStory> = {}): DrawnStory => ({
  story: { display_name: 'A story' },
  tree: growStoryTree(scenelets),
  shotCounts: new Map(),
  findings: [],
  ...more,
});

const labels = fc.constantFrom(
  null,
  'Go',
  'Ask the fisherman about the night of the storm',
  '漢字'.repeat(30),
  'W'.repeat(90),
);
/** Trees of any shape: each scenelet hangs below one that was made before it, now and then below none that exists. */
const stories = fc
  .array(
    fc.record({
      parent: fc.nat(),
      chained: fc.boolean(),
      lost: fc.integer({ min: 0, max: 30 }),
      choice_label_from_parent: labels,
      choice_prompt: labels,
      is_branch_point: fc.boolean(),
      is_terminal_node: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((made) =>
    story(
      made.map(({ parent, chained, lost, ...more }, index) => {
        const above = index === 0 ? null : chained ? index - 1 : parent % index;
        return scenelet(index, lost === 0 && index > 0 ? 999 : above, index + 1, more);
      }),
    ),
  );

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const number = (text: string | undefined): number => Number(text ?? NaN);

function moved(element: XmlElement): [x: number, y: number] {
  const [, x, y] = /^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(element.attributes.transform ?? '') ?? [];
  return x === undefined ? [0, 0] : [number(x), number(y)];
}

/** What is drawn, read back from the picture itself. */
function drawnIn(picture: string) {
  const root = readXml(picture);
  const cards: (Rectangle & { id: string | undefined })[] = [];
  const choices: Rectangle[] = [];
  const waiting = [{ element: root, x: 0, y: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element } = next;
    const [dx, dy] = moved(element);
    const at = { x: next.x + dx, y: next.y + dy };
    const kind = element.attributes.class ?? '';
    if (element.name === 'g' && /^card\b/.test(kind)) {
      const outline = element.children.find((child) => child.attributes.class === 'body')?.attributes.d ?? '';
      const height = Math.max(...[...outline.matchAll(/V([\d.]+)/g)].map((match) => number(match[1])));
      cards.push({ ...at, width: CARD_WIDTH, height, id: element.attributes['data-id'] });
    }
    if (kind === 'label') {
      const [pill] = element.children;
      const { x, y, width, height } = pill?.attributes ?? {};
      choices.push({ x: at.x + number(x), y: at.y + number(y), width: number(width), height: number(height) });
    }
    for (const child of element.children) waiting.push({ element: child, ...at });
  }
  return { root, cards, choices, width: number(root.attributes.width), height: number(root.attributes.height) };
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.2 &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.2;

describe('a story as a picture', () => {
  it('shows each scenelet once, inside, no two over each other and no choice over a scenelet or a choice', () => {
    fc.assert(
      fc.property(stories, (input) => {
        const { cards, choices, width, height } = drawnIn(treePicture(input));
        const ids = [
          ...input.tree.nodes.map((node) => node.scenelet.id),
          ...input.tree.unreachable.map(({ id }) => id),
        ];
        expect(cards.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        const labelled = input.tree.nodes.filter((node) => node.parent && node.scenelet.choice_label_from_parent);
        expect(choices).toHaveLength(labelled.length);
        const all = [...cards, ...choices];
        for (const [index, a] of all.entries()) {
          expect([a.x, a.y, width - a.x - a.width, height - a.y - a.height].every((edge) => edge >= 0)).toBe(true);
          for (const b of all.slice(index + 1)) expect(overlap(a, b)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is a document of its own: no script, nothing from outside', () => {
    const picture = treePicture(branchingStory(200));
    const { root, cards } = drawnIn(picture);
    expect(cards).toHaveLength(200);
    expect(root.attributes).toMatchObject({ role: 'img', xmlns: 'http://www.w3.org/2000/svg' });
    expect(root.children.slice(0, 3).map(({ name }) => name)).toEqual(['title', 'desc', 'style']);
    expect(picture).toContain('prefers-color-scheme: dark');
    expect(picture).not.toMatch(/<(script|foreignObject|image|use|a)\b|href|url\(|@import|\son\w+=/i);
  });

  it.each(NASTY_TEXTS)('is well-formed whatever is written: %s', (_, text) => {
    const picture = treePicture(
      story(
        [
          scenelet(0, null, 1, {
            id: text,
            content: { description: text },
            choice_prompt: text,
            is_branch_point: true,
          }),
          scenelet(1, 0, 1, { parent_id: text, content: text, choice_label_from_parent: text }),
          scenelet(2, 0, 2, { parent_id: text, content: { dialogue: [{ character: text, line: text }, 7, null] } }),
          scenelet(3, 99, 1, { content: [text] }),
        ],
        {
          story: { display_name: text },
          findings: [{ code: 'no_root', severity: 'error', scenelet: null, message: text }],
        },
      ),
    );
    expect(drawnIn(picture).cards).toHaveLength(4);
  });

  it('is well-formed whatever is written, in general', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), (text, content) => {
        const input = story([scenelet(0, null, 1, { content: JSON.parse(content) as unknown, choice_prompt: text })], {
          story: { display_name: text },
        });
        expect(drawnIn(treePicture(input)).cards).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('holds the whole text of a scenelet, and what was found, for the pointer', () => {
    const description = `${'A long walk. '.repeat(60)}<The end> & "more"`;
    const finding: LintFinding = {
      code: 'dead_end',
      severity: 'error',
      scenelet: { id: idOf(0), display_id: 'scenelet-1' },
      message: 'It stops here.',
    };
    const { root } = drawnIn(
      treePicture(story([scenelet(0, null, 1, { content: { description } })], { findings: [finding] })),
    );
    const titles = root.all('title').map(({ text }) => text);
    expect(titles).toContain(`scenelet-1\n${description}\nNo shots\nError: It stops here.`);
    expect(root.all('text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['1', 'START', 'dead end', 'no shots']),
    );
  });

  it('counts what a producer counts', () => {
    const input = story(
      [
        scenelet(0, null, 1, { is_branch_point: true }),
        scenelet(1, 0, 1, { is_terminal_node: true }),
        scenelet(2, 0, 2, { is_terminal_node: true }),
      ],
      { shotCounts: new Map([[idOf(1), 1200]]) },
    );
    expect(drawnIn(treePicture(input)).root.all('desc')[0]?.text).toBe(
      '3 scenelets · 1 branch point · 2 endings · 1,200 shots · 2 scenelets without shots',
    );
  });

  it('says that a story is empty', () => {
    expect(treePicture(story([]))).toContain('This story has no scenelets yet.');
  });

  it('shows scenelets in a circle, which no start leads to', () => {
    const { cards, root } = drawnIn(treePicture(story([scenelet(1, 2, 1), scenelet(2, 1, 1)])));
    expect(cards).toHaveLength(2);
    expect(root.all('text').map(({ text }) => text)).toContain('Not reachable from the start');
  });

  it('keeps a long chain on a sheet', () => {
    const chain = Array.from({ length: 2000 }, (_, index) => scenelet(index, index === 0 ? null : index - 1, 1));
    const { cards, width, height } = drawnIn(treePicture(story(chain)));
    expect(cards).toHaveLength(2000);
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(2);
  });

  it('draws 2,000 scenelets and refuses more with their number', () => {
    const many = branchingStory(2000);
    expect(drawnIn(treePicture(many)).cards).toHaveLength(2000);
    const chain = Array.from({ length: 2001 }, (_, index) => scenelet(index, index === 0 ? null : index - 1, 1));
    expect(() => treePicture(story(chain))).toThrow(TreeTooLargeError);
    expect(() => treePicture(story(chain))).toThrow(/2,001 scenelets.*at most 2,000/);
  });
});
