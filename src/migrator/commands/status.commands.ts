import { setTimeout as sleep } from 'node:timers/promises';
import { colors } from '../../config/colors';
import { shortName } from '../declaration';
import type { MigrationStatus, SchemaStatus } from '../run/migration-status';
import { Command, Option, StrictCommand, untilInterrupted } from '../../command-line/command';
import { EXIT } from '../../command-line/exit';
import type { WithChanges } from './with-changes';

const MARKS: Readonly<Record<MigrationStatus['state'], string>> = {
  applied: colors.green('applied  '),
  pending: colors.dim('pending  '),
  running: colors.yellow('running  '),
  half_done: colors.red('half done'),
};

/** What goes on, as lines for people. */
export function describeStatus(status: SchemaStatus): string {
  const lines = status.migrations.map(
    ({ name, state, checksum_ok }) =>
      `${MARKS[state]}  ${name}${checksum_ok ? '' : colors.red('  (not what was applied)')}`,
  );
  for (const name of status.unknown) lines.push(`${colors.yellow('unknown  ')}  ${name}`);
  for (const { name, state, phase, steps, step_count } of status.migrations) {
    if (state !== 'running' && state !== 'half_done') continue;
    const direction = phase === 'reverting' ? 'down' : 'up';
    const done = steps.filter((step) => step.state === 'done' && step.direction === direction).length;
    lines.push(
      '',
      `${shortName(name)}: ${String(done)} of ${String(step_count)} steps are ${direction === 'up' ? 'done' : 'taken back'}`,
    );
    for (const step of steps.filter((one) => one.state === 'running' || one.state === 'failed')) {
      lines.push(`  ${step.state}: ${step.title}${step.note === null ? '' : ` (${step.note})`}`);
      const { backfill } = step;
      if (!backfill) continue;
      const percent = backfill.total === 0 ? 100 : Math.min(100, Math.floor((100 * backfill.scanned) / backfill.total));
      const left = backfill.seconds_left === null ? '' : `, ${String(backfill.seconds_left)} s left`;
      lines.push(
        `    ${String(percent)} %, ${String(backfill.scanned)} of ${String(backfill.total)} rows, ${String(backfill.rate)} rows/s${left}`,
      );
      if (backfill.throttled_by !== null) lines.push(colors.yellow(`    waits: ${backfill.throttled_by}`));
    }
  }
  if (status.migrations.some(({ state }) => state === 'half_done'))
    lines.push(`A run was stopped. Run ${colors.bold('migrate')} to go on, or ${colors.bold('rollback')} to go back.`);
  for (const { pid, application, blocked_by, seconds } of status.blocked)
    lines.push(
      colors.yellow(
        `${application || 'a session'} (${String(pid)}) has waited ${seconds.toFixed(1)} s for ${blocked_by}`,
      ),
    );
  if (status.paused_by !== null)
    lines.push(colors.yellow(`Backfills are paused by ${status.paused_by}. Go on: resume`));
  if (status.run) {
    const { command, host, process: pid, started_at, finished_at, outcome } = status.run;
    const end = status.running
      ? 'is going on'
      : finished_at === null
        ? 'was killed'
        : `ended ${finished_at} (${outcome ?? '?'})`;
    lines.push('', colors.dim(`Last run: ${command} on ${host}, process ${String(pid)}, begun ${started_at}, ${end}`));
  }
  return lines.join('\n');
}

@Command({ name: 'status', description: 'Show which schema changes are applied, pending or going on, and how far.' })
export class StatusCommand extends StrictCommand {
  protected override readonly help = `
Reads only; it can be run beside a migration. For a deployment: status --check ends with 3 while something is pending.

  continuity status
  continuity status --watch
  continuity status --check || continuity migrate

Exit codes: 0 · 2 wrong option · 3 something is pending (with --check).`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { json?: boolean; check?: boolean; watch?: boolean }): Promise<void> {
    await this.withChanges(async ({ changes }) => {
      const signal = untilInterrupted();
      for (;;) {
        const status = await changes.status();
        const screen = options.watch && process.stdout.isTTY ? '\u001b[2J\u001b[H' : '';
        process.stdout.write(`${screen}${options.json ? JSON.stringify(status) : describeStatus(status)}\n`);
        if (options.check && status.pending > 0) process.exitCode = EXIT.pending;
        if (!options.watch) return;
        const stopped = await sleep(1000, false, { signal }).catch(() => true);
        if (stopped) return;
      }
    });
  }

  @Option({ flags: '--check', description: 'exit with 3 when something is pending' })
  parseCheck(): boolean {
    return true;
  }

  @Option({ flags: '--watch', description: 'again every second, until Ctrl-C' })
  parseWatch(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the status as JSON, one document (with --watch one a second)' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'list', description: 'List all schema changes with what they took.' })
export class ListCommand extends StrictCommand {
  protected override readonly help = `
For each: its state, when it changed last, its steps, how long they took together, how long a lock was held at most.`;

  constructor(private readonly withChanges: WithChanges) {
    super();
  }

  async run(_given: string[], options: { json?: boolean }): Promise<void> {
    const { migrations } = await this.withChanges(({ changes }) => changes.status());
    const rows = migrations.map(({ steps, ...rest }) => {
      const took = steps.map((step) =>
        step.finished_at === null ? 0 : Date.parse(step.finished_at) - Date.parse(step.started_at),
      );
      return {
        ...rest,
        seconds: Math.round(took.reduce((sum, ms) => sum + ms, 0) / 100) / 10,
        longest_hold_ms: Math.max(0, ...steps.map((step) => step.longest_hold_ms)),
      };
    });
    const lines = rows.map(
      ({ name, state, changed_at, step_count, seconds, longest_hold_ms, checksum_ok }) =>
        `${MARKS[state]}  ${name.padEnd(45)}  ${(changed_at ?? '–').slice(0, 19).padEnd(19)}  ${String(step_count).padStart(3)} steps  ${seconds.toFixed(1).padStart(8)} s  lock held ≤ ${longest_hold_ms.toFixed(1)} ms${checksum_ok ? '' : colors.red('  not what was applied')}`,
    );
    process.stdout.write(`${options.json ? JSON.stringify({ migrations: rows }) : lines.join('\n')}\n`);
  }

  @Option({ flags: '--json', description: 'the list as JSON' })
  parseJson(): boolean {
    return true;
  }
}
