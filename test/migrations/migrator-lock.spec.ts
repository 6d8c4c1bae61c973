import { migrations } from '../../migrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { MigratorBusyError, MigratorLock } from '../../src/migrator/run/migrator-lock';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { DatabaseTemplate, type TestDatabase } from '../support/database';
import { RunnerProcess } from '../support/runner-process';

let template: DatabaseTemplate;
let database: TestDatabase;

beforeAll(async () => {
  template = await DatabaseTemplate.create('LegacySchema', ({ url }) =>
    new LegacyData(url, { sizes: { shots: 200 } }).generate(),
  );
});

afterAll(() => template.drop());

beforeEach(async () => {
  database = await template.copy();
});

afterEach(() => database.drop());

/** Waits until a query has a row, and gives it. */
async function eventually<Row extends object>(text: string): Promise<Row> {
  for (;;) {
    const [row] = await database.sql<Row>(text);
    if (row) return row;
    await sleep(20);
  }
}

/** The way back changes names of shots; here each row takes it half a minute. */
async function killInLongStatement(): Promise<number> {
  await new SchemaChanges(database.url, migrations).migrate();
  await database.sql(`
    create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$;
    create trigger dawdle before update on shots for each row
      when (current_setting('migrator.runner', true) = 'on' and new.name is null) execute function dawdle()`);
  const runner = RunnerProcess.start(database.url, 'down');
  const { pid } = await eventually<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  );
  expect(await runner.end('SIGKILL')).toEqual({ signal: 'SIGKILL' });
  return pid;
}

describe('a runner that is killed inside a long statement', () => {
  it('frees the lock', async () => {
    const pid = await killInLongStatement();
    await MigratorLock.hold(database.url, () => Promise.resolve(), { waitMs: 15_000 });
    await eventually(`select where not exists (select from pg_stat_activity where pid = ${pid})`);
  });

  it('is followed by the next run only when the server has ended that statement', async () => {
    const pid = await killInLongStatement();
    const beside: Promise<object[]>[] = [];
    await new SchemaChanges(database.url, migrations).rollback(
      { to: 'LegacySchema' },
      {
        progress: ({ event }) => {
          if (event !== 'migration' || beside.length > 0) return;
          beside.push(database.sql(`select from pg_stat_activity where pid = ${pid}`));
          beside.push(database.sql('drop trigger dawdle on shots'));
        },
      },
    );
    expect(await beside[0]).toEqual([]);
    await beside[1];
  });
});

describe('two runners at once', () => {
  it('take turns; the second finds nothing left to do', async () => {
    // Where the first takes longer than the second waits, the second is to come again.
    const run = async (): Promise<RunnerProcess> => {
      const runner = RunnerProcess.start(database.url, 'up');
      const { signal, error } = await runner.ended;
      if (error?.name === 'MigratorBusyError') return run();
      expect([signal, error]).toEqual([null, undefined]);
      return runner;
    };
    const runs = await Promise.all([run(), run()]);
    const migrated = runs.map(({ events }) => events.filter(({ event }) => event === 'done').length);
    expect(migrated.sort()).toEqual([0, (await new SchemaChanges(database.url, migrations).states()).length - 1]);
    expect(await database.sql('select outcome from migrator.runs')).toEqual([
      { outcome: 'done' },
      { outcome: 'done' },
      { outcome: 'done' },
    ]);
  });

  it('do not wait for ever: who gives up is told who holds the lock', async () => {
    await MigratorLock.hold(database.url, async () => {
      const { pid } = await eventually<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and application_name like 'continuity migrator lock%'`,
      );
      const refused = MigratorLock.hold(database.url, () => Promise.reject(new Error('both had it')), { waitMs: 300 });
      await expect(refused).rejects.toThrow(MigratorBusyError);
      await expect(refused).rejects.toThrow(`continuity migrator lock ${process.pid}, server process ${pid}, since `);
    });
  });

  it('are told so too where the first has lost its lock but is still inside a statement', async () => {
    const first = new SchemaChanges(database.url, migrations);
    let second: Promise<unknown> | undefined;
    const run = first.migrate(undefined, {
      progress: ({ event }) => {
        if (event === 'batch') second ??= beginSecond();
      },
    });
    async function beginSecond(): Promise<void> {
      await database.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'continuity migrator lock%'`,
      );
      await MigratorLock.hold(database.url, () => Promise.resolve(), { waitMs: 15_000 });
    }
    await expect(run).rejects.toThrow('The connection that held the migrator’s lock is gone.');
    await second;
  });
});
