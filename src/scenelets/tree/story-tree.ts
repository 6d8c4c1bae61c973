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

/** One live shot of a story. */
export interface TreeShot {
  id: string;
  scenelet_ref: string;
  shot_index: number;
  key_frame_image_path: string | null;
  audio_file_path: string | null;
  video_file_path: string | null;
}

/** How a scenelet is reached: first, by a choice, or after another; `terminal` where the story ends, however reached. */
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

/**
 * The scenelets in their places: depth first, siblings by position, which the YAML, the bundle and the database's own numbering go by too. Walks without recursion and in linear
 * time, so that a chain of 100,000 is a story like any other. Several roots are walked one after the other.
 */
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
      role: roleOf(scenelet, parent),
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

function roleOf(scenelet: TreeScenelet, parent: TreeNode | null): SceneletRole {
  if (!parent) return 'root';
  if (scenelet.is_terminal_node) return 'terminal';
  return parent.scenelet.is_branch_point ? 'branch' : 'linear';
}

/** What people and players call a scenelet in its place. */
export function displayId({ number }: Pick<TreeNode, 'number'>): string {
  return `scenelet-${String(number)}`;
}

/** The words of the choice that leads to a scenelet: only under a branch point; undefined when blank. */
export function choiceLabel({ scenelet, parent }: TreeNode): string | undefined {
  if (!parent?.scenelet.is_branch_point) return undefined;
  return scenelet.choice_label_from_parent?.trim() || undefined;
}

/** What a scenelet's content says, as far as players understand it. */
export interface SceneletContent {
  /** Trimmed; empty where there is none. */
  description: string;
  dialogue: { character: string; line: string }[];
  shot_suggestions: string[];
}

/** Reads a scenelet's content, which may be any JSON: what players would not understand is left out. */
export function contentOf({ content }: Pick<TreeScenelet, 'content'>): SceneletContent {
  const { description, dialogue, shot_suggestions, shotSuggestions } = isRecord(content)
    ? content
    : ({} as Record<string, unknown>);
  const suggestions = shot_suggestions ?? shotSuggestions;
  return {
    description: typeof description === 'string' ? description.trim() : '',
    dialogue: (Array.isArray(dialogue) ? dialogue : []).flatMap((spoken: unknown) =>
      isRecord(spoken) && typeof spoken.character === 'string' && typeof spoken.line === 'string'
        ? [{ character: spoken.character, line: spoken.line }]
        : [],
    ),
    shot_suggestions: (Array.isArray(suggestions) ? suggestions : []).filter((one) => typeof one === 'string'),
  };
}

/** Is it an object of JSON? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
