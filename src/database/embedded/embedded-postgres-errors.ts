import { open } from 'node:fs/promises';

/**
 * The embedded server could not be prepared, started, joined or stopped. The message begins with one plain sentence for
 * an administrator; the end of the server's log follows where it says more.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name: string = 'EmbeddedPostgresError';
  /** Of the command line: failed. */
  readonly exitCode = 1;
}

/** Another service already serves from the data folder. The message is one plain sentence that names the folder. */
export class DataFolderInUseError extends Error {
  override readonly name: string = 'DataFolderInUseError';
  /** Of the command line: failed. */
  readonly exitCode = 1;

  /** @param dataDir the data folder that is taken, as an absolute path */
  constructor(readonly dataDir: string) {
    super(
      `Another Continuity service already serves from the data folder ${dataDir}: stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
}

/**
 * Reads the end of a server log, so that an error can show what PostgreSQL itself said.
 *
 * @param path the log file
 * @param from the byte at which the part of interest begins
 * @returns at most the last 2,000 bytes from there on; empty when there is no such file
 */
export async function readLogTail(path: string, from = 0): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.max(from, size - 2_000);
      const buffer = Buffer.alloc(Math.max(0, size - start));
      await file.read(buffer, 0, buffer.length, start);
      return buffer.toString('utf8').trim();
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

/**
 * @param sentence what went wrong, for an administrator
 * @param tail what PostgreSQL printed, possibly nothing
 * @returns an error that shows both
 */
export function errorWithOutput(sentence: string, tail: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(tail === '' ? sentence : `${sentence}\nPostgreSQL said:\n${tail}`);
}
