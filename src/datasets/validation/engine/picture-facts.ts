import type { PerceptualHash } from './perceptual-hash';
import type { PictureScores } from './picture-scores';

/**
 * What decoding says of a file: `ok` every pixel could be read; `recoverable` it is damaged, and shown only by those who overlook
 * it; `corrupt` it cannot be shown; `unsupported` it is no picture, or of a kind or size that is not decoded here, and may be sound.
 */
export type PictureVerdict = 'ok' | 'recoverable' | 'corrupt' | 'unsupported';

/** Why a verdict is not `ok`, or what is odd about a picture that is. */
export type ReasonCode =
  | 'empty'
  | 'not_a_picture'
  | 'format_not_decoded'
  | 'undecodable'
  | 'damaged'
  | 'end_missing'
  | 'odd'
  | 'too_many_bytes'
  | 'too_many_pixels'
  | 'too_many_frames'
  | 'too_slow'
  | 'too_much_memory'
  | 'decoder_died';

/** A reason for programs and one sentence for people. */
export interface Reason {
  code: ReasonCode;
  detail: string;
}

/** What was found of one picture; plain JSON. What could not be found is null. */
export interface PictureFacts {
  verdict: PictureVerdict;
  reason: Reason | null;
  /** What the file is by its content: jpeg, png, gif, webp, tiff, avif; or heic, svg, bmp, pdf, html, text …; null when it is nothing known. */
  format: string | null;
  bytes: number;
  /** Pixels of a frame, as the picture is shown (after its EXIF orientation). */
  width: number | null;
  height: number | null;
  /** Frames of an animation, pages of a document; 1 for a plain picture. */
  frames: number | null;
  /** Several frames that are shown one after the other; the pages of a TIFF are not. */
  animated: boolean | null;
  has_alpha: boolean | null;
  /** Of the first frame, as are the scores. */
  hash: PerceptualHash | null;
  scores: PictureScores | null;
}

/** Facts of a file of which nothing but its size, and perhaps its format, is known. */
export function undecodedFacts(
  verdict: PictureVerdict,
  reason: Reason,
  bytes: number,
  known: Partial<PictureFacts> = {},
): PictureFacts {
  return {
    verdict,
    reason,
    format: null,
    bytes,
    width: null,
    height: null,
    frames: null,
    animated: null,
    has_alpha: null,
    hash: null,
    scores: null,
    ...known,
  };
}
