import { type DynamicModule, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from './settings';
import { SIGNING_KEY, signingKey } from './signing-key';

/** Hands the checked settings to everyone. */
@Module({})
export class ConfigModule {
  /** The settings alone, as commands need them. */
  static with(settings: Settings): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: SETTINGS, useValue: settings }],
      exports: [SETTINGS],
    };
  }

  /** The settings, and the key that signs access tokens, which is made where there is none yet: for the service. */
  static withSigningKey(settings: Settings): DynamicModule {
    const { providers = [], exports = [], ...module } = ConfigModule.with(settings);
    return {
      ...module,
      providers: [...providers, { provide: SIGNING_KEY, useFactory: () => signingKey(settings) }],
      exports: [...exports, SIGNING_KEY],
    };
  }
}
