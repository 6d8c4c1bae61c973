import { Command, Option, StrictCommand, untilInterrupted, type WithDatabase } from '../command-line/command';
import { type CommandFailure, EXIT, InterruptedError, UsageError } from '../command-line/exit';
import { ask } from '../command-line/terminal-input';
import { colors } from '../config/colors';
import type { StoredFile } from './content-store';

/** So many hashes are named in lines for people; `--json` names all. */
const NAMED = 10;

/** Files are missing or damaged. */
class FilesUnverifiedError extends Error implements CommandFailure {
  override name = 'FilesUnverifiedError';
  readonly exitCode = EXIT.unverified;

  constructor(
    message: string,
    readonly report: object,
  ) {
    super(message);
  }
}

@Command({ name: 'verify', description: 'Compare the files of pictures and exports with the rows that refer to them.' })
export class FilesVerifyCommand extends StrictCommand {
  protected override readonly help = `
Both ways: rows whose file is missing or has another size, and files that no row knows. With --contents every file is
read and its bytes are compared with its name, which is their SHA-256: of a bucket, all is downloaded. Changes nothing,
and may run while people work.

A file that no row knows is left by a process that was killed at the wrong moment, or belongs to another database that
shares the store. It is told, and is no failure: continuity files sweep --unknown

Exit codes: 0 done · 1 the database or the store is away · 2 wrong option · 3 migrations are pending ·
5 files are missing or damaged: bring them back from a backup (restore --files) · 130 stopped with Ctrl-C.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(
    _given: string[],
    { contents = false, json = false }: { contents?: boolean; json?: boolean },
  ): Promise<void> {
    const { withFiles } = await import('./stored-files.module.js');
    const { placeOfStore } = await import('./configured-store.js');
    const interrupted = untilInterrupted();
    const { found, place } = await withFiles(this.withDatabase, async ({ files, settings }) => ({
      place: placeOfStore(settings),
      found: await files.verify(contents, () => {
        if (interrupted.aborted) throw new InterruptedError('Stopped. Nothing was changed.');
      }),
    }));
    const { missing, damaged, unknown, files } = found;
    const document = { ...found, unknown: unknown.map(({ sha256 }) => sha256), place, contents_read: contents };
    const lines = [
      ...named(missing, 'missing'),
      ...named(damaged, 'damaged'),
      ...named(
        unknown.map(({ sha256 }) => sha256),
        'known to no row',
      ),
      ...(unknown.length > 0 ? ['Files that no row knows can be removed: continuity files sweep --unknown'] : []),
    ];
    const wrong = missing.length + damaged.length;
    if (wrong === 0)
      lines.unshift(
        `${colors.green('Whole:')} ${String(files)} files in ${place}${contents ? ', every byte read' : ''}.`,
      );
    if (!json) process.stdout.write(`${lines.join('\n')}\n`);
    if (wrong > 0)
      throw new FilesUnverifiedError(
        `${String(missing.length)} files are missing in ${place}, and ${String(damaged.length)} are damaged, of ${String(files + missing.length)}.`,
        document,
      );
    if (json) process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  @Option({ flags: '--contents', description: 'read every file and compare its bytes with its SHA-256' })
  parseContents(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: files, missing, damaged, unknown, place' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'sweep', description: 'Remove files to which nothing refers any more.' })
export class FilesSweepCommand extends StrictCommand {
  protected override readonly help = `
In two steps, as the workers do every ten minutes: files to which no row refers are marked; those that have been so for
FILES_GRACE_SECONDS (a day if absent) are removed. What is in the trash still refers to its files. Also removed is what
uploads have left on this machine that were killed as long ago.

With --unknown also the files that no row knows, if they are as old. Never do that when another database shares the
store: its files are known to its own rows only. So it asks; in a script give --yes.

  continuity files sweep
  continuity files sweep --unknown

Exit codes: 0 done · 1 the database or the store is away · 2 wrong option, or not confirmed · 3 migrations are pending.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(
    _given: string[],
    { unknown = false, yes = false, json = false }: { unknown?: boolean; yes?: boolean; json?: boolean },
  ): Promise<void> {
    if (unknown && !yes && !process.stdin.isTTY)
      throw new UsageError('--unknown asks before it removes, and there is no terminal to ask on. Give --yes.');
    const { withFiles } = await import('./stored-files.module.js');
    const { placeOfStore } = await import('./configured-store.js');
    await withFiles(this.withDatabase, async ({ files, store, settings }) => {
      const grace = settings.FILES_GRACE_SECONDS;
      const place = placeOfStore(settings);
      let entered = 0;
      if (unknown) {
        const old = olderThan((await files.verify()).unknown, grace);
        if (old.length > 0 && !yes) await confirm(old, place);
        entered = await files.enterUnknown(old);
      }
      let removed = 0;
      for (;;) {
        const swept = await files.sweep(grace);
        removed += swept.removed;
        if (swept.marked + swept.removed === 0) break;
      }
      const strays = await store.removeStrays(grace * 1000);
      const document = { removed, unknown: entered, unfinished: strays.files, place };
      const also = unknown ? `, ${String(entered)} of them known to no row` : '';
      const line = `${colors.green('Removed:')} ${String(removed)} files from ${place}${also}; ${String(strays.files)} unfinished uploads.`;
      process.stdout.write(`${json ? JSON.stringify(document) : line}\n`);
    });
  }

  @Option({ flags: '--unknown', description: 'also files that no row knows, if they are older than the grace' })
  parseUnknown(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: removed, unknown, unfinished, place' })
  parseJson(): boolean {
    return true;
  }
}

@Command({
  name: 'files',
  description: 'The files of pictures and exports: verify them, sweep away what nobody needs.',
})
export class FilesCommand extends StrictCommand {
  protected override readonly help = `
  continuity files verify [--contents]
  continuity files sweep [--unknown]

Each explains itself: continuity files verify --help`;

  protected override readonly subCommands: readonly StrictCommand[];

  constructor(withDatabase: WithDatabase) {
    super();
    this.subCommands = [new FilesVerifyCommand(withDatabase), new FilesSweepCommand(withDatabase)];
  }

  run(): Promise<void> {
    throw new UsageError('Say what to do: continuity files verify, or continuity files sweep');
  }
}

function olderThan(files: readonly StoredFile[], seconds: number): StoredFile[] {
  return files.filter(({ modified }) => Date.now() - modified.getTime() > seconds * 1000);
}

async function confirm(files: readonly StoredFile[], place: string): Promise<void> {
  const question = `Remove ${String(files.length)} files that no row of this database knows from ${place}? Type yes: `;
  if ((await ask(question)).trim() !== 'yes') throw new UsageError('Not confirmed. Nothing was changed.');
}

function named(hashes: readonly string[], what: string): string[] {
  if (hashes.length === 0) return [];
  const more = hashes.length > NAMED ? [`  and ${String(hashes.length - NAMED)} more; --json names all`] : [];
  return [
    colors.yellow(`${String(hashes.length)} ${what}:`),
    ...hashes.slice(0, NAMED).map((sha) => `  ${sha}`),
    ...more,
  ];
}
