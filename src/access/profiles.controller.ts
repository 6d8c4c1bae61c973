import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, ChangesItem, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { Refuses } from '../http/refuses';
import { CurrentCaller, RequirePermission } from './decorators';
import { ForgetsTokens } from './forget-tokens.interceptor';
import type { Caller } from './permissions';
import { Prepared, type PreparedPassword, PreparesPassword } from './prepared-password';
import { Profile, ProfileCreate, ProfileDeleteQuery, ProfilePage, ProfilePatch, ProfileQuery } from './profile.dto';
import { ProfilesService } from './profiles.service';

@ApiTags('profiles')
@Controller('profiles')
export class ProfilesController {
  constructor(private readonly profiles: ProfilesService) {}

  @Get()
  @RequirePermission('profiles:read')
  @ApiOperation({ summary: 'List profiles: all for administrators and moderators, else the people of one’s projects' })
  @ApiOkResponse({ type: ProfilePage })
  list(@Query() query: ProfileQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.profiles.list(query, caller);
  }

  @Post()
  @RequirePermission('profiles:manage')
  @Atomic()
  @PreparesPassword()
  @ApiOperation({ summary: 'Create a profile' })
  @CreatesItem(Profile)
  create(
    @Body() body: ProfileCreate,
    @Prepared() password: PreparedPassword,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.profiles.create(body, password, caller);
  }

  @Get(':id')
  @RequirePermission('profiles:read')
  @ApiOperation({ summary: 'Read a profile' })
  @ReadsItem(Profile)
  read(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.profiles.read(id, caller);
  }

  @Patch(':id')
  @RequirePermission('profiles:update')
  @Atomic()
  @ForgetsTokens()
  @PreparesPassword()
  @Refuses(429)
  @ApiOperation({ summary: 'Change a profile: one’s own, or any as an administrator' })
  @ChangesItem(Profile)
  update(
    @IdParam() id: string,
    @Body() body: ProfilePatch,
    @Prepared() password: PreparedPassword | undefined,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.profiles.update(id, body, password, version, caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('profiles:manage')
  @Atomic()
  @ForgetsTokens()
  @ApiOperation({ summary: 'Delete a profile for good' })
  @ApiNoContentResponse()
  delete(
    @IdParam() id: string,
    @Query() query: ProfileDeleteQuery,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.profiles.delete(id, query, version, caller);
  }
}
