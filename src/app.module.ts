import { type DynamicModule, Module } from '@nestjs/common';
import { migrations, NEEDED } from '../migrations';
import { AccessModule } from './access/access.module';
import { ActivityModule } from './activity/activity.module';
import { ConfigModule } from './config/config.module';
import type { Settings } from './config/settings';
import { DatasetsModule } from './datasets';
import { DatabaseModule } from './database/database.module';
import type { Logger } from './database/logger';
import { DrawingsModule } from './drawings';
import { FilesModule } from './files/files.module';
import { HttpModule } from './http/http.module';
import { JobsModule } from './jobs/jobs.module';
import { MigratorModule } from './migrator/migrator.module';
import { OperationsModule } from './operations/operations.module';
import { ProjectsModule } from './projects';
import { ResourcesModule } from './resources/resources.module';
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
        ConfigModule.withSigningKey(settings),
        DatabaseModule.to(databaseUrl, settings, logger),
        // Guards are asked in the order of their modules: the schema comes before who is calling.
        MigratorModule.with({ all: migrations, needed: NEEDED }),
        FilesModule,
        HttpModule,
        ActivityModule,
        AccessModule,
        ResourcesModule,
        TransferModule,
        JobsModule,
        OperationsModule,
        ProjectsModule,
        ShotsModule,
        SceneletsModule,
        DatasetsModule,
        DrawingsModule,
      ],
    };
  }
}
