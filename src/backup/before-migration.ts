import { join } from 'node:path';
import type { Settings } from '../config/settings';
import { Backup } from './backup';
import { BackupFolder } from './backup-folder';
import { listBackups } from './backup-list';
import { databaseOf } from './copy-session';
import { CopyProgressView } from './copy-progress-view';

const KEEP = 10;
const DAY_MS = 86_400_000;

/**
 * Backs up before a run.
 *
 * @returns the file's path
 * @throws MigratorBusyError · BackupError · BackupDamagedError
 */
export async function backUpFirst(url: string, { DATA_DIR }: Settings): Promise<string> {
  const view = new CopyProgressView(process.stderr);
  try {
    const { path } = await new Backup(url).create(folderOf(DATA_DIR), KEEP, (progress) => {
      view.update(progress);
    });
    return path;
  } finally {
    view.end();
  }
}

/** What to say to somebody who migrates a database that is not the embedded one without a backup; nothing: it is embedded. */
export async function backupWarning(url: string, { DATABASE_URL, DATA_DIR }: Settings): Promise<string | undefined> {
  if (DATABASE_URL === undefined) return undefined;
  const database = databaseOf(url);
  const backups = await listBackups(folderOf(DATA_DIR), false).catch(() => []);
  const newest = backups.find((backup) => backup.database === database && backup.created_at !== null);
  const age = newest?.created_at ? (Date.now() - Date.parse(newest.created_at)) / DAY_MS : undefined;
  const known =
    age === undefined
      ? 'none is known in DATA_DIR/backups'
      : `the newest one there is ${age < 1 ? 'less than a day' : `${age.toFixed(0)} days`} old`;
  return `No backup is made first: ${known}. With --backup one is.`;
}

function folderOf(dataDir: string): BackupFolder {
  return new BackupFolder(join(dataDir, 'backups'));
}
