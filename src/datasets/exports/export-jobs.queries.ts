import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { ExportJobQuery } from './export-job.dto';

const IS_EXPIRED = 'coalesce(j.expires_at <= now(), false)';

/** A job's columns, in the order of the answer. The link is put in where the answer is made: it is nowhere kept. */
const FIELDS = `j.id, j.project_id, j.crawl_job_id, j.user_id, j.name, j.status, j.progress, j.format, j.export_options,
    j.total_images, j.exported_images,
    case when j.total_images > 0 then round(100.0 * j.exported_images / j.total_images, 2)::float8 end as success_rate,
    j.status = 'running' as is_running, j.status in ('completed', 'failed', 'cancelled') as is_completed, ${IS_EXPIRED} as is_expired,
    null as download_url, j.expires_at, j.file_name, j.file_size, j.file_sha256, j.manifest, j.verification, j.error_message,
    j.started_at, j.completed_at, j.created_at, j.updated_at, j.deleted_at, j.created_by, j.updated_by, j.version`;

const FROM = 'export_jobs j join projects p on p.id = j.project_id';

/** That a link expires changes the answer and not the row, so it counts in the part of the ETag that is for readers. */
const RENDERED = `select row_to_json(r) as json, j.version || '.' || (p.version * 2 + ${IS_EXPIRED}::int) as etag
  from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One export job that the caller may see. Values: id, caller. */
export function readExportJob(caller: Caller): string {
  return `${RENDERED} where j.id = $1 and j.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** An export job for the answer of a write that has checked rights already. Values: id. */
export const RENDER_EXPORT_JOB = `${RENDERED} where j.id = $1`;

/** Live export jobs of a crawl job that the caller may see. */
export const EXPORT_JOBS = new List<Caller>({
  name: 'export_jobs',
  from: FROM,
  id: 'j.id',
  fields: FIELDS,
  query: ExportJobQuery,
  visible: (caller, at) => `j.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { crawl_job: 'j.crawl_job_id' },
});
