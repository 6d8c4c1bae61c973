import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { CrawlJobQuery } from './crawl-job.dto';

/** SQL: how many chunks of 500 addresses the job `j` has; of one from an older application, what that one counted. */
const chunks = (condition: string, column: string) =>
  `case when c.total is null then j.${column} else ${condition} end as ${column}`;

const COUNTED = `left join lateral (
    select nullif(count(*), 0)::int as total, (count(*) filter (where k.status = 'processing'))::int as active,
      (count(*) filter (where k.status = 'completed'))::int as completed, (count(*) filter (where k.status = 'failed'))::int as failed
    from job_chunks k where k.crawl_job_id = j.id and k.task = 'fetch') c on true`;

const percent = (part: string, whole: string) => `round(100.0 * ${part} / ${whole}, 2)::float8`;

/** A job's columns, in the order of the answer; what is computed stands beside what it is computed from. */
const FIELDS = `j.id, j.project_id, p.name as project_name, j.name, j.status, j.message,
    coalesce((select json_agg(json_strip_nulls(json_build_object('id', s.id, 'type', s.type, 'address', s.parameters->'address',
        'follow_depth', s.parameters->'follow_depth', 'provider', s.parameters->'provider', 'keywords', s.parameters->'keywords',
        'status', s.status, 'found_images', s.found_images))::jsonb || jsonb_build_object('message', s.message) order by s.position)
      from crawl_sources s where s.crawl_job_id = j.id), '[]') as sources,
    case jsonb_typeof(j.keywords) when 'array' then j.keywords else coalesce(j.keywords->'keywords', '[]') end as keywords,
    j.labels, j.max_images, j.progress, j.total_images, j.downloaded_images, j.failed_images, j.valid_images,
    greatest(0, j.total_images - j.downloaded_images - j.failed_images) as remaining_images,
    ${chunks('c.total', 'total_chunks')}, ${chunks('c.active', 'active_chunks')},
    ${chunks('c.completed', 'completed_chunks')}, ${chunks('c.failed', 'failed_chunks')},
    case when coalesce(c.total, j.total_chunks) = 0 then 0
      else ${percent('coalesce(c.completed, j.completed_chunks)', 'coalesce(c.total, j.total_chunks)')} end as chunk_progress,
    case when j.downloaded_images > 0 then ${percent('j.valid_images', 'j.downloaded_images')} end as success_rate,
    j.status = 'running' as is_running, j.status in ('completed', 'failed', 'cancelled') as is_completed,
    j.started_at, j.completed_at, j.created_at, j.updated_at, j.deleted_at, j.created_by, j.updated_by, j.version`;

const FROM = 'crawl_jobs j join projects p on p.id = j.project_id';

const RENDERED = `select row_to_json(r) as json, j.version || '.' || p.version as etag
  from ${FROM} ${COUNTED} cross join lateral (select ${FIELDS}) r`;

/** One crawl job that the caller may see. Values: id, caller. */
export function readCrawlJob(caller: Caller): string {
  return `${RENDERED} where j.id = $1 and j.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** A crawl job for the answer of a write that has checked rights already. Values: id. */
export const RENDER_CRAWL_JOB = `${RENDERED} where j.id = $1`;

/** Live crawl jobs of the projects that the caller may see. */
export const CRAWL_JOBS = new List<Caller>({
  name: 'crawl_jobs',
  from: `${FROM} ${COUNTED}`,
  id: 'j.id',
  fields: FIELDS,
  query: CrawlJobQuery,
  visible: (caller, at) => `j.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { project: 'j.project_id' },
});
