/** The kinds of files that drawings are made of. */
export const DRAWING_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'] as const;

/** One of {@link DRAWING_TYPES}. */
export type DrawingType = (typeof DRAWING_TYPES)[number];

/** The first bytes that {@link drawingTypeOf} wants to see: a PDF may have as many before its first line. */
export const HEAD_BYTES = 1024;

/** Where a signature stands at the very start, one character a byte. The last two are BigTIFF's. */
const SIGNATURES: readonly [DrawingType, string][] = [
  ['image/png', '\x89PNG\r\n\x1A\n'],
  ['image/jpeg', '\xFF\xD8\xFF'],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['image/tiff', 'II+\0'],
  ['image/tiff', 'MM\0+'],
];

/**
 * What a file is by its content; null when it is none of {@link DRAWING_TYPES}. File names and declared types have no say.
 *
 * @param head its first {@link HEAD_BYTES}, or all of a shorter one
 */
export function drawingTypeOf(head: Uint8Array): DrawingType | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1', 0, HEAD_BYTES);
  const signed = SIGNATURES.find(([, signature]) => text.startsWith(signature));
  return signed?.[0] ?? (text.includes('%PDF-') ? 'application/pdf' : null);
}

/** How a page is turned for those who look at it: clockwise, in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/**
 * A page as its file describes it. Lengths are in the page's unit, rounded to 1e-3: in a PDF 1/72 inch × `user_unit`, in a picture
 * a pixel.
 */
export interface PageFacts {
  /** The first page is 1. */
  page_number: number;
  /** Of the crop box within the media box, before the page is turned. */
  width: number;
  height: number;
  rotation: Rotation;
  user_unit: number;
  unit: 'pt' | 'px';
  /** The same box in the file's own coordinates, which in a PDF count upwards from anywhere: left, lower, right and upper edge. */
  crop_box: [number, number, number, number];
}

/** Why a file has no facts or no picture. */
export type PageFailureCode =
  'needs_password' | 'damaged' | 'too_large' | 'took_too_long' | 'out_of_memory' | 'unsupported' | 'no_such_page';

/** A file, or one of its pages, of which no picture can be made: the message says why, in a sentence for people. */
export class PageFailure extends Error {
  constructor(
    readonly code: PageFailureCode,
    message: string,
  ) {
    super(message);
  }
}

/** Three digits after the point, which is a micrometre where a unit is a point. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
