import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { RestoreBody } from '../resources/trash/restore.dto';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { ProjectCreate, ProjectPage, ProjectPatch, ProjectQuery } from './project.dto';
import { ProjectDetail } from './project-detail';
import { ProjectsService } from './projects.service';

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get()
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'List the projects that you may see' })
  @ApiOkResponse({ type: ProjectPage })
  list(@Query() query: ProjectQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.projects.list(query, caller);
  }

  @Post()
  @RequirePermission('projects:create')
  @Atomic()
  @ApiOperation({ summary: 'Create a project, and own it' })
  @CreatesItem(ProjectDetail)
  create(@Body() body: ProjectCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.projects.create(body, caller);
  }

  @Get(':id')
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'Read a project' })
  @ReadsItem(ProjectDetail)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.projects.read(id, caller);
  }

  @Patch(':id')
  @RequirePermission('projects:update')
  @Atomic()
  @ApiOperation({ summary: 'Change a project, or give it to another owner' })
  @ChangesItem(ProjectDetail)
  update(
    @IdParam() id: string,
    @Body() body: ProjectPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.projects.update(id, body, version, caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('projects:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a project to the trash with everything in it' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.projects.delete(id, version, caller);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @RequirePermission('projects:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted project back with everything that went with it' })
  @ChangesItem(ProjectDetail)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.projects.restore(id, version, body.rename ?? {}, caller);
  }
}
