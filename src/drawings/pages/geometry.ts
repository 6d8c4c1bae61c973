import type { PageFacts } from './page-facts';

/**
 * The one frame that boxes and locations are stored in: the page before it is turned, cut to its crop box, with the origin at the
 * upper left, y downwards, in the page's unit. A picture of the page shows it turned, in pixels.
 */
export type PageFrame = Pick<PageFacts, 'width' | 'height' | 'rotation'>;

/** A place: in the page's frame, or in a picture. */
export interface Point {
  x: number;
  y: number;
}

/** An upright rectangle by its upper left corner. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** Width and height of a page, or of the whole picture of one. */
export interface Size {
  width: number;
  height: number;
}

/** The size of a page as it is shown, in the page's unit. */
export function shownSize({ width, height, rotation }: PageFrame): Size {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a place of the page is in a picture of all of it. A picture of the size {@link shownSize} has a scale of one. */
export function toPicture(frame: PageFrame, picture: Size, { x, y }: Point): Point {
  const shown = shownSize(frame);
  const turned = turn(frame, x, y);
  return { x: (turned.x * picture.width) / shown.width, y: (turned.y * picture.height) / shown.height };
}

/** Where a place of a picture of all of the page is on the page: the way back of {@link toPicture}. */
export function fromPicture(frame: PageFrame, picture: Size, { x, y }: Point): Point {
  const shown = shownSize(frame);
  const back: PageFrame = { ...shown, rotation: ((360 - frame.rotation) % 360) as PageFrame['rotation'] };
  return turn(back, (x * shown.width) / picture.width, (y * shown.height) / picture.height);
}

/** {@link toPicture} of a box; it stays upright, for pages turn by right angles. */
export const boxToPicture = (frame: PageFrame, picture: Size, box: Box): Box =>
  boxOf(box, (corner) => toPicture(frame, picture, corner));

/** {@link fromPicture} of a box. */
export const boxFromPicture = (frame: PageFrame, picture: Size, box: Box): Box =>
  boxOf(box, (corner) => fromPicture(frame, picture, corner));

/** Where a place that a PDF's own coordinates name (units of the page, upwards) is in the page's frame. */
export const fromFile = ({ crop_box: [left, , , top] }: Pick<PageFacts, 'crop_box'>, { x, y }: Point): Point => ({
  x: x - left,
  y: top - y,
});

/** A place of an upright page where it is when the page has been turned clockwise. */
function turn({ width, height, rotation }: PageFrame, x: number, y: number): Point {
  switch (rotation) {
    case 0:
      return { x, y };
    case 90:
      return { x: height - y, y: x };
    case 180:
      return { x: width - x, y: height - y };
    case 270:
      return { x: y, y: width - x };
  }
}

function boxOf({ x, y, width, height }: Box, moved: (corner: Point) => Point): Box {
  const [a, b] = [moved({ x, y }), moved({ x: x + width, y: y + height })];
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
