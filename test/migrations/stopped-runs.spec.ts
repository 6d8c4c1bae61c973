import type { TestDatabase } from '../support/database';
import { type Direction, KilledRuns } from '../support/killed-runs';

const isBatch = ({ event }: { event: string }) => event === 'batch';

describe.each<Direction>(['up', 'down'])('a run %s', (direction) => {
  let runs: KilledRuns;
  let database: TestDatabase;

  beforeAll(async () => {
    runs = await KilledRuns.create(direction, 1000);
  });

  afterAll(() => runs.drop());

  beforeEach(async () => {
    database = await runs.copy();
  });

  afterEach(() => database.drop());

  it('that is asked to stop does so between two batches, and is gone on with', async () => {
    const runner = runs.start(database);
    await runner.told(3, isBatch);
    expect(await runner.end('SIGTERM')).toMatchObject({ signal: null, error: { name: 'InterruptedError' } });
    expect(await database.sql('select outcome from migrator.runs order by id desc limit 1')).toEqual([
      { outcome: 'InterruptedError' },
    ]);
    const last = runner.events.filter((event) => event.event === 'batch').at(-1)!;
    const noted = await database.sql(
      'select scanned::int, changed::int from migrator.backfills where title = $1 order by updated_at desc limit 1',
      [last.title],
    );
    expect(noted).toEqual([{ scanned: last.scanned, changed: last.changed }]);
    await runs.finish(database, runner.events);
  });

  it('whose session the server ends says so, and is gone on with', async () => {
    const runner = runs.start(database);
    await runner.told(3, isBatch);
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'continuity migrator'`,
    );
    expect((await runner.ended).error).toMatchObject({
      name: 'SessionLostError',
      message: expect.stringContaining('run the command again'),
    });
    await runs.finish(database, runner.events);
  });

  it('that has lost its lock changes nothing more', async () => {
    // A reader of all that is old stops the run at its next change, where it waits and looks after its lock.
    const runner = runs.start(database);
    await runner.told(3, isBatch);
    await database.sql('begin');
    await database.sql(
      'lock table projects, episodes, shots, stories, scenelets, crawl_jobs, images, drawings in access share mode',
    );
    const isWaiting = ({ event }: { event: string }) => event === 'waiting';
    await runner.told(1, isWaiting);
    const told = runner.events.length;
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'continuity migrator lock%'`,
    );
    expect((await runner.ended).error).toMatchObject({
      name: 'MigratorLockLostError',
      message: expect.stringContaining('run the command again'),
    });
    await database.sql('commit');
    expect(runner.events.slice(told).filter((event) => !isWaiting(event))).toEqual([]);
    await runs.finish(database, runner.events);
  });
});
