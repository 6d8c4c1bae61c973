import { choiceLabel, displayId, type StoryTree, type TreeNode } from './story-tree';
import type { NamedScenelet, Paths, Route } from './tree.dto';

/** Routes repeat what they have in common, so a list of them can be far longer than its story; in bytes of JSON. */
const MOST_LISTED = 5_000_000;

/**
 * The ways from the root to every ending; an ending is a terminal scenelet, whatever hangs from it. Linear, but for the
 * routes.
 *
 * @param limit how many routes are listed at most
 * @param most how long they may be together, in bytes of JSON; the first is listed, however long it is
 */
export function storyPaths(tree: StoryTree, limit: number, most = MOST_LISTED): Omit<Paths, 'story_id'> {
  const beyond = new Set<TreeNode>();
  for (const node of tree.nodes)
    if (node.parent && (beyond.has(node.parent) || node.parent.scenelet.is_terminal_node)) beyond.add(node);
  const endings = tree.nodes.filter((node) => node.scenelet.is_terminal_node && !beyond.has(node));
  const hopeful = new Set<TreeNode>();
  // From the last to the first: children before their parents.
  for (const node of tree.nodes.toReversed())
    if (node.scenelet.is_terminal_node || node.children.some((child) => hopeful.has(child))) hopeful.add(node);
  const lengths = endings.map((node) => node.depth + 1);
  const routes = listed(endings.slice(0, limit), most, routeSizes(tree)).map(routeTo);
  return {
    count: endings.length,
    listed: routes.length,
    shortest: lengths.length === 0 ? null : lengths.reduce((least, one) => Math.min(least, one)),
    longest: lengths.length === 0 ? null : lengths.reduce((most, one) => Math.max(most, one)),
    routes,
    hopeless: tree.nodes.filter((node) => !hopeful.has(node) && !beyond.has(node)).map(nameOf),
    beyond_endings: [...beyond].map(nameOf),
  };
}

/** The first endings whose routes have room. */
function listed(endings: readonly TreeNode[], most: number, sizes: ReadonlyMap<TreeNode, number>): TreeNode[] {
  let size = 0;
  const cut = endings.findIndex((ending, index) => (size += sizes.get(ending) ?? 0) > most && index > 0);
  return cut === -1 ? [...endings] : endings.slice(0, cut);
}

/** How long the route to a scenelet is, in bytes of JSON, but for its frame. */
function routeSizes(tree: StoryTree): Map<TreeNode, number> {
  const sizes = new Map<TreeNode, number>();
  const sizeOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) + 1;
  // Parents come before their children.
  for (const node of tree.nodes) {
    const label = choiceLabel(node);
    const before = node.parent ? (sizes.get(node.parent) ?? 0) : 0;
    sizes.set(node, before + sizeOf(displayId(node)) + (label === undefined ? 0 : sizeOf(label)));
  }
  return sizes;
}

function routeTo(ending: TreeNode): Route {
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

function nameOf(node: TreeNode): NamedScenelet {
  return { id: node.scenelet.id, display_id: displayId(node) };
}
