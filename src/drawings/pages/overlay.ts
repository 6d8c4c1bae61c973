import { type Box, type Size, boxToPicture, shownSize, toPicture } from './geometry';
import type { PageFacts } from './page-facts';

/** A component as it stands on a page: with a box, or a location, or neither, in the page's frame. */
export interface PlacedComponent {
  /** The piece mark with its instance, as it shall be read. */
  label: string;
  bounding_box: Box | null;
  location: { x: number; y: number } | null;
  review_status: string;
  /** From 0 to 1. */
  confidence_score: number | null;
}

/** What components are coloured by. */
export type ColourBy = 'review_status' | 'confidence';

/** What is laid over a page. */
export interface OverlayOptions {
  page: PageFacts;
  /** A PNG of all of the page; null where none could be made, which leaves the page white. */
  preview: Uint8Array | null;
  components: readonly PlacedComponent[];
  colour_by?: ColourBy;
}

/** A preview of more bytes is left out, so that an overlay has an end. */
export const EMBEDDED_BYTES = 8 * 2 ** 20;

interface Class {
  name: string;
  colour: string;
  holds: (component: PlacedComponent) => boolean;
}

const status = (name: string, colour: string): Class => ({
  name,
  colour,
  holds: ({ review_status }) => review_status === name,
});

const from = (least: number, name: string, colour: string): Class => ({
  name,
  colour,
  holds: ({ confidence_score }) => confidence_score !== null && confidence_score >= least,
});

/** The first that holds a component has it; the last holds all. The colours can be told apart by those who see no red or green. */
const CLASSES: Record<ColourBy, readonly Class[]> = {
  review_status: [
    status('pending', '#d55e00'),
    status('reviewed', '#0072b2'),
    status('approved', '#007a55'),
    { name: 'other', colour: '#666666', holds: () => true },
  ],
  confidence: [
    from(0.9, '0.9 and more', '#007a55'),
    from(0.7, '0.7 to 0.9', '#0072b2'),
    from(0.5, '0.5 to 0.7', '#a06a00'),
    from(0, 'under 0.5', '#d55e00'),
    { name: 'unknown', colour: '#666666', holds: () => true },
  ],
};

/**
 * An SVG of a page as it is shown, with a box or a cross for each component, its label where there is room, and a legend beneath
 * the page. It stands alone: the picture is in it, for a browser that opens an SVG sends no token along to fetch one. Its unit is
 * that of the page. A label that would hide others is left out, and is read by pointing at its box; the legend counts them.
 */
export function overlay({ page, preview, components, colour_by = 'review_status' }: OverlayOptions): string {
  const size = shownSize(page);
  const letters = Math.max(size.width, size.height) / (components.length > 150 ? 200 : 120);
  const isEmbedded = preview !== null && preview.byteLength <= EMBEDDED_BYTES;
  const classes = CLASSES[colour_by];
  const placed = components.flatMap((component) => {
    const box = shownBox(page, component, letters);
    const of = classes.find(({ holds }) => holds(component));
    return box && of ? [{ component, box, of }] : [];
  });
  const room = new Room(size, letters);
  for (const { box } of placed) room.line(box);
  const shapes: string[] = [];
  const labels: string[] = [];
  for (const { component, box, of } of placed) {
    const label = escaped(component.label);
    shapes.push(shape(component, box, of.colour, label));
    const at = room.place(box, letters * LETTER_WIDTH * stripped(component.label).length);
    if (at) labels.push(`<text x="${n(at.x)}" y="${n(at.y + 0.8 * letters)}" fill="${of.colour}">${label}</text>`);
  }
  const counts = classes
    .map((each) => ({ ...each, count: placed.filter(({ of }) => of === each).length }))
    .filter(({ count }) => count > 0);
  const remarks = [
    remark(components.length - placed.length, 'without a place on the page'),
    remark(placed.length - labels.length, 'whose label has no room: point at it'),
    preview === null
      ? 'the page has no picture'
      : isEmbedded
        ? ''
        : 'the picture of the page is too large to be shown here',
  ].filter(Boolean);
  const legend = legendOf(size, counts, remarks);
  const view = `${n(size.width)} ${n(size.height + legend.height)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${view}" font-family="monospace">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    isEmbedded
      ? `<image width="${n(size.width)}" height="${n(size.height)}" preserveAspectRatio="none" href="data:image/png;base64,${Buffer.from(preview).toString('base64')}"/>`
      : '',
    `<g fill-opacity="0.08" stroke-width="${n(letters / 8)}">${shapes.join('\n')}</g>`,
    `<g font-size="${n(letters)}" font-weight="bold" stroke="#ffffff" stroke-width="${n(letters / 4)}" paint-order="stroke">${labels.join('\n')}</g>`,
    legend.svg,
    '</svg>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** Of a letter's height, in a typeface whose letters are all as wide. */
const LETTER_WIDTH = 0.62;

/** Where a component is in the picture; a location becomes a small square, drawn as a cross. */
function shownBox(page: PageFacts, { bounding_box, location }: PlacedComponent, letters: number): Box | null {
  const size = shownSize(page);
  if (bounding_box && Object.values(bounding_box).every(Number.isFinite)) return boxToPicture(page, size, bounding_box);
  if (!location || !Number.isFinite(location.x) || !Number.isFinite(location.y)) return null;
  const { x, y } = toPicture(page, size, location);
  return { x: x - letters / 2, y: y - letters / 2, width: letters, height: letters };
}

function shape(component: PlacedComponent, { x, y, width, height }: Box, colour: string, label: string): string {
  const confidence = component.confidence_score === null ? '' : `, confidence ${component.confidence_score}`;
  const title = `<title>${label} (${escaped(component.review_status)}${confidence})</title>`;
  const drawn = component.bounding_box
    ? `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/>`
    : `<path d="M${n(x)} ${n(y)}l${n(width)} ${n(height)}m0 ${n(-height)}l${n(-width)} ${n(height)}"/>`;
  return `<g stroke="${colour}" fill="${colour}">${title}${drawn}</g>`;
}

/** A cell with more on it has no room for a label, and need not be looked through. */
const CROWDED = 64;

/** What is taken on the page, in a grid, so that a thousand labels ask only their neighbours. */
class Room {
  private readonly cells = new Map<number, Box[]>();
  private readonly cell: number;
  private readonly columns: number;

  constructor(
    private readonly size: Size,
    private readonly letters: number,
  ) {
    this.cell = 8 * letters;
    this.columns = Math.ceil(size.width / this.cell) + 1;
  }

  /** The upper edge of a box: letters on it would be crossed out. */
  line({ x, y, width }: Box): void {
    this.take({ x, y: y - this.letters / 16, width, height: this.letters / 8 });
  }

  /** Takes the first free place for a label beside a box, or none. */
  place(box: Box, width: number): Box | undefined {
    const { letters } = this;
    const gap = letters / 8;
    const [right, lower] = [box.x + box.width, box.y + box.height];
    const above = box.y - letters - gap;
    const candidates: [number, number][] = [
      [box.x, above],
      [box.x, lower + gap],
      [right - width, above],
      [right - width, lower + gap],
      [right + gap, box.y + gap],
      [box.x - width - gap, box.y + gap],
      [right + gap, lower - letters],
      [box.x + gap, box.y + gap],
      [box.x + gap, lower - letters - gap],
      [box.x, above - letters],
      [box.x, lower + letters],
    ];
    const found = candidates.map(([x, y]) => ({ x, y, width, height: letters })).find((each) => this.isFree(each));
    if (found) this.take(found);
    return found;
  }

  private take(box: Box): void {
    for (const cell of this.cellsOf(box)) {
      const there = this.cells.get(cell);
      if (there && there.length <= CROWDED) there.push(box);
      else if (!there) this.cells.set(cell, [box]);
    }
  }

  private isFree(box: Box): boolean {
    const { width, height } = this.size;
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) return false;
    for (const cell of this.cellsOf(box)) {
      const there = this.cells.get(cell);
      if (there && (there.length > CROWDED || there.some((other) => meet(box, other)))) return false;
    }
    return true;
  }

  /** Only what is on the page is counted, so a box of any size has a few cells. */
  private *cellsOf({ x, y, width, height }: Box): Generator<number> {
    const place = (at: number, most: number) => Math.floor(Math.min(Math.max(at, 0), most) / this.cell);
    for (let row = place(y, this.size.height); row <= place(y + height, this.size.height); row++)
      for (let column = place(x, this.size.width); column <= place(x + width, this.size.width); column++)
        yield row * this.columns + column;
  }
}

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A line of colours and counts, and one of remarks, as wide as the page. */
function legendOf(
  size: Size,
  classes: readonly (Class & { count: number })[],
  remarks: readonly string[],
): { svg: string; height: number } {
  const entries = classes.map(({ name, count }) => `${name}: ${count}`);
  const characters = Math.max(
    entries.join('').length + 5 * entries.length,
    ...remarks.map(({ length }) => length + 2),
    40,
  );
  const letters = Math.min(size.width / (characters * LETTER_WIDTH), Math.max(size.width, size.height) / 90);
  let x = letters;
  const colours = classes.map(({ colour }, at) => {
    const entry = entries[at] ?? '';
    const svg = `<rect x="${n(x)}" y="${n(size.height + letters / 2)}" width="${n(letters)}" height="${n(letters)}" fill="${colour}"/><text x="${n(x + 1.4 * letters)}" y="${n(size.height + 1.35 * letters)}">${entry}</text>`;
    x += letters * (2 + LETTER_WIDTH * (entry.length + 1));
    return svg;
  });
  const lines = remarks.map(
    (text, at) => `<text x="${n(letters)}" y="${n(size.height + (2.85 + 1.5 * at) * letters)}">${text}</text>`,
  );
  return {
    svg: `<g font-size="${n(letters)}" fill="#222222">${[...colours, ...lines].join('\n')}</g>`,
    height: (2 + 1.5 * remarks.length) * letters,
  };
}

const remark = (count: number, what: string): string => (count === 0 ? '' : `${count} ${what}`);

/** Three digits, and no more characters than they need. */
const n = (value: number): string => String(Math.round(value * 1000) / 1000);

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => stripped(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Text as XML 1.0 may have it, and as it is read: no control characters, no halves of characters, nothing that turns the line around. */
const stripped = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- they are what is taken out
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '');
