import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { DatabaseTemplate, newDatabase, type TestDatabase } from '../support/database';
import { columnsOf, comparable, idsIn, rowsIn, rowsOf, schemaOf } from '../support/database-state';

const began = new Date();
const databases: TestDatabase[] = [];
const sources: DataSource[] = [];

let legacy: DatabaseTemplate;
/** The same, as `migrate` leaves it. */
let migrated: DatabaseTemplate;

async function copyOf(template: DatabaseTemplate): Promise<{ database: TestDatabase; changes: SchemaChanges }> {
  const database = await template.copy();
  databases.push(database);
  return { database, changes: new SchemaChanges(database.url, migrations) };
}

beforeAll(async () => {
  legacy = await DatabaseTemplate.create('LegacySchema', ({ url }) =>
    new LegacyData(url, { sizes: { shots: 60 } }).generate(),
  );
  migrated = await legacy.extend(({ url }) => new SchemaChanges(url, migrations).migrate());
});

afterAll(async () => {
  await legacy.drop();
  await migrated.drop();
});

/** As TypeORM's command line makes one, with `-t none`. */
async function sourceOf(database: TestDatabase): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: database.url,
    migrations,
    migrationsTransactionMode: 'none',
  });
  sources.push(source);
  return source.initialize();
}

afterEach(async () => {
  for (const source of sources.splice(0)) await source.destroy();
  for (const database of databases.splice(0)) await database.drop();
});

const names = (database: TestDatabase) => database.sql('select timestamp, name from migrations order by id');

describe('TypeORM’s own commands', () => {
  it('run the migrations to the same schema and rows', async () => {
    const byMigrator = await copyOf(migrated);
    const byTypeOrm = await copyOf(legacy);
    const known = idsIn(await rowsOf(byTypeOrm.database));
    const source = await sourceOf(byTypeOrm.database);
    const run = await source.runMigrations({ transaction: 'none' });
    expect(run.map(({ name }) => name)).toEqual(migrations.slice(1).map(({ name }) => name));
    expect(await schemaOf(byTypeOrm.database)).toBe(await schemaOf(byMigrator.database));
    expect(comparable(await rowsOf(byTypeOrm.database), known, began)).toEqual(
      comparable(await rowsOf(byMigrator.database), known, began),
    );
    expect(await names(byTypeOrm.database)).toEqual(await names(byMigrator.database));
    expect(await byTypeOrm.changes.states()).toEqual(await byMigrator.changes.states());
    expect(await byTypeOrm.changes.migrate()).toEqual([]);
  });

  it('run them from nothing', async () => {
    const database = await newDatabase('empty');
    databases.push(database);
    const other = await copyOf(migrated);
    const source = await sourceOf(database);
    expect(await source.showMigrations()).toBe(true);
    await source.runMigrations();
    expect(await source.showMigrations()).toBe(false);
    expect(await schemaOf(database)).toBe(await schemaOf(other.database));
  });

  it('take them back, one by one, without a loss', async () => {
    const before = await copyOf(legacy);
    const columns = await columnsOf(before.database);
    const [rows, schema] = [await rowsIn(before.database, columns), await schemaOf(before.database)];
    const { database, changes } = await copyOf(migrated);
    const source = await sourceOf(database);
    for (const { name } of migrations.slice(1).reverse()) {
      await source.undoLastMigration({ transaction: 'none' });
      expect(await names(database)).not.toContainEqual(expect.objectContaining({ name }));
      expect((await changes.states()).find((state) => state.name === name)).toMatchObject({
        applied: false,
        phase: 'reverted',
      });
      expect(await source.showMigrations()).toBe(true);
    }
    expect(await schemaOf(database)).toBe(schema);
    expect(await rowsIn(database, columns)).toEqual(rows);
    // Each migration says that it needs no transaction, whatever the mode.
    await source.runMigrations({ transaction: 'each' });
    expect(await names(database)).toHaveLength(migrations.length);
    expect((await changes.states()).every(({ applied }) => applied)).toBe(true);
  });

  it('refuse to run them in one transaction, and change nothing', async () => {
    const { database } = await copyOf(legacy);
    const schema = await schemaOf(database);
    const source = await sourceOf(database);
    await expect(source.runMigrations({ transaction: 'all' })).rejects.toThrow(/transaction/);
    expect(await schemaOf(database)).toBe(schema);
  });
});
