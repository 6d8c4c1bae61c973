import { writeFileSync } from 'node:fs';
import { colors } from '../../config/colors';
import { Command, Option, StrictCommand } from '../../command-line/command';
import { EXIT, UsageError } from '../../command-line/exit';
import type { WithChanges } from './with-changes';

@Command({ name: 'script', description: 'Write the SQL that migrate or rollback would execute, and execute nothing.' })
export class ScriptCommand extends StrictCommand {
  protected override readonly help = `
The same statements in the same transactions, each with the lock it takes, for this database as it is now. Run it with a
client that stops at the first error and does not wrap it in a transaction:

  continuity script --to ShotsBelongToProjects --out upgrade.sql
  psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f upgrade.sql

Not in it: policies (it stops where data stands in the way), retries for locks, throttling, verification.
Exit codes: 0 · 2 wrong option · 4 a run was stopped half-way, and --idempotent is missing.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(
    _given: string[],
    { out, ...options }: { to?: string; down?: boolean; idempotent?: boolean; out?: string },
  ): Promise<void> {
    const script = await this.withChanges(({ changes }) => changes.script(options));
    if (out === undefined) process.stdout.write(script);
    else {
      try {
        writeFileSync(out, script);
      } catch (error) {
        throw new UsageError(`--out ${out} cannot be written: ${(error as Error).message}.`);
      }
      process.stdout.write(`Written: ${out}\n`);
    }
  }

  @Option({ flags: '--to <name>', description: 'the last one to apply; with --down the one that stays' })
  parseTo(name: string): string {
    return name;
  }

  @Option({ flags: '--down', description: 'the way back' })
  parseDown(): boolean {
    return true;
  }

  @Option({ flags: '--idempotent', description: 'guard each statement, so that the script can be run again' })
  parseIdempotent(): boolean {
    return true;
  }

  @Option({ flags: '--out <file>', description: 'write to this file' })
  parseOut(file: string): string {
    return file;
  }
}

@Command({
  name: 'verify',
  description: 'Check that the database is as the schema changes have left it. Changes nothing.',
})
export class VerifyCommand extends StrictCommand {
  protected override readonly help = `
Constraints validated, indexes complete, migrations unchanged, no schema drift, fingerprints as recorded, and what each
migration promises.

Exit codes: 0 all is well · 4 drift or checksum · 5 anything else is wrong · 75 a run is going on.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { json?: boolean }): Promise<void> {
    const checks = await this.withChanges(({ changes }) => changes.verify());
    const lines = checks.flatMap(({ check, passed, problems, remedy }) =>
      passed
        ? [`${colors.green('✓')} ${check}`]
        : [
            `${colors.red('✗')} ${check}`,
            ...problems.slice(0, 20).map((problem) => `    ${problem}`),
            ...(problems.length > 20 ? [`    … and ${String(problems.length - 20)} more`] : []),
            `  ${remedy}`,
          ],
    );
    process.stdout.write(`${options.json ? JSON.stringify({ checks }) : lines.join('\n')}\n`);
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.some(({ kind }) => kind === 'damage')) process.exitCode = EXIT.unverified;
    else if (failed.length > 0) process.exitCode = EXIT.drift;
  }

  @Option({ flags: '--json', description: 'the checks as JSON' })
  parseJson(): boolean {
    return true;
  }
}
