import { Injectable } from '@nestjs/common';
import { migrations } from '../../migrations';
import { SchemaGate } from '../database/schema-gate';
import type { MigrationBody } from './migration.dto';

/** The state of migrations, read-only: they are run from the command line. */
@Injectable()
export class MigrationsService {
  constructor(private readonly schemaGate: SchemaGate) {}

  async list(): Promise<MigrationBody[]> {
    const { pending } = await this.schemaGate.look();
    return migrations.map(({ name }) => ({ name, state: pending.includes(name) ? 'pending' : 'applied' }));
  }

  /** By name, with or without the timestamp. */
  async find(name: string): Promise<MigrationBody | undefined> {
    return (await this.list()).find((migration) =>
      [migration.name, migration.name.replace(/\d{13}$/, '')].includes(name),
    );
  }
}
