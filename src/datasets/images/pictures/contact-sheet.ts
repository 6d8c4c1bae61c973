import sharp from 'sharp';
import { UnreadableFile } from '../../../child-processes';
import { type DecoderPool, type PictureSource, type Pixels, type Thumbnail } from '../../validation/engine';
import { type Colour, LETTER_HEIGHT, drawLine, fill, lineOf, widthOf } from './dot-letters';

/** Tiles of one sheet at most. */
export const SHEET_TILES = 100;

/** A picture that was fetched for its tile. */
export interface FetchedPicture {
  source: PictureSource;
  /** Called when its thumbnail is made. */
  release: () => Promise<void>;
}

/** One picture of a contact sheet. */
export interface Tile {
  /** Its file or bytes, or what fetches them when it is its turn, so that not all are there at once; null when there is none. */
  picture: PictureSource | (() => Promise<FetchedPicture | null>) | null;
  /** One line beneath it. */
  label: string;
  /** What is wrong with it, in a word or two; it is then marked. */
  bad?: string;
}

/** How a sheet looks; sizes in pixels. */
export interface SheetOptions {
  /** 10 when absent. */
  columns?: number;
  /** The side of the square that each picture is fitted into; 150 when absent. */
  tile?: number;
}

const GAP = 8;
const LABEL = LETTER_HEIGHT + 6;
const FRAME = 4;
const WORD_SCALE = 2;

/** Thumbnails that are made at a time: they wait in the pool for its processes. */
const AT_ONCE = 8;

const PAPER: Colour = [255, 255, 255];
const BED: Colour = [238, 238, 238];
const MISSING: Colour = [189, 189, 189];
const INK: Colour = [33, 33, 33];
const RED: Colour = [198, 40, 40];

/**
 * A JPEG of at most {@link SHEET_TILES} thumbnails, row by row. Bad pictures have a red frame and the word that says why; where
 * there is no picture, or none that can be shown, there is a grey tile. Thumbnails are made by the pool's processes, so no
 * byte of a picture is decoded here; memory is that of the sheet and the thumbnails in work.
 *
 * @throws RangeError when there are no tiles, or too many, or sizes are out of bounds · Error when the pool cannot work
 */
export async function contactSheet(
  pool: DecoderPool,
  tiles: readonly Tile[],
  options: SheetOptions = {},
): Promise<Buffer> {
  const { columns: wanted = 10, tile: side = 150 } = options;
  if (tiles.length < 1 || tiles.length > SHEET_TILES)
    throw new RangeError(`A sheet has 1 to ${SHEET_TILES} tiles, not ${tiles.length}`);
  if (!(wanted >= 1 && wanted <= 20 && side >= 40 && side <= 300))
    throw new RangeError('A sheet has 1 to 20 columns, and tiles of 40 to 300 pixels');
  const columns = Math.min(wanted, tiles.length);
  const [width, height] = [
    columns * (side + GAP) + GAP,
    Math.ceil(tiles.length / columns) * (side + LABEL + GAP) + GAP,
  ];
  const sheet: Pixels = { data: new Uint8Array(width * height * 3), width, height };
  fill(sheet, 0, 0, width, height, PAPER);
  const left = [...tiles.entries()];
  const draw = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [place, tile] = next;
      const [x, y] = [GAP + (place % columns) * (side + GAP), GAP + Math.floor(place / columns) * (side + LABEL + GAP)];
      drawTile(sheet, x, y, side, tile, await thumbnailOf(pool, tile, side));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
  return sharp(sheet.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** Null also for a file that is gone meanwhile. */
async function thumbnailOf(pool: DecoderPool, { picture }: Tile, side: number): Promise<Thumbnail | null> {
  if (picture === null) return null;
  const fetched =
    typeof picture === 'function' ? await picture() : { source: picture, release: () => Promise.resolve() };
  if (fetched === null) return null;
  try {
    return await pool.thumbnail(fetched.source, { width: side, height: side });
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  } finally {
    await fetched.release();
  }
}

function drawTile(
  sheet: Pixels,
  x: number,
  y: number,
  side: number,
  { label, bad }: Tile,
  seen: Thumbnail | null,
): void {
  fill(sheet, x, y, side, side, seen ? BED : MISSING);
  if (seen) {
    place(sheet, x + Math.floor((side - seen.width) / 2), y + Math.floor((side - seen.height) / 2), seen);
  } else {
    const line = lineOf('no picture', side);
    drawLine(sheet, x + Math.floor((side - widthOf(line)) / 2), y + Math.floor((side - LETTER_HEIGHT) / 2), line, INK);
  }
  if (bad !== undefined) mark(sheet, x, y, side, bad);
  drawLine(sheet, x, y + side + 3, lineOf(label, side), INK);
}

/** Copies row by row. */
function place(sheet: Pixels, x: number, y: number, { data, width, height }: Thumbnail): void {
  for (let row = 0; row < height; row++)
    sheet.data.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((y + row) * sheet.width + x) * 3);
}

function mark(sheet: Pixels, x: number, y: number, side: number, word: string): void {
  fill(sheet, x, y, side, FRAME, RED);
  fill(sheet, x, y + side - FRAME, side, FRAME, RED);
  fill(sheet, x, y, FRAME, side, RED);
  fill(sheet, x + side - FRAME, y, FRAME, side, RED);
  const band = LETTER_HEIGHT * WORD_SCALE + 2 * FRAME;
  fill(sheet, x, y + side - band, side, band, RED);
  const line = lineOf(word, side - 2 * FRAME, WORD_SCALE);
  const middle = x + Math.floor((side - widthOf(line, WORD_SCALE)) / 2);
  drawLine(sheet, middle, y + side - band + FRAME, line, PAPER, WORD_SCALE);
}
