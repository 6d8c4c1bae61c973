import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { ContentStore } from '../../../files/content-store';
import type { Entry } from './archive-entry';
import type { DatasetDescription } from './dataset-description';
import { DatasetDocuments } from './dataset-documents';
import type { ExportedPicture } from './exported-picture';
import { pictureName } from './picture-names';

/** A picture's bytes cannot be exported. */
export class PictureFileError extends Error {
  override name = 'PictureFileError';
}

/** Where bytes are. */
export type PictureFiles = Pick<ContentStore, 'open'>;

/**
 * A dataset as entries of an archive: the pictures in folders, in their order, then the documents about them.
 *
 * @param scratch folder for what grows with the number of pictures
 */
export async function* datasetEntries(
  pictures: AsyncIterable<ExportedPicture>,
  files: PictureFiles,
  about: DatasetDescription,
  scratch: string,
): AsyncGenerator<Entry> {
  const documents = await DatasetDocuments.begin(about, { kind: 'folders' }, scratch);
  try {
    let number = 0;
    for await (const picture of pictures) {
      const path = pictureName(++number, picture);
      await documents.add(picture, { path, name: path.slice(path.lastIndexOf('/') + 1) });
      yield { name: path, size: picture.size, body: (signal) => pictureBytes(picture, files, signal) };
    }
    yield* documents.entries();
  } finally {
    await documents.close();
  }
}

/**
 * A picture's bytes, compared with its hash as they go by: what a disk has changed is not exported as what was crawled.
 *
 * @throws PictureFileError when there is no file, or it is another
 */
export async function* pictureBytes(
  { id, sha256 }: ExportedPicture,
  files: PictureFiles,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const opened = await files.open(sha256);
  if (opened === undefined)
    throw new PictureFileError(`The file of picture ${id} (${sha256}) is not in the store any more.`);
  const hash = createHash('sha256');
  for await (const piece of addAbortSignal(signal, opened) as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256)
    throw new PictureFileError(`The file of picture ${id} (${sha256}) is damaged in the store.`);
}
