import { randomUUID } from 'node:crypto';
import type { MigrationDeclaration } from '../../src/migrator/declaration';
import { createTable, OnlineMigration, type Step } from '../../src/migrator';

/** The class of a migration made for one test. */
export type MigrationClass = new () => MigrationDeclaration;

/** A migration of a test's own: its number orders it, the rest is as given. */
export function migrationOf(
  number: number,
  steps: readonly Step[],
  rest: Partial<Pick<MigrationDeclaration, 'findings' | 'checks' | 'contract'>> = {},
): MigrationClass {
  return class extends OnlineMigration {
    readonly name = `Own${String(1800000000000 + number)}`;
    readonly steps = steps;
    override readonly findings = rest.findings ?? [];
    override readonly checks = rest.checks ?? [];
    override readonly contract = rest.contract ?? false;
  };
}

/** Makes `things (id, name, size, note)`, for other migrations to change. */
export const Things = migrationOf(0, [
  createTable('things', 'create table things (id uuid primary key, name text not null, size integer, note jsonb)'),
]);

/** So many ids, in order. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID()).sort();
}
