import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Answer } from '../http/answer';
import { IfMatch } from '../http/etag';
import { Atomic, AtomicWithSecret, CreatesItem, IdParam, ReadsItem } from '../http/decorators';
import { Refuses } from '../http/refuses';
import { ApiTokensService } from './api-tokens.service';
import { ApiToken, ApiTokenCreate, ApiTokenCreated, ApiTokenPage, ApiTokenQuery, SignedIn, SignIn } from './auth.dto';
import { AuthService } from './auth.service';
import { CurrentCaller, Public, RequirePermission } from './decorators';
import { ForgetsTokens } from './forget-tokens.interceptor';
import type { Caller } from './permissions';
import { Profile } from './profile.dto';
import { ProfilesService } from './profiles.service';

@ApiTags('sign-in')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly profiles: ProfilesService,
    private readonly tokens: ApiTokensService,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @Refuses(401, 429)
  @ApiOperation({ summary: 'Sign in' })
  @ApiOkResponse({ type: SignedIn })
  signIn(@Body() body: SignIn, @Ip() address: string): Promise<Answer> {
    return this.auth.signIn(body, address);
  }

  @Get('me')
  @RequirePermission('profiles:read')
  @ApiOperation({ summary: 'Read one’s own profile' })
  @ReadsItem(Profile)
  me(@CurrentCaller() caller: Caller): Promise<Answer> {
    return this.profiles.read(caller.id, caller);
  }

  @Get('tokens')
  @RequirePermission('tokens:own')
  @ApiOperation({ summary: 'List one’s API tokens' })
  @ApiOkResponse({ type: ApiTokenPage })
  listTokens(@Query() query: ApiTokenQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.tokens.list(query, caller);
  }

  @Post('tokens')
  @RequirePermission('tokens:own')
  @AtomicWithSecret()
  @ApiOperation({ summary: 'Make an API token, shown this once' })
  @CreatesItem(ApiTokenCreated)
  createToken(@Body() body: ApiTokenCreate, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.tokens.create(body, caller);
  }

  @Get('tokens/:id')
  @RequirePermission('tokens:own')
  @ApiOperation({ summary: 'Read one of one’s API tokens' })
  @ReadsItem(ApiToken)
  readToken(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.tokens.read(id, caller);
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @RequirePermission('tokens:own')
  @Atomic()
  @ForgetsTokens()
  @ApiOperation({ summary: 'Revoke one of one’s API tokens' })
  @ApiNoContentResponse()
  revokeToken(
    @IdParam() id: string,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.tokens.revoke(id, version, caller);
  }
}
