import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { constants, createGzip } from 'node:zlib';
import { bytesOf, checkedName, type Entry, MODIFIED } from './archive-entry';
import { type ArchiveWriter, Count, Measure, pour, type Written } from './archive-writer';

const BLOCK = 512;
/** Nobody's, readable by all, whoever runs the export with whatever umask. */
const HEADER = { mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', mtime: MODIFIED, type: 'file' } as const;

/** Tar files: POSIX's ustar, with pax headers for names that are long or not ASCII. */
export class TarWriter implements ArchiveWriter {
  async write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written> {
    const counter = new Count();
    const written = await pour((until) => tarBytes(counter.of(entries), until), output, signal);
    return { ...written, count: counter.count };
  }
}

/** Tar files in gzip. What is the same again is the tar file inside; see {@link Written}. */
export class TarGzWriter implements ArchiveWriter {
  async write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written> {
    const counter = new Count();
    const tar = new Measure();
    const archive = (until: AbortSignal) => gzipped(tar.of(tarBytes(counter.of(entries), until)), until);
    const written = await pour(archive, output, signal);
    return { ...written, count: counter.count, tarSha256: tar.sha256() };
  }
}

/** The bytes of a tar file. */
export async function* tarBytes(entries: AsyncIterable<Entry>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const filled = fill().catch((error: unknown) => {
    tar.destroy(error as Error);
  });
  try {
    yield* tar as AsyncIterable<Uint8Array>;
  } finally {
    tar.destroy();
    await filled;
  }

  async function fill(): Promise<void> {
    for await (const entry of entries) {
      const file = tar.entry({ ...HEADER, name: checkedName(entry.name), size: entry.size });
      await pipeline(bytesOf(entry, signal), file);
    }
    tar.finalize();
  }
}

/** Bytes of a tar file of entries whose names are ASCII and at most 100 bytes long. */
export function tarSize(entries: readonly Pick<Entry, 'size'>[]): number {
  return entries.reduce((sum, { size }) => sum + BLOCK + Math.ceil(size / BLOCK) * BLOCK, 2 * BLOCK);
}

/** Pictures do not shrink, texts beside them do, at any level: the quickest. */
async function* gzipped(pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const filled = pipeline(pieces, gzip, { signal }).catch((error: unknown) => {
    gzip.destroy(error as Error);
  });
  let at = 0;
  try {
    for await (const piece of gzip as AsyncIterable<Uint8Array>) {
      // The header names the system that zlib was built on; here it is unknown (RFC 1952: 255), wherever it was written.
      if (at <= 9 && at + piece.length > 9) piece[9 - at] = 255;
      at += piece.length;
      yield piece;
    }
  } finally {
    gzip.destroy();
    await filled;
  }
}
