import { Module } from '@nestjs/common';
import { MigrationsController } from './migrations.controller';
import { MigrationsService } from './migrations.service';

/** Schema change: the state of it over HTTP; the doing is on the command line. */
@Module({ controllers: [MigrationsController], providers: [MigrationsService] })
export class MigratorModule {}
