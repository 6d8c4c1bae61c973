import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config/settings';
import { HttpModule } from '../http/http.module';
import { AccessGuard } from './access.guard';
import { ApiTokensService } from './api-tokens.service';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { Authenticator } from './authenticator';
import { FirstAdministrator } from './first-administrator';
import { Passwords } from './passwords';
import './access.problems';
import './profiles.constraints';
import { ProfilesController } from './profiles.controller';
import { ProfilesService } from './profiles.service';
import { SignInThrottle } from './sign-in-throttle';
import { SIGNING_KEY, signingKey } from '../config/signing-key';

/** Who may do what: sign-in, tokens, profiles, the permission table and the one guard. */
@Global()
@Module({
  imports: [HttpModule],
  controllers: [AuthController, ProfilesController],
  providers: [
    { provide: SIGNING_KEY, inject: [SETTINGS], useFactory: (settings: Settings) => signingKey(settings) },
    Authenticator,
    { provide: APP_GUARD, useClass: AccessGuard },
    Passwords,
    SignInThrottle,
    AuthService,
    ApiTokensService,
    ProfilesService,
    FirstAdministrator,
  ],
  exports: [SIGNING_KEY, Authenticator, FirstAdministrator, Passwords],
})
export class AccessModule {}
