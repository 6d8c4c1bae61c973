import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HttpModule } from '../http/http.module';
import { AccessGuard } from './access.guard';
import { ApiTokensService } from './api-tokens.service';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { Authenticator } from './authenticator';
import { Passwords } from './passwords';
import './access.problems';
import './profiles.constraints';
import { ProfilesController } from './profiles.controller';
import { ProfilesService } from './profiles.service';
import { SignInThrottle } from './sign-in-throttle';

/** Who may do what: sign-in, tokens, profiles, the permission table and the guard of rights. */
@Global()
@Module({
  imports: [HttpModule],
  controllers: [AuthController, ProfilesController],
  providers: [
    Authenticator,
    { provide: APP_GUARD, useClass: AccessGuard },
    Passwords,
    SignInThrottle,
    AuthService,
    ApiTokensService,
    ProfilesService,
  ],
  exports: [Authenticator, Passwords],
})
export class AccessModule {}
