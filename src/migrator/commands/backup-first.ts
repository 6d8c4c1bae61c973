import type { Settings } from '../../config/settings';

/** Loads {@link BackupFirst}. The room of backups stands on the migrator, so it is handed in. */
export type LoadBackupFirst = () => Promise<BackupFirst>;

/** Backups, as far as migrate asks for them. */
export interface BackupFirst {
  /**
   * Backs up before a run.
   *
   * @returns the file's path
   * @throws MigratorBusyError · BackupError · BackupDamagedError
   */
  backUpFirst: (url: string, settings: Settings) => Promise<string>;

  /** What to say to somebody who migrates a database that is not the embedded one without a backup; nothing: it is embedded. */
  backupWarning: (url: string, settings: Settings) => Promise<string | undefined>;
}
