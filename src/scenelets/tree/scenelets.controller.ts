import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { RestoreBody } from '../../resources/trash/restore.dto';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import {
  Scenelet,
  SceneletCopy,
  SceneletCreate,
  SceneletMove,
  SceneletPage,
  SceneletPatch,
  SceneletQuery,
} from './scenelet.dto';
import { SceneletCopies } from './scenelet-copies';
import { SceneletsService } from './scenelets.service';
import { ShotOrder } from '../shots/shot-order';
import {
  ShotOrderBody,
  StoryShotItems,
  StoryShotPage,
  StoryShotQuery,
  StoryShotsCreate,
} from '../shots/story-shot.dto';
import { StoryShotsService } from '../shots/story-shots.service';

@ApiTags('stories')
@Controller()
export class SceneletsController {
  constructor(
    private readonly scenelets: SceneletsService,
    private readonly copies: SceneletCopies,
    private readonly shots: StoryShotsService,
    private readonly order: ShotOrder,
  ) {}

  @Get('stories/:id/scenelets')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the scenelets of a story; see also its tree' })
  @ApiOkResponse({ type: SceneletPage })
  list(@IdParam() id: string, @Query() query: SceneletQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.scenelets.list(id, query, caller);
  }

  @Post('stories/:id/scenelets')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create a scenelet under a parent, or the root of the story' })
  @CreatesItem(Scenelet)
  create(@IdParam() id: string, @Body() body: SceneletCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.scenelets.create(id, body, caller);
  }

  @Get('scenelets/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a scenelet' })
  @ReadsItem(Scenelet)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.scenelets.read(id, caller);
  }

  @Patch('scenelets/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a scenelet where it is' })
  @ChangesItem(Scenelet)
  update(
    @IdParam() id: string,
    @Body() body: SceneletPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.scenelets.update(id, body, version, caller);
  }

  @Delete('scenelets/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a scenelet to the trash with all that hangs from it and their shots' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.scenelets.delete(id, version, caller);
  }

  @Post('scenelets/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted scenelet back, to its place, with what went with it' })
  @ChangesItem(Scenelet)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.scenelets.restore(id, version, body.rename ?? {}, caller);
  }

  @Post('scenelets/:id/move')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Move a scenelet, with all that hangs from it, within its story' })
  @ChangesItem(Scenelet)
  move(
    @IdParam() id: string,
    @Body() body: SceneletMove,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.scenelets.move(id, body, version, caller);
  }

  @Post('scenelets/:id/copy')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Copy a scenelet, with all that hangs from it, into a story of its project' })
  @CreatesItem(Scenelet)
  copy(
    @IdParam() id: string,
    @Body() body: SceneletCopy,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.copies.copy(id, body, version, caller);
  }

  @Get('scenelets/:id/shots')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the shots of a scenelet' })
  @ApiOkResponse({ type: StoryShotPage })
  listShots(@IdParam() id: string, @Query() query: StoryShotQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.listOfScenelet(id, query, caller);
  }

  @Post('scenelets/:id/shots')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create the shots of a scenelet, all or none' })
  @ApiCreatedResponse({ type: StoryShotItems })
  createShots(@IdParam() id: string, @Body() body: StoryShotsCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.create(id, body, caller);
  }

  @Put('scenelets/:id/shots/order')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Order the shots of a scenelet, and bring shots of others to it' })
  @ApiOkResponse({ type: StoryShotItems })
  orderShots(
    @IdParam() id: string,
    @Body() { shot_ids }: ShotOrderBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.order.set(id, shot_ids, version, caller);
  }
}
