import type { LintCode, LintFinding } from '../tree/story-lint';
import { groupAt, textAt } from './svg';
import { textWidth } from './text-layout';

/** What is marked in a picture. Each has its own shape and colour, and a word beside it. */
export type MarkKind = 'start' | 'branch' | 'ending' | 'no-shots' | 'no-media' | 'error' | 'warning';

export interface Mark {
  kind: MarkKind;
  word: string;
}

/** In a square of 12. */
const SHAPES: Readonly<Record<MarkKind, string>> = {
  start: '<path d="M2 0.5 L11.5 6 L2 11.5 Z"/>',
  branch: '<path d="M6 0 L12 6 L6 12 L0 6 Z"/>',
  ending: '<rect x="1" y="1" width="10" height="10"/>',
  'no-shots': '<circle class="hollow" cx="6" cy="6" r="4.8"/><path class="stroke" d="M2.6 9.4 L9.4 2.6"/>',
  'no-media': '<rect class="hollow" x="1" y="2.5" width="10" height="7.5" stroke-dasharray="2.5 1.5"/>',
  error:
    '<path d="M3.5 0 H8.5 L12 3.5 V8.5 L8.5 12 H3.5 L0 8.5 V3.5 Z"/><path class="cut" d="M3.6 3.6 L8.4 8.4 M8.4 3.6 L3.6 8.4"/>',
  warning: '<path d="M6 0.5 L12 11.5 H0 Z"/><path class="cut" d="M6 4.4 V7.6 M6 9 V10"/>',
};

export const LEGEND: readonly Mark[] = [
  { kind: 'start', word: 'start' },
  { kind: 'branch', word: 'branch point' },
  { kind: 'ending', word: 'ending' },
  { kind: 'no-shots', word: 'no shots' },
  { kind: 'no-media', word: 'media missing' },
  { kind: 'error', word: 'error' },
  { kind: 'warning', word: 'warning' },
];

const WORDS: Readonly<Record<LintCode, string>> = {
  no_root: 'no start',
  several_roots: 'several starts',
  unreachable: 'unreachable',
  branch_without_prompt: 'no prompt',
  branch_with_fewer_than_two_children: 'fewer than two choices',
  choice_without_label: 'choice without label',
  duplicate_labels: 'same label twice',
  terminal_with_children: 'goes on after its end',
  several_children_without_branch_point: 'not declared a branch point',
  dead_end: 'dead end',
  shots_missing: 'no shots',
  media_missing: 'media missing',
};

/** The mark of a finding. */
export function markOf({ code, severity }: LintFinding): Mark {
  if (code === 'shots_missing') return { kind: 'no-shots', word: WORDS[code] };
  if (code === 'media_missing') return { kind: 'no-media', word: WORDS[code] };
  return { kind: severity, word: WORDS[code] };
}

export const MARK_HEIGHT = 16;
const WORD_SIZE = 10.5;
const WORD_X = 16;

/** The width of a mark with its word. */
export const markWidth = (mark: Mark): number => WORD_X + textWidth(mark.word, WORD_SIZE);

/** A mark with its word, in a line of MARK_HEIGHT with its top left corner at (x, y). */
export const drawMark = (mark: Mark, x: number, y: number): string =>
  groupAt(
    `class="mark ${mark.kind}"`,
    x,
    y,
    `<g transform="translate(0 2)">${SHAPES[mark.kind]}</g>${textAt('word', WORD_X, 12, mark.word)}`,
  );

interface Placed {
  mark: Mark;
  x: number;
  line: number;
}

/** Marks side by side in as many lines as `width` asks for, each from the left. */
export function flowMarks(marks: readonly Mark[], width: number, gap: number): { placed: Placed[]; lines: number } {
  let x = 0;
  let line = 0;
  const placed = marks.map((mark) => {
    if (x > 0 && x + markWidth(mark) > width) {
      x = 0;
      line++;
    }
    const place = { mark, x, line };
    x += markWidth(mark) + gap;
    return place;
  });
  return { placed, lines: marks.length === 0 ? 0 : line + 1 };
}
