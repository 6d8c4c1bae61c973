import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import type { ContentStore } from '../files/content-store';
import { BackupError } from './backup-errors';
import type { OnProgress } from './copy-progress';

/** A file of the store as its row tells of it. */
export interface FileRow {
  sha256: string;
  /** Bytes. */
  size: number;
  /** A row refers to it. */
  is_needed: boolean;
}

/** What a backup took of the store. */
export interface SavedFiles {
  /** Files in the archive. */
  count: number;
  /** Hashes of files that are needed and not in the archive, or not as their names say. */
  wrong: string[];
}

/** What a restore put back. */
export interface PutBack {
  /** Files that were missing. */
  put: number;
  /** Files that were there already. They were left as they are. */
  there: number;
  /** Hashes of files whose bytes in the backup are not those of their names. They were not put back. */
  damaged: string[];
}

const BLOCK = 512;
/** What eleven octal digits hold: 8 GiB. */
const MOST_OCTAL = 0o77777777777;

/**
 * The bytes of a tar file (POSIX ustar; sizes beyond 8 GiB as GNU tar writes them) of files of the store, under the names of a
 * local store, so that `tar -x` in its folder puts them there. A file that is not as its row says is left out.
 *
 * @param saved is filled in as it goes
 * @throws BackupError for a file that becomes shorter or longer while it is read
 */
export async function* tarOfFiles(
  rows: AsyncIterable<FileRow>,
  store: ContentStore,
  saved: SavedFiles,
  onProgress: OnProgress,
  total: number,
): AsyncGenerator<Buffer> {
  for await (const { sha256, size, is_needed } of rows) {
    onProgress({ phase: 'files', done: saved.count, total });
    const body = (await store.size(sha256)) === size ? await store.open(sha256) : undefined;
    if (body === undefined) {
      if (is_needed) saved.wrong.push(sha256);
      continue;
    }
    yield headerOf(nameOf(sha256), size);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
      onProgress({ phase: 'files', done: saved.count, total });
      yield piece;
    }
    if (bytes !== size) throw new BackupError(`The file ${sha256} was changed while it was read. Look after its disk.`);
    if (hash.digest('hex') !== sha256) saved.wrong.push(sha256);
    saved.count++;
    yield Buffer.alloc(Math.ceil(size / BLOCK) * BLOCK - size);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** Puts the files of an archive into the store that are not there. None that is there is touched. */
export async function putBack(
  tar: Readable,
  store: ContentStore,
  onProgress: OnProgress,
  total: number,
): Promise<PutBack> {
  const outcome: PutBack = { put: 0, there: 0, damaged: [] };
  const entries = extract();
  tar.on('error', (error) => {
    entries.destroy(error);
  });
  tar.pipe(entries);
  try {
    for await (const entry of entries) {
      onProgress({ phase: 'put back', done: outcome.put + outcome.there, total });
      const sha256 = basename(entry.header.name);
      if (await store.has(sha256)) {
        outcome.there++;
        entry.resume();
        continue;
      }
      const received = await store.receive(entry as AsyncIterable<Uint8Array>, { maxBytes: entry.header.size });
      try {
        if (received.sha256 === sha256) {
          await received.keep();
          outcome.put++;
        } else outcome.damaged.push(sha256);
      } finally {
        await received.discard();
      }
    }
  } finally {
    tar.destroy();
  }
  return outcome;
}

function nameOf(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size <= MOST_OCTAL) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
