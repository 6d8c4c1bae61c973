import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { Atomic, ChangesItem, IdParam, ReadsItem } from '../../http/decorators';
import { IfMatch } from '../../http/etag';
import {
  ComponentDimensions,
  ComponentHistoryPage,
  ComponentSpecifications,
  ComponentWarnings,
  HistoryQuery,
  WarningsQuery,
} from './component-details.dto';
import { ComponentDetailsService } from './component-details.service';

@ApiTags('drawings')
@Controller('components/:id')
export class ComponentDetailsController {
  constructor(private readonly details: ComponentDetailsService) {}

  @Get('dimensions')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The dimensions of a component, with its ETag' })
  @ReadsItem(ComponentDimensions)
  dimensions(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.details.read('dimensions', id, caller);
  }

  @Put('dimensions')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Replace all dimensions of a component; its version rises' })
  @ChangesItem(ComponentDimensions)
  replaceDimensions(
    @IdParam() id: string,
    @Body() body: ComponentDimensions,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.details.replace('dimensions', id, body.items, version, caller);
  }

  @Get('specifications')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The specifications of a component, with its ETag' })
  @ReadsItem(ComponentSpecifications)
  specifications(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.details.read('specifications', id, caller);
  }

  @Put('specifications')
  @RequirePermission('content:write')
  @Atomic()
  @ApiOperation({ summary: 'Replace all specifications of a component; its version rises' })
  @ChangesItem(ComponentSpecifications)
  replaceSpecifications(
    @IdParam() id: string,
    @Body() body: ComponentSpecifications,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.details.replace('specifications', id, body.items, version, caller);
  }

  @Get('warnings')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'What is doubtful about a component' })
  @ApiOkResponse({ type: ComponentWarnings })
  warnings(@IdParam() id: string, @Query() query: WarningsQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.details.warnings(id, query.min_confidence, caller);
  }

  @Get('history')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Who changed which field of a component, and when' })
  @ApiOkResponse({ type: ComponentHistoryPage })
  history(@IdParam() id: string, @Query() query: HistoryQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.details.history(id, query, caller);
  }
}
