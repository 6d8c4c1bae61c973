import { type IsThere, isPlayable } from '../tree/story-media';
import type { StoryTree, TreeNode, TreeShot } from '../tree/story-tree';

/** A story as a player goes through it: scenelets without a shot that can be played are not there (requirement 002). */
export class PlayedTree {
  private readonly shots = new Map<string, TreeShot[]>();
  private readonly children = new Map<TreeNode, TreeNode[]>();
  /** The scenelets that a player comes to, in the tree's order. */
  readonly reached: ReadonlySet<TreeNode>;

  constructor(tree: StoryTree, shots: readonly TreeShot[], isThere: IsThere) {
    for (const shot of shots) if (isPlayable(shot, isThere)) listIn(this.shots, shot.scenelet_ref).push(shot);
    for (const those of this.shots.values()) those.sort((a, b) => a.shot_index - b.shot_index);
    const reached = new Set<TreeNode>();
    // Parents come before their children.
    for (const node of tree.nodes) {
      if (!this.plays(node)) continue;
      if (node.parent) listIn(this.children, node.parent).push(node);
      if (!node.parent || (reached.has(node.parent) && !node.parent.scenelet.is_terminal_node)) reached.add(node);
    }
    this.reached = reached;
  }

  /** Is there something to see or hear? */
  plays(node: TreeNode): boolean {
    return this.shots.has(node.scenelet.id);
  }

  /** The shots that can be played, by their index. */
  shotsOf(node: TreeNode): readonly TreeShot[] {
    return this.shots.get(node.scenelet.id) ?? [];
  }

  /** The children that can be played, by their position. */
  childrenOf(node: TreeNode): readonly TreeNode[] {
    return this.children.get(node) ?? [];
  }
}

function listIn<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const known = lists.get(key);
  if (known) return known;
  const made: Value[] = [];
  lists.set(key, made);
  return made;
}
