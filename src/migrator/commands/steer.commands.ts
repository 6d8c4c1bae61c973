import { createInterface } from 'node:readline/promises';
import { userInfo } from 'node:os';
import { Command, Option, StrictCommand } from '../../command-line/command';
import { EXIT, UsageError } from '../../command-line/exit';
import type { WithChanges } from './with-changes';

@Command({ name: 'pause', description: 'Let the backfill that is running wait, until resume.' })
export class PauseCommand extends StrictCommand {
  protected override readonly help = `
Takes effect within a second, after the running batch; clients are not affected. Schema statements that are under way end.

  continuity pause --reason "delivery at six"`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], { reason, json }: { reason?: string; json?: boolean }): Promise<void> {
    const by = `${userInfo().username}${reason === undefined ? '' : `: ${reason}`}`;
    await this.withChanges(({ changes }) => changes.pause(by));
    process.stdout.write(`${json ? JSON.stringify({ paused_by: by }) : 'Paused. Go on with: resume'}\n`);
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }

  @Option({ flags: '--reason <text>', description: 'shown by status' })
  parseReason(reason: string): string {
    return reason;
  }
}

@Command({ name: 'resume', description: 'Let a paused backfill go on.' })
export class ResumeCommand extends StrictCommand {
  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], { json }: { json?: boolean }): Promise<void> {
    await this.withChanges(({ changes }) => changes.pause(null));
    process.stdout.write(`${json ? JSON.stringify({ paused_by: null }) : 'Backfills may go on.'}\n`);
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'unlock-info', description: 'Say who holds the migrator’s lock, and how to end them.' })
export class UnlockInfoCommand extends StrictCommand {
  protected override readonly help = `
The lock belongs to a session: it is free as soon as its process ends, or about a second after it was killed. There is
nothing to delete by hand.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { json?: boolean }): Promise<void> {
    const holder = await this.withChanges(({ changes }) => changes.lockHolder());
    if (options.json) process.stdout.write(`${JSON.stringify({ holder: holder ?? null })}\n`);
    else if (!holder) process.stdout.write('Nobody holds the lock.\n');
    else
      process.stdout.write(
        `${holder.application} (server process ${String(holder.pid)}${holder.address === null ? '' : `, from ${holder.address}`}) has held it since ${holder.since.toISOString()}${holder.command === null ? '' : ` for ${holder.command}`}.
The number at the end of its name is the process on its machine: end that with Ctrl-C, or kill it.
If that machine is gone: select pg_terminate_backend(${String(holder.pid)});\n`,
      );
  }

  @Option({ flags: '--json', description: 'the holder as JSON' })
  parseJson(): boolean {
    return true;
  }
}

/** Asks on a terminal; elsewhere `--yes` must have been given. */
async function confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw new UsageError('This asks before it begins, and there is no terminal to ask on. Give --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} Type yes: `)).trim() === 'yes';
  } finally {
    terminal.close();
  }
}

@Command({ name: 'repair', description: 'Accept the applied migrations and the schema as they are.' })
export class RepairCommand extends StrictCommand {
  protected override readonly help = `
For when verify or migrate say that a migration is not what was applied, or that the schema has drifted, and you know
why. It changes the migrator's records, not the schema.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { yes?: boolean; json?: boolean }): Promise<void> {
    if (!(await confirmed('Take the schema as it is now for what the migrations have made?', options.yes))) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    const accepted = await this.withChanges(({ changes }) => changes.repair());
    const line =
      accepted.length === 0
        ? 'Accepted: the schema as it is. No checksum differed.'
        : `Accepted: the schema as it is, and ${accepted.join(', ')}.`;
    process.stdout.write(`${options.json ? JSON.stringify({ accepted }) : line}\n`);
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'purge', description: 'Take away what rollbacks have put aside, for good.' })
export class PurgeCommand extends StrictCommand {
  protected override readonly help = `
A rollback keeps new columns under the name _parked_…, new tables in the schema "parked", and rows in the migrator's
archive; the next migrate brings them back. After purge it begins anew. Rows that stand in the archive only are kept.

  continuity purge --dry-run
  continuity purge --yes`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { yes?: boolean; json?: boolean; dryRun?: boolean }): Promise<void> {
    await this.withChanges(async ({ changes }) => {
      const found = await changes.putAside();
      const values = found.columns.reduce((sum, column) => sum + column.rows_with_values, 0);
      const rows = found.tables.reduce((sum, table) => sum + table.rows, 0);
      const line = `${String(found.columns.length)} columns with ${String(values)} values, ${String(found.tables.length)} tables with ${String(rows)} rows, ${String(found.archived)} archived rows that are back where they were`;
      if (!options.dryRun) {
        if (!(await confirmed(`Take away ${line}?`, options.yes))) {
          process.exitCode = EXIT.interrupted;
          return;
        }
        await changes.purge(found);
      }
      process.stdout.write(
        `${options.json ? JSON.stringify(found) : `${options.dryRun ? 'Put aside' : 'Taken away'}: ${line}.`}\n`,
      );
    });
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--dry-run', description: 'only count' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}
