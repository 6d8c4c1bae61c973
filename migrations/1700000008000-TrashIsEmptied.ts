import { addColumns, index, OnlineMigration, type Step } from '../src/migrator';

/** What lies in the trash for long goes for good: since when a deletion goes is told, and its rows are found quickly. */
export class TrashIsEmptied1700000008000 extends OnlineMigration {
  readonly name = 'TrashIsEmptied1700000008000';

  readonly steps: readonly Step[] = [
    addColumns('deletions', { purge_started_at: 'timestamptz' }),
    index('deletions', 'idx_deletions_created_at', '(created_at, id)'),
    index('deletions', 'idx_deletions_purge_started_at', '(purge_started_at, id) where purge_started_at is not null'),
    // Those that are there cover live episodes only, and a project's foreign key asks for all.
    index('episodes', 'idx_episodes_project_id', '(project_id)'),
  ];
}
