import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { MigratorLock } from '../migrator/run/migrator-lock';
import type { ContentStore } from '../files/content-store';
import { ArchiveWriter, AS_IT_IS } from './archive-writer';
import { BackupFolderError } from './backup-errors';
import { BackupFile } from './backup-file';
import { BackupFolder } from './backup-folder';
import { withCopySession } from './copy-session';
import { type SavedFiles, tarOfFiles } from './files-archive';
import { entryOf, FILES, type Manifest, MANIFEST, SCHEMA, type TableManifest, writeManifest } from './manifest';
import { counter, type OnProgress } from './copy-progress';
import { Snapshot } from './snapshot';
import { TextDigest } from './text-digest';

/** A backup that was made and checked. */
export interface BackupResult {
  path: string;
  /** Bytes of the file. */
  size: number;
  manifest: Manifest;
  /** Paths of older backups that were deleted. */
  deleted: string[];
}

/** Makes backups of one database: its definition and its rows of one moment, without client tools. */
export class Backup {
  /** @param url of a direct connection */
  constructor(private readonly url: string) {}

  /**
   * Writes a backup under the migrator's lock, reads it completely again, gives it its name only then, and deletes the
   * oldest ones. Clients may read and write meanwhile.
   *
   * @param keep how many backups of this database stay in the folder, with the new one; absent: all
   * @param store whose files are taken along
   * @throws MigratorBusyError · BackupError · BackupDamagedError when the disk gave back something else than was written;
   * no file is left then
   */
  async create(
    folder: BackupFolder,
    keep = Infinity,
    onProgress: OnProgress = () => undefined,
    store?: ContentStore,
  ): Promise<BackupResult> {
    return MigratorLock.hold(this.url, (lock) => this.createUnderLock(lock, folder, keep, onProgress, store));
  }

  /** The same for who holds the lock already. */
  async createUnderLock(
    lock: MigratorLock,
    folder: BackupFolder,
    keep: number,
    onProgress: OnProgress,
    store?: ContentStore,
  ): Promise<BackupResult> {
    return withCopySession(this.url, async (client) => {
      const { rows } = await client.query<{ name: string }>('select current_database() as name');
      const database = rows[0]?.name ?? '';
      const { path, result } = await folder.create(database, async (file, partial) => {
        const snapshot = await Snapshot.begin(client);
        await write(snapshot, file, onProgress, store);
        await lock.check();
        return BackupFile.with(partial, async (written) => {
          const verified = counter('verify', written.bytesToVerify, onProgress);
          await written.verify(verified);
          return { size: written.size, manifest: written.manifest };
        });
      });
      return { path, ...result, deleted: await folder.prune(database, keep) };
    }).catch(sayWhenFull);
  }
}

async function write(
  snapshot: Snapshot,
  file: FileHandle,
  onProgress: OnProgress,
  store: ContentStore | undefined,
): Promise<void> {
  const archive = new ArchiveWriter(file);
  try {
    const description = await snapshot.description();
    const schema = await archive.addText(SCHEMA, JSON.stringify(await snapshot.schema(), undefined, 2));
    const tables = await writeTables(snapshot, archive, onProgress);
    const sequences = await snapshot.sequences();
    const files = store && (await writeFiles(snapshot, archive, store, onProgress, description.left_out));
    const manifest = {
      ...description,
      ...(files && { files }),
      program_version: programVersion(),
      schema,
      sequences,
      tables,
    };
    await archive.addText(MANIFEST, writeManifest(manifest));
    await archive.end();
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

async function writeTables(
  snapshot: Snapshot,
  archive: ArchiveWriter,
  onProgress: OnProgress,
): Promise<TableManifest[]> {
  const total = snapshot.tables.reduce((sum, table) => sum + table.rows, 0);
  const tables: TableManifest[] = [];
  let before = 0;
  for (const { schema, name, columns } of snapshot.tables) {
    const table = { schema, name, columns };
    const digest: TextDigest = new TextDigest(() => {
      onProgress({ phase: 'save', subject: `${schema}.${name}`, done: before + digest.lines, total });
    });
    const measured = await archive.add(entryOf(table), snapshot.rows(table), digest);
    tables.push({ ...table, rows: digest.lines, ...measured });
    before += digest.lines;
  }
  return tables;
}

/** @param leftOut is told what could not be taken along */
async function writeFiles(
  snapshot: Snapshot,
  archive: ArchiveWriter,
  store: ContentStore,
  onProgress: OnProgress,
  leftOut: string[],
): Promise<Manifest['files']> {
  const total = await snapshot.fileCount();
  if (total === undefined) return undefined;
  const saved: SavedFiles = { count: 0, wrong: [] };
  const tar = Readable.from(tarOfFiles(snapshot.files(), store, saved, onProgress, total), { objectMode: false });
  const measured = await archive.add(FILES, tar, undefined, AS_IT_IS);
  const [first] = saved.wrong;
  if (first !== undefined)
    leftOut.push(
      `${String(saved.wrong.length)} files of the store are missing or damaged, such as ${first}; see: continuity files verify --contents`,
    );
  return { count: saved.count, ...measured };
}

let version: string | undefined;

/** From package.json, which lies above both src/ and dist/src/. */
function programVersion(): string {
  for (let folder = __dirname; version === undefined; folder = join(folder, '..'))
    try {
      version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === join(folder, '..')) throw error;
    }
  return version;
}

function sayWhenFull(error: unknown): never {
  if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? ''))
    throw new BackupFolderError('The disk is full; nothing was kept.', 'Free some space or name another folder.');
  throw error;
}
