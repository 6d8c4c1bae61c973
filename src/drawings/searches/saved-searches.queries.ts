import type { Caller } from '../../access/permissions';
import { List } from '../../http/lists/list';
import { roleOnRow, visibleRow } from '../../resources/rights';
import { SAVED_SEARCH } from '../drawings.resources';
import { MOST_SEARCHES, SavedSearchQuery } from './saved-search.dto';

const FIELDS = `s.id, s.project_id, s.name, s.query, s.position, s.created_at, s.updated_at, s.deleted_at, s.created_by, s.updated_by, s.version`;

const RENDERED = `select row_to_json(r) as json, s.version::text as etag from saved_searches s cross join lateral (select ${FIELDS}) r`;

/** One search that the caller may see. Values: id, caller. */
export function readSearch(caller: Caller): string {
  return `${RENDERED} where s.id = $1 and s.deleted_at is null and ${visibleRow(SAVED_SEARCH, 's', caller, '$2')}`;
}

/** Searches in the order of the given ids, for the answer of a write that has checked rights already. Values: ids. */
export const RENDER_SEARCHES = `${RENDERED} join unnest($1::uuid[]) with ordinality given(id, place) on given.id = s.id order by given.place`;

/** What a search asks for, that the caller may see. Values: id, caller. */
export function readQuery(caller: Caller): string {
  return `select s.project_id, s.query from saved_searches s
    where s.id = $1 and s.deleted_at is null and ${visibleRow(SAVED_SEARCH, 's', caller, '$2')}`;
}

/** Live searches of the projects that the caller may see, in their order. */
export const SAVED_SEARCHES = new List<Caller>({
  name: 'saved_searches',
  from: 'saved_searches s',
  id: 's.id',
  fields: FIELDS,
  query: SavedSearchQuery,
  visible: (caller, at) => `s.deleted_at is null and ${visibleRow(SAVED_SEARCH, 's', caller, at(caller.id))}`,
  within: { project: 's.project_id' },
  order: { sql: 's.position', type: 'integer', required: true },
});

/** One search after the other gets its place in a project. Values: project. */
export const LOCK_PLACES = 'select id from projects where id = $1 for no key update';

/** As {@link LOCK_PLACES}, of the project of a search. Values: search. */
export const LOCK_PLACES_OF = `select p.id from projects p join saved_searches s on s.project_id = p.id where s.id = $1 for no key update of p`;

/** The first free place. Values: project. */
export const FREE_PLACE = `select n as place from generate_series(1, ${String(MOST_SEARCHES)}) n
  where not exists (select from saved_searches s where s.project_id = $1 and s.position = n and s.deleted_at is null) order by n limit 1`;

/** A live search that is being changed, with its project, which comes first in the order of locks. Values: id, caller. */
export const LOCK_SEARCH = `select s.id, s.project_id, s.name, s.query, s.version, s.created_by, ${roleOnRow(SAVED_SEARCH, 's', '$2')} as role
  from saved_searches s join projects p on p.id = s.project_id and p.deleted_at is null
  where s.id = $1 and s.deleted_at is null for key share of p for no key update of s`;

/** The live searches of a project, locked. Values: project. */
export const LOCK_SEARCHES = `select id, position from saved_searches where project_id = $1 and deleted_at is null order by id for no key update`;

/** Where none of the others is going: the index on places is checked row by row. Values: ids of those that move. */
export const SET_ASIDE = 'update saved_searches set position = -position where id = any($1::uuid[])';

/** Values: all ids in their order, caller. */
export const PLACE = `update saved_searches s set position = g.place, version = s.version + 1, updated_at = now(), updated_by = $2
  from unnest($1::uuid[]) with ordinality g(id, place) where s.id = g.id and s.position < 0`;
