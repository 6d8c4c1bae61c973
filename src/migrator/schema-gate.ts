import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { ProblemError } from '../http/problem';
import type { Migrations } from './declaration';
import './migrator.problems';

/** Injection token of the {@link ServedMigrations}. */
export const SERVED_MIGRATIONS = Symbol('SERVED_MIGRATIONS');

/** The migrations as the service looks at them. */
export interface ServedMigrations {
  all: Migrations;
  /** The name of the newest one that this version cannot serve without. What comes after it is taken as it comes. */
  needed: string;
}

/** Where the database's schema stands, seen from this version of the program. */
export interface SchemaPosition {
  /** The newest applied migration, or null. */
  applied: string | null;
  /** Migrations that this version knows and the database lacks, or has only by halves. */
  pending: string[];
  /** Those of them that it cannot serve without. */
  missing: string[];
  /** Applied migrations that this version does not know. */
  unknown: string[];
  /** Those of them that have taken away what this version needs. */
  breaking: string[];
}

/** How long a look at the schema is believed. */
const BELIEVED_MS = 2000;

/** Lets requests through only when the schema is one that this version can serve from. */
@Injectable()
export class SchemaGate {
  private until = 0;
  private readonly known: readonly string[];

  constructor(
    private readonly database: Database,
    @Inject(SERVED_MIGRATIONS) private readonly migrations: ServedMigrations,
  ) {
    this.known = migrations.all.map(({ name }) => name);
  }

  /** The schema was good a moment ago. */
  get isBelieved(): boolean {
    return Date.now() <= this.until;
  }

  /**
   * Passes when the schema lies between the oldest and the newest that this version can serve from. A schema that was
   * good is looked at again only now and then.
   *
   * @throws ProblemError 503 schema_too_old · 503 schema_too_new
   */
  async pass(): Promise<void> {
    if (this.isBelieved) return;
    const refusal = refusalOf(await this.look());
    if (refusal) throw new ProblemError(refusal.code, refusal.detail, [], { 'retry-after': '30' });
  }

  /** Reads the schema's position from the database. */
  async look(): Promise<SchemaPosition> {
    const [exists] = await this.database.read<{ table: boolean; journal: boolean }>(
      'schema.tables',
      `select to_regclass('public.migrations') is not null as table, to_regclass('migrator.migrations') is not null as journal`,
    );
    const rows = exists?.table
      ? await this.database.read<{ name: string }>('schema.position', 'select name from migrations order by id')
      : [];
    const journal = exists?.journal
      ? await this.database.read<{ name: string; phase: string; contract: boolean }>(
          'schema.journal',
          'select name, phase, contract from migrator.migrations',
        )
      : [];
    const half = new Set(
      journal.filter(({ phase }) => phase === 'applying' || phase === 'reverting').map(({ name }) => name),
    );
    const applied = rows.map(({ name }) => name).filter((name) => !half.has(name));
    const { known } = this;
    const pending = known.filter((name) => !applied.includes(name));
    // One that takes something away is recorded before it begins.
    const others = journal.filter(({ name, phase }) => !known.includes(name) && phase !== 'reverted');
    const unknown = [
      ...new Set([...applied.filter((name) => !known.includes(name)), ...others.map(({ name }) => name)]),
    ];
    const contracts = new Set(others.filter(({ contract }) => contract).map(({ name }) => name));
    const position = {
      applied: applied.at(-1) ?? null,
      pending,
      missing: pending.filter((name) => known.indexOf(name) <= known.indexOf(this.migrations.needed)),
      unknown,
      breaking: unknown.filter((name) => contracts.has(name)),
    };
    this.until = refusalOf(position) ? 0 : Date.now() + BELIEVED_MS;
    return position;
  }
}

/** Why a schema cannot be served from, or nothing. */
export function refusalOf({
  missing,
  breaking,
}: SchemaPosition): { code: 'schema_too_old' | 'schema_too_new'; detail: string } | undefined {
  if (missing.length > 0)
    return {
      code: 'schema_too_old',
      detail: `The database schema lacks ${missing.join(', ')}. An administrator must run: npm run cli -- migrate`,
    };
  if (breaking.length > 0)
    return {
      code: 'schema_too_new',
      detail: `The database schema has ${breaking.join(', ')}, which this version of the service cannot serve from. Start a newer version.`,
    };
  return undefined;
}

/** What differs from the schema that this version was made for, though it serves; empty where nothing does. */
export function noteOf({ pending, unknown }: SchemaPosition): string {
  const notes = [];
  if (pending.length > 0) notes.push(`Not applied, or being applied: ${pending.join(', ')}.`);
  if (unknown.length > 0) notes.push(`Applied by a newer version: ${unknown.join(', ')}.`);
  return notes.join(' ');
}
