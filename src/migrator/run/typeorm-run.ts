import type { QueryRunner } from 'typeorm';
import { Journal, type Direction } from './journal';
import { MigrationRun, type RunOptions } from './migration-run';
import type { MigrationDeclaration } from '../declaration';
import { Resolutions } from '../check/preflight';
import { SESSION_SETTINGS, sessionOf } from './session';

/** How a run behaves when nobody says otherwise. */
export const DEFAULT_OPTIONS: RunOptions = {
  batchMs: 50,
  lockWaitMs: 300_000,
  throttle: { replicaLag: 5 },
  watchClients: false,
};

/**
 * Runs one migration for TypeORM's command line, which must be told `-t none`: without the migrator's lock, without
 * policies, and TypeORM keeps its own table.
 *
 * @throws PreflightRefusedError and what {@link MigrationRun} throws
 */
export async function runByTypeOrm(
  migration: MigrationDeclaration,
  runner: QueryRunner,
  direction: Direction,
): Promise<void> {
  if (runner.isTransactionActive)
    throw new Error(
      `${migration.name} cannot run in a transaction. Use the migrator's command line, or TypeORM's with -t none.`,
    );
  const session = await sessionOf(runner);
  await session.query(SESSION_SETTINGS.join('; '));
  await new Journal(session).prepare();
  const options = { ...DEFAULT_OPTIONS, runByTypeOrm: true };
  const run = new MigrationRun(session, migration, Resolutions.parse([], []), options, () => undefined, {
    beat: () => Promise.resolve(),
  });
  await run[direction](false);
}
