import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ActivityLog } from '../activity/activity-log';
import { ConfigModule } from '../config/config.module';
import type { Settings } from '../config/settings';
import { DatabaseModule } from '../database/database.module';
import { createLogger } from '../database/logger';
import type { WithDatabase } from '../command-line/command';
import { PasswordReset } from './password-reset';
import { Passwords } from './passwords';
import { People } from './people';
import { PersonalData } from './personal-data';
import { PersonalDataErasure } from './personal-data-erasure';
import { ProfilesService } from './profiles.service';

/** What the command line does with people: the same services as behind HTTP, but no routes and no signing key. */
@Module({})
export class PeopleModule {
  static at(url: string, settings: Settings): DynamicModule {
    return {
      module: PeopleModule,
      imports: [
        ConfigModule.with(settings),
        // Standard output belongs to the command.
        DatabaseModule.to(url, settings, createLogger({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' })),
      ],
      providers: [ActivityLog, Passwords, ProfilesService, People, PasswordReset, PersonalData, PersonalDataErasure],
    };
  }
}

/** What commands do with people. */
export interface PeopleServices {
  people: People;
  passwordReset: PasswordReset;
  personalData: PersonalData;
  erasure: PersonalDataErasure;
}

/**
 * Connects, runs `work` with the services of {@link PeopleModule}, leaves.
 *
 * @throws SchemaPendingError
 */
export function withPeople<T>(withDatabase: WithDatabase, work: (services: PeopleServices) => Promise<T>): Promise<T> {
  return withDatabase(async ({ url, settings, refusePending }) => {
    await refusePending();
    const context = await NestFactory.createApplicationContext(PeopleModule.at(url, settings), {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work({
        people: context.get(People),
        passwordReset: context.get(PasswordReset),
        personalData: context.get(PersonalData),
        erasure: context.get(PersonalDataErasure),
      });
    } finally {
      await context.close();
    }
  });
}
