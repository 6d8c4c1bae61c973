import { countStory, findingsByScenelet, type DrawnStory, type StoryCounts } from './drawn-story';
import { drawMark, flowMarks, LEGEND, MARK_HEIGHT } from './picture-marks';
import { PICTURE_STYLE } from './picture-style';
import { choiceLabel, laneOf, rowWidth, RunBlock, type ChoiceLabel } from './run-block';
import { CARD_WIDTH, sceneletCard, type CardFacts, type SceneletCard } from './scenelet-card';
import { storyRuns, type Run } from './story-runs';
import type { TreeNode } from '../tree/story-tree';
import { groupAt, px, textAt, xmlText } from './svg';
import { wrapText } from './text-layout';
import { tidyTree, type Place, type TidyBox } from './tidy-tree';

/** Above this no browser shows a picture in which anything can be read. */
export const MOST_DRAWN_SCENELETS = 2000;

/** A story with more scenelets than a picture can show. */
export class TreeTooLargeError extends Error {
  override name = 'TreeTooLargeError';

  constructor(readonly scenelets: number) {
    super(
      `The story has ${scenelets.toLocaleString('en')} scenelets; a picture shows at most ${MOST_DRAWN_SCENELETS.toLocaleString('en')}. ` +
        'Export the story as text instead, or draw it as several stories.',
    );
  }
}

const MARGIN = 28;
const LEAST_WIDTH = 760;
const NAME_FONT = 22;
const NAME_LINE = 27;
const LINE = 19;
const LEGEND_GAP = 22;
const TROUBLES_SHOWN = 5;
const ROW_GAP = 22;

/** The ratio of the sides of a sheet of A3 on its long side. */
const PAPER = Math.SQRT2;
/** How many cards of a run may stand in a row; the best is taken. */
const WRAPS = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 32, 40, 50];

/** A part of the picture: its size, and its drawing with the top left corner at (0, 0). */
interface Part {
  width: number;
  height: number;
  drawing: string;
}

/**
 * The story as an SVG document, to be shown, inlined or printed: it refers to nothing outside and runs nothing. The
 * tree grows to the right; scenelets between two choices stand in rows, wrapped so that all is as large as possible on
 * a sheet of A3. What cannot be reached from the start is drawn below.
 *
 * @throws TreeTooLargeError for more than MOST_DRAWN_SCENELETS scenelets
 */
export function treePicture(input: DrawnStory): string {
  const counts = countStory(input);
  if (counts.scenelets > MOST_DRAWN_SCENELETS) throw new TreeTooLargeError(counts.scenelets);
  const body = counts.scenelets === 0 ? noScenelets() : bestTree(input);
  const width = Math.max(LEAST_WIDTH, body.width);
  const head = header(input, counts, width);
  const lost = unreachable(input, width);
  const parts = [head, body, lost].filter(({ height }) => height > 0);
  let y = MARGIN;
  const drawn = parts.map((part) => {
    const group = groupAt('class="part"', MARGIN, y, part.drawing);
    y += part.height + MARGIN;
    return group;
  });
  return svg(input.story.display_name, sentenceOf(counts), width + 2 * MARGIN, y, drawn.join('\n'));
}

function svg(name: string, sentence: string, width: number, height: number, drawing: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" class="story-tree" role="img" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}">
<title>${xmlText(name)}</title>
<desc>${xmlText(sentence)}</desc>
<style>
${PICTURE_STYLE}
</style>
<rect class="page" width="100%" height="100%"/>
${drawing}
</svg>
`;
}

const numberOf = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : several}`;

const sentenceOf = (counts: StoryCounts): string =>
  [
    numberOf(counts.scenelets, 'scenelet'),
    numberOf(counts.branch_points, 'branch point'),
    numberOf(counts.endings, 'ending'),
    numberOf(counts.shots, 'shot'),
    `${numberOf(counts.without_shots, 'scenelet')} without shots`,
  ].join(' · ');

function header({ story, findings }: DrawnStory, counts: StoryCounts, width: number): Part {
  const drawing: string[] = [];
  let y = 0;
  const name = wrapText(story.display_name, width, NAME_FONT, 2);
  for (const line of name) drawing.push(textAt('name', 0, (y += NAME_LINE) - 7, line));
  drawing.push(textAt('counts', 0, (y += LINE) - 4, sentenceOf(counts)));
  y += 8;
  const legend = flowMarks(LEGEND, width, LEGEND_GAP);
  for (const { mark, x, line } of legend.placed) drawing.push(drawMark(mark, x, y + line * LINE));
  y += legend.lines * LINE;
  const troubles = findings.filter(({ scenelet }) => !scenelet);
  for (const { severity, message } of troubles.slice(0, TROUBLES_SHOWN)) {
    const [line = ''] = wrapText(message, width - 16, 12, 1);
    drawing.push(drawMark({ kind: severity, word: line }, 0, (y += LINE) - MARK_HEIGHT));
  }
  if (troubles.length > TROUBLES_SHOWN)
    drawing.push(
      textAt('counts', 0, (y += LINE) - 4, `and ${numberOf(troubles.length - TROUBLES_SHOWN, 'problem')} more`),
    );
  return { width, height: y, drawing: drawing.join('') };
}

const noScenelets = (): Part => ({
  width: LEAST_WIDTH,
  height: LINE,
  drawing: textAt('faint', 0, LINE - 4, 'This story has no scenelets yet.'),
});

function cardFacts(input: DrawnStory): (scenelet: CardFacts['scenelet'], node: TreeNode | null) => CardFacts {
  const found = findingsByScenelet(input.findings);
  return (scenelet, node) => ({
    scenelet,
    node,
    shots: input.shotCounts.get(scenelet.id) ?? 0,
    findings: found.get(scenelet.id) ?? [],
  });
}

/** The tree with its runs wrapped so that it is largest on paper. */
function bestTree(input: DrawnStory): Part {
  const runs = storyRuns(input.tree);
  if (runs.length === 0) return { width: 0, height: 0, drawing: '' };
  const factsOf = cardFacts(input);
  const cards = new Map(input.tree.nodes.map((node) => [node, sceneletCard(factsOf(node.scenelet, node))]));
  const labels = labelsOf(runs);
  const laidOut = WRAPS.map((wrapAt) => layOut(runs, cards, labels, wrapAt));
  const best = laidOut.reduce((a, b) => (sizeOnPaper(b) > sizeOnPaper(a) ? b : a));
  return { ...best, drawing: drawTree(best) };
}

interface LaidOut {
  width: number;
  height: number;
  blocks: readonly RunBlock[];
  places: ReadonlyMap<TidyBox, Place>;
}

const sizeOnPaper = ({ width, height }: LaidOut): number => Math.min(PAPER / width, 1 / height);

const NO_LABEL: ChoiceLabel = { lines: [], width: 0, height: 0 };

function labelsOf(runs: readonly Run[]): ReadonlyMap<Run, ChoiceLabel> {
  const labels = new Map<Run, ChoiceLabel>();
  const waiting = [...runs];
  for (let run = waiting.pop(); run; run = waiting.pop()) {
    labels.set(run, choiceLabel(run));
    waiting.push(...run.children);
  }
  return labels;
}

function layOut(
  runs: readonly Run[],
  cards: ReadonlyMap<TreeNode, SceneletCard>,
  labels: ReadonlyMap<Run, ChoiceLabel>,
  wrapAt: number,
): LaidOut {
  const labelOf = (run: Run): ChoiceLabel => labels.get(run) ?? NO_LABEL;
  const roots = runs.map((run) => ({ run, block: new RunBlock(run, cards, NO_LABEL, 0, wrapAt) }));
  const waiting = [...roots];
  const blocks: RunBlock[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { run, block } = next;
    blocks.push(block);
    const lane = laneOf(run.children.map(labelOf));
    for (const child of run.children) {
      const childBlock = new RunBlock(child, cards, labelOf(child), lane, wrapAt);
      block.children.push(childBlock);
      waiting.push({ run: child, block: childBlock });
    }
  }
  const places = tidyTree({ width: 0, height: 0, entry: 0, exit: 0, children: roots.map(({ block }) => block) });
  let width = 0;
  let height = 0;
  for (const block of blocks) {
    const { x, y } = places.get(block) ?? { x: 0, y: 0 };
    width = Math.max(width, x + block.width);
    height = Math.max(height, y + block.height);
  }
  return { width, height, blocks, places };
}

/** Lines first: what is drawn later lies above. */
function drawTree({ blocks, places }: LaidOut): string {
  const at = (block: RunBlock): Place => places.get(block) ?? { x: 0, y: 0 };
  const lines = blocks.map((block) => block.drawLines(at(block), places));
  return [...lines, ...blocks.map((block) => block.drawCards(at(block)))].join('\n');
}

function unreachable(input: DrawnStory, width: number): Part {
  const lost = input.tree.unreachable;
  if (lost.length === 0) return { width: 0, height: 0, drawing: '' };
  const columns = Math.max(1, Math.floor((width - CARD_WIDTH) / (rowWidth(2) - rowWidth(1))) + 1);
  const factsOf = cardFacts(input);
  const drawing = [textAt('number', 0, 15, 'Not reachable from the start')];
  let y = LINE + 8;
  for (let from = 0; from < lost.length; from += columns) {
    const row = lost.slice(from, from + columns).map((scenelet) => sceneletCard(factsOf(scenelet, null)));
    for (const [column, card] of row.entries()) drawing.push(card.drawAt(rowWidth(column + 1) - CARD_WIDTH, y));
    y += Math.max(...row.map((card) => card.height)) + ROW_GAP;
  }
  return { width, height: y - ROW_GAP, drawing: drawing.join('') };
}
