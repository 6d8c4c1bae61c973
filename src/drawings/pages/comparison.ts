import type { Size } from './geometry';

/** Pixels of a page, a byte of grey each, row by row: 0 is black. */
export interface GreyPicture extends Size {
  data: Uint8Array;
}

/** Two pages over each other: red, green and blue, a byte each, and how many pixels only one of the pages has ink at. */
export interface Overlaid extends Size {
  data: Uint8Array;
  removed: number;
  added: number;
}

/** How much darker one page must be for a pixel to count as changed: less is the softness of edges. */
const CHANGED = 96;

/** The green of what was added is darker than pure green, which would be too faint for thin lines on white. */
const GREEN = 0.4;

/**
 * Lays two pages over each other at their upper left corners, on white: what only the old one has is red, what only the new one
 * has is green, what both have stays grey or black. Either may be larger than the other.
 */
export function overlaid(old: GreyPicture, current: GreyPicture): Overlaid {
  const width = Math.max(old.width, current.width);
  const height = Math.max(old.height, current.height);
  const data = new Uint8Array(3 * width * height);
  let removed = 0;
  let added = 0;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      const before = ink(old, x, y);
      const after = ink(current, x, y);
      const gone = Math.max(0, before - after);
      const come = Math.max(0, after - before);
      const paper = 255 - Math.min(before, after);
      data[at] = paper - come;
      data[at + 1] = paper - gone - GREEN * come;
      data[at + 2] = paper - gone - come;
      if (gone >= CHANGED) removed += 1;
      if (come >= CHANGED) added += 1;
    }
  return { width, height, data, removed, added };
}

const ink = ({ width, height, data }: GreyPicture, x: number, y: number): number =>
  x < width && y < height ? 255 - (data[y * width + x] ?? 255) : 0;
