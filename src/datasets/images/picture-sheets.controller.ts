import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { Optional, WholeParameter } from '../../http/fields';
import { IdParam } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { PictureSheets } from './picture-sheets';

/** Which page of a contact sheet. */
export class ContactSheetQuery {
  /** From 1; a hundred pictures each. */
  @Optional()
  @WholeParameter(1, 10_000)
  page: number = 1;
}

@ApiTags('datasets')
@Controller('crawl-jobs/:id')
export class PictureSheetsController {
  constructor(private readonly sheets: PictureSheets) {}

  @Get('contact-sheet.jpg')
  @RequirePermission('content:read')
  @Refuses(429)
  @ApiOperation({ summary: 'A page of a hundred thumbnails of a crawl job; what is not valid is marked' })
  @ApiOkResponse({ content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } } })
  async contactSheet(
    @IdParam() id: string,
    @Query() query: ContactSheetQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sheet = await this.sheets.contactSheet(id, query.page, caller);
    void reply.headers({ 'content-type': 'image/jpeg', 'cache-control': 'private, no-cache' }).send(sheet);
  }

  @Get('histograms.svg')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'How the scores of the last validation of a crawl job are spread' })
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: { type: 'string' } } } })
  async histograms(@IdParam() id: string, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const svg = await this.sheets.histograms(id, caller);
    void reply.headers({ 'content-type': 'image/svg+xml', 'cache-control': 'private, no-cache' }).send(svg);
  }
}
