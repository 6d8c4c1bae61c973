import { branches } from './drawn-story';
import type { StoryTree, TreeNode } from '../tree/story-tree';

/** Scenelets that follow each other without a choice between them. */
export interface Run {
  readonly nodes: readonly TreeNode[];
  readonly children: readonly Run[];
}

/** The story cut where it branches or a choice has a label: its runs, from those that start it. Linear, without recursion. */
export function storyRuns(tree: StoryTree): Run[] {
  const started: { run: { nodes: TreeNode[]; children: Run[] }; first: TreeNode }[] = [];
  const start = (first: TreeNode): Run => {
    const run = { nodes: [], children: [] };
    started.push({ run, first });
    return run;
  };
  const roots = tree.roots.map(start);
  for (let next = started.pop(); next; next = started.pop()) {
    const { nodes, children } = next.run;
    let node: TreeNode | null = next.first;
    while (node) {
      nodes.push(node);
      const follower: TreeNode | null = followerOf(node);
      if (!follower) children.push(...node.children.map(start));
      node = follower;
    }
  }
  return roots;
}

/** What is read next where there is nothing to choose. */
function followerOf(node: TreeNode): TreeNode | null {
  const only = node.children[0];
  if (!only || branches(node) || only.scenelet.choice_label_from_parent) return null;
  return only;
}
