import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HttpModule } from '../http/http.module';
import { SchemaGate, SERVED_MIGRATIONS, type ServedMigrations } from './schema-gate';
import { SchemaGuard } from './schema.guard';

/** The schema's position, for everyone, and the guard that looks at it. Migrations are run from the command line. */
@Module({})
export class MigratorModule {
  static with(migrations: ServedMigrations): DynamicModule {
    return {
      module: MigratorModule,
      global: true,
      imports: [HttpModule],
      providers: [
        { provide: SERVED_MIGRATIONS, useValue: migrations },
        SchemaGate,
        { provide: APP_GUARD, useClass: SchemaGuard },
      ],
      exports: [SERVED_MIGRATIONS, SchemaGate],
    };
  }
}
