import type { Split } from './exported-picture';

/** Pictures as files in folders, or in shards whose pictures all have one suffix. */
export type ArchiveLayout = { kind: 'folders' } | { kind: 'shards'; suffix: string };

/** The folder of shards. */
export const SHARDS = 'shards';

/** Digits of a number: names sort as numbers do, up to a milliard of pictures. */
const DIGITS = 9;

const SUFFIXES: Readonly<Record<string, string>> = { jpeg: 'jpg', heif: 'heic' };

/** The suffix of a format's files, without its dot. */
export function suffixOf(format: string): string {
  const suffix = SUFFIXES[format] ?? format;
  return /^[a-z0-9]{1,10}$/.test(suffix) ? suffix : 'bin';
}

/** The media type of a format. */
export function mediaTypeOf(format: string): string {
  return suffixOf(format) === 'bin' ? 'application/octet-stream' : `image/${format === 'svg' ? 'svg+xml' : format}`;
}

/**
 * Where a picture lies in an archive: `images/<split>/<number>-<start of its hash>.<suffix>`, or without the split where the
 * dataset is not divided. Nothing of it comes from outside, so it is safe on every system; the number makes it the only one of
 * its name, also where case is not told apart.
 *
 * @param number from 1 on, in the order of the export
 */
export function pictureName(number: number, picture: { split: Split | null; sha256: string; format: string }): string {
  const folder = picture.split === null ? 'images' : `images/${picture.split}`;
  return `${folder}/${numbered(number)}-${picture.sha256.slice(0, 8)}.${suffixOf(picture.format)}`;
}

/** The key of a sample in a shard: digits, without a dot, at which WebDataset would end it. */
export function sampleKey(number: number): string {
  return numbered(number);
}

/** The name of a shard. @param index from 0 on, in its split */
export function shardName(split: Split | null, index: number): string {
  return `${SHARDS}/${split ?? 'data'}-${String(index).padStart(6, '0')}.tar`;
}

function numbered(number: number): string {
  return String(number).padStart(DIGITS, '0');
}
