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
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { BulkQuery } from '../../resources/bulk/bulk.dto';
import { RestoreBody } from '../../resources/trash/restore.dto';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import {
  DrawingComponentQuery,
  SuggestedInstance,
  SuggestionQuery,
  Component,
  ComponentBulkCreate,
  ComponentBulkDelete,
  ComponentBulkPatch,
  ComponentCreate,
  ComponentItems,
  ComponentPage,
  ComponentPatch,
  ComponentQuery,
  ComponentResults,
  ComponentsDeleted,
} from './component.dto';
import { ComponentsService } from './components.service';

@ApiTags('drawings')
@Controller()
export class ComponentsController {
  constructor(private readonly components: ComponentsService) {}

  @Get('components')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List components' })
  @ApiOkResponse({ type: ComponentPage })
  list(@Query() query: ComponentQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.components.list(query, caller);
  }

  @Get('drawings/:id/components')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the components of a drawing' })
  @ApiOkResponse({ type: ComponentPage })
  listOfDrawing(
    @IdParam() id: string,
    @Query() query: DrawingComponentQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.listOfDrawing(id, query, caller);
  }

  @Get('drawings/:id/suggest-instance')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Which instance identifier a further piece of a mark would get' })
  @ApiOkResponse({ type: SuggestedInstance })
  suggestInstance(
    @IdParam() id: string,
    @Query() query: SuggestionQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.suggestInstance(id, query.piece_mark, caller);
  }

  @Post('components')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create a component' })
  @CreatesItem(Component)
  create(@Body() body: ComponentCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.components.create(body, caller);
  }

  @Post('components/bulk')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create up to 1,000 components of one drawing' })
  @ApiCreatedResponse({ type: ComponentItems })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ComponentResults })
  createMany(
    @Body() body: ComponentBulkCreate,
    @Query() query: BulkQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.createMany(body, query.mode, caller);
  }

  @Patch('components/bulk')
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Change up to 1,000 components, each in its own way' })
  @ApiOkResponse({ type: ComponentItems })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ComponentResults })
  updateMany(
    @Body() body: ComponentBulkPatch,
    @Query() query: BulkQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.updateMany(body, query.mode, caller);
  }

  @Post('components/bulk/delete')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @Refuses(404, 412)
  @ApiOperation({ summary: 'Delete up to 1,000 components' })
  @ApiOkResponse({ type: ComponentsDeleted })
  @ApiResponse({ status: 207, description: 'With mode=partial: what became of each item', type: ComponentResults })
  deleteMany(
    @Body() body: ComponentBulkDelete,
    @Query() query: BulkQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.deleteMany(body, query.mode, caller);
  }

  @Get('components/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a component' })
  @ReadsItem(Component)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.components.read(id, caller);
  }

  @Patch('components/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a component; its review goes one step forward, or back with a reason' })
  @ChangesItem(Component)
  update(
    @IdParam() id: string,
    @Body() body: ComponentPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.update(id, body, version, caller);
  }

  @Delete('components/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a component to the trash' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.delete(id, version, caller);
  }

  @Post('components/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted component back' })
  @ChangesItem(Component)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.components.restore(id, version, body.rename ?? {}, caller);
  }
}
