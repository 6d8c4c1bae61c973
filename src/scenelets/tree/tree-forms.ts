import { choiceLabel, contentOf, displayId, type StoryTree, type TreeNode } from './story-tree';
import type { BranchingEntry, NestedScenelet, SceneletEntry } from './tree.dto';

/** JSON readers and writers of many languages overflow at a few thousand levels; this leaves room. */
export const MAX_NESTED_DEPTH = 500;

/** The longest way from the root is too long to be nested. */
export class TreeTooDeepError extends Error {
  override name = 'TreeTooDeepError';
  constructor(readonly depth: number) {
    super(
      `The longest way through the story has ${String(depth)} scenelets; the nested form shows ${String(MAX_NESTED_DEPTH)} at most. Ask for form=flat, or for the YAML.`,
    );
  }
}

/** `branching-point-N` of a branch point. */
function branchingId({ branching_point }: TreeNode): string {
  return `branching-point-${String(branching_point ?? 0)}`;
}

/** The entries of a tree in its order, each branch point's choices directly after its scenelet. */
export function* flatTree(tree: StoryTree): Generator<SceneletEntry | BranchingEntry> {
  for (const node of tree.nodes) {
    const label = choiceLabel(node);
    yield {
      kind: 'scenelet',
      id: displayId(node),
      uuid: node.scenelet.id,
      parent_id: node.parent && displayId(node.parent),
      role: node.role,
      ...(label !== undefined && { choice_label: label }),
      ...contentOf(node.scenelet),
    };
    if (node.scenelet.is_branch_point)
      yield {
        kind: 'branching-point',
        id: branchingId(node),
        source_scenelet_id: displayId(node),
        choice_prompt: node.scenelet.choice_prompt?.trim() ?? '',
        choices: node.children.map((child) => ({ label: choiceLabel(child) ?? '', leads_to: displayId(child) })),
      };
  }
}

/** The root with all that hangs from it. @throws TreeTooDeepError */
export function nestedTree(tree: StoryTree): NestedScenelet | null {
  const depth = tree.nodes.reduce((deepest, node) => Math.max(deepest, node.depth + 1), 0);
  if (depth > MAX_NESTED_DEPTH) throw new TreeTooDeepError(depth);
  const nested = new Map<TreeNode, NestedScenelet>();
  // Children come after their parents.
  for (const node of tree.nodes) {
    const label = choiceLabel(node);
    const made: NestedScenelet = {
      id: displayId(node),
      uuid: node.scenelet.id,
      role: node.role,
      ...(label !== undefined && { choice_label: label }),
      ...contentOf(node.scenelet),
      ...(node.scenelet.is_branch_point && {
        branching_point: { id: branchingId(node), choice_prompt: node.scenelet.choice_prompt?.trim() ?? '' },
      }),
      children: [],
    };
    nested.set(node, made);
    if (node.parent) nested.get(node.parent)?.children.push(made);
  }
  const [root] = tree.roots;
  return (root && nested.get(root)) ?? null;
}
