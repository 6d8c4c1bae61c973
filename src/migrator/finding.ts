import { type CommandFailure, EXIT } from '../command-line/exit';
import type { Touched } from './steps';

/** One statement of a policy, run until no offender is left: common table expressions over `offenders`, one named `changed`. */
export interface Pass {
  work: string;
  /** SQL: the offenders of this pass, where they are others than the finding's: rows that must go before. */
  offenders?: string;
  /** Run once over all offenders, whatever remains: the next pass settles the rest. */
  once?: true;
}

/** A way to settle what a finding found. The administrator names it; nothing is settled by itself. */
export interface Policy {
  /** What it does, as a sentence for the report. */
  does: string;
  /** What must be given after the policy's name, as in `adopt:<project>`. */
  argument?: {
    name: string;
    /** Whether the text can be one at all. */
    pattern: RegExp;
    /** SQL with `$1`: whether there is such a thing. */
    exists: string;
  };
  /** @param argument as given, and checked against the pattern */
  passes(argument: string): readonly Pass[];
}

/** Data that a coming constraint would refuse. It is found before anything is changed. */
export interface Finding {
  /** Unique among all migrations, in kebab-case: what `--resolve` names. */
  code: string;
  /** What is wrong, as a clause: "episodes belong to no project". */
  problem: string;
  /**
   * SELECT of the offending rows: `id uuid`, `detail text` for people, and what the policies need besides. It runs on the
   * schema right before the migration, and on the legacy schema.
   */
  offenders: string;
  /** SQL that makes temporary functions which `offenders` needs. It must leave nothing behind. */
  prepare?: string;
  /** The title of the step after which policies are applied, where they need what it brings. Absent: before all steps. */
  settledAfter?: string;
  /** What policies applied that late change in columns that were there before; see {@link Touched}. */
  touches?: Touched;
  /** What to do by hand. */
  remedy: string;
  policies: Readonly<Record<string, Policy>>;
}

/** What a pre-flight says of one finding. */
export interface FindingReport {
  migration: string;
  code: string;
  problem: string;
  /** Null: the schema is not yet where this can be judged; it will be, before its migration changes anything. */
  count: number | null;
  /** At most five. */
  examples: readonly string[];
  remedy: string;
  /** Policy → what it does. */
  policies: Readonly<Record<string, string>>;
  /** The policy that was given for it, with its argument. */
  resolved_by: string | null;
}

/** The findings that make a migration refuse. */
export function unresolvedOf(findings: readonly FindingReport[]): FindingReport[] {
  return findings.filter(({ count, resolved_by }) => count !== null && resolved_by === null);
}

/** Existing data would break a coming constraint, and no policy was given for it. */
export class PreflightRefusedError extends Error implements CommandFailure {
  override name = 'PreflightRefusedError';
  readonly exitCode = EXIT.refused;

  /**
   * @param why a sentence: what stands in the way
   * @param findings with their remedies and policies, where there are such
   * @param applied migrations that the same run had applied before
   */
  constructor(
    readonly why: string,
    readonly findings: readonly FindingReport[] = [],
    readonly applied: readonly string[] = [],
  ) {
    const before =
      applied.length === 0
        ? 'No migration was begun that is not begun already.'
        : `Applied before that: ${applied.join(', ')}.`;
    super(`Refused: ${why}\n${before}`);
  }

  /** Of findings that no policy was given for. */
  static because(findings: readonly FindingReport[]): PreflightRefusedError {
    const lines = findings.map(
      ({ code, problem, count, examples }) =>
        `  ${code}: ${problem}: ${String(count)} found, for instance ${examples[0] ?? '?'}`,
    );
    const why = 'existing data does not allow it. The remedies and policies of each finding: preflight';
    return new PreflightRefusedError([why, ...lines].join('\n'), findings);
  }

  /** The same, of a run that had applied migrations before. */
  after(applied: readonly string[]): PreflightRefusedError {
    return new PreflightRefusedError(this.why, this.findings, [...applied]);
  }

  get report(): { applied: readonly string[]; findings: readonly FindingReport[] } {
    return { applied: this.applied, findings: this.findings };
  }
}
