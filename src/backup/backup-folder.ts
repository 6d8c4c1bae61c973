import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BackupFolderError } from './backup-errors';

const TIME = String.raw`\d{8}T\d{6}Z`;
const ANY_BACKUP = new RegExp(`^continuity-.+-(${TIME})\\.zip$`);
/** A file to which nobody has written for so long belongs to a backup that was killed. */
const ABANDONED_MS = 24 * 3_600_000;

/** `20250131T235959Z` */
export function compactTime(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The folder in which backups lie: `continuity-<database>-<time in UTC>.zip`, readable by their owner only. */
export class BackupFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** The paths of all backups, of all databases, newest first. A folder that does not exist has none. */
  async list(): Promise<string[]> {
    const timeOf = (name: string) => ANY_BACKUP.exec(name)?.[1] ?? '';
    const names = (await this.names()).filter((name) => ANY_BACKUP.test(name));
    return names
      .sort((a, b) => (timeOf(a) === timeOf(b) ? (a < b ? 1 : -1) : timeOf(a) < timeOf(b) ? 1 : -1))
      .map((name) => join(this.path, name));
  }

  /**
   * Lets `write` fill a new file, and gives it its name only when that has come to its end; a file that `write` did not
   * finish goes away. The folder is made when it is missing.
   *
   * @param write fills the file and checks what it has written; `path` is where it lies until then
   * @returns the path and what `write` gave
   * @throws BackupFolderError when the folder cannot be used
   */
  async create<T>(
    database: string,
    write: (file: FileHandle, path: string) => Promise<T>,
  ): Promise<{ path: string; result: T }> {
    await this.prepare();
    await this.removeAbandoned();
    const partial = join(this.path, `.continuity-${randomUUID()}.part`);
    const file = await open(partial, 'wx', 0o600).catch(cannotUse(this.path));
    try {
      const result = await write(file, partial).finally(() => file.close());
      const path = await this.freePath(database);
      await rename(partial, path);
      await this.sync();
      return { path, result };
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /**
   * Deletes the oldest backups of a database.
   *
   * @param keep how many stay, at least one
   * @returns the paths that are gone
   */
  async prune(database: string, keep: number): Promise<string[]> {
    const ofDatabase = (path: string) => {
      const name = basename(path);
      return (
        name.startsWith(prefixOf(database)) && new RegExp(`^${TIME}\\.zip$`).test(name.slice(prefixOf(database).length))
      );
    };
    const old = (await this.list()).filter(ofDatabase).slice(Math.max(1, keep));
    for (const path of old) await rm(path);
    return old;
  }

  private async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 }).catch(cannotUse(this.path));
  }

  private async removeAbandoned(): Promise<void> {
    for (const name of await this.names()) {
      if (!/^\.continuity-[0-9a-f-]{36}\.part$/.test(name)) continue;
      const path = join(this.path, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    }
  }

  /** A name carries seconds; a second backup in the same one takes the next. */
  private async freePath(database: string): Promise<string> {
    for (;;) {
      const path = join(this.path, `${prefixOf(database)}${compactTime(new Date())}.zip`);
      if ((await stat(path).catch(() => undefined)) === undefined) return path;
      await delay(100);
    }
  }

  /** A rename is safe from a power failure only when the folder is on the disk as well. */
  private async sync(): Promise<void> {
    const folder = await open(this.path);
    // Not every file system can do that with folders.
    await folder.sync().catch(() => undefined);
    await folder.close();
  }

  private async names(): Promise<string[]> {
    return readdir(this.path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      return cannotUse(this.path)(error);
    });
  }
}

function prefixOf(database: string): string {
  return `continuity-${encodeURIComponent(database)}-`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'the account that runs this may not use it',
  EPERM: 'the account that runs this may not use it',
  EROFS: 'the disk is read-only',
  EEXIST: 'it is a file',
  ENOTDIR: 'it, or what it lies in, is a file',
  ENOSPC: 'the disk is full',
};

function cannotUse(path: string): (error: unknown) => never {
  return (error) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BackupFolderError(
      `The folder ${path} cannot be used for backups: ${REASONS[code ?? ''] ?? message}.`,
      'Name another one.',
    );
  };
}
