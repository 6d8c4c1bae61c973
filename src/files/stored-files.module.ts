import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { WithDatabase } from '../command-line/command';
import { ConfigModule } from '../config/config.module';
import type { Settings } from '../config/settings';
import { DatabaseModule } from '../database/database.module';
import { createLogger } from '../database/logger';
import { contentStore } from './configured-store';
import { ContentStore } from './content-store';
import { StoredFiles } from './stored-files';

/** What the command line does with files: the same service as behind HTTP, but no routes. */
@Module({})
export class StoredFilesModule {
  static at(url: string, settings: Settings): DynamicModule {
    return {
      module: StoredFilesModule,
      imports: [
        ConfigModule.with(settings),
        // Standard output belongs to the command.
        DatabaseModule.to(url, settings, createLogger({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' })),
      ],
      providers: [{ provide: ContentStore, useFactory: () => contentStore(settings) }, StoredFiles],
    };
  }
}

/** What commands do with files. */
export interface FileServices {
  files: StoredFiles;
  store: ContentStore;
  settings: Settings;
}

/** Connects, runs `work`, leaves. @throws SchemaPendingError */
export function withFiles<T>(withDatabase: WithDatabase, work: (services: FileServices) => Promise<T>): Promise<T> {
  return withDatabase(async ({ url, settings, refusePending }) => {
    await refusePending();
    const context = await NestFactory.createApplicationContext(StoredFilesModule.at(url, settings), {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work({ files: context.get(StoredFiles), store: context.get(ContentStore), settings });
    } finally {
      await context.close();
    }
  });
}
