import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { IfMatch } from '../../http/etag';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import { ComponentPage } from '../components/component.dto';
import {
  SavedSearch,
  SavedSearchCreate,
  SavedSearchItems,
  SavedSearchOrder,
  SavedSearchPage,
  SavedSearchPatch,
  SavedSearchQuery,
  SavedSearchRunQuery,
} from './saved-search.dto';
import { SavedSearchesService } from './saved-searches.service';

@ApiTags('drawings')
@Controller()
export class SavedSearchesController {
  constructor(private readonly searches: SavedSearchesService) {}

  @Get('projects/:id/saved-searches')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the saved searches of a project in their order' })
  @ApiOkResponse({ type: SavedSearchPage })
  list(@IdParam() id: string, @Query() query: SavedSearchQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.searches.list(id, query, caller);
  }

  @Post('projects/:id/saved-searches')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Save a search for components; a project keeps at most fifty' })
  @CreatesItem(SavedSearch)
  create(@IdParam() id: string, @Body() body: SavedSearchCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.searches.create(id, body, caller);
  }

  @Put('projects/:id/saved-searches/order')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Give the saved searches of a project another order' })
  @ApiOkResponse({ type: SavedSearchItems })
  order(@IdParam() id: string, @Body() body: SavedSearchOrder, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.searches.order(id, body.ids, caller);
  }

  @Get('saved-searches/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a saved search' })
  @ReadsItem(SavedSearch)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.searches.read(id, caller);
  }

  @Post('saved-searches/:id/run')
  @HttpCode(200)
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'List the components that a saved search finds in its project' })
  @ApiOkResponse({ type: ComponentPage })
  run(@IdParam() id: string, @Query() query: SavedSearchRunQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.searches.run(id, query, caller);
  }

  @Patch('saved-searches/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a saved search' })
  @ChangesItem(SavedSearch)
  update(
    @IdParam() id: string,
    @Body() body: SavedSearchPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.searches.update(id, body, version, caller);
  }

  @Delete('saved-searches/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a saved search to the trash' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.searches.delete(id, version, caller);
  }

  @Post('saved-searches/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted saved search back' })
  @ChangesItem(SavedSearch)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.searches.restore(id, version, body.rename ?? {}, caller);
  }
}
