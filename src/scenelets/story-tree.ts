/** One live scenelet as the tree is made of it. */
export interface TreeScenelet {
  id: string;
  parent_id: string | null;
  /** From 1, unique among the live siblings; siblings are ordered by it. */
  position: number;
  choice_label_from_parent: string | null;
  choice_prompt: string | null;
  content: unknown;
  is_branch_point: boolean;
  is_terminal_node: boolean;
  branch_audio_file_path: string | null;
}

export type SceneletRole = 'root' | 'branch' | 'linear' | 'terminal';

/** A scenelet in its place. */
export interface TreeNode {
  scenelet: TreeScenelet;
  /** From 1, depth first, children by position: `scenelet-<number>`. */
  number: number;
  /** 0 for the root. */
  depth: number;
  role: SceneletRole;
  parent: TreeNode | null;
  children: TreeNode[];
  /** From 1 in output order, for branch points only. */
  branching_point: number | null;
}

export interface StoryTree {
  /** Depth first. */
  readonly nodes: readonly TreeNode[];
  readonly unreachable: readonly TreeScenelet[];
  readonly roots: readonly TreeNode[];
}

export type LintCode =
  | 'no_root'
  | 'several_roots'
  | 'unreachable'
  | 'branch_without_prompt'
  | 'branch_with_fewer_than_two_children'
  | 'choice_without_label'
  | 'duplicate_labels'
  | 'terminal_with_children'
  | 'several_children_without_branch_point'
  | 'dead_end'
  | 'shots_missing'
  | 'media_missing';

export interface LintFinding {
  code: LintCode;
  severity: 'error' | 'warning';
  scenelet: { id: string; display_id: string } | null;
  message: string;
}

/** The scenelets in their places: depth first, siblings by position. Iterative and linear. */
export function growStoryTree(scenelets: readonly TreeScenelet[]): StoryTree {
  const childrenOf = new Map<string | null, TreeScenelet[]>();
  for (const scenelet of scenelets) {
    const siblings = childrenOf.get(scenelet.parent_id);
    if (siblings) siblings.push(scenelet);
    else childrenOf.set(scenelet.parent_id, [scenelet]);
  }
  for (const siblings of childrenOf.values())
    siblings.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  const nodes: TreeNode[] = [];
  const roots: TreeNode[] = [];
  let branchingPoints = 0;
  const waiting: { scenelet: TreeScenelet; parent: TreeNode | null }[] = [];
  const wait = (parent: TreeNode | null): void => {
    for (const scenelet of (childrenOf.get(parent?.scenelet.id ?? null) ?? []).toReversed())
      waiting.push({ scenelet, parent });
  };
  wait(null);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { scenelet, parent } = next;
    const node: TreeNode = {
      scenelet,
      number: nodes.length + 1,
      depth: parent ? parent.depth + 1 : 0,
      role: !parent ? 'root' : scenelet.is_branch_point ? 'branch' : scenelet.is_terminal_node ? 'terminal' : 'linear',
      parent,
      children: [],
      branching_point: scenelet.is_branch_point ? ++branchingPoints : null,
    };
    (parent?.children ?? roots).push(node);
    nodes.push(node);
    wait(node);
  }
  const reached = new Set(nodes.map((node) => node.scenelet.id));
  return { nodes, roots, unreachable: scenelets.filter((scenelet) => !reached.has(scenelet.id)) };
}
