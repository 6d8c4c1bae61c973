import { readFile, stat } from 'node:fs/promises';
import sharp, { type FailOnOptions, type Metadata, type Sharp, type SharpOptions } from 'sharp';
import type { PictureLimits, PictureSource, Thumbnail } from './decoder-messages';
import { perceptualHash } from './perceptual-hash';
import { hasItsEnd } from './picture-end';
import { type PictureFacts, type PictureVerdict, type Reason, undecodedFacts } from './picture-facts';
import { DECODED_FORMATS, type DecodedFormat, HEAD_BYTES, contentOf } from './picture-format';
import { SCORED_EDGE, pictureScores } from './picture-scores';
import { type Pixels, lumaOf } from './pixels';

/** The loaders that DECODED_FORMATS need. */
const LOADERS = ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Tiff', 'Heif'].map((name) => `VipsForeignLoad${name}`);

/** The side in pixels to which later frames are scaled: they are decoded to see whether they can be, then forgotten. */
const GLANCE = 16;

/**
 * Prepares this process for files that nobody vouches for: no loader but those of the formats that are decoded (an SVG could
 * read local files, a PDF or Magick file could be anything), no cache, one thread for one picture.
 */
export function restrictLoaders(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
}

/**
 * What a picture is and looks like. Decodes every frame completely; only JPEG and WebP are scaled down while they are, which
 * reads all of their data, too.
 *
 * @throws Error when the file cannot be read
 */
export async function examine(
  source: PictureSource,
  limits: PictureLimits,
  withVariants: boolean,
): Promise<PictureFacts> {
  const opened = await open(source, limits);
  if ('verdict' in opened) return opened;
  const { bytes, format, metadata } = opened;
  const { width, height } = metadata.autoOrient;
  const frames = metadata.pages ?? 1;
  const shape = {
    format,
    width,
    height,
    frames,
    animated: frames > 1 && format !== 'tiff',
    has_alpha: metadata.hasAlpha,
  };
  const decoded = await decode(bytes, limits, format, frames);
  if (!('pixels' in decoded)) return undecodedFacts(decoded.verdict, decoded.reason, bytes.length, shape);
  const { verdict, reason } =
    decoded.verdict === 'ok' && !hasItsEnd(format, bytes)
      ? { verdict: 'recoverable' as const, reason: END_MISSING }
      : decoded;
  const luma = lumaOf(decoded.pixels);
  const hash = perceptualHash(luma, withVariants);
  return { verdict, reason, bytes: bytes.length, ...shape, hash, scores: pictureScores(decoded.pixels, luma) };
}

/** A picture's first frame, scaled down into a box, on white; null when it cannot be shown, or is not worth the risk. */
export async function thumbnail(
  source: PictureSource,
  limits: PictureLimits,
  box: { width: number; height: number },
): Promise<Thumbnail | null> {
  const opened = await open(source, limits);
  if ('verdict' in opened) return null;
  return firstFrame(opened.bytes, limits, 'none', box).catch(() => null);
}

const END_MISSING: Reason = { code: 'end_missing', detail: 'The file stops before the end that its format gives it.' };

interface Opened {
  bytes: Buffer;
  format: DecodedFormat;
  metadata: Metadata;
}

/** Reads the file and its header; facts for what need not, or must not, be decoded. */
async function open(source: PictureSource, limits: PictureLimits): Promise<Opened | PictureFacts> {
  const size = typeof source === 'string' ? (await stat(source)).size : source.byteLength;
  if (size === 0) return undecodedFacts('corrupt', { code: 'empty', detail: 'The file is empty.' }, 0);
  if (size > limits.bytes) return beyond('too_many_bytes', `${size} bytes`, limits.bytes, size);
  const bytes =
    typeof source === 'string' ? await readFile(source) : Buffer.from(source.buffer, source.byteOffset, size);
  const format = contentOf(bytes.subarray(0, HEAD_BYTES));
  if (!isDecoded(format)) return undecodedFacts('unsupported', notDecoded(format), size, { format });
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { ...options(limits, 'none'), limitInputPixels: false }).metadata();
  } catch (error) {
    return undecodedFacts('corrupt', undecodable(error), size, { format });
  }
  if (metadata.compression === 'hevc')
    return undecodedFacts('unsupported', notDecoded('heic'), size, { format: 'heic' });
  const { width, height } = metadata.autoOrient;
  const frames = metadata.pages ?? 1;
  const shape = { format, width, height, frames, animated: frames > 1 && format !== 'tiff' };
  if (width * height > limits.pixels)
    return beyond('too_many_pixels', `${width} × ${height} pixels`, limits.pixels, size, shape);
  if (frames > limits.frames) return beyond('too_many_frames', `${frames} frames`, limits.frames, size, shape);
  return { bytes, format, metadata };
}

const isDecoded = (format: string | null): format is DecodedFormat =>
  (DECODED_FORMATS as readonly (string | null)[]).includes(format);

function notDecoded(format: string | null): Reason {
  if (format === null)
    return { code: 'not_a_picture', detail: 'The file begins like no kind of picture that is known.' };
  if (['html', 'text', 'xml', 'pdf', 'zip', 'gzip', 'video'].includes(format))
    return { code: 'not_a_picture', detail: `The file is no picture: its content is ${format}.` };
  return { code: 'format_not_decoded', detail: `The file is a picture of the format ${format}, which is not decoded.` };
}

const beyond = (
  code: Reason['code'],
  found: string,
  limit: number,
  bytes: number,
  known?: Partial<PictureFacts>,
): PictureFacts =>
  undecodedFacts('unsupported', { code, detail: `${found} are more than the limit of ${limit}.` }, bytes, known);

const undecodable = (error: unknown): Reason => ({
  code: 'undecodable',
  detail: `The picture cannot be decoded: ${said(error)}.`,
});

/** The first lines of what the decoder said, in one. */
function said(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  return [...new Set(lines.map((line) => line.trim()))]
    .filter(Boolean)
    .slice(0, 3)
    .join('; ')
    .slice(0, 300)
    .replace(/\.$/, '');
}

type Decoded =
  { verdict: PictureVerdict; reason: Reason | null; pixels: Pixels } | { verdict: PictureVerdict; reason: Reason };

/** Warnings that tell of lost data, whereas sound camera files are known for others: unknown tags, stray bytes between segments. */
const DAMAGE =
  /premature end|bad huffman|corrupt jpeg data: found marker|invalid (scan|progressive)|read error|not enough data/i;

/**
 * Decodes as strictly as possible, then less so: without a warning; with warnings that tell of no damage; with what remains of
 * the picture when everything is overlooked.
 */
async function decode(bytes: Buffer, limits: PictureLimits, format: DecodedFormat, frames: number): Promise<Decoded> {
  const box = { width: SCORED_EDGE, height: SCORED_EDGE };
  const attempt = async (failOn: FailOnOptions): Promise<Pixels | { error: unknown }> => {
    try {
      const pixels = await firstFrame(bytes, limits, failOn, box);
      if (frames > 1) await laterFrames(bytes, limits, failOn, format, frames);
      return pixels;
    } catch (error) {
      return { error };
    }
  };
  const strict = await attempt('warning');
  if (!('error' in strict)) return { verdict: 'ok', reason: null, pixels: strict };
  const warning = said(strict.error);
  if (!DAMAGE.test(warning)) {
    const pixels = await attempt('error');
    const detail = `The picture decodes, with a warning: ${warning}.`;
    if (!('error' in pixels)) return { verdict: 'ok', reason: { code: 'odd', detail }, pixels };
  }
  const pixels = await attempt('none');
  if (!('error' in pixels)) {
    const detail = `The picture is damaged, and decodes only in part: ${warning}.`;
    return { verdict: 'recoverable', reason: { code: 'damaged', detail }, pixels };
  }
  // libheif's own limits and codecs that were not built in say nothing against the file.
  const isRefused = /unsupported|security limit|not supported|limit exceeded|exceeds/i.test(said(pixels.error));
  const detail = undecodable(pixels.error).detail;
  return isRefused
    ? { verdict: 'unsupported', reason: { code: 'format_not_decoded', detail } }
    : { verdict: 'corrupt', reason: { code: 'undecodable', detail } };
}

/** Probing and decoding share them, so that neither refuses what the other takes; but a probe must say how large it is. */
const options = ({ pixels }: PictureLimits, failOn: FailOnOptions): SharpOptions => ({
  failOn,
  limitInputPixels: pixels,
  sequentialRead: true,
});

async function firstFrame(
  bytes: Buffer,
  limits: PictureLimits,
  failOn: FailOnOptions,
  box: { width: number; height: number },
): Promise<Pixels> {
  const picture = sharp(bytes, { ...options(limits, failOn), autoOrient: true });
  const { data, info } = await inside(picture, box).raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${info.channels} channels where red, green and blue were asked for`);
  return { data, width: info.width, height: info.height };
}

const inside = (picture: Sharp, { width, height }: { width: number; height: number }): Sharp =>
  picture
    .resize(width, height, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');

/**
 * Frames go by and leave a few pixels, so that memory stays flat. Animations are read in one go, because each frame builds on
 * those before; pages of other formats may differ in size.
 */
async function laterFrames(
  bytes: Buffer,
  limits: PictureLimits,
  failOn: FailOnOptions,
  format: DecodedFormat,
  frames: number,
): Promise<void> {
  const glance = (given: SharpOptions) =>
    sharp(bytes, { ...options(limits, failOn), ...given })
      .resize(GLANCE, GLANCE, { fit: 'fill' })
      .raw()
      .toBuffer();
  if (format === 'gif' || format === 'webp') await glance({ limitInputPixels: limits.pixels * frames, pages: frames });
  else for (let page = 1; page < frames; page++) await glance({ page });
}
