import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { ActivityPage, ActivityQuery, TrashPage, TrashQuery } from './activity.dto';
import { ActivityService } from './activity.service';

@ApiTags('activity')
@Controller()
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get('activity')
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'Who did what' })
  @ApiOkResponse({ type: ActivityPage })
  list(@Query() query: ActivityQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.activity.list(query, caller);
  }

  @Get('trash')
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'What is deleted, by deletion' })
  @ApiOkResponse({ type: TrashPage })
  listTrash(@Query() query: TrashQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.activity.listTrash(query, caller);
  }
}
