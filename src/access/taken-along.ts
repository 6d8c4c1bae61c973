import type { Database } from '../database/database.service';

/** Rows of a project that are a person's, and go with the person's profile, though others may use them. */
export interface TakenAlong {
  /** Has a `project_id`. */
  table: string;
  /** The foreign key to profiles, with `on delete cascade`. */
  column: string;
  one: string;
  many: string;
}

const declared: TakenAlong[] = [];

/** From now on, whoever deletes a profile is told of these rows first. */
export function declareTakenAlong(rows: TakenAlong): void {
  declared.push(rows);
}

/** Rows of one kind that would go, in one project. */
export interface TakenFromProject {
  project_id: string;
  project_name: string;
  count: number;
  /** `3 exports` */
  words: string;
}

/** What a profile's deletion takes along, in whichever project, those in the trash included. In a transaction. */
export async function takenAlong(database: Database, profileId: string): Promise<TakenFromProject[]> {
  const taken: TakenFromProject[] = [];
  for (const { table, column, one, many } of declared) {
    const rows = await database.write<Omit<TakenFromProject, 'words'>>(
      `profiles.taken_along_${table}`,
      `select p.id as project_id, p.name as project_name, count(*)::int as count from ${table} t join projects p on p.id = t.project_id
        where t.${column} = $1 group by p.id, p.name order by count desc, p.id`,
      [profileId],
    );
    taken.push(...rows.map((row) => ({ ...row, words: row.count === 1 ? `1 ${one}` : `${row.count} ${many}` })));
  }
  return taken;
}
