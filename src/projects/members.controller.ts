import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { Member, MemberCreate, MemberPage, MemberPatch, MemberQuery } from './member.dto';
import { MembersService } from './members.service';

@ApiTags('projects')
@Controller('projects/:id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'List the members of a project; its owner is none of them' })
  @ApiOkResponse({ type: MemberPage })
  list(@IdParam() id: string, @Query() query: MemberQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.members.list(id, query, caller);
  }

  @Post()
  @RequirePermission('members:change')
  @Atomic()
  @ApiOperation({ summary: 'Add a member' })
  @CreatesItem(Member)
  add(@IdParam() id: string, @Body() body: MemberCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.members.add(id, body, caller);
  }

  @Get(':user_id')
  @RequirePermission('projects:read')
  @ApiOperation({ summary: 'Read a member' })
  @ReadsItem(Member)
  read(@IdParam() id: string, @IdParam('user_id') userId: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.members.read(id, userId, caller);
  }

  @Patch(':user_id')
  @RequirePermission('members:change')
  @Atomic()
  @ApiOperation({ summary: 'Change the role of a member' })
  @ChangesItem(Member)
  update(
    @IdParam() id: string,
    @IdParam('user_id') userId: string,
    @Body() body: MemberPatch,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.members.update(id, userId, body, version, caller);
  }

  @Delete(':user_id')
  @HttpCode(204)
  @RequirePermission('projects:read')
  @Atomic()
  @ApiOperation({ summary: 'Remove a member, or leave the project' })
  @ApiNoContentResponse()
  remove(
    @IdParam() id: string,
    @IdParam('user_id') userId: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.members.remove(id, userId, version, caller);
  }
}
