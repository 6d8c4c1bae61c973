import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, Public, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { ContentStore } from '../../files/content-store';
import { GivesFile } from '../../files/gives-file';
import { sendStored } from '../../files/stored-answer';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { AcceptsItem, Atomic, AtomicWithSecret, ChangesItem, IdParam, ReadsItem } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import { EXPORT_MEDIA_TYPES } from './export-file';
import { DownloadQuery, ExportJob, ExportJobCreate, ExportJobPage, ExportJobQuery, LinkCreate } from './export-job.dto';
import { ExportJobsService } from './export-jobs.service';

@ApiTags('datasets')
@Controller()
export class ExportJobsController {
  constructor(
    private readonly jobs: ExportJobsService,
    private readonly store: ContentStore,
  ) {}

  @Get('crawl-jobs/:id/export-jobs')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the export jobs of a crawl job' })
  @ApiOkResponse({ type: ExportJobPage })
  list(@IdParam() id: string, @Query() query: ExportJobQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.list(id, query, caller);
  }

  @Post('crawl-jobs/:id/export-jobs')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Export pictures of a crawl job; it begins at once' })
  @AcceptsItem(ExportJob)
  create(@IdParam() id: string, @Body() body: ExportJobCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.create(id, body, caller);
  }

  @Get('export-jobs/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read an export job: how far it is, and where its file is' })
  @ReadsItem(ExportJob)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.jobs.read(id, caller);
  }

  @Delete('export-jobs/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move an export job to the trash; its links lead nowhere from then on' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.delete(id, version, caller);
  }

  @Post('export-jobs/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted export job back; one that ran is cancelled' })
  @ChangesItem(ExportJob)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.restore(id, version, body.rename ?? {}, caller);
  }

  @Post('export-jobs/:id/cancel')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Cancel an export job, or its verification. One that has ended stays as it is' })
  @ChangesItem(ExportJob)
  cancel(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.cancel(id, version, caller);
  }

  @Post('export-jobs/:id/link')
  @HttpCode(200)
  @RequirePermission('content:write')
  @AtomicWithSecret()
  @ApiBody({ type: LinkCreate, required: false })
  @ApiOperation({ summary: 'Make a new link to the file; those that have not expired stay valid' })
  @ChangesItem(ExportJob)
  link(
    @IdParam() id: string,
    @Body() body: LinkCreate,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.link(id, body.expires_in, version, caller);
  }

  @Post('export-jobs/:id/verify')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(429)
  @ApiOperation({ summary: 'Ask every address of an export again: is there still what was exported?' })
  @AcceptsItem(ExportJob)
  verify(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.jobs.verify(id, version, caller);
  }

  @Get('export-jobs/:id/download')
  @Public()
  @GivesFile(EXPORT_MEDIA_TYPES)
  @Refuses(403, 410)
  @ApiOperation({ summary: 'The file of an export, for whoever has a link to it; parts by Range' })
  async download(
    @IdParam() id: string,
    @Query() query: DownloadQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendStored(request, reply, this.store, await this.jobs.file(id, query));
  }
}
