import { createHash } from 'node:crypto';
import type { Finding } from './finding';
import type { Action, Step } from './steps';

/** What must hold when a migration is done: a SELECT that finds no row then. */
export interface SemanticCheck {
  title: string;
  /** SELECT of the rows that are wrong. */
  wrong: string;
}

/** What a migration says of itself; the migrator does the rest. */
export interface MigrationDeclaration {
  /** The class's name; its last 13 digits are the time that orders it. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly steps: readonly Step[];
  readonly checks: readonly SemanticCheck[];
  /** Takes something away that older versions of the service need; they answer 503 from then on. */
  readonly contract: boolean;
}

/** All migrations there are, oldest first. They know the migrator, so they are handed in. */
export type Migrations = readonly (new () => MigrationDeclaration)[];

const checksums = new WeakMap<MigrationDeclaration, string>();

/** Identifies what would be executed, however the file is laid out. */
export function checksumOf(migration: MigrationDeclaration): string {
  const known = checksums.get(migration);
  if (known !== undefined) return known;
  const plain = (action: Action) => JSON.stringify(action).replaceAll(/(\\n|\s)+/g, ' ');
  const hash = createHash('sha256');
  for (const { title, up, down } of migration.steps)
    hash.update([title, ...up.map(plain), '/', ...down.map(plain)].join('\n'));
  const checksum = hash.digest('hex');
  checksums.set(migration, checksum);
  return checksum;
}

/** The migration's time, in milliseconds. */
export function timestampOf({ name }: { name: string }): number {
  return Number(/\d{13}$/.exec(name)?.[0]);
}

/** The name without the time: what people type. */
export function shortName(name: string): string {
  return name.replace(/\d{13}$/, '');
}
