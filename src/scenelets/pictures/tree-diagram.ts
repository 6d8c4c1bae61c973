import { branches, descriptionOf, findingsByScenelet, type DrawnStory } from './drawn-story';
import { markOf } from './picture-marks';
import type { LintFinding } from '../tree/story-lint';
import type { TreeNode, TreeScenelet } from '../tree/story-tree';
import { beginningOf } from './text-layout';

/** Grapheme clusters; Mermaid gives up above 50,000 characters for the whole. */
const DESCRIPTION = 48;
const PROMPT = 60;
const CHOICE = 40;
const NAME = 100;

const CLASSES = [
  'classDef root fill:#dbeafe,stroke:#1d4ed8,color:#0f172a',
  'classDef branch fill:#ede9fe,stroke:#6d28d9,color:#0f172a',
  'classDef ending fill:#dcfce7,stroke:#15803d,color:#0f172a',
  'classDef noShots stroke:#b45309,stroke-dasharray:4 3',
  'classDef problem stroke:#b91c1c,stroke-width:3px',
];

/**
 * The story as a Mermaid flowchart: a node for every scenelet, branch points as hexagons with their prompt, endings
 * with double sides, the choices on the edges. Linear, for stories of any size; Mermaid as it is shipped draws up to
 * 500 edges and 50,000 characters.
 */
export function treeDiagram(input: DrawnStory): string {
  const { tree, story } = input;
  const found = findingsByScenelet(input.findings);
  const classes = new Map<string, string[]>();
  const drawNode = (id: string, name: string, scenelet: TreeScenelet, node: TreeNode | null): string => {
    const findings = found.get(scenelet.id) ?? [];
    const shots = input.shotCounts.get(scenelet.id) ?? 0;
    const kinds = kindsOf(scenelet, node);
    if (shots === 0) kinds.push('noShots');
    if (!node || findings.some(({ code }) => code !== 'shots_missing')) kinds.push('problem');
    for (const kind of kinds) {
      const members = classes.get(kind);
      if (members) members.push(id);
      else classes.set(kind, [id]);
    }
    return `${id}${shaped(kinds, nodeText(name, scenelet, shots, findings))}`;
  };
  const lines = ['flowchart TD', `  %% ${mermaidText(beginningOf(story.display_name, NAME))}`];
  for (const node of tree.nodes) {
    lines.push(`  ${drawNode(`s${node.number}`, `scenelet-${node.number}`, node.scenelet, node)}`);
    if (node.parent) lines.push(`  ${edge(node.parent, node)}`);
  }
  if (tree.unreachable.length > 0) {
    lines.push('  subgraph lost ["Not reachable from the start"]');
    for (const [index, scenelet] of tree.unreachable.entries())
      lines.push(`    ${drawNode(`u${index + 1}`, 'unreachable', scenelet, null)}`);
    lines.push('  end');
  }
  if (tree.nodes.length + tree.unreachable.length === 0) lines.push('  empty["This story has no scenelets yet"]');
  for (const definition of CLASSES) lines.push(`  ${definition}`);
  for (const [kind, members] of classes) lines.push(`  class ${members.join(',')} ${kind}`);
  return `${lines.join('\n')}\n`;
}

/**
 * The text as it may stand between quotes in Mermaid. All but letters, marks, digits, spaces and a little punctuation
 * becomes an entity code (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters), so that
 * nothing in it is Mermaid, Markdown or HTML; what no document may hold becomes U+FFFD.
 */
export const mermaidText = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
    .replace(/[^\p{L}\p{M}\p{N} ,?!']/gu, (character) => `#${character.codePointAt(0) ?? 0};`);

function kindsOf(scenelet: TreeScenelet, node: TreeNode | null): string[] {
  const kinds: string[] = [];
  if (node && !node.parent) kinds.push('root');
  if (node ? branches(node) : scenelet.is_branch_point) kinds.push('branch');
  if (scenelet.is_terminal_node) kinds.push('ending');
  return kinds;
}

function shaped(kinds: readonly string[], text: string): string {
  if (kinds.includes('branch')) return `{{"${text}"}}`;
  if (kinds.includes('ending')) return `[["${text}"]]`;
  return kinds.includes('root') ? `(["${text}"])` : `["${text}"]`;
}

function nodeText(name: string, scenelet: TreeScenelet, shots: number, findings: readonly LintFinding[]): string {
  const description = beginningOf(descriptionOf(scenelet.content), DESCRIPTION);
  const prompt = beginningOf(scenelet.choice_prompt ?? '', PROMPT);
  const words = new Set(findings.map((finding) => markOf(finding).word));
  if (shots === 0) words.add('no shots');
  return [
    description === '' ? name : `${name} ${mermaidText(description)}`,
    prompt && `? ${mermaidText(prompt)}`,
    [...words].map((word) => `! ${word}`).join(', '),
  ]
    .filter((line) => line)
    .join('<br/>');
}

function edge(parent: TreeNode, child: TreeNode): string {
  const label = mermaidText(beginningOf(child.scenelet.choice_label_from_parent ?? '', CHOICE));
  return `s${parent.number} -->${label === '' ? '' : `|"${label}"|`} s${child.number}`;
}
