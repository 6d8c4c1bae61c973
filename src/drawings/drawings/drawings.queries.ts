import type { Caller } from '../../access/permissions';
import { List } from '../../http/lists/list';
import { visibleRow } from '../../resources/rights';
import { DRAWING } from '../drawings.resources';
import { DrawingQuery, SheetPageQuery } from './drawing.dto';

/** The columns of a drawing `d` that every response shows. */
const FIELDS = `d.id, (select coalesce(json_agg(a.project_id order by a.created_at, a.id), '[]') from drawing_projects a join projects ap on ap.id = a.project_id
      where a.drawing_id = d.id and ap.deleted_at is null) as project_ids,
    d.file_name, d.file_size, d.file_hash, d.content_type, d.drawing_type, d.sheet_number, d.drawing_date, d.revision, d.supersedes_id as supersedes,
    d.processing_status, d.processing_progress, d.failure_code, d.error_message, d.page_count,
    (select count(*)::int from components c where c.drawing_id = d.id and c.deleted_at is null) as component_count,
    d.created_at, d.updated_at, d.deleted_at, d.created_by, d.updated_by, d.version`;

// Who is assigned, and what is on it, changes without the drawing's version.
const RENDERED = `select row_to_json(r) as json, r.version || '.' || abs(hashtext(r.project_ids::text || r.component_count)::bigint) % 1000000000 as etag
    from drawings d cross join lateral (select ${FIELDS}) r`;

/** One drawing that the caller may see. Values: id, caller. */
export function readDrawing(caller: Caller): string {
  return `${RENDERED} where d.id = $1 and d.deleted_at is null and ${visibleRow(DRAWING, 'd', caller, '$2')}`;
}

/** A drawing after a write that has checked rights. Values: ids. */
export const RENDER_DRAWING = `${RENDERED} where d.id = $1`;

/** Where the bytes of a drawing are that the caller may see. Values: id, caller. */
export function readDrawingFile(caller: Caller): string {
  return `select d.id, d.sha256, d.file_size::float8 as size, d.content_type, d.file_name, d.processing_status, d.failure_code, d.error_message
    from drawings d where d.id = $1 and d.deleted_at is null and ${visibleRow(DRAWING, 'd', caller, '$2')}`;
}

/** Live drawings that the caller may see. */
export const DRAWINGS = new List<Caller>({
  name: 'drawings',
  from: 'drawings d',
  id: 'd.id',
  fields: FIELDS,
  query: DrawingQuery,
  visible: (caller, at) => `d.deleted_at is null and ${visibleRow(DRAWING, 'd', caller, at(caller.id))}`,
});

/** The pages of a drawing that the caller may see. */
export const DRAWING_PAGES = new List<Caller>({
  name: 'drawing_pages',
  from: 'drawing_pages g join drawings d on d.id = g.drawing_id',
  id: 'g.id',
  fields:
    'g.page_number, g.width, g.height, g.rotation, g.user_unit, g.unit, g.preview_width, g.preview_height, g.failure_code, g.failure',
  query: SheetPageQuery,
  visible: (caller, at) => `d.deleted_at is null and ${visibleRow(DRAWING, 'd', caller, at(caller.id))}`,
  within: { drawing: 'g.drawing_id' },
  order: { sql: 'g.page_number', type: 'integer', required: true },
});
