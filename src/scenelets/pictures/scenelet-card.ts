import { branches, descriptionOf, dialogueOf } from './drawn-story';
import { drawMark, flowMarks, MARK_HEIGHT, markOf, markWidth, type Mark } from './picture-marks';
import type { LintFinding } from '../tree/story-lint';
import type { TreeNode, TreeScenelet } from '../tree/story-tree';
import { clipped, groupAt, px, textAt, xmlText } from './svg';
import { wrapText } from './text-layout';

export const CARD_WIDTH = 224;
/** Lines arrive and leave so far below a card's top, whatever its height. */
export const CARD_ANCHOR = 17;

const PADDING = 12;
const INSIDE = CARD_WIDTH - 2 * PADDING;
const HEAD = 28;
const LINE = 15;
const FONT = 12;
const FOOT = 8;
const GAP_OF_MARKS = 10;

/** A scenelet as a card, and what it stands on. */
export interface SceneletCard {
  readonly height: number;
  /** The card with its top left corner at (x, y). */
  drawAt(x: number, y: number): string;
}

/** What a card is made of. `node` is null for a scenelet that cannot be reached from the start. */
export interface CardFacts {
  scenelet: TreeScenelet;
  node: TreeNode | null;
  shots: number;
  findings: readonly LintFinding[];
}

/** The card of a scenelet: CARD_WIDTH wide, as high as what is to be said. */
export function sceneletCard(facts: CardFacts): SceneletCard {
  const { scenelet, node, shots } = facts;
  const description = wrapText(descriptionOf(scenelet.content), INSIDE, FONT, 2);
  const prompt = wrapText(scenelet.choice_prompt ?? '', INSIDE - 14, FONT, 2);
  const marks = marksOf(facts);
  const label = shots === 0 ? [] : [shotsOf(shots)];
  const labelWidth = label.length * 58;
  const flow = flowMarks(marks, INSIDE - labelWidth, GAP_OF_MARKS);

  let y = HEAD;
  const inside: string[] = [];
  if (description.length === 0) inside.push(textAt('faint', PADDING, (y += LINE) - 4, 'no description'));
  for (const line of description) inside.push(textAt('words', PADDING, (y += LINE) - 4, line));
  if (prompt.length > 0) {
    y += 5;
    const height = prompt.length * LINE + 6;
    inside.push(
      `<rect class="prompt" x="${PADDING - 6}" y="${px(y)}" width="${INSIDE + 6}" height="${height}" rx="3"/>`,
    );
    inside.push(textAt('asks', PADDING - 1, y + LINE - 1, '?'));
    for (const [index, line] of prompt.entries())
      inside.push(textAt('asked', PADDING + 10, y + (index + 1) * LINE - 1, line));
    y += height;
  }
  y += 5;
  for (const text of label) inside.push(textAt('shots', PADDING, y + 12, text));
  for (const { mark, x, line } of flow.placed)
    inside.push(drawMark(mark, PADDING + labelWidth + x, y + line * MARK_HEIGHT));
  const height = y + Math.max(flow.lines, label.length) * MARK_HEIGHT + FOOT;

  const kinds = kindsOf(scenelet, node);
  const drawing = [
    `<title>${xmlText(wholeText(facts))}</title>`,
    bodyOf(kinds, height),
    textAt('number', PADDING, 22, node ? String(node.number) : '–'),
    ...badges(kinds),
    clipped(0, 0, CARD_WIDTH - 8, height, inside.join('')),
  ].join('');
  const attributes = `class="card ${kinds.map(({ kind }) => kind).join(' ')}" data-scenelet="${displayId(node)}" data-id="${xmlText(scenelet.id)}"`;
  return { height, drawAt: (x, y) => groupAt(attributes, x, y, drawing) };
}

const displayId = (node: TreeNode | null): string => (node ? `scenelet-${node.number}` : 'unreachable');

const shotsOf = (shots: number): string => (shots === 1 ? '1 shot' : `${shots} shots`);

function kindsOf(scenelet: TreeScenelet, node: TreeNode | null): Mark[] {
  const kinds: Mark[] = [];
  if (node && !node.parent) kinds.push({ kind: 'start', word: 'START' });
  if (node ? branches(node) : scenelet.is_branch_point) kinds.push({ kind: 'branch', word: 'BRANCH' });
  if (scenelet.is_terminal_node) kinds.push({ kind: 'ending', word: 'ENDING' });
  return kinds;
}

/** From the right, so that the number keeps its place. */
function badges(kinds: readonly Mark[]): string[] {
  let x = CARD_WIDTH - PADDING - 2;
  return kinds.toReversed().map((mark) => {
    x -= markWidth(mark);
    const drawn = drawMark(mark, x, 9);
    x -= GAP_OF_MARKS;
    return drawn;
  });
}

function marksOf({ node, shots, findings }: CardFacts): Mark[] {
  const marks: Mark[] = findings.map(markOf);
  if (!node) marks.unshift({ kind: 'error', word: 'unreachable' });
  if (shots === 0) marks.push({ kind: 'no-shots', word: 'no shots' });
  const seen = new Set<string>();
  return marks.filter(({ word }) => !seen.has(word) && seen.add(word));
}

/** The outline: a start has a round left side, a branch point a tip on the right, an ending a bar. */
function bodyOf(kinds: readonly Mark[], height: number): string {
  const is = (kind: Mark['kind']): boolean => kinds.some((mark) => mark.kind === kind);
  const left = is('start') ? 16 : 4;
  const tip = is('branch')
    ? `V${CARD_ANCHOR - 8} L${CARD_WIDTH} ${CARD_ANCHOR} L${CARD_WIDTH - 7} ${CARD_ANCHOR + 8}`
    : '';
  const edge = CARD_WIDTH - 7;
  const outline =
    `M${left} 0 H${edge} ${tip} V${px(height)} H${left} A${left} ${left} 0 0 1 0 ${px(height - left)} ` +
    `V${left} A${left} ${left} 0 0 1 ${left} 0 Z`;
  const bar = is('ending') ? `<path class="bar" d="M${edge} 0 h6 v${px(height)} h-6 Z"/>` : '';
  return `<path class="body" d="${outline}"/>${bar}`;
}

/** All that a card has no room for: shown when the pointer rests on it. */
function wholeText({ scenelet, node, shots, findings }: CardFacts): string {
  return [
    displayId(node),
    scenelet.choice_label_from_parent && `Choice: ${scenelet.choice_label_from_parent}`,
    descriptionOf(scenelet.content),
    ...dialogueOf(scenelet.content),
    scenelet.choice_prompt && `Prompt: ${scenelet.choice_prompt}`,
    shots === 0 ? 'No shots' : shotsOf(shots),
    ...findings.map(({ severity, message }) => `${severity === 'error' ? 'Error' : 'Warning'}: ${message}`),
  ]
    .filter((line) => line)
    .join('\n');
}
