import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { ActivityModule } from './activity/activity.module';
import { ConfigModule } from './config/config.module';
import type { Settings } from './config/settings';
import { DatasetsModule } from './datasets';
import { DatabaseModule } from './database/database.module';
import type { Logger } from './database/logger';
import { FilesModule } from './files/files.module';
import { HttpModule } from './http/http.module';
import { MigratorModule } from './migrator/migrator.module';
import { ProjectsModule } from './projects';
import { SceneletsModule } from './scenelets';
import { ShotsModule } from './shots';
import { TransferModule } from './transfer/transfer.module';

/** The rooms of the house. */
@Module({})
export class AppModule {
  static with(settings: Settings, databaseUrl: string, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        DatabaseModule.to(databaseUrl, settings, logger),
        FilesModule,
        HttpModule,
        AccessModule,
        ActivityModule,
        TransferModule,
        MigratorModule,
        ProjectsModule,
        ShotsModule,
        SceneletsModule,
        DatasetsModule,
      ],
    };
  }
}
