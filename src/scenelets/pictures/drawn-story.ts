import type { LintFinding } from '../tree/story-lint';
import { isRecord, type StoryTree, type TreeNode } from '../tree/story-tree';

/** What a story's pictures are made of. */
export interface DrawnStory {
  story: { display_name: string };
  tree: StoryTree;
  /** Live shots by scenelet id; a scenelet that is not in it has none. */
  shotCounts: ReadonlyMap<string, number>;
  findings: readonly LintFinding[];
}

/** What a producer counts in a story. */
export interface StoryCounts {
  scenelets: number;
  branch_points: number;
  endings: number;
  shots: number;
  without_shots: number;
}

/** Whether the story branches here, by what is declared or by what hangs below. */
export const branches = (node: TreeNode): boolean => node.scenelet.is_branch_point || node.children.length > 1;

/** The counts of a story, unreachable scenelets among them. */
export function countStory({ tree, shotCounts }: DrawnStory): StoryCounts {
  const scenelets = [...tree.nodes.map((node) => node.scenelet), ...tree.unreachable];
  const shots = scenelets.map(({ id }) => shotCounts.get(id) ?? 0);
  return {
    scenelets: scenelets.length,
    branch_points: tree.nodes.filter(branches).length + tree.unreachable.filter((s) => s.is_branch_point).length,
    endings: scenelets.filter((scenelet) => scenelet.is_terminal_node).length,
    shots: shots.reduce((sum, count) => sum + count, 0),
    without_shots: shots.filter((count) => count === 0).length,
  };
}

/** The findings that name a scenelet, by its id. */
export function findingsByScenelet(findings: readonly LintFinding[]): ReadonlyMap<string, readonly LintFinding[]> {
  const found = new Map<string, LintFinding[]>();
  for (const finding of findings) {
    if (!finding.scenelet) continue;
    const those = found.get(finding.scenelet.id);
    if (those) those.push(finding);
    else found.set(finding.scenelet.id, [finding]);
  }
  return found;
}

/** The description in a scenelet's content, whatever JSON that is; empty where there is none. */
export function descriptionOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const description = isRecord(content) ? content.description : null;
  return typeof description === 'string' ? description : '';
}

/** The lines that are spoken, as `CHARACTER: line`; what is no dialogue is left out. */
export function dialogueOf(content: unknown): string[] {
  const dialogue = isRecord(content) ? content.dialogue : null;
  if (!Array.isArray(dialogue)) return [];
  return dialogue.flatMap((spoken: unknown) => {
    if (!isRecord(spoken) || typeof spoken.line !== 'string') return [];
    return [typeof spoken.character === 'string' ? `${spoken.character}: ${spoken.line}` : spoken.line];
  });
}
