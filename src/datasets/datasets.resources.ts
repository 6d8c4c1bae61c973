import { declareResource, inProject, OF_CONTENT } from '../resources/resource';

export const CRAWL_JOB = declareResource({
  type: 'crawl_job',
  table: 'crawl_jobs',
  label: 'name',
  projects: inProject('project_id'),
  parents: [{ type: 'project', column: 'project_id' }],
  under: { project: 'project_id' },
  permissions: OF_CONTENT,
});

export const IMAGE = declareResource({
  type: 'image',
  table: 'images',
  label: 'filename',
  projects: inProject('project_id'),
  parents: [{ type: 'crawl_job', column: 'crawl_job_id' }],
  under: {
    project: { through: 'crawl_jobs j', on: 'j.id = t.crawl_job_id', id: 'j.project_id' },
    crawl_job: 'crawl_job_id',
  },
  permissions: OF_CONTENT,
});
