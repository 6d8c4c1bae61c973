import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { RestoreBody } from '../resources/trash/restore.dto';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { Episode, EpisodeCreate, EpisodePage, EpisodePatch, EpisodeQuery } from './episode.dto';
import { EpisodesService } from './episodes.service';

@ApiTags('episodes')
@Controller()
export class EpisodesController {
  constructor(private readonly episodes: EpisodesService) {}

  @Get('projects/:id/episodes')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the episodes of a project' })
  @ApiOkResponse({ type: EpisodePage })
  list(@IdParam() id: string, @Query() query: EpisodeQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.episodes.list(id, query, caller);
  }

  @Post('projects/:id/episodes')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create an episode' })
  @CreatesItem(Episode)
  create(@IdParam() id: string, @Body() body: EpisodeCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.episodes.create(id, body, caller);
  }

  @Get('episodes/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read an episode' })
  @ReadsItem(Episode)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.episodes.read(id, caller);
  }

  @Patch('episodes/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change an episode' })
  @ChangesItem(Episode)
  update(
    @IdParam() id: string,
    @Body() body: EpisodePatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.episodes.update(id, body, version, caller);
  }

  @Delete('episodes/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move an episode to the trash with its shots' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.episodes.delete(id, version, caller);
  }

  @Post('episodes/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted episode back with the shots that went with it' })
  @ChangesItem(Episode)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.episodes.restore(id, version, body.rename ?? {}, caller);
  }
}
