import { createReadStream, type ReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';

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

  private async find(root: string, path: string): Promise<string | undefined> {
    if (path === '' || path.includes('\0') || isAbsolute(path)) return undefined;
    const place = await realpath(join(root, path)).catch(() => undefined);
    if (!place?.startsWith(root + sep)) return undefined;
    const found = await stat(place).catch(() => undefined);
    return found?.isFile() ? place : undefined;
  }
}
