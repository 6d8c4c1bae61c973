import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { sendEvents } from '../../http/event-stream';
import { IdParam } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { CrawlJobProgress, JobLogPage, JobLogQuery } from './crawl-progress.dto';
import { CrawlProgress } from './crawl-progress';

@ApiTags('datasets')
@Controller('crawl-jobs/:id')
export class CrawlProgressController {
  constructor(private readonly progress: CrawlProgress) {}

  @Get('progress')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'How far a crawl job is, by host and by failure' })
  @ApiOkResponse({ type: CrawlJobProgress })
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.progress.read(id, caller);
  }

  @Get('events')
  @RequirePermission('content:read')
  @Refuses(429)
  @ApiOperation({ summary: 'Server-sent events: how far a crawl job is, until it has ended' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Of the last event that you have.' })
  @ApiOkResponse({
    description:
      'Events named `progress` (the figures of the progress as JSON) and `log` (an entry of the log). A comment now and then keeps the connection open.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async events(
    @IdParam() id: string,
    @Headers('last-event-id') lastId: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendEvents(reply, await this.progress.events(id, lastId, caller));
  }

  @Get('logs')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'What was done to a crawl job, and what it did' })
  @ApiOkResponse({ type: JobLogPage })
  logs(@IdParam() id: string, @Query() query: JobLogQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.progress.logs(id, query, caller);
  }
}
