import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { colors } from '../config/colors';
import { Command, Option, StrictCommand, type WithDatabase } from '../command-line/command';
import { InterruptedError, UsageError } from '../command-line/exit';
import type { Settings } from '../config/settings';
import type { ContentStore } from '../files/content-store';
import { BackupDamagedError, BackupError } from './backup-errors';
import { BackupFolder } from './backup-folder';
import { BACKUP_HELP, BACKUPS_HELP, RESTORE_HELP } from './backup-help';
import type { ListedBackup } from './backup-list';
import { countOf, sizeOf } from './figures';
import type { CopyProgress } from './copy-progress';

const KEEP = '10';

interface Output {
  json?: boolean;
}

interface RestoreOptions extends Output {
  from?: string;
  yes?: boolean;
  disconnect?: boolean;
  files?: boolean;
}

/** What the three commands share: progress, a clean end on Ctrl-C, one answer. */
abstract class BackupCommandRunner extends StrictCommand {
  /** Shows progress while `work` runs. The first Ctrl-C lets it clean up, the second ends the process at once. */
  protected async watched<T>(work: (onProgress: (progress: CopyProgress) => void) => Promise<T>): Promise<T> {
    const { CopyProgressView } = await import('./copy-progress-view.js');
    const view = new CopyProgressView(process.stderr);
    let stopped = false;
    const stop = () => (stopped = true);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    try {
      return await work((progress) => {
        if (stopped) throw new InterruptedError('Stopped. Nothing was changed and nothing was left behind.');
        view.update(progress);
      });
    } finally {
      view.end();
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
    }
  }

  /** One document for programs, or lines for people. */
  protected answer(output: Output, document: object, lines: readonly string[]): void {
    process.stdout.write(`${output.json ? JSON.stringify(document) : lines.join('\n')}\n`);
  }
}

@Command({ name: 'backup', description: 'Write the database into one file that holds all of it, and verify the file.' })
export class BackupCommand extends BackupCommandRunner {
  protected override readonly help = BACKUP_HELP;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(_given: string[], options: Output & { to?: string; keep?: string; files?: boolean }): Promise<void> {
    const keep = options.keep ?? KEEP;
    if (!/^[1-9]\d{0,5}$/.test(keep)) throw new UsageError('--keep must be a whole number from 1.');
    const folder = await folderOf(options.to);
    const { Backup } = await import('./backup.js');
    const { path, size, manifest, deleted } = await this.watched((onProgress) =>
      this.withDatabase(async ({ url, settings }) =>
        new Backup(url).create(
          folder,
          Number(keep),
          onProgress,
          options.files ? await localStore(settings) : undefined,
        ),
      ),
    );
    const { created_at, database, schema_position, left_out, tables, files } = manifest;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const outcome = { path, size, created_at, database, schema_position, tables: tables.length, rows, left_out };
    const beside = await placeOfFiles();
    this.answer(options, { ...outcome, files: files?.count ?? null, files_beside: beside, deleted }, [
      `${colors.green('Backed up and verified:')} ${countOf(rows)} rows of ${countOf(tables.length)} tables, ${sizeOf(size)}`,
      path,
      files
        ? `With ${countOf(files.count)} files of the store, ${sizeOf(files.bytes)}. Media are beside it, in ${beside}`
        : `Files are beside it, in ${beside}`,
      ...left_out.map((what) => `${colors.yellow('Left out:')} ${what}`),
      ...deleted.map((old) => `Deleted, since ${keep} are kept: ${old}`),
    ]);
  }

  @Option({ flags: '--to <folder>', description: 'where to put it (default: the folder "backups" in DATA_DIR)' })
  parseTo(folder: string): string {
    return folder;
  }

  @Option({ flags: '--keep <number>', description: `how many backups of this database stay there (default: ${KEEP})` })
  parseKeep(keep: string): string {
    return keep;
  }

  @Option({ flags: '--files', description: 'take the files of pictures and exports along, out of a local store' })
  parseFiles(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as one JSON document' })
  parseJson(): boolean {
    return true;
  }
}

@Command({
  name: 'restore',
  arguments: '[file]',
  description: 'Put a backup in the place of the database, which is kept under another name.',
})
export class RestoreCommand extends BackupCommandRunner {
  protected override readonly help = RESTORE_HELP;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run([file]: string[], options: RestoreOptions): Promise<void> {
    const folder = await folderOf(options.from);
    if (file === undefined) {
      const backups = await listOf(folder, false);
      if (!options.json) this.answer(options, { backups }, linesOf(backups, folder));
      throw new UsageError('Name the one to restore: continuity restore FILE', { backups });
    }
    const path = existsSync(file) ? resolve(file) : resolve(folder.path, file);
    if (!options.yes && !process.stdin.isTTY)
      throw new UsageError('A restore asks before it begins, and there is no terminal to ask on. Give --yes.');
    const { Restore } = await import('./restore.js');
    const restored = await this.withDatabase(async ({ url, settings }) => {
      if (!options.yes) await confirm(path, url);
      const store = options.files ? await anyStore(settings) : undefined;
      return this.watched((onProgress) => new Restore(url).run(path, options.disconnect ?? false, onProgress, store));
    });
    const { database, kept, safety_backup, tables, rows, schema_position, files, problems } = restored;
    this.answer(options, restored, [
      `${colors.green('Restored and verified:')} ${countOf(rows)} rows of ${countOf(tables)} tables, schema at ${schema_position ?? 'no migration'}`,
      `The database ${database} holds them now. As it was before, it is kept as ${kept}. When you need it no more:`,
      `  drop database "${kept.replaceAll('"', '""')}"`,
      ...(safety_backup === null ? [] : [`Backup of the state before: ${safety_backup}`]),
      ...(files === null ? [] : [`Files put back: ${countOf(files.put)}; there already: ${countOf(files.there)}.`]),
      ...(files?.damaged ?? []).map((sha) => colors.yellow(`The file ${sha} was damaged when it was backed up.`)),
      ...problems.map((problem) => colors.yellow(problem)),
    ]);
  }

  @Option({ flags: '--files', description: 'put back what the store lacks of the files in the backup' })
  parseFiles(): boolean {
    return true;
  }

  @Option({ flags: '--from <folder>', description: 'where backups are (default: the folder "backups" in DATA_DIR)' })
  parseFrom(folder: string): string {
    return folder;
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--disconnect', description: 'end the connections of others, rather than refuse' })
  parseDisconnect(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as one JSON document' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'backups', description: 'List the backups of a folder, and verify them.' })
export class BackupsCommand extends BackupCommandRunner {
  protected override readonly help = BACKUPS_HELP;

  async run(_given: string[], options: Output & { from?: string; verify?: boolean }): Promise<void> {
    const folder = await folderOf(options.from);
    const backups = await listOf(folder, options.verify ?? false);
    const failure = options.verify ? failureOf(backups, folder) : undefined;
    const beside = await placeOfFiles();
    if (!failure || !options.json)
      this.answer(options, { backups, files_beside: beside }, [
        ...linesOf(backups, folder),
        ...(backups.length === 0 ? [] : [`Other files are beside them, in ${beside}`]),
      ]);
    if (failure) throw failure;
  }

  @Option({ flags: '--from <folder>', description: 'where they are (default: the folder "backups" in DATA_DIR)' })
  parseFrom(folder: string): string {
    return folder;
  }

  @Option({ flags: '--verify', description: 'read each file completely and compare it with its checksums' })
  parseVerify(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as one JSON document' })
  parseJson(): boolean {
    return true;
  }
}

async function folderOf(given: string | undefined): Promise<BackupFolder> {
  if (given !== undefined) return new BackupFolder(given);
  const { readSettings } = await import('../config/settings.js');
  return new BackupFolder(join(readSettings(process.env).DATA_DIR, 'backups'));
}

/** Where files are that no backup holds: pictures and exports, and media. */
async function placeOfFiles(): Promise<string> {
  const { readSettings } = await import('../config/settings.js');
  const { folderOfFiles, placeOfStore } = await import('../files/configured-store.js');
  const settings = readSettings(process.env);
  const folder = folderOfFiles(settings);
  return settings.FILES_S3_BUCKET === undefined ? folder : `${placeOfStore(settings)} and ${folder}`;
}

async function anyStore(settings: Settings): Promise<ContentStore> {
  return (await import('../files/configured-store.js')).contentStore(settings);
}

/** @throws UsageError for a bucket */
async function localStore(settings: Settings): Promise<ContentStore> {
  if (settings.FILES_S3_BUCKET !== undefined)
    throw new UsageError(
      `The files are in the bucket ${settings.FILES_S3_BUCKET}, which a backup cannot take along. Keep the bucket by its own means (versions, replication), and back up without --files.`,
    );
  return anyStore(settings);
}

async function listOf(folder: BackupFolder, verify: boolean): Promise<ListedBackup[]> {
  const { listBackups } = await import('./backup-list.js');
  return listBackups(folder, verify);
}

/** @throws UsageError unless somebody types "yes" */
async function confirm(path: string, url: string): Promise<void> {
  const { BackupFile } = await import('./backup-file.js');
  const { databaseOf } = await import('./copy-session.js');
  const { hostname } = new URL(url);
  const target = `${databaseOf(url)}${hostname === '' ? '' : ` on ${hostname}`}`;
  const { created_at, database, schema_position } = await BackupFile.with(path, (file) =>
    Promise.resolve(file.manifest),
  );
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = new Promise<string>((settle) =>
    lines.once('close', () => {
      settle('');
    }),
  );
  const question = `Put the backup of ${database} from ${created_at} (schema at ${schema_position ?? 'no migration'}) in the place of the database ${target}? Type yes: `;
  const typed = await Promise.race([lines.question(question), closed]);
  lines.close();
  if (typed.trim() !== 'yes') throw new UsageError('Not confirmed. Nothing was changed.');
}

/** Whoever verifies by a timer must hear of damage, and of a folder that is empty, or not mounted. */
function failureOf(backups: readonly ListedBackup[], folder: BackupFolder): Error | undefined {
  if (backups.length === 0) return new BackupError(`There is nothing to verify in ${folder.path}.`, { backups });
  const damaged = backups.filter((backup) => backup.problem !== null).length;
  if (damaged === 0) return undefined;
  return new BackupDamagedError(`${countOf(damaged)} of ${countOf(backups.length)} backups cannot be restored.`, {
    backups,
  });
}

function linesOf(backups: readonly ListedBackup[], folder: BackupFolder): string[] {
  if (backups.length === 0) return [`There are no backups in ${folder.path}.`];
  return backups.map(({ path, size, created_at, database, schema_position, files, problem }) =>
    problem === null
      ? `${created_at ?? ''}  ${sizeOf(size ?? 0).padStart(7)}  ${database ?? ''}  ${schema_position ?? 'no migration'}  ${path}${files === null ? '' : `  with ${countOf(files)} files`}`
      : colors.red(problem),
  );
}
