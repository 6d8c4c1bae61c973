import { createHash } from 'node:crypto';
import { finished, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from './archive-entry';

/** What was written. */
export interface Written {
  /** Entries of an archive, pictures of a list. */
  count: number;
  bytes: number;
  sha256: string;
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

/** Counts and hashes what goes through it. */
export class Measure {
  bytes = 0;
  private readonly hash = createHash('sha256');

  async *of(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.bytes += piece.length;
      this.hash.update(piece);
      yield piece;
    }
  }

  sha256(): string {
    return this.hash.digest('hex');
  }
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
 * @throws the signal's reason · what either end fails with
 */
export async function pour(
  pieces: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  output: Writable,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  // An output that breaks ends the reading too, also of a body that gives nothing.
  const broken = new AbortController();
  const measure = new Measure();
  const measured = measure.of(pieces(AbortSignal.any([signal, broken.signal])));
  const forget = finished(output, (error) => {
    if (error) broken.abort(error);
  });
  try {
    await pipeline(measured, output, { signal });
  } catch (error) {
    broken.abort(error);
    await measured.return(undefined).catch(() => undefined);
    signal.throwIfAborted();
    throw error;
  } finally {
    forget();
  }
  return { bytes: measure.bytes, sha256: measure.sha256() };
}
