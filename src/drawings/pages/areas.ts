import { shownSize, type Box, type PageFrame, type Size } from './geometry';
import { PageFailure, type PageFacts } from './page-facts';

/**
 * What of a page a picture shall show: all of it, with a longest side in pixels (never enlarged beyond its own pixels where it is
 * a picture); or a rectangle, in pixels of the picture that all of the page would make at a scale (pixels per unit of the page).
 */
export type Area = { longest: number } | Region;

/** A rectangle of the picture that all of the page would make at a scale, which is in pixels per unit of the page. */
export type Region = { scale: number } & Box;

/** How an area is drawn: all of the page would be `whole` pixels, of which `part` is the picture. */
export interface Drawn {
  whole: Size;
  part: Box;
}

/** Where whole numbers of C end. */
const MOST = 2 ** 31 - 1;

/** Of a pixel, while it is drawn: red, green, blue and what shows through. */
const BYTES_PER_PIXEL = 4;

/**
 * The pixels that an area takes, found before any of them has memory.
 *
 * @param shown the page as it is shown
 * @param bytes of pixels at most
 * @throws PageFailure `too_large`; `no_such_page` where a rectangle has nothing of the page
 */
export function drawn(shown: Size, unit: PageFacts['unit'], area: Area, bytes: number): Drawn {
  const longest = Math.max(shown.width, shown.height);
  const scale = 'scale' in area ? area.scale : Math.min(area.longest / longest, unit === 'px' ? 1 : Infinity);
  const whole = { width: pixels(shown.width * scale), height: pixels(shown.height * scale) };
  const part = 'scale' in area ? within(whole, area) : { x: 0, y: 0, ...whole };
  if (Math.max(whole.width, whole.height) > MOST || part.width * part.height * BYTES_PER_PIXEL > bytes)
    throw new PageFailure(
      'too_large',
      `A picture of ${part.width} × ${part.height} pixels, of a page of ${whole.width} × ${whole.height}, is more than can be drawn at once. Ask for a smaller scale or a smaller part.`,
    );
  if (part.width <= 0 || part.height <= 0)
    throw new PageFailure('no_such_page', 'The part that was asked for lies outside of the page.');
  return { whole, part };
}

const pixels = (length: number): number => Math.max(1, Math.round(length));

function within(whole: Size, box: Box): Box {
  const [x, y] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))];
  const [right, lower] = [Math.ceil(box.x + box.width), Math.ceil(box.y + box.height)];
  return { x, y, width: Math.min(right, whole.width) - x, height: Math.min(lower, whole.height) - y };
}

/** The side of a deep-zoom tile, in pixels; those at the right and lower edges are smaller. */
export const TILE = 512;

/** The finest pixels that a PDF's tiles have: 288 a inch. */
const FINEST_POINT = 4;

/** Of the finest level, in pixels. */
const LONGEST_ZOOM = 65_536;

/** A page as deep-zoom tiles: `levels` counts from 0, where all of the page is one tile at most, each level twice as fine. */
export interface Zoom extends Size {
  levels: number;
  tile: number;
}

/** The size of the finest level, and how many levels there are. */
export function zoomOf(page: PageFrame & Pick<PageFacts, 'unit'>): Zoom {
  const shown = shownSize(page);
  const scale = finest(page);
  const [width, height] = [pixels(shown.width * scale), pixels(shown.height * scale)];
  return { width, height, tile: TILE, levels: 1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE))) };
}

/** The area of one tile; null where there is none. */
export function areaOfTile(
  page: PageFrame & Pick<PageFacts, 'unit'>,
  { level, column, row }: { level: number; column: number; row: number },
): Region | null {
  const { levels } = zoomOf(page);
  if (![level, column, row].every((at) => Number.isInteger(at) && at >= 0) || level >= levels) return null;
  const scale = finest(page) / 2 ** (levels - 1 - level);
  const shown = shownSize(page);
  const [x, y] = [column * TILE, row * TILE];
  if (x >= pixels(shown.width * scale) || y >= pixels(shown.height * scale)) return null;
  return { scale, x, y, width: TILE, height: TILE };
}

const finest = ({ width, height, unit }: PageFrame & Pick<PageFacts, 'unit'>): number =>
  Math.min(unit === 'pt' ? FINEST_POINT : 1, LONGEST_ZOOM / Math.max(width, height));
