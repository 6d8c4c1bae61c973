import { migrations } from '../../migrations';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProgressEvent } from '../../src/migrator/run/progress';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { DatabaseTemplate, type TestDatabase } from './database';
import { comparable, idsIn, rowsOf, schemaOf } from './database-state';
import { RunnerProcess } from './runner-process';

export type Direction = 'up' | 'down';

/** Batches so small that a kill finds many of them. */
const OPTIONS = { batchMs: 5 };

/** All migrations or the way back of all, disturbed and undisturbed, from the same rows to what must be the same rows. */
export class KilledRuns {
  private constructor(
    private readonly template: DatabaseTemplate,
    private readonly direction: Direction,
    private readonly known: ReadonlySet<string>,
    private readonly since: Date,
    /** What an undisturbed run leads to. */
    readonly expected: object,
    /** How many events an undisturbed run tells. */
    readonly eventCount: number,
  ) {}

  /** @param shots how many, and of the rest what fits */
  static async create(direction: Direction, shots: number): Promise<KilledRuns> {
    const template = await DatabaseTemplate.create('empty', async ({ url }) => {
      const changes = new SchemaChanges(url, migrations);
      await changes.migrate('LegacySchema');
      await new LegacyData(url, { sizes: { shots }, chain: 30, wide: 20 }).generate();
      if (direction === 'down') await changes.migrate();
    });
    const database = await template.copy();
    const since = new Date();
    const known = idsIn(await rowsOf(database, ['public', 'parked']));
    let events = 0;
    await run(database, direction, () => events++);
    const expected = await outcome(database, known, since);
    await database.drop();
    return new KilledRuns(template, direction, known, since, expected, events);
  }

  copy(): Promise<TestDatabase> {
    return this.template.copy();
  }

  /** A run in a process of its own. */
  start(database: TestDatabase): RunnerProcess {
    return RunnerProcess.start(database.url, this.direction, OPTIONS);
  }

  /**
   * Kills a run some time after its n-th event, in the middle of whatever it does, runs again and compares.
   *
   * @returns whether the kill came before the end
   */
  async kill(event: number, afterMs: number): Promise<boolean> {
    const database = await this.copy();
    const runner = this.start(database);
    await runner.told(event);
    await sleep(afterMs);
    const { signal } = await runner.end('SIGKILL');
    await this.finish(database, runner.events);
    await database.drop();
    return signal === 'SIGKILL';
  }

  /**
   * Kills a run at a random moment of one of its equal parts. One that has ended before the kill came says nothing, and
   * another moment is tried.
   *
   * @param mostMs how long after an event the kill comes at most
   */
  async killInPart(part: number, parts: number, mostMs: number): Promise<void> {
    const moment = () => 1 + Math.floor((this.eventCount * (part + Math.random() * 0.9)) / parts);
    while (!(await this.kill(moment(), Math.random() * mostMs)));
  }

  /** The plain second run: it must go on where the first one stopped, and lead to what an undisturbed run leads to. */
  async finish(database: TestDatabase, first: readonly ProgressEvent[]): Promise<void> {
    const events = [...first];
    await run(database, this.direction, (event) => events.push(event));
    expect(await outcome(database, this.known, this.since)).toEqual(this.expected);
    expect(repeatedRows(events)).toEqual([]);
  }

  async drop(): Promise<void> {
    await this.template.drop();
  }
}

async function run(database: TestDatabase, direction: Direction, progress: (event: ProgressEvent) => void) {
  const changes = new SchemaChanges(database.url, migrations);
  if (direction === 'up') await changes.migrate(undefined, { ...OPTIONS, progress });
  else await changes.rollback({ to: 'LegacySchema' }, { ...OPTIONS, progress });
}

async function outcome(database: TestDatabase, known: ReadonlySet<string>, since: Date): Promise<object> {
  return {
    schema: await schemaOf(database),
    rows: comparable(await rowsOf(database, ['public', 'parked']), known, since),
    phases: await database.sql('select name, phase from migrator.migrations order by name'),
    migrations: await database.sql('select name from migrations order by id'),
    backfills: await database.sql(
      'select migration, title, place, scanned, total, changed, finished_at is not null as finished from migrator.backfills order by 1, 2, 3',
    ),
    archive: await database.sql(
      'select migration, step, table_name, count(*)::int as entries, count(put_back_at)::int as put_back from migrator.archive group by 1, 2, 3 order by 1, 2, 3',
    ),
    left: await database.sql(
      `select relname from pg_class c join pg_index i on i.indexrelid = c.oid where not indisvalid`,
    ),
  };
}

/** Backfills whose batches over both runs do not come to the whole: each batch and its checkpoint are one. */
function repeatedRows(events: readonly ProgressEvent[]): string[] {
  const batches = events.filter((event) => event.event === 'batch');
  return batches.filter(({ scanned, total }) => scanned > total).map(({ title }) => title);
}
