import { migrations } from '../../migrations';
import fc from 'fast-check';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData, type LegacyDataOptions } from '../../src/rehearsal/legacy-data';
import { newDatabase, type TestDatabase } from './database';
import { columnsOf, comparable, idsIn, rowsIn, rowsOf, schemaOf } from './database-state';
import { legacyDatabases } from './legacy-arbitraries';
import { type OldWrite, oldWrites, write } from './old-writes';
import { policies, withArguments } from './policies';

/** A legacy database in the hands of one run of a property. */
class Trial {
  private constructor(
    readonly database: TestDatabase,
    readonly changes: SchemaChanges,
    private readonly chosen: readonly string[],
    private readonly columns: Readonly<Record<string, readonly string[]>>,
  ) {}

  static async during(
    options: LegacyDataOptions,
    chosen: readonly string[],
    work: (trial: Trial) => Promise<void>,
  ): Promise<void> {
    const database = await newDatabase('LegacySchema');
    try {
      const changes = new SchemaChanges(database.url, migrations);
      await new LegacyData(database.url, options).generate();
      const trial = new Trial(database, changes, chosen, await columnsOf(database));
      await work(trial);
    } finally {
      await database.drop();
    }
  }

  async up(chosen = this.chosen): Promise<void> {
    await this.changes.migrate(undefined, { resolve: await withArguments(this.database, chosen) });
  }

  async down(): Promise<void> {
    await this.changes.rollback({ to: 'LegacySchema' });
  }

  schema(): Promise<string> {
    return schemaOf(this.database);
  }

  /** The legacy tables' rows in the legacy columns. */
  legacyRows(): Promise<Record<string, string[]>> {
    return rowsIn(this.database, this.columns);
  }
}

/** Up and down is nothing, however often and with whatever policies; up, down and up is up. */
export function upAndDownIsNothing(numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(legacyDatabases(), policies, policies, (options, chosen, others) =>
      Trial.during(options, chosen, async (trial) => {
        const [schema, rows, began] = [await trial.schema(), await trial.legacyRows(), new Date()];
        await trial.up();
        const [newSchema, newRows] = [await trial.schema(), await rowsOf(trial.database)];
        await trial.down();
        expect(await trial.schema()).toBe(schema);
        expect(await trial.legacyRows()).toEqual(rows);
        await trial.up();
        expect(await trial.schema()).toBe(newSchema);
        const known = idsIn(newRows);
        expect(comparable(await rowsOf(trial.database), known, began)).toEqual(comparable(newRows, known, began));
        await trial.down();
        expect(await trial.legacyRows()).toEqual(rows);
        await trial.up(others);
        await trial.down();
        expect(await trial.legacyRows()).toEqual(rows);
      }),
    ),
    { numRuns, endOnFailure: true },
  );
}

/** A shot follows its scenelet through changes of the tree, and takes its new number. */
function withoutNumbers(rows: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const without = (row: string) => row.replace(/"scenelet_(id|sequence)":("[^"]*"|\w+),/g, '');
  return Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.map(without).sort()]));
}

/** Whatever old clients write between down and up: up converges, its checks hold, and down leaves what they wrote. */
export function oldWritesSurvive(numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(
      legacyDatabases(),
      policies,
      fc.array(oldWrites, { minLength: 1, maxLength: 20 }),
      (options, chosen, writes: readonly OldWrite[]) =>
        Trial.during(options, chosen, async (trial) => {
          await trial.up();
          const schema = await trial.schema();
          await trial.down();
          for (const one of writes) await write(trial.database, one);
          const written = withoutNumbers(await trial.legacyRows());
          await trial.up();
          expect(await trial.schema()).toBe(schema);
          await trial.down();
          expect(withoutNumbers(await trial.legacyRows())).toEqual(written);
        }),
    ),
    { numRuns, endOnFailure: true },
  );
}
