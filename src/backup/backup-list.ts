import { BackupDamagedError, BackupError } from './backup-errors';
import { BackupFile } from './backup-file';
import type { BackupFolder } from './backup-folder';

/** What a list says of one backup. */
export interface ListedBackup {
  path: string;
  /** Bytes. */
  size: number | null;
  created_at: string | null;
  database: string | null;
  schema_position: string | null;
  tables: number | null;
  rows: number | null;
  /** Files of the store that it holds; null: none were taken along. */
  files: number | null;
  /** Why it cannot be restored, in one sentence; null when nothing is known against it. */
  problem: string | null;
}

/**
 * The backups of a folder, newest first.
 *
 * @param verify whether to read each one completely; otherwise its manifest and its list of entries alone
 * @throws BackupError when the folder cannot be read
 */
export async function listBackups(folder: BackupFolder, verify: boolean): Promise<ListedBackup[]> {
  const listed: ListedBackup[] = [];
  for (const path of await folder.list()) listed.push(await describe(path, verify));
  return listed;
}

async function describe(path: string, verify: boolean): Promise<ListedBackup> {
  const nothing = {
    size: null,
    created_at: null,
    database: null,
    schema_position: null,
    tables: null,
    rows: null,
    files: null,
  };
  try {
    return await BackupFile.with(path, async (file) => {
      const { created_at, database, schema_position, tables, files } = file.manifest;
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const known = {
        path,
        size: file.size,
        created_at,
        database,
        schema_position,
        tables: tables.length,
        rows,
        files: files?.count ?? null,
      };
      return { ...known, problem: verify ? await problemOf(file.verify()) : null };
    });
  } catch (error) {
    return { path, ...nothing, problem: sentenceOf(error) };
  }
}

async function problemOf(verifying: Promise<void>): Promise<string | null> {
  return verifying.then(() => null, sentenceOf);
}

function sentenceOf(error: unknown): string {
  if (error instanceof BackupDamagedError || error instanceof BackupError) return error.message;
  throw error;
}
