import { declareResource, inProject, OF_CONTENT } from '../resources/resource';

/** What hangs from a crawl job, and has its project. */
const ofCrawlJob = {
  projects: inProject('project_id'),
  parents: [{ type: 'crawl_job', column: 'crawl_job_id' }],
  under: { project: 'project_id', crawl_job: 'crawl_job_id' },
  permissions: OF_CONTENT,
};

export const CRAWL_JOB = declareResource({
  type: 'crawl_job',
  table: 'crawl_jobs',
  label: 'name',
  projects: inProject('project_id'),
  parents: [{ type: 'project', column: 'project_id' }],
  under: { project: 'project_id' },
  permissions: OF_CONTENT,
  // Nobody expects that what comes back goes on by itself.
  onRestore: `status = case status when 'running' then 'paused' else status end`,
});

export const IMAGE = declareResource({ type: 'image', table: 'images', label: 'filename', ...ofCrawlJob });

export const VALIDATION_JOB = declareResource({
  type: 'validation_job',
  table: 'validation_jobs',
  label: 'name',
  ...ofCrawlJob,
  // What its workers have left undone is not taken up again.
  onRestore: `completed_at = case status when 'running' then now() else completed_at end,
    status = case status when 'running' then 'cancelled' else status end`,
});

export const EXPORT_JOB = declareResource({
  type: 'export_job',
  table: 'export_jobs',
  label: 'name',
  ...ofCrawlJob,
  // It cannot be paused: a file is written from its beginning. Whoever wants it still makes another.
  onRestore: `status = case status when 'running' then 'cancelled' else status end,
    completed_at = case status when 'running' then now() else completed_at end,
    verification = case verification->>'status' when 'running' then verification || '{"status": "cancelled"}' else verification end`,
});
