import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { ValidationJobQuery, ValidationResultQuery } from './validation-job.dto';

/** A job's columns, in the order of the answer; what is computed stands beside what it is computed from. */
const FIELDS = `j.id, j.project_id, j.crawl_job_id, j.name, j.status, j.level, j.validation_rules, j.rules_version,
    j.duplicates, j.progress, j.total_images, j.validated_images, j.invalid_images,
    case when j.total_images > 0 then round(100.0 * j.validated_images / j.total_images, 2)::float8 end as success_rate,
    j.status = 'running' as is_running, j.status in ('completed', 'failed', 'cancelled') as is_completed,
    j.error_message, j.started_at, j.completed_at, j.created_at, j.updated_at, j.deleted_at, j.created_by, j.updated_by, j.version`;

const FROM = 'validation_jobs j join projects p on p.id = j.project_id';

const RENDERED = `select row_to_json(r) as json, j.version || '.' || p.version as etag from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One validation job that the caller may see. Values: id, caller. */
export function readValidationJob(caller: Caller): string {
  return `${RENDERED} where j.id = $1 and j.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** A validation job for the answer of a write that has checked rights already. Values: id. */
export const RENDER_VALIDATION_JOB = `${RENDERED} where j.id = $1`;

/** What a completed validation job that the caller may see has found. Values: id, caller. */
export function readValidationStatistics(caller: Caller): string {
  return `select row_to_json(s) as json from ${FROM} cross join lateral jsonb_to_record(j.statistics)
      s(images integer, verdicts jsonb, checks jsonb, duplicates jsonb, histograms jsonb)
    where j.id = $1 and j.status = 'completed' and j.statistics is not null and j.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** Live validation jobs that the caller may see. */
export const VALIDATION_JOBS = new List<Caller>({
  name: 'validation_jobs',
  from: FROM,
  id: 'j.id',
  fields: FIELDS,
  query: ValidationJobQuery,
  visible: (caller, at) => `j.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { crawl_job: 'j.crawl_job_id' },
});

/** The results of a validation job, in the order of the crawl job's images, by their index. */
export const VALIDATION_RESULTS = new List<Caller>({
  name: 'validation_results',
  from: `validation_jobs j join images i on i.crawl_job_id = j.crawl_job_id
    join validation_results r on r.validation_job_id = j.id and r.image_id = i.id join projects p on p.id = j.project_id`,
  id: 'i.id',
  fields: `r.id, r.validation_job_id, r.image_id, r.verdict, r.is_valid, r.issues, r.checks, r.checks_passed, r.checks_failed, r.quality_score,
    i.position, i.filename, i.original_url, i.format, i.width, i.height, i.file_size, i.duplicate_group, i.is_excluded,
    i.deleted_at is not null as is_removed, r.created_at`,
  query: ValidationResultQuery,
  visible: (caller, at) => `j.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { validation_job: 'j.id' },
});
