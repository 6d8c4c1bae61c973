import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStoreFullError, FileTooLargeError, type ReceivedFile, type Reception, type Strays } from './content-store';

const HEAD_BYTES = 64;

/** A folder's name below a store's, on the same file system as the files, so that a rename moves them. */
export const UNFINISHED = 'unfinished';

/** Bytes on this machine's disk, with what was measured as they came. */
export interface SpooledFile {
  path: string;
  sha256: string;
  size: number;
  head: Uint8Array;
  remove(): Promise<void>;
}

/**
 * Writes a stream to a new file, to its end. Whatever ends it early, the file is gone and the stream let go.
 *
 * @throws FileTooLargeError · the signal's reason · what the stream fails with · FileStoreFullError
 */
export async function spool(
  stream: AsyncIterable<Uint8Array>,
  folder: string,
  { maxBytes, signal }: Reception,
): Promise<SpooledFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}.part`);
  const remove = () => rm(path, { force: true });
  const hash = createHash('sha256');
  const head = Buffer.alloc(HEAD_BYTES);
  let size = 0;
  const pieces = stream[Symbol.asyncIterator]();
  try {
    signal?.throwIfAborted();
    const file = await open(path, 'wx', 0o600);
    try {
      for (;;) {
        const { done, value } = await next(pieces, signal);
        if (done === true) break;
        if (size + value.length > maxBytes) throw new FileTooLargeError(maxBytes);
        if (size < HEAD_BYTES) head.set(value.subarray(0, HEAD_BYTES - size), size);
        hash.update(value);
        size += value.length;
        await file.appendFile(value);
      }
    } finally {
      await file.close();
    }
    return { path, sha256: hash.digest('hex'), size, head: head.subarray(0, Math.min(size, HEAD_BYTES)), remove };
  } catch (error) {
    // Not awaited: a stream that hangs would not answer this either.
    void pieces.return?.().then(undefined, () => undefined);
    await remove().catch(() => undefined);
    throw fullOr(error, folder);
  }
}

/** A received file that a store keeps in its own way. */
export function receivedFile(spooled: SpooledFile, put: () => Promise<void>): ReceivedFile {
  let kept: Promise<void> | undefined;
  let discarded = false;
  return {
    sha256: spooled.sha256,
    size: spooled.size,
    head: spooled.head,
    path: spooled.path,
    keep: () => {
      if (discarded) return Promise.reject(new TypeError('The file was discarded'));
      return (kept ??= put());
    },
    discard: async () => {
      if (kept !== undefined) return;
      discarded = true;
      await spooled.remove();
    },
  };
}

/** The next piece, or the signal's reason, also of a stream that never gives another. */
function next<T>(pieces: AsyncIterator<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, unknown>> {
  if (signal === undefined) return pieces.next();
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    pieces
      .next()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop);
      });
  });
}

/** What a full disk, or a full quota, is for people; every other error as it is. */
export function fullOr(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new FileStoreFullError(
    `The disk of ${folder} is full. Make room on it, or move the store to a larger one, and try again.`,
    { cause: error },
  );
}

/** Removes the unfinished files of a folder to which nothing was written for so long. */
export async function removeUnfinished(folder: string, olderThanMs: number): Promise<Strays> {
  const strays = { files: 0, bytes: 0 };
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || Date.now() - found.mtimeMs < olderThanMs) continue;
    await rm(path, { force: true });
    strays.files++;
    strays.bytes += found.size;
  }
  return strays;
}
