import type { Entry } from './archive-entry';
import type { DatasetDescription } from './dataset-description';
import { pictureBytes, type PictureFiles } from './dataset-entries';
import { DatasetDocuments, lineOf, type Place } from './dataset-documents';
import { type ExportedPicture, type Split, SPLITS } from './exported-picture';
import { sampleKey, shardName, suffixOf } from './picture-names';
import { tarBytes, tarSize } from './tar-writer';

/** How large a shard gets at most; whichever comes first ends it. One picture may be larger than the bytes. */
export interface ShardLimits {
  samples: number;
  /** Of its tar file. */
  bytes: number;
}

export const SHARD_LIMITS: ShardLimits = { samples: 1000, bytes: 1024 * 1024 * 1024 };
/** What may wait in memory for its shard: the texts of samples, not the pictures. */
const WAITING_TEXT_BYTES = 8 * 1024 * 1024;

/** Samples of a WebDataset would not all have the same files. */
export class MixedFormatsError extends Error {
  override name = 'MixedFormatsError';
}

/**
 * The one suffix of all pictures. Readers take samples apart by suffixes, so one set of them must do for all samples.
 *
 * @param formats of the pictures, with their numbers
 * @param chosen by whoever exports, for pictures of several formats: `jpg`, for instance, under which most readers decode
 * whatever the bytes are
 * @throws MixedFormatsError when they differ and none was chosen, or when the one that was chosen is none
 */
export function commonSuffix(formats: ReadonlyMap<string, number>, chosen?: string): string {
  if (chosen !== undefined) {
    if (/^[a-z0-9]{1,10}$/.test(chosen) && chosen !== 'json' && chosen !== 'txt') return chosen;
    throw new MixedFormatsError(
      `"${chosen}" cannot be the suffix of pictures: it takes 1–10 letters a–z and digits, and neither json nor txt, which stand beside them.`,
    );
  }
  const suffixes = new Set([...formats.keys()].map(suffixOf));
  const [suffix = 'jpg'] = suffixes;
  if (suffixes.size <= 1) return suffix;
  const found = [...formats].map(([format, count]) => `${String(count)} ${format}`).join(', ');
  throw new MixedFormatsError(
    `A WebDataset has one suffix for all pictures, and these are of several formats (${found}). Choose one format by a filter, or name the suffix that all shall have.`,
  );
}

interface Shard {
  name: string;
  entries: Entry[];
  samples: number;
  bytes: number;
  textBytes: number;
}

/**
 * A dataset as WebDataset shards (https://github.com/webdataset/webdataset): entries of one archive, `shards/<split>-000000.tar`
 * and so on, then the documents. A sample is `<key>.<suffix>`, `<key>.json` and `<key>.txt`, next to each other; its key is a
 * number without a dot, that no sample of any shard shares.
 *
 * @param suffix see {@link commonSuffix}
 * @param scratch folder for what grows with the number of pictures
 */
export async function* webdatasetEntries(
  pictures: AsyncIterable<ExportedPicture>,
  files: PictureFiles,
  about: DatasetDescription,
  {
    suffix,
    scratch,
    limits = SHARD_LIMITS,
  }: {
    suffix: string;
    scratch: string;
    limits?: ShardLimits;
  },
): AsyncGenerator<Entry> {
  const documents = await DatasetDocuments.begin(about, { kind: 'shards', suffix }, scratch);
  const open = new Map<Split | null, Shard>();
  const indexes = new Map<Split | null, number>();
  const begin = (split: Split | null): Shard => {
    const index = indexes.get(split) ?? 0;
    indexes.set(split, index + 1);
    const shard = { name: shardName(split, index), entries: [], samples: 0, bytes: tarSize([]), textBytes: 0 };
    open.set(split, shard);
    return shard;
  };
  try {
    let number = 0;
    for await (const picture of pictures) {
      const key = sampleKey(++number);
      let shard = open.get(picture.split) ?? begin(picture.split);
      let sample = sampleOf(picture, key, suffix, shard.name, files);
      if (isFull(shard, sample.bytes, limits)) {
        yield entryOf(shard);
        shard = begin(picture.split);
        sample = sampleOf(picture, key, suffix, shard.name, files);
      }
      await documents.add(picture, sample.place, sample.line);
      shard.entries.push(...sample.entries);
      shard.samples++;
      shard.bytes += sample.bytes;
      shard.textBytes += sample.textBytes;
    }
    for (const split of [null, ...SPLITS]) {
      const shard = open.get(split);
      if (shard !== undefined) yield entryOf(shard);
      open.delete(split);
    }
    yield* documents.entries();
  } finally {
    await documents.close();
  }
}

interface Sample {
  place: Place;
  line: string;
  entries: Entry[];
  /** That it adds to a tar file. */
  bytes: number;
  textBytes: number;
}

function sampleOf(picture: ExportedPicture, key: string, suffix: string, path: string, files: PictureFiles): Sample {
  const place = { path, name: `${key}.${suffix}` };
  const line = lineOf(picture, place);
  const text = Buffer.from(line);
  const labels = Buffer.from(picture.labels.join(', '));
  const entries = [
    { name: place.name, size: picture.size, body: (signal: AbortSignal) => pictureBytes(picture, files, signal) },
    { name: `${key}.json`, size: text.length, body: () => text },
    { name: `${key}.txt`, size: labels.length, body: () => labels },
  ];
  return { place, line, entries, bytes: tarSize(entries) - tarSize([]), textBytes: text.length + labels.length };
}

function isFull({ samples, bytes, textBytes }: Shard, nextBytes: number, limits: ShardLimits): boolean {
  if (samples === 0) return false;
  return samples >= limits.samples || bytes + nextBytes > limits.bytes || textBytes >= WAITING_TEXT_BYTES;
}

function entryOf({ name, entries, bytes }: Shard): Entry {
  async function* each(): AsyncGenerator<Entry> {
    yield* await Promise.resolve(entries);
  }
  return { name, size: bytes, body: (signal) => tarBytes(each(), signal) };
}
