import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';

/** So many files are looked for at once. */
const AT_ONCE = 16;

/**
 * Media beside the database: pictures, sounds and films, named by paths below one folder, as rows name them. What leads
 * out of the folder, by `..` or by a link, is not there.
 */
export class FileStore {
  /** @param folder need not exist; then nothing is in it */
  constructor(private readonly folder: string) {}

  /** Those of the paths at which there is a file. */
  async existing(paths: Iterable<string>): Promise<Set<string>> {
    const found = new Set<string>();
    const waiting = [...new Set(paths)];
    const root = await realpath(this.folder).catch(() => undefined);
    if (root === undefined) return found;
    const look = async (): Promise<void> => {
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop())
        if ((await this.find(root, path)) !== undefined) found.add(path);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    return found;
  }

  /** A file's bytes; undefined where there is none. */
  async open(path: string): Promise<ReadStream | undefined> {
    const root = await realpath(this.folder).catch(() => undefined);
    const place = root === undefined ? undefined : await this.find(root, path);
    return place === undefined ? undefined : createReadStream(place);
  }

  /**
   * Puts a file in its place, whole or not at all; one that was there is replaced.
   *
   * @throws Error for a path that leads out of the folder
   */
  async put(path: string, bytes: string | Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const root = await realpath(this.folder);
    const place = join(root, path);
    if (path.includes('\0') || isAbsolute(path) || !place.startsWith(root + sep))
      throw new Error(`${path} is not a path in the file store`);
    await mkdir(dirname(place), { recursive: true });
    if (!`${await realpath(dirname(place))}${sep}`.startsWith(root + sep))
      throw new Error(`${path} leads out of the file store`);
    const unfinished = `${place}.${randomUUID()}.part`;
    try {
      await writeFile(unfinished, bytes);
      await rename(unfinished, place);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  private async find(root: string, path: string): Promise<string | undefined> {
    if (path === '' || path.includes('\0') || isAbsolute(path)) return undefined;
    const place = await realpath(join(root, path)).catch(() => undefined);
    if (!place?.startsWith(root + sep)) return undefined;
    const found = await stat(place).catch(() => undefined);
    return found?.isFile() ? place : undefined;
  }
}
