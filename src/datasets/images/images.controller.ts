import { Body, Controller, Get, HttpCode, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { ContentStore } from '../../files/content-store';
import { GivesFile } from '../../files/gives-file';
import { sendStored } from '../../files/stored-answer';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, IdParam, ReadsItem } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import { BulkQuery } from '../../resources/bulk/bulk.dto';
import {
  Image,
  ImageItems,
  ImagePage,
  ImageQuery,
  ImageResults,
  ImagesDelete,
  ImagesDeleted,
  ImagesPatch,
} from './image.dto';
import { ImagesService } from './images.service';
import { MEDIA_TYPES, mediaTypeOf } from './picture-format';

@ApiTags('datasets')
@Controller()
export class ImagesController {
  constructor(
    private readonly images: ImagesService,
    private readonly store: ContentStore,
  ) {}

  @Get('crawl-jobs/:id/images')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the images of a crawl job' })
  @ApiOkResponse({ type: ImagePage })
  list(@IdParam() id: string, @Query() query: ImageQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.images.list(id, query, caller);
  }

  @Patch('images/bulk')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Mark and label up to 1,000 images, each in its own way' })
  @ApiOkResponse({ type: ImageItems })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ImageResults })
  updateMany(@Body() body: ImagesPatch, @Query() query: BulkQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.images.updateMany(body.images, query.mode, caller);
  }

  @Post('images/bulk/delete')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Remove up to 1,000 images' })
  @ApiOkResponse({ type: ImagesDeleted })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ImageResults })
  deleteMany(@Body() body: ImagesDelete, @Query() query: BulkQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.images.deleteMany(body.images, query.mode, caller);
  }

  @Get('images/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read an image: where it is from, what came of it, how it was judged' })
  @ReadsItem(Image)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.images.read(id, caller);
  }

  @Get('images/:id/file')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The bytes of an image as they were served; parts by Range' })
  @GivesFile(MEDIA_TYPES)
  async file(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { sha256, size, format, filename } = await this.images.file(id, caller);
    await sendStored(request, reply, this.store, {
      sha256,
      size,
      contentType: mediaTypeOf(format),
      fileName: filename,
      // A drawing may hold scripts; it is not to be shown in the service's own name.
      disposition: format === 'svg' ? 'attachment' : 'inline',
    });
  }

  @Post('images/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a removed image back' })
  @ChangesItem(Image)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.images.restore(id, version, body.rename ?? {}, caller);
  }
}
