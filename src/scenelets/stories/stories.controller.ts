import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { RestoreBody } from '../../resources/trash/restore.dto';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { StoriesService } from './stories.service';
import { Story, StoryCreate, StoryPage, StoryPatch, StoryQuery } from './story.dto';
import { StoryShotPage, StoryShotQuery } from '../shots/story-shot.dto';
import { StoryShotsService } from '../shots/story-shots.service';

@ApiTags('stories')
@Controller()
export class StoriesController {
  constructor(
    private readonly stories: StoriesService,
    private readonly shots: StoryShotsService,
  ) {}

  @Get('episodes/:id/stories')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the stories of an episode' })
  @ApiOkResponse({ type: StoryPage })
  list(@IdParam() id: string, @Query() query: StoryQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.stories.list(id, query, caller);
  }

  @Post('episodes/:id/stories')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Create a story' })
  @CreatesItem(Story)
  create(@IdParam() id: string, @Body() body: StoryCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.stories.create(id, body, caller);
  }

  @Get('stories/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a story' })
  @ReadsItem(Story)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.stories.read(id, caller);
  }

  @Patch('stories/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change a story, or move it with its shots to another episode of its project' })
  @ChangesItem(Story)
  update(
    @IdParam() id: string,
    @Body() body: StoryPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.stories.update(id, body, version, caller);
  }

  @Delete('stories/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a story to the trash with its scenelets and shots' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.stories.delete(id, version, caller);
  }

  @Post('stories/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted story back with what went with it' })
  @ChangesItem(Story)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.stories.restore(id, version, body.rename ?? {}, caller);
  }

  @Get('stories/:id/shots')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the shots of a story in its order, each with its scenelet' })
  @ApiOkResponse({ type: StoryShotPage })
  listShots(@IdParam() id: string, @Query() query: StoryShotQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.shots.listOfStory(id, query, caller);
  }
}
