import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, Consumes, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import { type AddressList, UploadedAddresses } from './address-upload';
import { AddressesReport, CrawlJob, CrawlJobCreate, CrawlJobPage, CrawlJobPatch, CrawlJobQuery } from './crawl-job.dto';
import { CrawlJobsService } from './crawl-jobs.service';

@ApiTags('datasets')
@Controller()
export class CrawlJobsController {
  constructor(private readonly jobs: CrawlJobsService) {}

  @Get('projects/:id/crawl-jobs')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the crawl jobs of a project' })
  @ApiOkResponse({ type: CrawlJobPage })
  list(@IdParam() id: string, @Query() query: CrawlJobQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.list(id, query, caller);
  }

  @Post('projects/:id/crawl-jobs')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(422, 429)
  @ApiOperation({ summary: 'Create a crawl job, and start it when that is asked for' })
  @CreatesItem(CrawlJob)
  create(@IdParam() id: string, @Body() body: CrawlJobCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.create(id, body, caller);
  }

  @Get('crawl-jobs/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a crawl job' })
  @ReadsItem(CrawlJob)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.read(id, caller);
  }

  @Patch('crawl-jobs/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a crawl job' })
  @ChangesItem(CrawlJob)
  update(
    @IdParam() id: string,
    @Body() body: CrawlJobPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.update(id, body, version, caller);
  }

  @Delete('crawl-jobs/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a crawl job to the trash with its images, validations and exports' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.delete(id, version, caller);
  }

  @Post('crawl-jobs/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted crawl job back with what went with it; one that ran is paused' })
  @ChangesItem(CrawlJob)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.restore(id, version, body.rename ?? {}, caller);
  }

  @Post('crawl-jobs/:id/addresses')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Consumes('text/csv', 'application/x-ndjson', 'text/plain')
  @ApiBody({
    description:
      'CSV with a column `address` (or `url`), NDJSON of objects with `address`, or text with an address a line. Further columns: `title`, `author`, `licence`, `licence_address`, `author_address`, `source_page`, `attribution`, `labels`.',
    schema: { type: 'string' },
  })
  @Refuses(409)
  @ApiOperation({ summary: 'Send a file of addresses of any length into a pending crawl job' })
  @ApiOkResponse({ type: AddressesReport })
  addAddresses(
    @IdParam() id: string,
    @UploadedAddresses() list: AddressList,
    @CurrentCaller() caller: Caller,
  ): Promise<AddressesReport> {
    return this.jobs.addAddresses(id, list.bytes, list.format, caller);
  }

  @Post('crawl-jobs/:id/start')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Start a pending crawl job' })
  @ChangesItem(CrawlJob)
  start(@IdParam() id: string, @IfMatch() version: number | undefined, @CurrentCaller() caller: Caller) {
    return this.jobs.command(id, 'start', version, caller);
  }

  @Post('crawl-jobs/:id/pause')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Pause a running crawl job; what is being fetched is fetched again when it goes on' })
  @ChangesItem(CrawlJob)
  pause(@IdParam() id: string, @IfMatch() version: number | undefined, @CurrentCaller() caller: Caller) {
    return this.jobs.command(id, 'pause', version, caller);
  }

  @Post('crawl-jobs/:id/resume')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Let a paused crawl job go on' })
  @ChangesItem(CrawlJob)
  resume(@IdParam() id: string, @IfMatch() version: number | undefined, @CurrentCaller() caller: Caller) {
    return this.jobs.command(id, 'resume', version, caller);
  }

  @Post('crawl-jobs/:id/cancel')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Cancel a crawl job; what is there stays. One that has ended stays as it is' })
  @ChangesItem(CrawlJob)
  cancel(@IdParam() id: string, @IfMatch() version: number | undefined, @CurrentCaller() caller: Caller) {
    return this.jobs.command(id, 'cancel', version, caller);
  }

  @Post('crawl-jobs/:id/retry')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Try again what failed, or was not reached, of a crawl job that has ended' })
  @ChangesItem(CrawlJob)
  retry(@IdParam() id: string, @IfMatch() version: number | undefined, @CurrentCaller() caller: Caller) {
    return this.jobs.command(id, 'retry', version, caller);
  }
}
