import { migrations } from '../../migrations';
import { Client } from 'pg';
import { InterruptedError } from '../../src/command-line/exit';
import { DriftError, SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { FLAWS } from '../../src/rehearsal/flaws';
import { DatabaseTemplate, newDatabase, type TestDatabase } from '../support/database';
import { columnsOf, comparable, idsIn, rowsIn, rowsOf, schemaOf } from '../support/database-state';
import { sqlStatements } from '../support/sql-statements';

const databases: TestDatabase[] = [];
const began = new Date();

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});

const LEGAL = FLAWS.filter(({ legal }) => legal).map(({ name }) => name);

async function generate({ url }: TestDatabase, flaws: readonly string[]): Promise<void> {
  await new LegacyData(url, {
    sizes: { shots: 60 },
    flaws: flaws.map((name) => ({ name, count: 2 })),
    chain: 4,
    wide: 3,
  }).generate();
}

/** The ids of the rows that every database here begins with, but for those with flaws of their own. */
let known: ReadonlySet<string>;

/** One legacy database as it began, as `migrate` leaves it, and as `rollback` leaves it then. */
let templates: Record<'legacy' | 'migrated' | 'rolledBack', DatabaseTemplate>;

beforeAll(async () => {
  const legacy = await DatabaseTemplate.create('LegacySchema', async (database) => {
    await generate(database, LEGAL);
    known = idsIn(await rowsOf(database));
  });
  const migrated = await legacy.extend(({ url }) => new SchemaChanges(url, migrations).migrate());
  const rolledBack = await migrated.extend(({ url }) =>
    new SchemaChanges(url, migrations).rollback({ to: 'LegacySchema' }),
  );
  templates = { legacy, migrated, rolledBack };
});

afterAll(async () => {
  for (const template of Object.values(templates)) await template.drop();
});

/** A database with the same rows each time. */
class Copy {
  readonly changes: SchemaChanges;

  private constructor(
    readonly database: TestDatabase,
    private readonly known: ReadonlySet<string>,
  ) {
    databases.push(database);
    this.changes = new SchemaChanges(database.url, migrations);
  }

  static async of(stage: keyof typeof templates): Promise<Copy> {
    return new Copy(await templates[stage].copy(), known);
  }

  static async withFlaws(flaws: readonly string[]): Promise<Copy> {
    const database = await newDatabase('LegacySchema');
    await generate(database, flaws);
    return new Copy(database, idsIn(await rowsOf(database)));
  }

  /** Runs a script as psql does: statement by statement, up to the first error. */
  async execute(script: string): Promise<void> {
    const client = new Client({ connectionString: this.database.url });
    client.on('notice', () => undefined);
    await client.connect();
    try {
      for (const statement of sqlStatements(script)) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** All that a run leaves behind, but for what says when it was. */
  async state() {
    const { database, known } = this;
    return {
      schema: await schemaOf(database),
      rows: comparable(await rowsOf(database, ['public', 'parked']), known, began),
      migrations: await database.sql('select timestamp, name from migrations order by id'),
      phases: await database.sql('select name, phase, checksum, contract from migrator.migrations order by name'),
      archive: comparable(
        {
          archive: (
            await database.sql<{ row: string }>(
              `select to_jsonb(a)::text as row from (select migration, step, direction, table_name, row_id, was, became, put_back_at is not null as put_back, kept from migrator.archive) a`,
            )
          ).map(({ row }) => row),
        },
        known,
        began,
      ),
    };
  }
}

/** The statements that a script has of its own accord: everything but settings, transactions, locks, blocks and the journal's rows. */
function changesIn(script: string): string[] {
  return sqlStatements(script).filter(
    (statement) =>
      !/^(set|begin|commit|lock|do)\b/i.test(statement) &&
      !/^(insert into|update|delete from|create table if not exists|create index if not exists idx_archive_row on|create schema if not exists|create or replace function) (migrator|parked|public\.migrations)\b/.test(
        statement,
      ),
  );
}

describe('the script', () => {
  it('makes, run statement by statement, what migrate makes', async () => {
    const migrated = await Copy.of('migrated');
    const scripted = await Copy.of('legacy');
    await scripted.execute(await scripted.changes.script());
    expect(await scripted.state()).toEqual(await migrated.state());
  });

  it('has the statements that migrate runs, in their order', async () => {
    const { changes } = await Copy.of('legacy');
    const script = await changes.script();
    const run: string[] = [];
    await changes.migrate(undefined, {
      progress: (event) => {
        if (event.event === 'statement') run.push(...changesIn(event.sql));
      },
    });
    expect(changesIn(script)).toEqual(run);
    expect(run.length).toBeGreaterThan(100);
  });

  it('can, with guards, be run twice, and is then as if it had been run once', async () => {
    const once = await Copy.of('migrated');
    const twice = await Copy.of('legacy');
    const script = await twice.changes.script({ idempotent: true });
    await twice.execute(script);
    expect(await twice.state()).toEqual(await once.state());
    await twice.execute(script);
    expect(await twice.state()).toEqual(await once.state());
  });

  it('takes back what it has applied, and what policies have changed', async () => {
    const flaws = [
      ...LEGAL,
      'piece-mark-case-twins',
      'shot-name-case-twins',
      'story-with-two-roots-with-shots',
      'scenelet-id-zero',
    ];
    const resolve = [
      'piece-mark-twins=identify',
      'duplicate-shot-names=rename',
      'stories-with-several-roots=nest',
      'unmapped-shots=detach',
    ];
    const rolledBack = await Copy.withFlaws(flaws);
    const scripted = await Copy.withFlaws(flaws);
    const columns = await columnsOf(scripted.database);
    const before = await rowsIn(scripted.database, columns);
    for (const { changes } of [rolledBack, scripted]) await changes.migrate(undefined, { resolve });
    expect(await rowsIn(scripted.database, columns)).not.toEqual(before);
    await rolledBack.changes.rollback({ to: 'LegacySchema' });
    await scripted.execute(await scripted.changes.script({ down: true, to: 'LegacySchema' }));
    expect(await scripted.state()).toEqual(await rolledBack.state());
    expect(await rowsIn(scripted.database, columns)).toEqual(before);
  });

  it('can, with guards, be begun again from wherever the way back was stopped, and when it is done', async () => {
    const rolledBack = await Copy.of('rolledBack');
    const scripted = await Copy.of('migrated');
    const script = await scripted.changes.script({ down: true, to: 'LegacySchema', idempotent: true });
    const statements = sqlStatements(script);
    for (const part of [1 / 4, 1 / 2, 3 / 4])
      await scripted.execute(`${statements.slice(0, Math.floor(statements.length * part)).join(';\n')};`);
    await scripted.execute(script);
    expect(await scripted.state()).toEqual(await rolledBack.state());
    await scripted.execute(script);
    expect(await scripted.state()).toEqual(await rolledBack.state());
  });

  it('that was stopped on its way back is overtaken by migrate, and begins anew the next time', async () => {
    const rolledBack = await Copy.of('migrated');
    const scripted = await Copy.of('migrated');
    const migrated = await rolledBack.state();
    const script = await scripted.changes.script({ down: true, to: 'PlatformTables', idempotent: true });
    const statements = sqlStatements(script);
    for (const part of [1 / 3, 2 / 3]) {
      await scripted.execute(`${statements.slice(0, Math.floor(statements.length * part)).join(';\n')};`);
      await scripted.changes.migrate();
      expect((await scripted.changes.verify()).filter(({ passed }) => !passed)).toEqual([]);
      expect((await scripted.state()).rows).toEqual(migrated.rows);
      expect((await scripted.state()).schema).toEqual(migrated.schema);
    }
    // What has come in since the script was stopped goes back with the rest.
    const label = `update components set instance_identifier = 'Z' where id = (select id from components order by id limit 1)`;
    const assign = `insert into drawing_projects (drawing_id, project_id) select d.id, p.id
      from (select id from drawings order by id limit 1) d, (select id from projects order by id desc limit 1) p on conflict do nothing`;
    for (const { database } of [rolledBack, scripted]) await database.sql(`${label}; ${assign}`);
    await rolledBack.changes.rollback({ to: 'PlatformTables' });
    await scripted.execute(script);
    const [found, wanted] = [await scripted.state(), await rolledBack.state()];
    expect(found.schema).toEqual(wanted.schema);
    expect(found.rows).toEqual(wanted.rows);
  });

  it('brings back what a rollback has put aside', async () => {
    const migrated = await Copy.of('rolledBack');
    const scripted = await Copy.of('rolledBack');
    await migrated.changes.migrate();
    await scripted.execute(await scripted.changes.script());
    expect(await scripted.state()).toEqual(await migrated.state());
  });

  it.each([1, 60, 110])('finishes, with guards, a run that was stopped after %d steps', async (steps) => {
    const migrated = await Copy.of('migrated');
    const scripted = await Copy.of('legacy');
    const stop = new AbortController();
    let begun = 0;
    const stopped = scripted.changes.migrate(undefined, {
      signal: stop.signal,
      progress: ({ event }) => {
        if (event === 'step' && ++begun > steps) stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow(InterruptedError);
    await expect(scripted.changes.script()).rejects.toThrow(DriftError);
    await scripted.execute(await scripted.changes.script({ idempotent: true }));
    expect(await scripted.state()).toEqual(await migrated.state());
  });
});
