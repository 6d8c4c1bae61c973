import { dirname } from 'node:path';
import { MigratorLock } from '../migrator/run/migrator-lock';
import type { ContentStore } from '../files/content-store';
import { Backup } from './backup';
import { BackupError, BackupFolderError, RestoreRefusedError } from './backup-errors';
import { BackupFile } from './backup-file';
import { BackupFolder } from './backup-folder';
import { databaseOf, urlOfDatabase, withCopySession } from './copy-session';
import { DatabaseSwap } from './database-swap';
import { counter, type OnProgress } from './copy-progress';
import { type PutBack, putBack } from './files-archive';
import { SchemaLoader } from './schema-loader';
import { readTables } from './snapshot';

/** How a restore ended. */
export interface RestoreResult {
  /** The backup that was restored. */
  path: string;
  /** The database that now holds it. */
  database: string;
  /** The name under which the database as it was before is kept. */
  kept: string;
  /** The backup of the state before, or null where there was no table. */
  safety_backup: string | null;
  tables: number;
  rows: number;
  schema_position: string | null;
  /** What became of the files in the backup; null where it has none, or they were not asked for. */
  files: PutBack | null;
  /** What was not carried over from the backup or the database that was replaced, a sentence each. */
  problems: string[];
}

/** Puts a backup in the place of a database. The database as it was is kept under another name. */
export class Restore {
  /** @param url of a direct connection to the database to be replaced */
  constructor(private readonly url: string) {}

  /**
   * Verifies the backup, backs up the present state, restores into a new database, compares it with the backup row by row,
   * and only then exchanges the two names. Whatever fails before, the database stays as it is; what a killed restore left
   * behind, the next one clears away.
   *
   * The lock on the database keeps migrations out until nobody can connect to it any more. It cannot be held longer: its
   * own session would be one too many for the exchange. So the whole restore also runs under a lock in the database that
   * it is steered from, which keeps a second restore of this database, and of no other, out from beginning to end.
   *
   * @param path of the backup; the safety backup is put beside it
   * @param disconnect whether to end the sessions of others
   * @param store that gets back what it lacks of the files in the backup, before anything else, so that no row comes without its
   * file; what is back stays, whatever happens after
   * @throws BackupDamagedError · MigratorBusyError · RestoreRefusedError · RestoreMismatchError · BackupError
   */
  async run(
    path: string,
    disconnect: boolean,
    onProgress: OnProgress = () => undefined,
    store?: ContentStore,
  ): Promise<RestoreResult> {
    return BackupFile.with(path, async (file) => {
      const saved = file.manifest.files;
      if (store && !saved)
        throw new BackupError(`${path} holds no files: it was made without --files. Restore it without.`);
      await file.verify(counter('verify', file.bytesToVerify, onProgress));
      const database = targetOf(this.url);
      // `template1` where `postgres` itself is to be replaced: nobody may be connected to that.
      const steering = urlOfDatabase(this.url, database === 'postgres' ? 'template1' : 'postgres');
      const files = store && saved ? await putBack(await file.files(), store, onProgress, saved.count) : null;
      const steer = (lock: MigratorLock) =>
        withCopySession(steering, async (client) => {
          const swap = new DatabaseSwap(client, steering, database);
          await swap.prepare();
          try {
            const { safety_backup, problems } = await this.fill(swap, file, disconnect, onProgress);
            await lock.check();
            const kept = await swap.exchange();
            const { tables, schema_position } = file.manifest;
            const rows = tables.reduce((sum, table) => sum + table.rows, 0);
            return {
              path,
              database,
              kept,
              safety_backup,
              tables: tables.length,
              rows,
              schema_position,
              files,
              problems,
            };
          } catch (error) {
            await swap.undo();
            throw error;
          }
        });
      return MigratorLock.hold(steering, steer, { name: `restore of ${database}` });
    });
  }

  /** Everything up to the moment at which nobody is, or can be, connected to the database but this lock. */
  private async fill(
    swap: DatabaseSwap,
    file: BackupFile,
    disconnect: boolean,
    onProgress: OnProgress,
  ): Promise<Pick<RestoreResult, 'safety_backup' | 'problems'>> {
    return MigratorLock.hold(this.url, async (lock) => {
      const except = await this.lockSession();
      if (!disconnect) await swap.refuseOthers(except);
      const safety_backup = await this.saveCurrent(lock, new BackupFolder(dirname(file.path)), onProgress);
      const fresh = await swap.createFresh();
      const notMade = await withCopySession(urlOfDatabase(this.url, fresh), (client) =>
        new SchemaLoader(client, file, onProgress).load(),
      );
      const problems = [...notMade, ...(await swap.carrySettings())];
      await lock.check();
      await swap.closeGate(except, disconnect);
      return { safety_backup, problems };
    });
  }

  private async lockSession(): Promise<number[]> {
    const holder = await withCopySession(this.url, (client) =>
      MigratorLock.holder({
        query: async <Row extends object>(text: string) => (await client.query<Row>(text)).rows,
      }),
    );
    if (!holder)
      throw new RestoreRefusedError('The migrator’s lock was lost. Nothing was changed; run the command again.');
    return [holder.pid];
  }

  /** All of it stays: deleting the oldest backup might delete the one that is being restored. */
  private async saveCurrent(lock: MigratorLock, folder: BackupFolder, onProgress: OnProgress): Promise<string | null> {
    const tables = await withCopySession(this.url, readTables);
    if (tables.length === 0) return null;
    return new Backup(this.url).createUnderLock(lock, folder, Infinity, onProgress).then(
      ({ path }) => path,
      (error: unknown) => {
        if (!(error instanceof BackupFolderError)) throw error;
        throw new BackupError(
          `${error.reason} A restore first backs up the present state beside the file. Copy the file to a folder with room for that, and restore it from there.`,
        );
      },
    );
  }
}

function targetOf(url: string): string {
  const name = databaseOf(url);
  if (name === '') throw new RestoreRefusedError('DATABASE_URL names no database. Name the one to be replaced.');
  return name;
}
