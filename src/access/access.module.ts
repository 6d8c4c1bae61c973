import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config/settings';
import { AccessGuard } from './access.guard';
import { Authenticator } from './authenticator';
import { SIGNING_KEY, signingKey } from './signing-key';

/** Who may do what: sign-in, tokens, profiles, the permission table and the one guard. */
@Global()
@Module({
  providers: [
    { provide: SIGNING_KEY, inject: [SETTINGS], useFactory: (settings: Settings) => signingKey(settings) },
    Authenticator,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator],
})
export class AccessModule {}
