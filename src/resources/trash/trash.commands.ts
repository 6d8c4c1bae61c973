import {
  Command,
  Option,
  StrictCommand,
  untilInterrupted,
  type WithDatabase,
  wholeNumber,
} from '../../command-line/command';
import { InterruptedError, UsageError } from '../../command-line/exit';
import { ask } from '../../command-line/terminal-input';
import { colors } from '../../config/colors';
import type { EmptiedTrash } from './trash-emptying';

interface EmptyingOptions {
  olderThan?: number;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

@Command({ name: 'empty', description: 'Remove for good what has been in the trash for long enough.' })
export class TrashEmptyCommand extends StrictCommand {
  protected override readonly help = `
What was deleted can be restored for TRASH_RETENTION_DAYS days (30 if absent). After that it goes for good, with all
that hangs from it: every night by the workers, unless the setting is "never", or now, by this command. Activity stays.
Files to which nothing refers any more follow after FILES_GRACE_SECONDS.

It cannot be undone but by a backup. It works in small portions while the service runs; Ctrl-C ends it after the one
under way, and the next run goes on.

  continuity trash empty --dry-run
  continuity trash empty
  continuity trash empty --older-than 7 --yes

Exit codes: 0 done · 1 the database is away · 2 wrong option, or not confirmed · 3 migrations are pending ·
130 stopped with Ctrl-C; what is gone is told.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(
    _given: string[],
    { olderThan, dryRun = false, yes = false, json = false }: EmptyingOptions,
  ): Promise<void> {
    if (!dryRun && !yes && !process.stdin.isTTY)
      throw new UsageError('Emptying asks before it begins, and there is no terminal to ask on. Give --yes.');
    const { withTrash } = await import('./emptying.module.js');
    await withTrash(this.withDatabase, async (trash, { TRASH_RETENTION_DAYS }) => {
      const days = olderThan ?? TRASH_RETENTION_DAYS;
      if (days === 'never')
        throw new UsageError('TRASH_RETENTION_DAYS is "never". Say from what age on: --older-than <days>.');
      const answer = (found: EmptiedTrash, began: string) => {
        const document = { older_than_days: days, ...(dryRun && { dry_run: true }), ...found };
        process.stdout.write(
          `${json ? JSON.stringify(document) : [`${began} ${inWords(found)}`, ...linesOf(found)].join('\n')}\n`,
        );
      };
      if (dryRun || !yes) {
        const found = await trash.count(days);
        if (dryRun) {
          answer(found, 'Would go:');
          return;
        }
        const typed = await ask(`${inWords(found)} Remove them for good? Type yes: `);
        if (typed.trim() !== 'yes') throw new UsageError('Not confirmed. Nothing was changed.');
      }
      const interrupted = untilInterrupted();
      const emptied = await trash.empty(days, interrupted);
      if (interrupted.aborted)
        throw new InterruptedError(`Stopped. Gone so far: ${inWords(emptied)} The next run goes on.`);
      answer(emptied, colors.green('Gone for good:'));
    });
  }

  @Option({
    flags: '--older-than <days>',
    description: 'since when it must have been deleted (default: TRASH_RETENTION_DAYS)',
  })
  parseOlderThan(days: string): number {
    return wholeNumber('--older-than', days, 0);
  }

  @Option({ flags: '--dry-run', description: 'only count' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: older_than_days, deletions, rows' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'trash', description: 'What is deleted and can be restored: empty it of what is old.' })
export class TrashCommand extends StrictCommand {
  protected override readonly help = `
  continuity trash empty [--older-than DAYS] [--dry-run] [--yes]

Explained by: continuity trash empty --help`;

  protected override readonly subCommands: readonly StrictCommand[];

  constructor(withDatabase: WithDatabase) {
    super();
    this.subCommands = [new TrashEmptyCommand(withDatabase)];
  }

  run(): Promise<void> {
    throw new UsageError('Say what to do: continuity trash empty');
  }
}

/** `3 deletions with 12 rows.` */
function inWords({ deletions, rows }: EmptiedTrash): string {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${counted(deletions, 'deletion')} with ${counted(all, 'row')}.`;
}

function linesOf({ rows }: EmptiedTrash): string[] {
  return Object.entries(rows)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([table, count]) => `  ${String(count)} of ${table}`);
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}
