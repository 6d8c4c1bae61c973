import { choiceLabel, contentOf, displayId, type StoryTree, type TreeNode } from '../tree/story-tree';

/**
 * A story's tree as YAML, in the form that players read: one list of `scenelet-N` and `branching-point-N`, depth first.
 * It names no parents: a scenelet hangs from the branch point whose choice leads to it, any other one from the scenelet
 * before it. Where that would be wrong (several scenelets after one that is no branch point) a field `parent` says so; and
 * `terminal`, where a root ends the story although scenelets hang from it, or does not although none does.
 *
 * A description of several lines is a block `|`, not `|-`, since players were given that form (requirement 002); a reader
 * of YAML sees a line break at its end that is not part of it. All other texts read as they are.
 */
export function* writeTreeYaml({ nodes }: StoryTree): Generator<string> {
  for (const [index, node] of nodes.entries()) {
    yield `${index === 0 ? '' : '\n'}${sceneletItem(node)}`;
    if (node.scenelet.is_branch_point) yield `\n${branchingItem(node)}`;
  }
}

function sceneletItem(node: TreeNode): string {
  const { description, dialogue, shot_suggestions } = contentOf(node.scenelet);
  const label = choiceLabel(node);
  const lines = [`- ${displayId(node)}:`];
  if (node.role !== 'linear') lines.push(`    role: ${quoted(node.role)}`);
  if (!node.parent && node.scenelet.is_terminal_node !== endsByItself(node))
    lines.push(`    terminal: ${String(node.scenelet.is_terminal_node)}`);
  if (node.parent && !node.parent.scenelet.is_branch_point && node.parent.number !== node.number - 1)
    lines.push(`    parent: ${quoted(displayId(node.parent))}`);
  if (label !== undefined) lines.push(`    choice_label: ${textAt(label, 6)}`);
  lines.push(
    `    description: ${description.includes('\n') && isPlain(description) ? block(description, 6, '|') : quoted(description)}`,
  );
  if (dialogue.length === 0) lines.push('    dialogue: []');
  else {
    lines.push('    dialogue:');
    for (const { character, line } of dialogue)
      lines.push(`      - character: ${textAt(character, 10)}`, `        line: ${textAt(line, 10)}`);
  }
  if (shot_suggestions.length === 0) lines.push('    shot_suggestions: []');
  else {
    lines.push('    shot_suggestions:');
    for (const suggestion of shot_suggestions) lines.push(`      - ${textAt(suggestion, 8)}`);
  }
  return lines.join('\n');
}

function branchingItem(node: TreeNode): string {
  const lines = [
    `- branching-point-${String(node.branching_point ?? 0)}:`,
    `    choice_prompt: ${textAt(node.scenelet.choice_prompt?.trim() ?? '', 6)}`,
    '    choices:',
  ];
  for (const child of node.children)
    lines.push(
      `      - label: ${textAt(choiceLabel(child) ?? '', 10)}`,
      `        leads_to: ${quoted(displayId(child))}`,
    );
  return lines.join('\n');
}

/** Read back, a root without anything after it ends the story. */
function endsByItself({ scenelet, children }: TreeNode): boolean {
  return children.length === 0 && !scenelet.is_branch_point;
}

function textAt(text: string, indent: number): string {
  return text.includes('\n') && isPlain(text) ? block(text, indent, '|-') : quoted(text);
}

function block(text: string, indent: number, style: string): string {
  return `${style}\n${text.replaceAll(/^(?=.)/gm, ' '.repeat(indent))}`;
}

/** May stand in a literal block and come back the same: no line begins or ends with white space, nothing is invisible. */
function isPlain(text: string): boolean {
  return !/^\s|\s$|\n[^\S\n]|[^\S\n]\n|[^\P{C}\n]|[\u0085\u2028\u2029\ufeff]/u.test(text);
}

/** JSON's form, which is YAML's, too, once what YAML takes for unprintable is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
