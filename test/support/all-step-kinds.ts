import {
  addColumns,
  check,
  createTable,
  dropCheck,
  dropOldIndex,
  dropUnique,
  fill,
  foreignKey,
  index,
  notNull,
  parkColumns,
  replaceUniqueIndex,
  setDefault,
  sqlFunction,
  trigger,
  unique,
  uniqueIndex,
} from '../../src/migrator';
import { migrationOf } from './own-migrations';

/** What {@link AllStepKinds} begins with. */
const Before = migrationOf(10, [
  createTable('boxes', 'create table boxes (id uuid primary key, name text, code text, old_code text)'),
  createTable(
    'parcels',
    `create table parcels (id uuid primary key, box_id uuid, name text not null, old_name text, constraint uq_parcels_old unique (id, name), constraint ck_parcels_old check (name <> 'old')); create index idx_parcels_old on parcels (name); create unique index idx_parcels_kind on parcels (name, old_name)`,
  ),
]);

/** One step of every kind, on tables with rows. */
const AllKinds = migrationOf(11, [
  addColumns('parcels', { weight: 'integer', stamped: `text default 'no'` }),
  createTable(
    'labels',
    'create table labels (id uuid primary key, parcel_id uuid references parcels (id)); create index idx_labels_parcel on labels (parcel_id)',
    ['parcels'],
  ),
  sqlFunction(
    'stamp',
    'create or replace function stamp() returns trigger language plpgsql as $$ begin return new; end $$',
  ),
  trigger('parcels', 'stamp', 'before insert on parcels for each row execute function stamp()'),
  fill('weights', { table: 'parcels', set: { weight: '1' }, where: 't.weight is null' }),
  fill('names', { table: 'parcels', set: { name: `t.name || '!'` }, where: `t.name like 'p%'`, archive: ['name'] }),
  setDefault('parcels', 'weight', '1'),
  notNull('parcels', 'weight'),
  check('parcels', 'ck_parcels_weight', 'weight > 0'),
  unique('boxes', 'uq_boxes_name', ['id', 'name']),
  unique('boxes', 'uq_boxes_late', ['id', 'code'], 'deferrable initially deferred'),
  uniqueIndex('boxes', 'idx_boxes_code', '(lower(code)) where code is not null'),
  index('parcels', 'idx_parcels_box', '(box_id)'),
  foreignKey('parcels', 'fk_parcels_box', ['box_id'], 'boxes (id)', 'on delete cascade'),
  foreignKey('parcels', 'fk_parcels_self', ['id'], 'parcels (id)'),
  dropUnique('parcels', 'uq_parcels_old', ['id', 'name']),
  dropOldIndex('parcels', 'idx_parcels_old', '(name)'),
  dropCheck('parcels', 'ck_parcels_old', `name <> 'old'`),
  replaceUniqueIndex(
    'parcels',
    'idx_parcels_kind',
    '(lower(name))',
    `coalesce((select pg_get_indexdef(to_regclass('public.idx_parcels_kind')) like '%old_name%'), false)`,
  ),
  parkColumns('parcels', ['old_name']),
]);

export const STEP_KINDS = [Before, AllKinds];

/** SQL: rows for the tables of the first of {@link STEP_KINDS}. */
export const STEP_KIND_ROWS = `
  insert into boxes select md5(n::text)::uuid, 'box ' || n, 'c' || n, 'o' from generate_series(1, 50) n;
  insert into parcels select md5('p' || n)::uuid, md5((n % 50 + 1)::text)::uuid, 'p' || n, 'o' from generate_series(1, 500) n`;
