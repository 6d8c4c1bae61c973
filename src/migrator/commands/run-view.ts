import cliProgress from 'cli-progress';
import { colors } from '../../config/colors';
import { shortName } from '../declaration';
import type { FindingReport } from '../finding';
import type { Progress, ProgressEvent } from '../run/progress';

/** A run as people read it: a bar where there is a terminal, plain lines elsewhere. Goes to standard error where the answer is JSON. */
export class RunView {
  private bar: cliProgress.SingleBar | undefined;
  private barTitle = '';
  private linesAt = 0;
  private throttledBy = '';

  constructor(
    private readonly options: { json?: boolean | undefined; verbose?: boolean | undefined },
    private readonly stream: NodeJS.WriteStream = options.json ? process.stderr : process.stdout,
  ) {}

  readonly progress: Progress = (event) => {
    this[event.event](event as never);
  };

  line(text: string): void {
    this.endBar();
    this.stream.write(`${text}\n`);
  }

  /** What must be read, but goes on. */
  warn(text: string): void {
    this.line(colors.yellow(text));
  }

  /** Takes the bar away, before something else is written. */
  endBar(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private migration({ migration, direction, steps }: Event<'migration'>): void {
    this.line(
      colors.bold(`${direction === 'up' ? 'Applying' : 'Taking back'} ${shortName(migration)}, ${String(steps)} steps`),
    );
  }

  private step({ title, place, steps }: Event<'step'>): void {
    if (this.options.verbose) this.line(colors.dim(`  ${String(place)}/${String(steps)}  ${title}`));
  }

  private statement({ sql, wait_ms, hold_ms, attempts }: Event<'statement'>): void {
    if (!this.options.verbose) return;
    const figures = `waited ${String(wait_ms)} ms, took ${String(hold_ms)} ms${attempts > 1 ? `, ${String(attempts)} attempts` : ''}`;
    this.line(`${sql.replaceAll(/^/gm, '        ')};\n        ${colors.dim(`-- ${figures}`)}`);
  }

  private waiting({ for: tables, attempts, blockers }: Event<'waiting'>): void {
    if (!this.options.verbose && attempts % 10 !== 0) return;
    const who = blockers.map(
      ({ pid, application, seconds }) =>
        `${application || 'a session'} (${String(pid)}, open for ${seconds.toFixed(1)} s)`,
    );
    this.line(
      colors.yellow(
        `  waiting for a lock on ${tables}, ${String(attempts)} attempts${who.length > 0 ? `; in the way: ${who.join(', ')}` : ''}`,
      ),
    );
  }

  private batch({ title, scanned, total, rate, seconds_left, batch }: Event<'batch'>): void {
    this.throttledBy = '';
    const left = seconds_left === null ? '–' : `${String(seconds_left)} s`;
    if (this.stream.isTTY) {
      if (!this.bar || this.barTitle !== title) {
        this.endBar();
        this.barTitle = title;
        this.bar = new cliProgress.SingleBar(
          {
            format: `  {bar} {percentage} % | {value}/{total} rows | {rate} rows/s | {left} left | ${title}`,
            hideCursor: true,
            stream: this.stream,
            etaBuffer: 1,
          },
          cliProgress.Presets.shades_classic,
        );
        this.bar.start(Math.max(total, scanned), scanned, { rate: String(rate), left });
      }
      this.bar.setTotal(Math.max(total, scanned));
      this.bar.update(scanned, { rate: String(rate), left });
      return;
    }
    if (Date.now() < this.linesAt && scanned < total) return;
    this.linesAt = Date.now() + 2000;
    const percent = total === 0 ? 100 : Math.min(100, Math.floor((scanned / total) * 100));
    this.line(
      `  ${title}: ${String(percent)} %, ${String(scanned)} of ${String(total)} rows, ${String(rate)} rows/s, ${left} left${this.options.verbose ? `, batch of ${String(batch)}` : ''}`,
    );
  }

  private throttled({ title, by }: Event<'throttled'>): void {
    if (by === this.throttledBy) return;
    this.throttledBy = by;
    this.line(colors.yellow(`  ${title} waits: ${by}`));
  }

  private resolved({ code, policy, rows }: Event<'resolved'>): void {
    this.line(`  ${code} settled by ${policy}: ${String(rows)} rows, archived as they were`);
  }

  private verified({ tables, rows }: Event<'verified'>): void {
    this.line(`  ${colors.green('verified')}: ${String(rows)} rows in ${String(tables)} tables are what they were`);
  }

  private note({ text }: Event<'note'>): void {
    this.line(colors.yellow(`  ${text}`));
  }

  private done({ seconds }: Event<'done'>): void {
    this.line(`  done in ${String(seconds)} s`);
  }
}

type Event<Name extends ProgressEvent['event']> = Extract<ProgressEvent, { event: Name }>;

/** The pre-flight's findings, each with examples and what can be done; last the options that would settle all. */
export function describeFindings(findings: readonly FindingReport[]): string {
  const parts = findings.map(({ migration, code, problem, count, examples, remedy, policies, resolved_by }) => {
    const head = `${resolved_by === null ? colors.red('✗') : colors.green('✓')} ${colors.bold(code)} (${shortName(migration)})`;
    if (count === null)
      return `${colors.dim('·')} ${code} (${shortName(migration)}): ${problem}? To be seen when its turn comes.`;
    const lines = [`${head}: ${problem}: ${String(count)}`, ...examples.map((example) => `    ${example}`)];
    if (count > examples.length) lines.push(`    … and ${String(count - examples.length)} more`);
    lines.push(`  By hand: ${remedy}`);
    for (const [name, does] of Object.entries(policies)) lines.push(`  --resolve ${code}=${name}    ${does}`);
    if (resolved_by !== null) lines.push(`  Will be settled by: ${resolved_by}`);
    return lines.join('\n');
  });
  const open = findings.filter(
    ({ count, resolved_by, policies }) => count !== null && resolved_by === null && Object.keys(policies).length > 0,
  );
  if (open.length > 0)
    parts.push(
      `Whatever a policy touches is archived with its old values, and comes back on rollback. To settle all, for instance:\n  migrate ${open.map(({ code, policies }) => `--resolve ${code}=${Object.keys(policies)[0] ?? ''}`).join(' ')}`,
    );
  return parts.join('\n\n');
}
