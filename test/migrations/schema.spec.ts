import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { describedConstraints } from '../../src/database/constraint-catalogue';
import { entities } from '../../src/entities';
import { MigratorBusyError } from '../../src/migrator/run/migrator-lock';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { type CatalogEntry, readCatalog, schemaText, undescribed } from '../../src/migrator/check/schema-text';
import { newDatabase, type TestDatabase } from '../support/database';

const root = join(__dirname, '../..');

/** Tables that no entity describes, by the feature that is not built yet. */
const WITHOUT_FEATURE: Readonly<Record<string, readonly string[]>> = {
  studio: [
    ...['scene_states', 'asset_states', 'render_checkpoints', 'content_blobs', 'project_versions', 'export_history'],
    ...['templates', 'custom_templates', 'configurations', 'system_configuration', 'user_setups'],
  ],
};

const databases: TestDatabase[] = [];

async function databaseAt(at: string): Promise<TestDatabase> {
  const database = await newDatabase(at);
  databases.push(database);
  return database;
}

/** "kind table.name": definition. */
function byKey(catalog: readonly CatalogEntry[]): Record<string, string> {
  return Object.fromEntries(
    catalog.map(({ kind, table, name, definition }) => [`${kind} ${table ?? ''}.${name}`, definition]),
  );
}

const text = (database: TestDatabase) => schemaText((sql) => database.sql(sql));

let migrated: CatalogEntry[];
let owned: CatalogEntry[];

beforeAll(async () => {
  const database = await databaseAt('migrated');
  migrated = await readCatalog((sql) => database.sql(sql));
  owned = migrated.filter(({ table }) => table !== null && !Object.values(WITHOUT_FEATURE).flat().includes(table));
});

afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe('entities', () => {
  let synchronised: CatalogEntry[];
  /** Indexes over expressions: TypeORM has no word for them, so their entities say `synchronize: false`. */
  let onlyInMigrations: string[];

  beforeAll(async () => {
    const database = await databaseAt('empty');
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      uuidExtension: 'pgcrypto',
      installExtensions: false,
      entities,
    }).initialize();
    onlyInMigrations = dataSource.entityMetadatas.flatMap(({ tableName, indices }) =>
      indices.filter(({ synchronize }) => !synchronize).map(({ name }) => `index ${tableName}.${name}`),
    );
    await dataSource.synchronize();
    await dataSource.destroy();
    synchronised = await readCatalog((sql) => database.sql(sql));
  });

  it('describe every table but those whose feature is not built yet', () => {
    const tablesOf = (catalog: readonly CatalogEntry[]) => new Set(catalog.flatMap(({ table }) => table ?? []));
    const [described, tables] = [tablesOf(synchronised), tablesOf(migrated)];
    const excused = Object.values(WITHOUT_FEATURE).flat();
    expect({
      remedy: 'an entity in src/entities.ts for each undescribed table, or a place in WITHOUT_FEATURE of this file',
      undescribed: [...tables].filter((table) => !described.has(table) && !excused.includes(table)),
      'described by now, so no longer WITHOUT_FEATURE': excused.filter((table) => described.has(table)),
      unknown: [...described, ...excused].filter((table) => !tables.has(table)),
    }).toEqual(
      expect.objectContaining({ undescribed: [], unknown: [], 'described by now, so no longer WITHOUT_FEATURE': [] }),
    );
  });

  it('make the schema that the migrations make, in every column, constraint and index', () => {
    const expected = byKey(owned.filter(({ kind }) => kind !== 'trigger'));
    for (const key of onlyInMigrations) {
      expect(expected).toHaveProperty([key]);
      Reflect.deleteProperty(expected, key);
    }
    expect(byKey(synchronised)).toEqual(expected);
  });
});

it('old clients’ deletions take along whatever hangs under an episode, a story, a scenelet or a shot', () => {
  const [marks = ''] = migrated.filter(({ name }) => name === 'mark_old_deletion').map(({ definition }) => definition);
  const hanging = migrated.filter(
    ({ kind, definition }) =>
      kind === 'constraint' && /, live\) REFERENCES (episodes|stories|scenelets|shots)\(id, live\)/.test(definition),
  );
  expect(hanging).not.toEqual([]);
  expect({
    remedy:
      'functions and triggers that do it, under new names: rule 8 of docs/writing-migrations.md. Then let this test ask them, too',
    forgotten: hanging.flatMap(({ table }) => (marks.includes(`update ${table ?? ''} set`) ? [] : [table])),
  }).toEqual({ remedy: expect.anything(), forgotten: [] });
});

describe('constraint catalogue', () => {
  const named = () =>
    owned.filter(
      ({ kind, definition }) =>
        (kind === 'constraint' && !definition.startsWith('PRIMARY KEY')) ||
        (kind === 'index' && definition.startsWith('CREATE UNIQUE INDEX')),
    );

  beforeAll(async () => {
    const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    for (const path of paths.filter((name) => name.endsWith('.constraints.ts'))) await import(join(root, 'src', path));
  });

  it('has a sentence for every constraint and unique index', () => {
    const described = new Set(describedConstraints());
    const missing = named().filter(({ name }) => !described.has(name));
    expect({
      remedy: "a sentence for each in the feature's *.constraints.ts",
      missing: missing.map(({ table, name }) => `${table ?? ''}.${name}`),
    }).toEqual({ remedy: expect.anything(), missing: [] });
  });

  it('describes no constraint that does not exist', () => {
    // Triggers refuse in the name of a constraint, too.
    const functions = readFileSync(join(root, 'migrations/schema.sql'), 'utf8');
    const raised = [...functions.matchAll(/constraint = '(\w+)'/g)].map(([, name]) => name);
    const existing = new Set([...named().map(({ name }) => name), ...raised]);
    expect(describedConstraints().filter((name) => !existing.has(name))).toEqual([]);
  });
});

it('every constraint and index has a name that people can read', () => {
  const names = migrated.filter(({ kind }) => kind === 'constraint' || kind === 'index').map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z][a-z_]*$/.test(name) || /[0-9a-f]{16}/.test(name))).toEqual([]);
});

it('the schema holds nothing that the documents cannot describe', async () => {
  const database = await databaseAt('migrated');
  expect(await undescribed((sql) => database.sql(sql))).toEqual([]);
});

it('migrations/schema.sql is what the migrations build (else: npm run generate)', async () => {
  expect(await text(await databaseAt('migrated'))).toBe(readFileSync(join(root, 'migrations/schema.sql'), 'utf8'));
});

describe('migrations', () => {
  const names = migrations.map((migration) => new migration().name);

  it('go back one at a time, each to the schema before, and forward again to the same', async () => {
    const database = await databaseAt('empty');
    const changes = new SchemaChanges(database.url, migrations);
    const stages = [await text(database)];
    for (const name of names) {
      expect(await changes.migrate(name)).toEqual([name]);
      stages.push(await text(database));
    }
    for (const [index, name] of [...names.entries()].reverse()) {
      expect(await changes.rollback({ steps: 1 })).toEqual([name]);
      expect(await text(database)).toBe(stages[index]);
    }
    expect(await changes.migrate()).toEqual(names);
    expect(await text(database)).toBe(stages.at(-1));
    expect(await changes.rollback('all')).toEqual([...names].reverse());
    expect(await text(database)).toBe(stages[0]);
  });

  it('do nothing the second time', async () => {
    const database = await databaseAt('migrated');
    const before = await text(database);
    expect(await new SchemaChanges(database.url, migrations).migrate()).toEqual([]);
    expect(await text(database)).toBe(before);
  });

  it('are applied once when two runs start at once', async () => {
    const database = await databaseAt('empty');
    // Where the first takes longer than the second waits, the second is to come again.
    const migrate = (): Promise<string[]> =>
      new SchemaChanges(database.url, migrations).migrate().catch((error: unknown) => {
        if (error instanceof MigratorBusyError) return migrate();
        throw error;
      });
    const runs = await Promise.all([migrate(), migrate()]);
    expect(runs.map((applied) => applied.length).sort()).toEqual([0, names.length]);
    expect(await database.sql('select name from migrations order by id')).toEqual(names.map((name) => ({ name })));
  });
});
