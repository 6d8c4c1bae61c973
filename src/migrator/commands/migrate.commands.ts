import { shortName } from '../declaration';
import { PreflightRefusedError, unresolvedOf } from '../finding';
import type { ChangeOptions, RollbackTarget } from '../run/schema-changes';
import { Command, Option, StrictCommand, untilInterrupted, wholeNumber } from '../../command-line/command';
import { EXIT, UsageError } from '../../command-line/exit';
import type { WithChanges } from './with-changes';
import type { LoadBackupFirst } from './backup-first';
import { describeFindings, RunView } from './run-view';

interface RunFlags {
  to?: string;
  json?: boolean;
  verbose?: boolean;
  batchMs?: number;
  lockWait?: number;
  watchClients?: boolean;
  service?: string;
  serviceP95?: number;
}

const CODES = `Exit codes: 0 done · 1 failed · 2 wrong option · 4 a migration is not what was applied · 5 verification failed ·
6 refused because of existing data · 75 another run, or a lock that was not granted: try later · 130 stopped as asked.`;

async function changeOptions(flags: RunFlags, view: RunView): Promise<ChangeOptions> {
  const { DEFAULT_OPTIONS } = await import('../run/typeorm-run.js');
  const { batchMs, lockWait, watchClients, service, serviceP95 = 250 } = flags;
  return {
    progress: view.progress,
    signal: untilInterrupted(),
    ...(batchMs !== undefined && { batchMs }),
    ...(lockWait !== undefined && { lockWaitMs: lockWait * 1000 }),
    ...(watchClients !== undefined && { watchClients }),
    ...(service !== undefined && {
      throttle: {
        ...DEFAULT_OPTIONS.throttle,
        service: { metrics: new URL('/metrics', service).href, p95: serviceP95 },
      },
    }),
  };
}

/** The options that migrate and rollback share. */
abstract class RunCommand extends StrictCommand {
  @Option({ flags: '--json', description: 'the outcome as JSON on standard output' })
  parseJson(): boolean {
    return true;
  }

  @Option({
    flags: '-v, --verbose',
    description: 'print each statement, with how long it waited for its lock and held it',
  })
  parseVerbose(): boolean {
    return true;
  }

  @Option({ flags: '--batch-ms <ms>', description: 'how long a batch of a backfill should take (50)' })
  parseBatchMs(ms: string): number {
    return wholeNumber('--batch-ms', ms);
  }

  @Option({ flags: '--lock-wait <seconds>', description: 'how long one change may try for its lock (300)' })
  parseLockWait(seconds: string): number {
    return wholeNumber('--lock-wait', seconds);
  }

  @Option({
    flags: '--watch-clients',
    description:
      'record what clients write meanwhile, so that fingerprints can be compared under load; slows their writes',
  })
  parseWatchClients(): boolean {
    return true;
  }

  @Option({ flags: '--service <url>', description: 'slow down while the service at this address is slow' })
  parseService(url: string): string {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new UsageError('--service must be an address such as http://127.0.0.1:3000.');
    return url;
  }

  @Option({ flags: '--service-p95 <ms>', description: 'what slow means: the 95th percentile of its requests (250)' })
  parseServiceP95(ms: string): number {
    return wholeNumber('--service-p95', ms);
  }
}

@Command({ name: 'migrate', description: 'Apply the pending schema changes, while clients read and write.' })
export class MigrateCommand extends RunCommand {
  protected override readonly help = `
Takes the migrator's lock, looks for data that the new constraints would refuse, and stops with a report if there is
any that no --resolve settles. Then runs the steps, and proves by counts and fingerprints that nothing was lost.
A run that was stopped or killed is continued by the same command, without options.

  continuity preflight
  continuity migrate --resolve duplicate-shot-names=rename --resolve orphaned-episodes=adopt:<project id>
  continuity migrate --backup
  continuity migrate --to ShotsBelongToProjects --dry-run

${CODES}`;

  constructor(
    private readonly withChanges: WithChanges,
    private readonly loadBackupFirst: LoadBackupFirst,
  ) {
    super();
  }

  async run(
    _given: string[],
    flags: RunFlags & { resolve?: string[]; dryRun?: boolean; backup?: boolean },
  ): Promise<void> {
    const view = new RunView(flags);
    await this.withChanges(async ({ url, changes, settings }) => {
      if (flags.dryRun) {
        const findings = await changes.preflight(flags.to, flags.resolve);
        const script = await changes.script({ ...(flags.to !== undefined && { to: flags.to }) });
        const open = unresolvedOf(findings);
        process.stdout.write(
          flags.json
            ? `${JSON.stringify({ findings, script })}\n`
            : `${[describeFindings(findings), script].filter(Boolean).join('\n\n')}\n`,
        );
        if (open.length > 0) process.exitCode = EXIT.refused;
        return;
      }
      if ((await changes.status()).pending > 0) {
        const { backUpFirst, backupWarning } = await this.loadBackupFirst();
        if (flags.backup) {
          // What cannot begin needs no backup: a wrong option ends here, and the run below refuses what has no policy.
          const open = unresolvedOf(await changes.preflight(flags.to, flags.resolve));
          if (open.length === 0) view.line(`Backed up: ${await backUpFirst(url, settings)}`);
        } else {
          const warning = await backupWarning(url, settings);
          if (warning !== undefined) view.warn(warning);
        }
      }
      try {
        const applied = await changes.migrate(flags.to, {
          ...(await changeOptions(flags, view)),
          ...(flags.resolve && { resolve: flags.resolve }),
        });
        view.endBar();
        const line =
          applied.length === 0
            ? 'Nothing is pending.'
            : `${String(applied.length)} applied: ${applied.map(shortName).join(', ')}.`;
        process.stdout.write(`${flags.json ? JSON.stringify({ applied }) : line}\n`);
      } catch (error) {
        view.endBar();
        if (error instanceof PreflightRefusedError && error.findings.length > 0 && !flags.json)
          process.stdout.write(`${describeFindings(error.findings)}\n\n`);
        throw error;
      }
    });
  }

  @Option({ flags: '--to <name>', description: 'the last one to apply, with or without its timestamp' })
  parseTo(name: string): string {
    return name;
  }

  @Option({
    flags: '--resolve <finding=policy>',
    description: 'settle what the pre-flight found by this policy; for several findings give it several times',
  })
  parseResolve(option: string, given: string[] = []): string[] {
    return [...given, option];
  }

  @Option({ flags: '--backup', description: 'back up first, into DATA_DIR/backups, where ten are kept' })
  parseBackup(): boolean {
    return true;
  }

  @Option({ flags: '--dry-run', description: 'the pre-flight and the SQL, and nothing else' })
  parseDryRun(): boolean {
    return true;
  }
}

@Command({ name: 'rollback', description: 'Take schema changes back, the newest one by default. Keeps the data.' })
export class RollbackCommand extends RunCommand {
  protected override readonly help = `
New columns and tables are put aside with their rows, what policies have changed becomes what it was, and rows that the
old schema cannot hold go to the archive. The next migrate brings all of it back. See also: purge.

  continuity rollback
  continuity rollback --to PlatformTables
  continuity rollback --all

${CODES}`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], flags: RunFlags & { steps?: number; all?: boolean }): Promise<void> {
    const { steps, to, all } = flags;
    if ([steps, to, all].filter((option) => option !== undefined).length > 1)
      throw new UsageError('Give only one of --steps, --to and --all.');
    const target: RollbackTarget = all ? 'all' : to !== undefined ? { to } : { steps: steps ?? 1 };
    const view = new RunView(flags);
    const options = await changeOptions(flags, view);
    const reverted = await this.withChanges(({ changes }) =>
      changes.rollback(target, options).finally(() => {
        view.endBar();
      }),
    );
    const line =
      reverted.length === 0
        ? 'Nothing to take back.'
        : `${String(reverted.length)} taken back: ${reverted.map(shortName).join(', ')}.`;
    process.stdout.write(`${flags.json ? JSON.stringify({ reverted }) : line}\n`);
  }

  @Option({ flags: '--steps <number>', description: 'how many to take back' })
  parseSteps(steps: string): number {
    return wholeNumber('--steps', steps);
  }

  @Option({ flags: '--to <name>', description: 'leave this one applied, take back all that came after it' })
  parseTo(name: string): string {
    return name;
  }

  @Option({ flags: '--all', description: 'take back all' })
  parseAll(): boolean {
    return true;
  }
}

@Command({
  name: 'preflight',
  description: 'Look for data that the pending schema changes would refuse. Changes nothing.',
})
export class PreflightCommand extends StrictCommand {
  protected override readonly help = `
Each finding comes with its count, examples, what to do by hand, and the policies that migrate --resolve takes.

Exit codes: 0 nothing stands in the way · 2 wrong option · 6 something does.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], flags: { to?: string; json?: boolean; resolve?: string[] }): Promise<void> {
    const findings = await this.withChanges(({ changes }) => changes.preflight(flags.to, flags.resolve));
    const open = unresolvedOf(findings);
    const text = findings.length === 0 ? 'Nothing stands in the way.' : describeFindings(findings);
    process.stdout.write(`${flags.json ? JSON.stringify({ findings }) : text}\n`);
    if (open.length > 0) process.exitCode = EXIT.refused;
  }

  @Option({ flags: '--to <name>', description: 'the last migration to look at' })
  parseTo(name: string): string {
    return name;
  }

  @Option({ flags: '--resolve <finding=policy>', description: 'as for migrate: shows what would be settled' })
  parseResolve(option: string, given: string[] = []): string[] {
    return [...given, option];
  }

  @Option({ flags: '--json', description: 'the report as JSON' })
  parseJson(): boolean {
    return true;
  }
}
