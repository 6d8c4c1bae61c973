import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ActivityLog } from '../activity/activity-log';
import { ConfigModule } from '../config/config.module';
import type { Settings } from '../config/settings';
import { DatabaseModule } from '../database/database.module';
import { createLogger } from '../database/logger';
import { ListsModule } from '../http/lists/lists.module';
import type { WithDatabase } from '../command-line/command';
import { refusePending } from '../migrator/commands/pending';
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
        ListsModule,
        // Standard output belongs to the command.
        DatabaseModule.to(url, settings, createLogger({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' })),
      ],
      providers: [ActivityLog, Passwords, ProfilesService, People, PasswordReset, PersonalData, PersonalDataErasure],
    };
  }
}

/**
 * Connects, runs `work` with the services of {@link PeopleModule}, leaves.
 *
 * @throws SchemaPendingError
 */
export function withPeople<T>(
  withDatabase: WithDatabase,
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withDatabase(async ({ url, changes, settings }) => {
    await refusePending(changes);
    const services = await NestFactory.createApplicationContext(PeopleModule.at(url, settings), {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  });
}
