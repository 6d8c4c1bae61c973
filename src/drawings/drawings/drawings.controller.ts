import {
  Body,
  Controller,
  createParamDecorator,
  Delete,
  type ExecutionContext,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { Atomic, ChangesItem, Consumes, CreatesItem, IdParam, ReadsItem } from '../../http/decorators';
import { IfMatch } from '../../http/etag';
import { Refuses } from '../../http/refuses';
import { RestoreBody } from '../../resources/trash/restore.dto';
import { DRAWING_TYPES } from '../pages';
import { DrawingComparisons } from './comparison';
import { DrawingComparison, DrawingComparisonQuery } from './comparison.dto';
import {
  Assigned,
  Drawing,
  DrawingPage,
  DrawingPatch,
  DrawingProjects,
  DrawingQuery,
  DrawingUploadQuery,
  ProjectsOfDrawing,
  SheetPagePage,
  SheetPageQuery,
  Unassigned,
} from './drawing.dto';
import type { DrawingUpload } from './drawing-upload';
import { DrawingsService } from './drawings.service';

/** The request's file, for a handler's parameter. */
const UploadedDrawing = createParamDecorator((_: unknown, context: ExecutionContext): DrawingUpload => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { body: body as Readable, headers };
});

const TEXT = { type: 'string' } as const;

@ApiTags('drawings')
@Controller()
export class DrawingsController {
  constructor(
    private readonly drawings: DrawingsService,
    private readonly comparisons: DrawingComparisons,
  ) {}

  @Get('drawings')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List drawings' })
  @ApiOkResponse({ type: DrawingPage })
  list(@Query() query: DrawingQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.list(query, caller);
  }

  @Post('drawings')
  @RequirePermission('content:write')
  @Consumes('multipart/form-data', ...DRAWING_TYPES, 'application/octet-stream')
  @Refuses(409)
  @ApiOperation({
    summary: 'Upload a drawing: PDF, PNG, JPEG or TIFF; the same file again answers with the drawing that has it',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        project_ids: TEXT,
        drawing_type: TEXT,
        sheet_number: TEXT,
        drawing_date: TEXT,
        revision: TEXT,
        supersedes: TEXT,
        file_name: TEXT,
      },
    },
  })
  @CreatesItem(Drawing)
  @ChangesItem(Drawing)
  upload(
    @UploadedDrawing() upload: DrawingUpload,
    @Query() query: DrawingUploadQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.drawings.upload(upload, query, caller);
  }

  @Post('drawings/bulk/assign-projects')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(404)
  @ApiOperation({ summary: 'Assign up to 1,000 drawings to projects; pairs that are there already stay' })
  @ApiOkResponse({ type: Assigned })
  assignMany(@Body() body: DrawingProjects, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.assign(body.drawing_ids, body.project_ids, caller);
  }

  @Post('drawings/bulk/remove-projects')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @Refuses(404)
  @ApiOperation({ summary: 'Take up to 1,000 drawings out of projects; pairs that are not there are passed over' })
  @ApiOkResponse({ type: Unassigned })
  unassignMany(@Body() body: DrawingProjects, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.unassign(body.drawing_ids, body.project_ids, caller);
  }

  @Get('drawings/:id')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Read a drawing' })
  @ReadsItem(Drawing)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.read(id, caller);
  }

  @Patch('drawings/:id')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change what is said of a drawing' })
  @ChangesItem(Drawing)
  update(
    @IdParam() id: string,
    @Body() body: DrawingPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.drawings.update(id, body, version, caller);
  }

  @Delete('drawings/:id')
  @HttpCode(204)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiOperation({ summary: 'Move a drawing to the trash with its components' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.drawings.delete(id, version, caller);
  }

  @Post('drawings/:id/restore')
  @HttpCode(200)
  @RequirePermission('content:delete')
  @Atomic()
  @ApiBody({ type: RestoreBody, required: false })
  @ApiOperation({ summary: 'Bring a deleted drawing back with its components' })
  @ChangesItem(Drawing)
  restore(
    @IdParam() id: string,
    @Body() body: RestoreBody,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.drawings.restore(id, version, body.rename ?? {}, caller);
  }

  @Get('drawings/:id/compare/:other')
  @RequirePermission('content:read')
  @ApiOperation({
    summary: 'How the components of another drawing differ from those of this one, by mark and instance',
  })
  @ApiOkResponse({ type: DrawingComparison })
  compare(
    @IdParam() id: string,
    @IdParam('other') other: string,
    @Query() query: DrawingComparisonQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.comparisons.compare(id, other, query, caller);
  }

  @Get('drawings/:id/pages')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the pages of a drawing: size, rotation, unit' })
  @ApiOkResponse({ type: SheetPagePage })
  pages(@IdParam() id: string, @Query() query: SheetPageQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.pages(id, query, caller);
  }

  @Post('drawings/:id/projects')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Assign a drawing to projects' })
  @ApiOkResponse({ type: Assigned })
  assign(@IdParam() id: string, @Body() body: ProjectsOfDrawing, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.drawings.assignOne(id, body.project_ids, caller);
  }

  @Delete('drawings/:id/projects/:project_id')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Take a drawing out of a project' })
  @ApiOkResponse({ type: Unassigned })
  unassign(
    @IdParam() id: string,
    @IdParam('project_id') projectId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.drawings.unassignOne(id, projectId, caller);
  }
}
