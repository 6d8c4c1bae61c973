import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import {
  ValidationJob,
  ValidationJobCreate,
  ValidationJobPage,
  ValidationJobQuery,
  ValidationJobStatistics,
  ValidationResultPage,
  ValidationResultQuery,
} from './validation-job.dto';
import { ValidationJobsService } from './validation-jobs.service';

@ApiTags('datasets')
@Controller()
export class ValidationJobsController {
  constructor(private readonly jobs: ValidationJobsService) {}

  @Get('crawl-jobs/:id/validation-jobs')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the validations of a crawl job' })
  @ApiOkResponse({ type: ValidationJobPage })
  list(@IdParam() id: string, @Query() query: ValidationJobQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.list(id, query, caller);
  }

  @Post('crawl-jobs/:id/validation-jobs')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Judge the pictures of a crawl job by rules; it starts at once, and downloads nothing' })
  @CreatesItem(ValidationJob)
  create(@IdParam() id: string, @Body() body: ValidationJobCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.create(id, body, caller);
  }

  @Get('validation-jobs/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a validation job' })
  @ReadsItem(ValidationJob)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.read(id, caller);
  }

  @Delete('validation-jobs/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a validation job to the trash with its results; the pictures keep their verdicts' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.delete(id, version, caller);
  }

  @Post('validation-jobs/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted validation job back; one that ran is cancelled' })
  @ChangesItem(ValidationJob)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.restore(id, version, body.rename ?? {}, caller);
  }

  @Post('validation-jobs/:id/cancel')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Cancel a validation job; its results stay. One that has ended stays as it is' })
  @ChangesItem(ValidationJob)
  cancel(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.cancel(id, version, caller);
  }

  @Get('validation-jobs/:id/results')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'What a validation job says of each picture' })
  @ApiOkResponse({ type: ValidationResultPage })
  results(
    @IdParam() id: string,
    @Query() query: ValidationResultQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.results(id, query, caller);
  }

  @Get('validation-jobs/:id/statistics')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Counts of verdicts and checks, and histograms of the scores, of a completed validation' })
  @ApiOkResponse({ type: ValidationJobStatistics })
  statistics(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.statistics(id, caller);
  }
}
