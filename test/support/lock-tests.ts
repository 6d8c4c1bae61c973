import { migrations } from '../../migrations';
import type { MigrationDeclaration } from '../../src/migrator/declaration';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { STEP_KIND_ROWS, STEP_KINDS } from './all-step-kinds';
import { newDatabase, type TestDatabase } from './database';
import { EXACT_INSTANCES } from './exact-instances';
import { LockWatch, type Sighting, surprises } from './lock-watch';

/**
 * Forwards, backwards, and forwards again, when what was put aside comes back; with rows from the first migration on.
 *
 * @param between what is done before a migration, by its name, the first time
 */
async function thereAndBack(
  database: TestDatabase,
  all: readonly MigrationDeclaration[],
  fill: () => Promise<unknown>,
  between: Readonly<Record<string, () => Promise<unknown>>> = {},
): Promise<Sighting[]> {
  const [first, ...rest] = all;
  return LockWatch.with(database.url, async (watch) => {
    await watch.run(first!, 'up');
    await fill();
    // Nobody uses the tables of the first one while it makes them.
    watch.sightings.length = 0;
    for (const migration of rest) {
      await between[migration.name]?.();
      await watch.run(migration, 'up');
    }
    for (const migration of [...rest].reverse()) await watch.run(migration, 'down');
    for (const migration of rest) await watch.run(migration, 'up');
  });
}

/** Every change there is, by its SQL, that no statement seen was. */
function unseen(all: readonly MigrationDeclaration[], sightings: readonly Sighting[]): string[] {
  const seen = new Set(sightings.map(({ sql }) => sql));
  const changes = all.flatMap(({ steps }) => steps.flatMap(({ up, down }) => [...up, ...down]));
  return changes.flatMap((action) => (action.action === 'change' && !seen.has(action.sql) ? [action.sql] : []));
}

/** Tests that hold on every major of PostgreSQL. */
export function describeLocks(): void {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await newDatabase('empty');
  });

  afterEach(() => database.drop());

  it('of every kind of step, either way, are those that it declares, and no table is written anew', async () => {
    const all = STEP_KINDS.map((type) => new type());
    const sightings = await thereAndBack(database, all, () => database.sql(STEP_KIND_ROWS));
    expect(surprises(sightings)).toEqual([]);
    expect(unseen(all.slice(1), sightings)).toEqual([]);
  });

  it('of every step of every migration, either way, are those that it declares, and no table is written anew', async () => {
    const all = migrations.map((type) => new type());
    const sightings = await thereAndBack(
      database,
      all,
      () => new LegacyData(database.url, { sizes: { shots: 300 } }).generate(),
      { DrawingsAtWork1700000009000: () => database.sql(EXACT_INSTANCES) },
    );
    expect(surprises(sightings)).toEqual([]);
    expect(unseen(all.slice(1), sightings)).toEqual([]);
  });
}
