import { finished, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from './archive-entry';

/** What was written. Its hash is found out by the store that receives it. */
export interface Written {
  /** Entries of an archive, pictures of a list. */
  count: number;
  bytes: number;
  /**
   * Of a `tar.gz`: the hash of the tar file in it. Compressed bytes differ from one version of zlib to the next; these do not.
   */
  tarSha256?: string;
}

/** Writes archives of any size in bounded memory, no faster than they are taken. */
export interface ArchiveWriter {
  /**
   * Writes an archive of the entries, in their order, and ends the output.
   *
   * @throws UnsafeNameError · the signal's reason · what entries, their bodies or the output fail with; the output is destroyed then
   */
  write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written>;
}

/** Counts what goes through it. */
export class Count {
  count = 0;

  async *of<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      this.count++;
      yield item;
    }
  }
}

/**
 * Writes pieces to an output and ends it. When this returns or throws, nothing is read or written any more.
 *
 * @param pieces what is written; ends early when the signal that it is given says so
 * @returns how many bytes
 * @throws the signal's reason · what either end fails with
 */
export async function pour(
  pieces: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  output: Writable,
  signal: AbortSignal,
): Promise<number> {
  // An output that breaks ends the reading too, also of a body that gives nothing.
  const broken = new AbortController();
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces(AbortSignal.any([signal, broken.signal]))) {
      bytes += piece.length;
      yield piece;
    }
  }
  const given = counted();
  const forget = finished(output, (error) => {
    if (error) broken.abort(error);
  });
  try {
    await pipeline(given, output, { signal });
  } catch (error) {
    broken.abort(error);
    await given.return(undefined).catch(() => undefined);
    signal.throwIfAborted();
    throw error;
  } finally {
    forget();
  }
  return bytes;
}
