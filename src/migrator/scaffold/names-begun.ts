import { Journal } from '../run/journal';
import { readApplied } from '../run/migration-status';
import { withSession } from '../run/session';

/** Migrations that are applied, or that a run was killed at. */
export function namesBegun(url: string): Promise<string[]> {
  return withSession(url, async (session) => {
    const [there] = await session.query<{ journal: boolean }>(
      `select to_regclass('migrator.migrations') is not null as journal`,
    );
    return [
      ...(await readApplied((sql) => session.query(sql))),
      ...(there?.journal ? (await new Journal(session).unfinished()).map(({ name }) => name) : []),
    ];
  });
}
