import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { ImageQuery } from './image.dto';

const FIELDS = `i.id, i.project_id, i.crawl_job_id, i.position, i.original_url, i.host, i.filename, i.outcome, i.failure_code, i.failure,
    i.attempts, i.downloaded_at, i.sha256, i.file_size, i.format, i.width, i.height, i.title, i.author, i.licence, i.licence_url,
    i.source_page, i.attribution, i.labels, i.is_excluded, i.verdict, i.is_valid, i.quality_score, i.duplicate_group, i.provenance,
    i.created_at, i.updated_at, i.deleted_at, i.created_by, i.updated_by, i.version`;

const FROM = 'images i join projects p on p.id = i.project_id';

const RENDERED = `select row_to_json(r) as json, i.version || '.' || p.version as etag from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One image that the caller may see. Values: id, caller. */
export function readImage(caller: Caller): string {
  return `${RENDERED} where i.id = $1 and i.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** Where the bytes of an image are that the caller may see. Values: id, caller. */
export function readImageFile(caller: Caller): string {
  return `select i.sha256, i.format, i.filename from ${FROM} where i.id = $1 and i.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** Images after a write that has checked rights, in the order of their ids given. Values: ids. */
export const RENDER_IMAGES = `${RENDERED} join unnest($1::uuid[]) with ordinality wanted(id, place) on wanted.id = i.id order by wanted.place`;

/** Live images of a crawl job that the caller may see. */
export const IMAGES = new List<Caller>({
  name: 'images',
  from: FROM,
  id: 'i.id',
  fields: FIELDS,
  query: ImageQuery,
  visible: (caller, at) => `i.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { crawl_job: 'i.crawl_job_id' },
});
