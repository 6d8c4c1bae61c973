/** A backup cannot be made, or what it stands on is not as it must be. The message says what to do. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** The folder cannot take a backup. */
export class BackupFolderError extends BackupError {
  override name = 'BackupFolderError';

  /**
   * @param reason a sentence
   * @param advice for who has named the folder
   */
  constructor(
    readonly reason: string,
    advice: string,
  ) {
    super(`${reason} ${advice}`);
  }
}

/** The file is not, or is no longer, what a backup wrote. */
export class BackupDamagedError extends Error {
  override name = 'BackupDamagedError';
}

/** A restore does not begin, or does not swap, in the state that things are in. The database is as it was. */
export class RestoreRefusedError extends Error {
  override name = 'RestoreRefusedError';
}

/** What was restored is not what the backup holds. The database is as it was. */
export class RestoreMismatchError extends Error {
  override name = 'RestoreMismatchError';
}
