import { type CommandFailure, EXIT } from '../command-line/exit';
import { LEGACY_TABLES, PARENT, type LegacyTable } from './legacy-tables';

/** How many clean rows each table gets. */
export type LegacySizes = Record<LegacyTable, number>;

/** An option of the generator that cannot be fulfilled. The message says what is right. */
export class LegacyOptionsError extends Error implements CommandFailure {
  override name = 'LegacyOptionsError';
  readonly exitCode = EXIT.usage;
}

/** Above this, ordinals no longer fit the names and times that are made from them. */
const MOST = 10_000_000;

export const DEFAULT_SHOTS = 10_000;

/**
 * The sizes of a data set: what is given, and the rest in proportion to the shots, as productions have it.
 *
 * @throws LegacyOptionsError for a number out of range, or rows without a table of parents
 */
export function legacySizes(given: Partial<LegacySizes> = {}): LegacySizes {
  const shots = given.shots ?? DEFAULT_SHOTS;
  checkSize('shots', shots);
  const oneIn = (many: number) => Math.max(1, Math.ceil(shots / many));
  const stories = given.stories ?? oneIn(500);
  const sizes: LegacySizes = {
    profiles: oneIn(500),
    projects: oneIn(1000),
    episodes: oneIn(100),
    stories,
    scenelets: stories === 0 ? 0 : Math.max(stories, oneIn(10)),
    shots,
    crawl_jobs: oneIn(500),
    images: oneIn(4),
    activity_logs: oneIn(4),
    drawings: oneIn(500),
    components: oneIn(10),
    ...given,
  };
  for (const table of LEGACY_TABLES) checkSize(table, sizes[table]);
  for (const table of LEGACY_TABLES) checkParents(table, sizes);
  if (sizes.scenelets < sizes.stories)
    throw new LegacyOptionsError('There must be at least as many scenelets as stories: a clean story has one.');
  return sizes;
}

function checkSize(table: LegacyTable, size: number): void {
  if (!Number.isInteger(size) || size < 0 || size > MOST)
    throw new LegacyOptionsError(
      `The number of ${table} must be a whole number from 0 to ${MOST.toLocaleString('en')}.`,
    );
}

function checkParents(table: LegacyTable, sizes: LegacySizes): void {
  const parent = PARENT[table]?.table;
  if (parent && sizes[table] > 0 && sizes[parent] === 0)
    throw new LegacyOptionsError(
      `There can be no ${table} without ${parent}: ask for at least one, or for no ${table}.`,
    );
}
