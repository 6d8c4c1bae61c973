import type { Caller } from '../../access/permissions';
import { List } from '../../http/lists/list';
import { visibleRow } from '../../resources/rights';
import { COMPONENT } from '../drawings.resources';
import { ComponentQuery } from './component.dto';

/** The columns of a component `c` that every response shows. */
export const COMPONENT_FIELDS = `c.id, c.drawing_id, c.piece_mark, c.instance_identifier, c.piece_mark || coalesce('-' || c.instance_identifier, '') as display_name,
    c.component_type, c.description, c.quantity, c.material_type, c.size, c.length_mm, c.finish, c.mark_level, c.assembly_mark, c.page_number,
    c.location_x, c.location_y, c.bounding_box, c.confidence_score, coalesce(c.review_status, 'pending') as review_status, c.reviewed_by,
    c.reviewed_at, c.review_reason, c.created_at, c.updated_at, c.deleted_at, c.created_by, c.updated_by, c.version`;

const RENDERED = `select row_to_json(r) as json, c.version::text as etag from components c cross join lateral (select ${COMPONENT_FIELDS}) r`;

/** One component that the caller may see. Values: id, caller. */
export function readComponent(caller: Caller): string {
  return `${RENDERED} where c.id = $1 and c.deleted_at is null and ${visibleRow(COMPONENT, 'c', caller, '$2')}`;
}

/** Components in the order of the given ids, for the answer of a write that has checked rights already. Values: ids. */
export const RENDER_COMPONENTS = `${RENDERED} join unnest($1::uuid[]) with ordinality given(id, place) on given.id = c.id order by given.place`;

/** Live components of the drawings that the caller may see. */
export const COMPONENTS = new List<Caller>({
  name: 'components',
  from: 'components c',
  id: 'c.id',
  fields: COMPONENT_FIELDS,
  query: ComponentQuery,
  visible: (caller, at) => `c.deleted_at is null and ${visibleRow(COMPONENT, 'c', caller, at(caller.id))}`,
  within: { drawing: 'c.drawing_id' },
});
