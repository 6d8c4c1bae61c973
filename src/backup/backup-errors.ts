import { type CommandFailure, EXIT } from '../command-line/exit';

/** A backup cannot be made, or what it stands on is not as it must be. The message says what to do. */
export class BackupError extends Error {
  override name = 'BackupError';

  /** @param report what a program that asked for JSON gets beside the message */
  constructor(
    message: string,
    readonly report?: object,
  ) {
    super(message);
  }
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
export class BackupDamagedError extends Error implements CommandFailure {
  override name = 'BackupDamagedError';
  readonly exitCode = EXIT.unverified;

  /** @param report what a program that asked for JSON gets beside the message */
  constructor(
    message: string,
    readonly report?: object,
  ) {
    super(message);
  }
}

/** A restore does not begin, or does not swap, in the state that things are in. The database is as it was. */
export class RestoreRefusedError extends Error {
  override name = 'RestoreRefusedError';
}

/** What was restored is not what the backup holds. The database is as it was. */
export class RestoreMismatchError extends Error implements CommandFailure {
  override name = 'RestoreMismatchError';
  readonly exitCode = EXIT.unverified;
}
