import type { Database } from '../../database/database.service';

export type CountHow = 'exact' | 'estimated';

/**
 * How many rows a query gives: counted, or as PostgreSQL's planner guesses without running it.
 *
 * @param sql a SELECT of the matching rows, without order and limit
 */
export async function countTotal(
  database: Database,
  name: string,
  sql: string,
  values: readonly unknown[],
  how: CountHow,
): Promise<number> {
  if (how === 'exact') {
    const row = await database.readOne<{ count: string }>(
      name,
      `select count(*) as count from (${sql}) matching`,
      values,
    );
    return Number(row?.count ?? 0);
  }
  const row = await database.readOne<{ 'QUERY PLAN': string }>(
    `${name}_estimate`,
    `explain (format json) ${sql}`,
    values,
  );
  const [explained] = JSON.parse(row?.['QUERY PLAN'] ?? '[]') as { Plan: { 'Plan Rows': number } }[];
  return explained?.Plan['Plan Rows'] ?? 0;
}
