import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { BulkQuery } from '../resources/bulk/bulk.dto';
import { RestoreBody } from '../resources/trash/restore.dto';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { Refuses } from '../http/refuses';
import {
  EpisodeShotQuery,
  Shot,
  ShotBulkCreate,
  ShotBulkDelete,
  ShotBulkPatch,
  ShotCreate,
  ShotItems,
  ShotPage,
  ShotPatch,
  ShotQuery,
  ShotResults,
  ShotsDeleted,
} from './shot.dto';
import { ShotsService } from './shots.service';

@ApiTags('shots')
@Controller()
export class ShotsController {
  constructor(private readonly shots: ShotsService) {}

  @Get('shots')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List shots' })
  @ApiOkResponse({ type: ShotPage })
  list(@Query() query: ShotQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.list(query, caller);
  }

  @Get('episodes/:id/shots')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the shots of an episode' })
  @ApiOkResponse({ type: ShotPage })
  listOfEpisode(
    @IdParam() id: string,
    @Query() query: EpisodeShotQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.listOfEpisode(id, query, caller);
  }

  @Post('shots')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create a shot' })
  @CreatesItem(Shot)
  create(@Body() body: ShotCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.create(body, caller);
  }

  @Post('shots/bulk')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create up to 1,000 shots of one episode' })
  @ApiCreatedResponse({ type: ShotItems })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ShotResults })
  createMany(
    @Body() body: ShotBulkCreate,
    @Query() query: BulkQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.createMany(body, query.mode, caller);
  }

  @Patch('shots/bulk')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Change up to 1,000 shots, each in its own way' })
  @ApiOkResponse({ type: ShotItems })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ShotResults })
  updateMany(@Body() body: ShotBulkPatch, @Query() query: BulkQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.updateMany(body, query.mode, caller);
  }

  @Post('shots/bulk/delete')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Delete up to 1,000 shots' })
  @ApiOkResponse({ type: ShotsDeleted })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ShotResults })
  deleteMany(
    @Body() body: ShotBulkDelete,
    @Query() query: BulkQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.deleteMany(body, query.mode, caller);
  }

  @Get('shots/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a shot' })
  @ReadsItem(Shot)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.read(id, caller);
  }

  @Patch('shots/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a shot' })
  @ChangesItem(Shot)
  update(
    @IdParam() id: string,
    @Body() body: ShotPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.update(id, body, version, caller);
  }

  @Delete('shots/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a shot to the trash' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.delete(id, version, caller);
  }

  @Post('shots/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted shot back' })
  @ChangesItem(Shot)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.shots.restore(id, version, body.rename ?? {}, caller);
  }
}
