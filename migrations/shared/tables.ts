import { type Backfill, backfill, changeRows, foreignKey, type Step } from '../../src/migrator';

/** SQL: what every row says about itself. `created_by` and `updated_by` name a caller without a foreign key: the trace outlives the person. */
export const BASE_COLUMNS = `id uuid not null default gen_random_uuid(),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1`;

/** SQL: what a row that can be in the trash has besides. */
export const TRASH_COLUMNS = `deleted_at timestamptz,
        deleted_by uuid,
        deletion_id uuid,
        live boolean default true`;

/** SQL: the condition that keeps a trashable row's columns in step. */
export const DELETION_CHECK =
  '(deleted_at is null) = (deletion_id is null) and (deleted_at is null) = (live is true) and live is not false';

/** A UUID as people type it. */
export const IS_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Rows that came under a deleted parent since deletions were sorted out join the parent's deletion, which counts them. */
export function joinDeletion(table: string, parent: string, key: string): Backfill {
  const join = changeRows('keys', {
    table,
    set: { deleted_at: 'p.deleted_at', deletion_id: 'p.deletion_id', live: 'null' },
    from: `${parent} p`,
    hold: 'p',
    where: `p.id = t.${key} and p.deletion_id is not null and t.deletion_id is null`,
    archive: ['deleted_at', 'deletion_id', 'live'],
  });
  const count = `grown as materialized (select d.id, joined.rows, migrator.to_archive(d, array['row_count']) as was from deletions d
      join (select became ->> 'deletion_id' as id, count(*)::integer as rows from changed group by 1) joined on joined.id::uuid = d.id
      order by d.id for no key update of d),
  counted as (update deletions d set row_count = d.row_count + grown.rows from grown where d.id = grown.id
    returning d.id, migrator.to_archive(d, array['row_count']) as became),
  sizes as (insert into migrator.archive (table_name, row_id, was, became)
    select 'deletions', id, grown.was, counted.became from grown join counted using (id))`;
  return backfill(table, `${join},\n  ${count}`, {
    [table]: { deleted_at: null, deletion_id: null, live: null },
    deletions: { row_count: null },
  });
}

/**
 * `(key, project_id)` ties a row to the project of what it hangs under, and follows it. A step of its own, as are all keys
 * that refer to what a rollback takes away: a table that is put aside must not hold it.
 */
export function projectKey(table: string, name: string, key: string, parent: string): Step {
  return foreignKey(
    table,
    name,
    [key, 'project_id'],
    `${parent} (id, project_id)`,
    'on update cascade on delete cascade',
    [
      backfill(
        table,
        changeRows('keys', {
          table,
          set: { project_id: 'p.project_id' },
          from: `${parent} p`,
          where: `p.id = t.${key} and t.project_id is distinct from p.project_id`,
        }),
      ),
    ],
  );
}

/** The keys of a table whose rows go to the trash with what they hang under. */
export function trashKeys(table: string, key: string, parent: string): Step[] {
  const cameBack = backfill(
    table,
    changeRows('keys', {
      table,
      set: { deleted_at: 'null', deletion_id: 'null', deleted_by: 'null', live: 'true' },
      where: 't.deletion_id is not null and not exists (select from deletions d where d.id = t.deletion_id)',
    }),
  );
  return [
    foreignKey(table, `fk_${table}_deletion_id`, ['deletion_id'], 'deletions (id)', '', [cameBack]),
    foreignKey(
      table,
      `fk_${table}_${parent.slice(0, -1)}_live`,
      [key, 'live'],
      `${parent} (id, live)`,
      'on delete cascade',
      [joinDeletion(table, parent, key)],
    ),
  ];
}
