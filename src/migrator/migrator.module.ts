import { Module } from '@nestjs/common';
import { MigrationsController } from '../operations/migrations.controller';
import { MigrationsService } from '../operations/migrations.service';

/** Schema change: the state of it over HTTP; the doing is on the command line. */
@Module({ controllers: [MigrationsController], providers: [MigrationsService] })
export class MigratorModule {}
