import { Injectable } from '@nestjs/common';
import { Trash } from '../resources/trash/trash';

/** Crawl jobs go to the trash with their project, images with their job. */
@Injectable()
export class DatasetsTrash {
  constructor(trash: Trash) {
    trash.register({
      type: 'crawl_job',
      table: 'crawl_jobs',
      depth: 1,
      under: { project: 'project_id' },
      parents: [{ type: 'project', column: 'project_id' }],
      project: 'project_id',
      permission: 'content:delete',
    });
    trash.register({
      type: 'image',
      name: 'filename',
      table: 'images',
      depth: 2,
      under: {
        project: { through: 'crawl_jobs j', on: 'j.id = t.crawl_job_id', id: 'j.project_id' },
        crawl_job: 'crawl_job_id',
      },
      parents: [{ type: 'crawl_job', column: 'crawl_job_id' }],
      project: 'project_id',
      permission: 'content:delete',
    });
  }
}
