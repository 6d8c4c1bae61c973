import { Injectable } from '@nestjs/common';
import { migrations } from '../../migrations';
import { ProblemError } from '../http/problem';
import { Database } from './database.service';

/** Where the database's schema stands, seen from this version of the program. */
export interface SchemaPosition {
  /** The newest applied migration, or null. */
  applied: string | null;
  /** Migrations that this version needs and the database lacks. */
  pending: string[];
}

/** How long a look at the schema is believed. */
const BELIEVED_MS = 2000;

/** Lets requests through only when the schema is one that this version can serve from. */
@Injectable()
export class SchemaGate {
  private until = 0;
  private position: SchemaPosition = { applied: null, pending: [] };

  constructor(private readonly database: Database) {}

  /**
   * Passes when nothing is pending. A schema that was good is looked at again only now and then.
   *
   * @throws ProblemError 503 schema_too_old
   */
  async pass(): Promise<void> {
    if (Date.now() > this.until) {
      await this.look();
      if (this.position.pending.length === 0) this.until = Date.now() + BELIEVED_MS;
    }
    if (this.position.pending.length > 0)
      throw new ProblemError(
        'schema_too_old',
        `The database schema lacks ${this.position.pending.join(', ')}. An administrator must run: npm run cli -- migrate`,
        [],
        { 'retry-after': '30' },
      );
  }

  /** Reads the schema's position from the database. */
  async look(): Promise<SchemaPosition> {
    const [exists] = await this.database.read<{ exists: boolean }>(
      'schema.table',
      `select to_regclass('public.migrations') is not null as exists`,
    );
    const names = exists?.exists
      ? (await this.database.read<{ name: string }>('schema.position', 'select name from migrations order by id')).map(
          (row) => row.name,
        )
      : [];
    const known = migrations.map((migration) => migration.name);
    this.position = { applied: names.at(-1) ?? null, pending: known.filter((name) => !names.includes(name)) };
    return this.position;
  }
}
