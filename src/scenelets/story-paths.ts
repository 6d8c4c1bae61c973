import { choiceLabel, displayId, type StoryTree, type TreeNode } from './story-tree';

/** A scenelet where people read of it. */
export interface SceneletName {
  id: string;
  display_id: string;
}

/** One way from the root to an ending. */
export interface StoryRoute {
  ending: SceneletName;
  /** In scenelets, the root and the ending among them. */
  length: number;
  /** Display ids, from the root on. */
  scenelets: string[];
  /** The words of the choices that are taken. */
  choices: string[];
}

/** The ways through a story. */
export interface StoryPaths {
  /** How many there are: one to each ending. */
  count: number;
  /** In scenelets; null where nothing ends. */
  shortest: number | null;
  longest: number | null;
  /** In the order of the tree, up to the limit. */
  routes: StoryRoute[];
  /** Scenelets from which no ending can be reached. */
  hopeless: SceneletName[];
  /** Scenelets below an ending, where no player comes. */
  beyond_endings: SceneletName[];
}

/** The ways from the root to every ending; an ending is a terminal scenelet, whatever hangs from it. Linear but for the routes. */
export function storyPaths(tree: StoryTree, limit: number): StoryPaths {
  const beyond = new Set<TreeNode>();
  for (const node of tree.nodes)
    if (node.parent && (beyond.has(node.parent) || node.parent.scenelet.is_terminal_node)) beyond.add(node);
  const endings = tree.nodes.filter((node) => node.scenelet.is_terminal_node && !beyond.has(node));
  const hopeful = new Set<TreeNode>();
  // From the last to the first: children before their parents.
  for (const node of tree.nodes.toReversed())
    if (node.scenelet.is_terminal_node || node.children.some((child) => hopeful.has(child))) hopeful.add(node);
  const lengths = endings.map((node) => node.depth + 1);
  return {
    count: endings.length,
    shortest: lengths.length === 0 ? null : lengths.reduce((least, one) => Math.min(least, one)),
    longest: lengths.length === 0 ? null : lengths.reduce((most, one) => Math.max(most, one)),
    routes: endings.slice(0, limit).map(routeTo),
    hopeless: tree.nodes.filter((node) => !hopeful.has(node) && !beyond.has(node)).map(nameOf),
    beyond_endings: [...beyond].map(nameOf),
  };
}

function routeTo(ending: TreeNode): StoryRoute {
  const way: TreeNode[] = [];
  for (let node: TreeNode | null = ending; node; node = node.parent) way.push(node);
  way.reverse();
  return {
    ending: nameOf(ending),
    length: way.length,
    scenelets: way.map(displayId),
    choices: way.flatMap((node) => choiceLabel(node) ?? []),
  };
}

function nameOf(node: TreeNode): SceneletName {
  return { id: node.scenelet.id, display_id: displayId(node) };
}
