import type { QueryRunner } from 'typeorm';

/** A migration met data that it must not change or lose by itself. The message says what, how many and an example. */
export class MigrationRefusedError extends Error {
  override name = 'MigrationRefusedError';
  /** The migrations that the same run had applied or taken back before. */
  done: readonly string[] = [];
}

/**
 * Refuses to go on when `offenders` finds a row: existing data would break the coming constraint.
 *
 * @param problem what is wrong, as a clause: "episodes belong to no project"
 * @param offenders a SELECT with one text column, `example`
 * @throws MigrationRefusedError
 */
export async function refuseWhen(runner: QueryRunner, problem: string, offenders: string): Promise<void> {
  const [found] = (await runner.query(
    `select count(*)::int as count, min(example) as example from (${offenders}) offenders`,
  )) as { count: number; example: string }[];
  if (found && found.count > 0)
    throw new MigrationRefusedError(`${problem}: ${String(found.count)} found, for instance ${found.example}.`);
}

/**
 * Refuses a step back that would lose rows.
 *
 * @param losses what would be lost, each with a SELECT of its count
 * @throws MigrationRefusedError
 */
export async function refuseToLose(runner: QueryRunner, losses: Record<string, string>): Promise<void> {
  const lost: string[] = [];
  for (const [what, count] of Object.entries(losses)) {
    const [row] = (await runner.query(count)) as { count: string }[];
    if (row && Number(row.count) > 0) lost.push(`${row.count} × ${what}`);
  }
  if (lost.length > 0) throw new MigrationRefusedError(`rolling back would lose ${lost.join(', ')}.`);
}
