import { Controller, Get, Injectable } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { Database } from '../database/database.service';
import { Answer } from '../http/answer';
import { IdParam } from '../http/decorators';
import { notFound } from '../http/problem';
import { declareProjectDetail } from '../projects';

/** Crawl jobs and their images, summed up. */
export class DatasetFigures {
  /** Crawl jobs. */
  @ApiProperty({ type: 'integer' })
  total_jobs!: number;

  /** Those that run. */
  @ApiProperty({ type: 'integer' })
  active_jobs!: number;

  @ApiProperty({ type: 'integer' })
  completed_jobs!: number;

  /** Addresses that were found. */
  @ApiProperty({ type: 'integer' })
  total_images!: number;

  @ApiProperty({ type: 'integer' })
  downloaded_images!: number;

  /** Of the last validations. */
  @ApiProperty({ type: 'integer' })
  valid_images!: number;
}

/** SQL: the figures of the crawl jobs `j`. */
const FIGURES = `count(j.id)::int as total_jobs, (count(*) filter (where j.status = 'running'))::int as active_jobs,
  (count(*) filter (where j.status = 'completed'))::int as completed_jobs, coalesce(sum(j.total_images), 0) as total_images,
  coalesce(sum(j.downloaded_images), 0) as downloaded_images, coalesce(sum(j.valid_images), 0) as valid_images`;

declareProjectDetail({
  field: 'datasets',
  type: DatasetFigures,
  sql: `select row_to_json(f) as json, case when f.total_jobs = 0 then 0 else hashtext(f::text) & 536870911 end as revision
    from (select ${FIGURES} from crawl_jobs j where j.project_id = p.id and j.deleted_at is null) f`,
});

const FROM = 'from projects p left join crawl_jobs j on j.project_id = p.id and j.deleted_at is null';

/** What a person has in datasets: of one project, and of all. */
@Injectable()
export class DatasetFiguresService {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError 404 */
  async ofProject(id: string, caller: Caller): Promise<Answer> {
    const row = await this.database.readOne<{ json: string }>(
      'datasets.of_project',
      `select row_to_json(r) as json from (select ${FIGURES} ${FROM}
        where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2')} group by p.id) r`,
      [id, caller.id],
    );
    if (!row) throw notFound('project', id);
    return Answer.json(row.json);
  }

  async ofCaller(caller: Caller): Promise<Answer> {
    const row = await this.database.readOne<{ json: string }>(
      'datasets.of_caller',
      `select row_to_json(r) as json from (select ${FIGURES} ${FROM}
        where p.deleted_at is null and ${visibleProject(caller, 'p', '$1')}) r`,
      [caller.id],
    );
    return Answer.json(row?.json ?? '');
  }
}

/** What a project, or all that a person sees, has of crawl jobs and images. */
@ApiTags('datasets')
@Controller()
export class DatasetFiguresController {
  constructor(private readonly figures: DatasetFiguresService) {}

  @Get('projects/:id/datasets')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The crawl jobs of a project and their images, summed up' })
  @ApiOkResponse({ type: DatasetFigures })
  ofProject(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.figures.ofProject(id, caller);
  }

  @Get('dashboard/stats')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The crawl jobs of all projects that you may see and their images, summed up' })
  @ApiOkResponse({ type: DatasetFigures })
  ofCaller(@CurrentCaller() caller: Caller): Promise<Answer> {
    return this.figures.ofCaller(caller);
  }
}
