/** The tables of the legacy schema, parents before children. */
export const LEGACY_TABLES = [
  'profiles',
  'projects',
  'episodes',
  'stories',
  'scenelets',
  'shots',
  'crawl_jobs',
  'images',
  'activity_logs',
  'drawings',
  'components',
] as const;

export type LegacyTable = (typeof LEGACY_TABLES)[number];

/** SQL expressions by column. */
export type Columns = Record<string, string>;

/** The reference that a clean row of each table has; legacy foreign keys and mere columns alike. */
export const PARENT: Partial<Record<LegacyTable, { column: string; table: LegacyTable }>> = {
  projects: { column: 'user_id', table: 'profiles' },
  episodes: { column: 'project_id', table: 'projects' },
  stories: { column: 'episode_id', table: 'episodes' },
  scenelets: { column: 'story_id', table: 'stories' },
  shots: { column: 'episode_id', table: 'episodes' },
  crawl_jobs: { column: 'project_id', table: 'projects' },
  images: { column: 'crawl_job_id', table: 'crawl_jobs' },
  activity_logs: { column: 'user_id', table: 'profiles' },
  drawings: { column: 'project_id', table: 'projects' },
  components: { column: 'drawing_id', table: 'drawings' },
};

/**
 * SQL that inserts one row for each row of a relation.
 *
 * @param from what stands after FROM; the column expressions refer to it
 */
export function insertRows(table: LegacyTable, columns: Columns, from: string): string {
  return `insert into ${table} (${Object.keys(columns).join(', ')}) select ${Object.values(columns).join(', ')} from ${from}`;
}
