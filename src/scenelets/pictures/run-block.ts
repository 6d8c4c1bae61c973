import { CARD_ANCHOR, CARD_WIDTH, type SceneletCard } from './scenelet-card';
import type { Run } from './story-runs';
import type { TreeNode } from '../tree/story-tree';
import { clipped, px, textAt } from './svg';
import { textWidth, wrapText } from './text-layout';
import type { Place, TidyBox } from './tidy-tree';

const BETWEEN_CARDS = 20;
const BETWEEN_ROWS = 18;
const BETWEEN_BLOCKS = 28;
/** Where the lines to all choices part, right of the scenelet that asks. */
const TRUNK = 14;
const LABEL_MOST = 132;
const LABEL_FONT = 11;
const LABEL_LINE = 13.5;
const LABEL_PADDING = 6;
const LABEL_LINES = 3;
const BEFORE_LABEL = 14;
const AFTER_LABEL = 16;

/** How wide a row of so many cards is. */
export const rowWidth = (cards: number): number => cards * (CARD_WIDTH + BETWEEN_CARDS) - BETWEEN_CARDS;

/** A run of scenelets in rows, read as text is, with the lane left of it where the line and the choice's label are. */
export class RunBlock implements TidyBox {
  readonly width: number;
  readonly height: number;
  readonly entry: number;
  readonly exit: number;
  readonly children: RunBlock[] = [];
  private readonly rows: { card: SceneletCard; x: number }[][] = [];
  private readonly rowTops: number[] = [];

  /**
   * @param label the label of the choice that leads here
   * @param lane the width of the lane on the left, the same for all choices of a scenelet; see {@link laneOf}
   * @param wrapAt at most so many cards in a row
   */
  constructor(
    run: Run,
    cards: ReadonlyMap<TreeNode, SceneletCard>,
    private readonly label: ChoiceLabel,
    private readonly lane: number,
    wrapAt: number,
  ) {
    this.entry = Math.max(CARD_ANCHOR, this.label.height / 2);
    let top = this.entry - CARD_ANCHOR;
    for (let from = 0; from < run.nodes.length; from += wrapAt) {
      const row = run.nodes.slice(from, from + wrapAt).flatMap((node, column) => {
        const card = cards.get(node);
        return card ? [{ card, x: lane + column * (CARD_WIDTH + BETWEEN_CARDS) }] : [];
      });
      this.rows.push(row);
      this.rowTops.push(top);
      top += Math.max(...row.map(({ card }) => card.height)) + BETWEEN_ROWS;
    }
    this.exit = (this.rowTops.at(-1) ?? 0) + CARD_ANCHOR;
    this.width = lane + rowWidth(Math.min(wrapAt, run.nodes.length));
    this.height = Math.max(top - BETWEEN_ROWS, this.entry + this.label.height / 2) + BETWEEN_BLOCKS;
  }

  /** The lines of the block and to the blocks after it, which lie under the cards. */
  drawLines(place: Place, places: ReadonlyMap<TidyBox, Place>): string {
    const lines = this.rows.flatMap((row, index) => this.rowLines(row, index, place));
    const last = this.rows.at(-1)?.at(-1);
    if (!last) return lines.join('');
    const from = { x: place.x + last.x + CARD_WIDTH, y: place.y + this.exit };
    const trunk = place.x + this.width + TRUNK;
    for (const child of this.children) {
      const at = places.get(child);
      if (at) lines.push(elbow(from, trunk, { x: at.x + child.lane, y: at.y + child.entry }));
    }
    return lines.join('');
  }

  /** The cards and the label of the choice that leads here. */
  drawCards(place: Place): string {
    const cards = this.rows.flatMap((row, index) =>
      row.map(({ card, x }) => card.drawAt(place.x + x, place.y + (this.rowTops[index] ?? 0))),
    );
    return this.drawLabel(place) + cards.join('');
  }

  private rowLines(row: readonly { x: number; card: SceneletCard }[], index: number, { x, y }: Place): string[] {
    const top = this.rowTops[index] ?? 0;
    const lines = row
      .slice(1)
      .map((cell) =>
        arrow(`M${px(x + cell.x - BETWEEN_CARDS)} ${px(y + top + CARD_ANCHOR)}`, x + cell.x, y + top + CARD_ANCHOR),
      );
    const next = this.rowTops[index + 1];
    const last = row.at(-1);
    if (next === undefined || !last) return lines;
    const from = x + last.x + CARD_WIDTH / 2;
    const to = x + this.lane + CARD_WIDTH / 2;
    const below = y + next - BETWEEN_ROWS / 2 - 2;
    lines.push(
      `<path class="line" d="M${px(from)} ${px(y + top + last.card.height)} V${px(below)} H${px(to)} V${px(y + next)}"/>` +
        `<path class="tip" d="M${px(to - 4)} ${px(y + next - 7)} h8 l-4 7 Z"/>`,
    );
    return lines;
  }

  private drawLabel({ x, y }: Place): string {
    const { lines: words, width, height } = this.label;
    if (words.length === 0) return '';
    const left = x + TRUNK + BEFORE_LABEL;
    const top = y + this.entry - height / 2;
    const lines = words.map((line, index) => textAt('choice', LABEL_PADDING, 3 + (index + 0.78) * LABEL_LINE, line));
    return (
      `<g class="label"><rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" rx="8"/>` +
      `${clipped(left, top, width, height, lines.join(''))}</g>`
    );
  }
}

/** The label of the choice that leads to a run, as it is drawn; without lines and size where there is none. */
export interface ChoiceLabel {
  lines: readonly string[];
  width: number;
  height: number;
}

/** The label of the choice that leads to a run. */
export function choiceLabel(run: Run): ChoiceLabel {
  const text = run.nodes[0]?.scenelet.choice_label_from_parent ?? '';
  const lines = wrapText(text, LABEL_MOST - 2 * LABEL_PADDING, LABEL_FONT, LABEL_LINES);
  if (lines.length === 0) return { lines, width: 0, height: 0 };
  const widest = Math.max(...lines.map((line) => textWidth(line, LABEL_FONT)));
  return { lines, width: widest + 2 * LABEL_PADDING, height: lines.length * LABEL_LINE + 6 };
}

/** The width of the lane before the runs that follow a scenelet: as wide as the widest of their labels asks for. */
export function laneOf(labels: readonly ChoiceLabel[]): number {
  const widest = Math.max(0, ...labels.map(({ width }) => width));
  return TRUNK + (widest > 0 ? BEFORE_LABEL + widest : 0) + AFTER_LABEL;
}

/** A line that comes in at (x, y) from the left, with its tip there. */
const arrow = (path: string, x: number, y: number): string =>
  `<path class="line" d="${path} L${px(x - 4)} ${px(y)}"/><path class="tip" d="M${px(x - 7)} ${px(y - 4)} l7 4 l-7 4 Z"/>`;

/** From one card to the next: across, along the trunk, across. */
function elbow(from: Place, trunk: number, to: Place): string {
  const start = `M${px(from.x)} ${px(from.y)}`;
  const fall = to.y - from.y;
  if (Math.abs(fall) < 0.5) return arrow(start, to.x, to.y);
  const round = Math.min(8, Math.abs(fall) / 2);
  const turn = round * Math.sign(fall);
  return arrow(
    `${start} H${px(trunk - round)} Q${px(trunk)} ${px(from.y)} ${px(trunk)} ${px(from.y + turn)} ` +
      `V${px(to.y - turn)} Q${px(trunk)} ${px(to.y)} ${px(trunk + round)} ${px(to.y)}`,
    to.x,
    to.y,
  );
}
