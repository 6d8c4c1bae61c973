import fc from 'fast-check';
import { migrations } from '../../migrations';
import type { TestDatabase } from './database';

/** A policy for every finding, as `--resolve` takes it; `<…>` where something that exists must be named. */
export const policies: fc.Arbitrary<string[]> = fc.tuple(
  ...migrations
    .flatMap((type) => new type().findings)
    .map(({ code, policies: known }) =>
      fc.constantFrom(
        ...Object.entries(known).map(
          ([name, { argument }]) => `${code}=${name}${argument ? `:<${argument.name}>` : ''}`,
        ),
      ),
    ),
);

const EXISTING: Readonly<Record<string, string>> = {
  '<project>': `select id from projects where status <> 'deleted' order by id limit 1`,
  '<profile>': 'select id from profiles order by id limit 1',
  '<crawl job>': `select j.id from crawl_jobs j join projects p on p.id = j.project_id and p.status <> 'deleted' order by j.id limit 1`,
};

/** The findings' first policy that needs nothing. */
const WITHOUT_ARGUMENT = new Map(
  migrations
    .flatMap((type) => new type().findings)
    .map(({ code, policies: known }) => [code, Object.entries(known).find(([, { argument }]) => !argument)?.[0]]),
);

/** Names what exists; where there is nothing to name, another policy is taken, if the finding has one. */
export async function withArguments(database: TestDatabase, chosen: readonly string[]): Promise<string[]> {
  const resolve: string[] = [];
  for (const option of chosen) {
    const [placeholder] = /<.*>/.exec(option) ?? [];
    if (placeholder === undefined) resolve.push(option);
    else {
      const [row] = await database.sql<{ id: string }>(EXISTING[placeholder] ?? '');
      const [code = ''] = option.split('=');
      const other = WITHOUT_ARGUMENT.get(code);
      if (row) resolve.push(option.replace(placeholder, row.id));
      else if (other !== undefined) resolve.push(`${code}=${other}`);
    }
  }
  return resolve;
}
