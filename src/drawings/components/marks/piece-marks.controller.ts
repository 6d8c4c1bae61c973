import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../../access/decorators';
import type { Caller } from '../../../access/permissions';
import type { Answer } from '../../../http/answer';
import { Atomic, IdParam } from '../../../http/decorators';
import {
  MarkConflictPage,
  MarkConflictQuery,
  MarkSearchQuery,
  MeantMarks,
  PieceMarkChanged,
  PieceMarkPage,
  PieceMarkPatch,
  PieceMarkPatchQuery,
  PieceMarkQuery,
} from './piece-mark.dto';
import { markInAddress, PieceMarksService } from './piece-marks.service';

@ApiTags('drawings')
@Controller()
export class PieceMarksController {
  constructor(private readonly marks: PieceMarksService) {}

  @Get('components/search')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Find the marks of a project that may be meant by a mistyped one, best first' })
  @ApiOkResponse({ type: MeantMarks })
  search(@Query() query: MarkSearchQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.marks.search(query, caller);
  }

  @Get('projects/:id/piece-marks')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List the marks of a project with their totals' })
  @ApiOkResponse({ type: PieceMarkPage })
  list(@IdParam() id: string, @Query() query: PieceMarkQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.marks.list(id, query, caller);
  }

  @Patch('projects/:id/piece-marks/:mark')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Change all components of a mark at once, up to 1,000' })
  @ApiParam({ name: 'mark', schema: { type: 'string', minLength: 1, maxLength: 50 } })
  @ApiOkResponse({ type: PieceMarkChanged })
  update(
    @IdParam() id: string,
    @Param('mark') mark: string,
    @Query() query: PieceMarkPatchQuery,
    @Body() body: PieceMarkPatch,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.marks.update(id, markInAddress(mark), query.drawing_id, body, caller);
  }

  @Get('projects/:id/piece-mark-conflicts')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List what components of one mark, or marks that look alike, contradict each other in' })
  @ApiOkResponse({ type: MarkConflictPage })
  conflicts(
    @IdParam() id: string,
    @Query() query: MarkConflictQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.marks.conflicts(id, query, caller);
  }
}
