import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { ContentStore } from '../../files/content-store';
import { GivesFile } from '../../files/gives-file';
import { sendStored } from '../../files/stored-answer';
import { IdParam } from '../../http/decorators';
import { invalidField } from '../../http/problem';
import { Refuses } from '../../http/refuses';
import { DRAWING_TYPES } from '../pages';
import { ComparisonQuery, OverlayQuery } from './drawing-pictures.dto';
import { DrawingPictures } from './drawing-pictures';

const PNG = { 'image/png': { schema: { type: 'string', format: 'binary' } } };
const SVG = { 'image/svg+xml': { schema: { type: 'string' } } };

@ApiTags('drawings')
@Controller()
export class DrawingPicturesController {
  constructor(
    private readonly pictures: DrawingPictures,
    private readonly store: ContentStore,
  ) {}

  @Get('drawings/:id/file')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The file of a drawing; parts by Range' })
  @GivesFile(DRAWING_TYPES)
  async file(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { sha256, size, content_type, file_name } = await this.pictures.file(id, caller);
    await sendStored(request, reply, this.store, {
      sha256,
      size,
      contentType: content_type,
      fileName: file_name,
      // A PDF may hold scripts; it is not to be shown in the service's own name.
      disposition: content_type === 'application/pdf' ? 'attachment' : 'inline',
    });
  }

  @Get('drawings/:id/pages/:page/preview.png')
  @RequirePermission('content:read')
  @Refuses(409, 422)
  @ApiOperation({ summary: 'A picture of a page' })
  @ApiParam({ name: 'page', schema: { type: 'integer', minimum: 1 } })
  @GivesFile(['image/png'])
  async preview(
    @IdParam() id: string,
    @Param('page') page: string,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = pageNumber(page);
    const { sha256, size, file_name } = await this.pictures.preview(id, number, caller);
    await sendStored(request, reply, this.store, {
      sha256,
      size,
      contentType: 'image/png',
      fileName: `${file_name}-${String(number)}.png`,
      disposition: 'inline',
    });
  }

  @Get('drawings/:id/pages/:page/tiles/:level/:tile')
  @RequirePermission('content:read')
  @Refuses(404, 409, 422)
  @ApiOperation({
    summary:
      'A tile of a page for deep zoom: level 0 is one pixel, each further one twice as large; tiles of 512 pixels',
  })
  @ApiParam({ name: 'page', schema: { type: 'integer', minimum: 1 } })
  @ApiParam({ name: 'level', schema: { type: 'integer', minimum: 0 } })
  @ApiParam({ name: 'tile', schema: { type: 'string' }, example: '0_0.png', description: 'column_row.png' })
  @ApiOkResponse({ content: PNG })
  async tile(
    @IdParam() id: string,
    @Param('page') page: string,
    @Param('level') level: string,
    @Param('tile') tile: string,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, column, row] = /^(\d{1,6})_(\d{1,6})\.png$/.exec(tile) ?? [];
    if (column === undefined || row === undefined) throw invalidField('tile', 'A tile is named column_row.png.');
    if (!/^\d{1,2}$/.test(level)) throw invalidField('level', 'The level must be a whole number from 0.');
    const place = { level: Number(level), column: Number(column), row: Number(row) };
    const png = await this.pictures.tile(id, pageNumber(page), place, caller);
    void reply
      .header('content-type', 'image/png')
      .header('cache-control', 'private, max-age=3600')
      .send(Buffer.from(png));
  }

  @Get('drawings/:id/overlay.svg')
  @RequirePermission('content:read')
  @Refuses(409, 422)
  @ApiOperation({ summary: 'A page with the boxes and marks of its components over it' })
  @ApiOkResponse({ content: SVG })
  async overlay(
    @IdParam() id: string,
    @Query() query: OverlayQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const svg = await this.pictures.overlay(id, query.page, query.colour_by, caller);
    void reply
      .header('content-type', 'image/svg+xml; charset=utf-8')
      .header('cache-control', 'private, no-cache')
      .send(svg);
  }

  @Get('drawings/:id/compare/:other.png')
  @RequirePermission('content:read')
  @Refuses(409, 422)
  @ApiOperation({
    summary: 'A page of two drawings over each other: what only the first has is red, what only the other has green',
  })
  @ApiOkResponse({ content: PNG })
  async compare(
    @IdParam() id: string,
    @IdParam('other') other: string,
    @Query() query: ComparisonQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const png = await this.pictures.compare(id, other, query.page, caller);
    void reply.header('content-type', 'image/png').header('cache-control', 'private, no-cache').send(Buffer.from(png));
  }
}

function pageNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalidField('page', 'The page must be a whole number from 1.');
  return Number(text);
}
