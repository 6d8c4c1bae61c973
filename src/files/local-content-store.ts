import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type ByteRange,
  checkedHash,
  ContentStore,
  type LocalCopy,
  type ReceivedFile,
  type Reception,
  type StoredFile,
  type Strays,
} from './content-store';
import { fullOr, receivedFile, removeUnfinished, spool, type SpooledFile, UNFINISHED } from './spooled-file';

/** A store in a folder of this machine, or in one that several share: `ab/cd/<hash>`, so that no folder grows too long. */
export class LocalContentStore extends ContentStore {
  private readonly unfinished: string;

  /** @param folder need not exist; then nothing is in it */
  constructor(private readonly folder: string) {
    super();
    this.unfinished = join(folder, UNFINISHED);
  }

  async receive(stream: AsyncIterable<Uint8Array>, reception: Reception): Promise<ReceivedFile> {
    const spooled = await spool(stream, this.unfinished, reception);
    return receivedFile(spooled, () => this.put(spooled));
  }

  async size(sha256: string): Promise<number | undefined> {
    return (await unlessMissing(stat(this.place(sha256))))?.size;
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable | undefined> {
    // Opened before it is answered: whoever removes the file from now on does not take it from this reader.
    const file = await unlessMissing(open(this.place(sha256), 'r'));
    return file?.createReadStream(range);
  }

  async localCopy(sha256: string): Promise<LocalCopy | undefined> {
    const path = this.place(sha256);
    return (await this.has(sha256)) ? { path, release: () => Promise.resolve() } : undefined;
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.place(sha256), { force: true });
  }

  async *list(): AsyncIterable<StoredFile> {
    for (const first of await sorted(this.folder, /^[0-9a-f]{2}$/))
      for (const second of await sorted(join(this.folder, first), /^[0-9a-f]{2}$/))
        for (const sha256 of await sorted(join(this.folder, first, second), /^[0-9a-f]{64}$/)) {
          const found = await unlessMissing(stat(this.place(sha256)));
          if (found !== undefined) yield { sha256, size: found.size, modified: found.mtime };
        }
  }

  removeStrays(olderThanMs: number): Promise<Strays> {
    return removeUnfinished(this.unfinished, olderThanMs);
  }

  private place(sha256: string): string {
    return join(this.folder, checkedHash(sha256).slice(0, 2), sha256.slice(2, 4), sha256);
  }

  private async put(spooled: SpooledFile): Promise<void> {
    const place = this.place(spooled.sha256);
    const folder = dirname(place);
    try {
      // The same size too: what a broken disk has cut short is replaced.
      if ((await this.size(spooled.sha256)) === spooled.size) {
        // Kept anew: whoever removes what is old enough leaves it.
        const now = new Date();
        if (await unlessMissing(utimes(place, now, now).then(() => true))) {
          await spooled.remove();
          return;
        }
      }
      await synced(spooled.path, 'r+');
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      // Of two that do this at once the second replaces the first by the same bytes.
      await rename(spooled.path, place);
      await syncedFolders(folder, made);
    } catch (error) {
      await spooled.remove().catch(() => undefined);
      throw fullOr(error, this.folder);
    }
  }
}

/** Syncs a folder, and those above it up to the one in which the first new one was made. */
async function syncedFolders(folder: string, firstMade: string | undefined): Promise<void> {
  const last = firstMade === undefined ? resolve(folder) : dirname(resolve(firstMade));
  for (let path = resolve(folder); ; path = dirname(path)) {
    await synced(path, 'r');
    if (path === last || path === dirname(path)) return;
  }
}

async function synced(path: string, flags: 'r' | 'r+'): Promise<void> {
  // Windows cannot sync a folder, and does not need to.
  if (process.platform === 'win32' && flags === 'r') return;
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sorted(folder: string, named: RegExp): Promise<string[]> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  return names.filter((name) => named.test(name)).sort();
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
