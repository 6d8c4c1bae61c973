import { type CommandFailure, EXIT } from '../../command-line/exit';
import { postgresErrorOf } from '../../database/errors';
import { type Finding, type FindingReport, type Pass, type Policy, PreflightRefusedError } from '../finding';
import type { MigrationDeclaration } from '../declaration';
import type { Progress } from '../run/progress';
import type { RowLocks } from '../run/row-locks';
import type { Session } from '../run/session';

/** A policy that does not exist, or its argument is wrong. */
export class ResolveOptionError extends Error implements CommandFailure {
  override name = 'ResolveOptionError';
  readonly exitCode = EXIT.usage;
}

/** How many offenders a statement of a policy settles. */
const BATCH = 5000;

/** SQLSTATEs for a table or column that an earlier migration brings. */
const NOT_THERE_YET = new Set(['42P01', '42703']);

/** The policies that an administrator has named: finding's code → policy, with its argument after a colon. */
export class Resolutions {
  private constructor(
    private readonly given: ReadonlyMap<string, { policy: Policy; name: string; argument: string }>,
  ) {}

  /**
   * @param options as in `orphaned-episodes=adopt:0190…`
   * @throws ResolveOptionError
   */
  static parse(options: readonly string[], migrations: readonly Pick<MigrationDeclaration, 'findings'>[]): Resolutions {
    const findings = new Map(
      migrations.flatMap((migration) => migration.findings).map((finding) => [finding.code, finding]),
    );
    const given = new Map<string, { policy: Policy; name: string; argument: string }>();
    for (const option of options) {
      const [, code = '', name = '', argument = ''] = /^([^=]+)=([^:]+)(?::(.*))?$/s.exec(option) ?? [];
      const finding = findings.get(code);
      if (!finding)
        throw new ResolveOptionError(
          `--resolve ${option}: there is no such finding. It is written as <finding>=<policy>; the findings are: ${[...findings.keys()].join(', ')}.`,
        );
      const policy = finding.policies[name];
      if (!policy)
        throw new ResolveOptionError(
          `--resolve ${option}: ${code} has no policy ${name}. It has: ${Object.keys(finding.policies).join(', ') || 'none; it must be mended by hand'}.`,
        );
      if (policy.argument && !policy.argument.pattern.test(argument))
        throw new ResolveOptionError(`--resolve ${option}: write ${code}=${name}:<${policy.argument.name}>.`);
      if (!policy.argument && argument !== '')
        throw new ResolveOptionError(`--resolve ${option}: ${name} takes no argument.`);
      const before = given.get(code);
      if (before && (before.name !== name || before.argument !== argument))
        throw new ResolveOptionError(`--resolve ${option}: ${code} has another policy already; name one.`);
      given.set(code, { policy, name, argument });
    }
    return new Resolutions(given);
  }

  of(finding: Finding): { policy: Policy; name: string; argument: string } | undefined {
    return this.given.get(finding.code);
  }
}

/** Finds data that coming constraints would refuse, and settles it by named policies. */
export class Preflight {
  constructor(
    private readonly session: Session,
    private readonly resolutions: Resolutions,
  ) {}

  /**
   * What is wrong with the data, for one migration; findings without offenders are left out.
   *
   * @throws ResolveOptionError when the argument of a policy that is wanted names nothing
   */
  async report(migration: MigrationDeclaration): Promise<FindingReport[]> {
    const reports: FindingReport[] = [];
    for (const finding of migration.findings) {
      const found = await this.look(finding);
      if (found.count === 0) continue;
      const given = this.resolutions.of(finding);
      if (given && found.count !== null) await this.checkArgument(finding, given);
      reports.push({
        migration: migration.name,
        code: finding.code,
        problem: finding.problem,
        ...found,
        remedy: finding.remedy,
        policies: Object.fromEntries(
          Object.entries(finding.policies).map(([name, { does, argument }]) => [
            argument ? `${name}:<${argument.name}>` : name,
            does,
          ]),
        ),
        resolved_by: given ? `${given.name}${given.argument && `:${given.argument}`}` : null,
      });
    }
    return reports;
  }

  /**
   * Settles what was found. What it touches is archived.
   *
   * @param after the step that has just been run; absent: none has
   * @throws ResolveOptionError when a policy's argument names nothing · PreflightRefusedError when offenders remain ·
   *   LockNotGrantedError
   */
  async resolve(
    migration: MigrationDeclaration,
    rowLocks: RowLocks,
    progress: Progress,
    after?: string,
  ): Promise<void> {
    const settled = migration.findings.filter(({ settledAfter }) => settledAfter === after);
    if (settled.length === 0) return;
    for (const finding of settled) {
      const given = this.resolutions.of(finding);
      if (!given || (await this.look(finding)).count === 0) continue;
      await this.checkArgument(finding, given);
      await this.session.query(`select set_config('migrator.step', $1, false)`, [stepOf(finding)]);
      let rows = 0;
      for (const pass of given.policy.passes(given.argument))
        rows += await this.runPass(finding, pass, rowLocks).catch((error: unknown) => {
          const { code = '', constraint, detail } = postgresErrorOf(error) ?? {};
          if (!code.startsWith('23')) throw error;
          throw new PreflightRefusedError(
            `${finding.code}=${given.name} cannot be applied: it would break ${constraint ?? 'a constraint'} (${detail ?? 'no detail'}). Settle these rows by hand.`,
          );
        });
      progress({ event: 'resolved', code: finding.code, policy: given.name, rows });
    }
    // One policy can bring about what another finding looks for: adopted episodes may have names that are taken.
    const codes = new Set(settled.map(({ code }) => code));
    const left = (await this.report(migration)).filter(({ code, count }) => codes.has(code) && count !== null);
    if (left.length > 0) throw PreflightRefusedError.because(left);
  }

  /** @returns how many rows it changed */
  private async runPass(
    finding: Finding,
    { offenders = finding.offenders, work, once }: Pass,
    rowLocks: RowLocks,
  ): Promise<number> {
    for (let rows = 0; ;) {
      const limit = once ? '' : `limit ${String(BATCH)}`;
      const [batch] = await rowLocks.whenFree<{ changed: number }>(
        `the rows that ${finding.code} is about`,
        () => `with offenders as materialized (select * from (${offenders}) all_offenders ${limit}), ${work}
          select count(*)::int as changed from changed`,
      );
      rows += batch?.changed ?? 0;
      if (once || !batch || batch.changed === 0) return rows;
    }
  }

  private async look(finding: Finding): Promise<{ count: number | null; examples: string[] }> {
    try {
      if (finding.prepare !== undefined) await this.session.query(finding.prepare);
      const [row] = await this.session.query<{ count: string; examples: string[] | null }>(
        `with offenders as materialized (${finding.offenders})
          select count(*) as count, (select array_agg(detail) from (select detail from offenders order by detail limit 5) first) as examples from offenders`,
      );
      return { count: Number(row?.count ?? 0), examples: row?.examples ?? [] };
    } catch (error) {
      if (NOT_THERE_YET.has(postgresErrorOf(error)?.code ?? '')) return { count: null, examples: [] };
      throw error;
    }
  }

  private async checkArgument(
    finding: Finding,
    { policy, name, argument }: { policy: Policy; name: string; argument: string },
  ) {
    if (!policy.argument) return;
    const [row] = await this.session.query<{ there: boolean }>(`select (${policy.argument.exists}) as there`, [
      argument,
    ]);
    if (row?.there !== true)
      throw new ResolveOptionError(
        `--resolve ${finding.code}=${name}:${argument}: there is no such ${policy.argument.name}.`,
      );
  }
}

/** Under which step the archive keeps what a finding's policy has touched. */
export function stepOf(finding: Finding): string {
  return `finding ${finding.code}`;
}
