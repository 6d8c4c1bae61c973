import type { PictureFacts } from './picture-facts';

/** A picture: the path of its file, or its bytes. */
export type PictureSource = string | Uint8Array;

/** Limits that a decoder keeps by itself; what exceeds one is not decoded. */
export interface PictureLimits {
  /** Of the file. */
  bytes: number;
  /** Of one frame. */
  pixels: number;
  /** Of an animation, or pages. */
  frames: number;
}

/** A picture scaled down into a box, in its own proportions: rows of red, green and blue, a byte each. */
export interface Thumbnail {
  data: Uint8Array;
  width: number;
  height: number;
}

/** What a decoder can be asked to do. */
export type Work = { kind: 'examine'; withVariants: boolean } | { kind: 'thumbnail'; width: number; height: number };

/** One picture for a decoder's process. */
export interface Task {
  source: PictureSource;
  work: Work;
  limits: PictureLimits;
}

/** What comes of a task: facts, or a thumbnail, which is null for what cannot be shown. */
export type TaskResult = PictureFacts | Thumbnail | null;
