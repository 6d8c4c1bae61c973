import fc from 'fast-check';
import { writableTrees } from '../../../test/support/story-arbitraries';
import { bundleStory } from '../bundle/story-bundle';
import { treeFaults } from './story-lint';
import { displayId, growStoryTree, type TreeScenelet } from './story-tree';
import { flatTree, nestedTree, TreeTooDeepError } from './tree-forms';
import { writeTreeYaml } from '../yaml/tree-yaml';
import { readTreeYaml } from '../yaml/tree-yaml-reader';

/** A scenelet of the old program: it has a time, and no place. */
type Old = Partial<TreeScenelet> & { id: string; parent_id: string | null; at: string };

/** Places by the old rule: the newest first, by the millisecond; then by id; without a time last. */
function placed(old: readonly Old[]): TreeScenelet[] {
  const time = ({ at }: Old) => (Number.isNaN(Date.parse(at)) ? -Infinity : Date.parse(at));
  const before = (a: Old, b: Old) => time(b) - time(a) || (a.id < b.id ? -1 : 1);
  return old.map((one) => ({
    choice_label_from_parent: null,
    choice_prompt: null,
    content: {},
    is_branch_point: false,
    is_terminal_node: false,
    branch_audio_file_path: null,
    ...one,
    position:
      1 +
      old
        .filter(({ parent_id }) => parent_id === one.parent_id)
        .sort(before)
        .indexOf(one),
  }));
}

const day = (number: number) => `2024-01-0${String(number)}T00:00:00Z`;
const branch = { is_branch_point: true, choice_prompt: 'Which?' };
const end = { is_terminal_node: true };
const numbersOf = (scenelets: readonly TreeScenelet[]) =>
  Object.fromEntries(growStoryTree(scenelets).nodes.map((node) => [node.scenelet.id, node.number]));

describe('the numbering of the old program', () => {
  it('goes depth first, the newest option of a branch first', () => {
    const scenelets = placed([
      { id: 'r', parent_id: null, at: day(1), ...branch },
      { id: 'a', parent_id: 'r', at: day(3), choice_label_from_parent: 'A', ...branch },
      { id: 'b', parent_id: 'r', at: day(2), choice_label_from_parent: 'B', ...end },
      { id: 'a1', parent_id: 'a', at: day(5), choice_label_from_parent: 'A1', ...end },
      { id: 'a2', parent_id: 'a', at: day(4), choice_label_from_parent: 'A2' },
      { id: 'a2x', parent_id: 'a2', at: day(6), ...end },
    ]);
    expect(numbersOf(scenelets)).toEqual({ r: 1, a: 2, a1: 3, a2: 4, a2x: 5, b: 6 });
    expect([...flatTree(growStoryTree(scenelets))].map(({ id }) => id)).toEqual([
      'scenelet-1',
      'branching-point-1',
      'scenelet-2',
      'branching-point-2',
      'scenelet-3',
      'scenelet-4',
      'scenelet-5',
      'scenelet-6',
    ]);
    const choices = [...flatTree(growStoryTree(scenelets))].flatMap((entry) =>
      entry.kind === 'branching-point' ? [entry.choices.map(({ label, leads_to }) => `${label}→${leads_to}`)] : [],
    );
    expect(choices).toEqual([
      ['A→scenelet-2', 'B→scenelet-6'],
      ['A1→scenelet-3', 'A2→scenelet-4'],
    ]);
  });

  it.each<[string, string, string]>([
    ['of one time by their ids', day(2), day(2)],
    ['that differ in microseconds only by their ids', '2024-01-02T00:00:00.123001Z', '2024-01-02T00:00:00.123999Z'],
    ['without a time last', day(2), ''],
  ])('puts siblings %s', (_how, b, z) => {
    const scenelets = placed([
      { id: 'r', parent_id: null, at: day(1) },
      { id: 'z', parent_id: 'r', at: z },
      { id: 'b', parent_id: 'r', at: b },
    ]);
    expect(numbersOf(scenelets)).toEqual({ r: 1, b: 2, z: 3 });
  });

  it('takes an ending that goes on, and two choices alike', () => {
    const scenelets = placed([
      { id: 'r', parent_id: null, at: day(1), ...end },
      { id: 'x', parent_id: 'r', at: day(2), ...branch },
      { id: 'y', parent_id: 'x', at: day(4), choice_label_from_parent: 'Go' },
      { id: 'z', parent_id: 'x', at: day(3), choice_label_from_parent: 'Go' },
    ]);
    expect(numbersOf(scenelets)).toEqual({ r: 1, x: 2, y: 3, z: 4 });
    expect(growStoryTree(scenelets).nodes.map(({ role }) => role)).toEqual(['root', 'linear', 'branch', 'branch']);
    expect(treeFaults(growStoryTree(scenelets))).toEqual([]);
  });

  it('finds what goes in a circle, beside a root and without one', () => {
    const circle: Old[] = [
      { id: 'x', parent_id: 'y', at: day(1) },
      { id: 'y', parent_id: 'x', at: day(1) },
    ];
    const codes = (old: Old[]) => treeFaults(growStoryTree(placed(old))).map(({ code }) => code);
    expect(codes([{ id: 'r', parent_id: null, at: day(1) }, ...circle])).toEqual(['unreachable', 'unreachable']);
    expect(codes(circle)).toContain('no_root');
  });
});

it('tree, YAML and bundle agree on the order of scenelets and choices', async () => {
  await fc.assert(
    fc.asyncProperty(writableTrees, async (scenelets) => {
      const tree = growStoryTree(scenelets);
      const idOf = new Map(tree.nodes.map((node) => [displayId(node), node.scenelet.id]));
      const entries = [...flatTree(tree)];
      const order = entries.flatMap((entry) => (entry.kind === 'scenelet' ? [entry.uuid] : []));
      const choices = entries.flatMap((entry) =>
        entry.kind === 'branching-point' ? [entry.choices.map(({ leads_to }) => idOf.get(leads_to))] : [],
      );
      const yaml = await readTreeYaml([...writeTreeYaml(tree)].join(''));
      expect(yaml.map(({ display_id }) => idOf.get(display_id))).toEqual(order);
      const shots = scenelets.map(({ id }) => ({
        id: `shot of ${id}`,
        scenelet_ref: id,
        shot_index: 1,
        key_frame_image_path: 'x.png',
        audio_file_path: null,
        video_file_path: null,
      }));
      try {
        const story = { id: 's', display_name: 's', tree, shots, audio_design_document: null };
        const { document } = bundleStory({ story, exportedAt: new Date(0), isThere: () => true });
        const bundled = document.scenelets.map(({ id }) => id);
        expect(bundled).toEqual(order.filter((id) => bundled.includes(id)));
        for (const { next } of document.scenelets)
          if (next.type === 'branch') expect(choices).toContainEqual(next.choices.map(({ sceneletId }) => sceneletId));
      } catch (error) {
        if ((error as Error).name !== 'BundleRefusedError') throw error;
      }
    }),
    { numRuns: 300 },
  );
});

it('a chain of 100,000 is a story; nested it is too deep', () => {
  const chain = Array.from({ length: 100_000 }, (_, index) =>
    placed([{ id: `s${String(index)}`, parent_id: index === 0 ? null : `s${String(index - 1)}`, at: '' }]),
  ).flat();
  const tree = growStoryTree(chain);
  expect([tree.nodes.length, tree.nodes.at(-1)?.depth]).toEqual([100_000, 99_999]);
  expect([...flatTree(tree)]).toHaveLength(100_000);
  expect(() => nestedTree(tree)).toThrow(TreeTooDeepError);
});
