import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ActivityLog } from '../../activity/activity-log';
import type { WithDatabase } from '../../command-line/command';
import { ConfigModule } from '../../config/config.module';
import type { Settings } from '../../config/settings';
import { DatabaseModule } from '../../database/database.module';
import { createLogger } from '../../database/logger';
import { TrashEmptying } from './trash-emptying';

/** What the command line does with the trash: the same service as behind the workers, but no routes. */
@Module({})
export class EmptyingModule {
  static at(url: string, settings: Settings): DynamicModule {
    return {
      module: EmptyingModule,
      imports: [
        ConfigModule.with(settings),
        // Standard output belongs to the command.
        DatabaseModule.to(url, settings, createLogger({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' })),
      ],
      providers: [ActivityLog, TrashEmptying],
    };
  }
}

/** Connects, runs `work`, leaves. @throws SchemaPendingError */
export function withTrash<T>(
  withDatabase: WithDatabase,
  work: (trash: TrashEmptying, settings: Settings) => Promise<T>,
): Promise<T> {
  return withDatabase(async ({ url, settings, refusePending }) => {
    await refusePending();
    const context = await NestFactory.createApplicationContext(EmptyingModule.at(url, settings), {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work(context.get(TrashEmptying), settings);
    } finally {
      await context.close();
    }
  });
}
