import { Module } from '@nestjs/common';
import { FirstAdministrator } from './first-administrator';
import { HealthController } from './health.controller';
import { MigrationsController } from './migrations.controller';
import { MigrationsService } from './migrations.service';
import { ProblemsController } from './problems.controller';

/** For whoever runs the service: health and metrics, what kinds of problems mean, the state of migrations, the first administrator. */
@Module({
  controllers: [HealthController, ProblemsController, MigrationsController],
  providers: [MigrationsService, FirstAdministrator],
})
export class OperationsModule {}
