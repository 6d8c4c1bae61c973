import { addColumns, changeRows, removeRows, type Finding } from '../../src/migrator';
import { PreflightRefusedError } from '../../src/migrator/finding';
import { ResolveOptionError } from '../../src/migrator/check/preflight';
import { InterruptedError } from '../../src/command-line/exit';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { migrations } from '../../migrations';
import { FLAWS } from '../../src/rehearsal/flaws';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { DatabaseTemplate, type TestDatabase } from '../support/database';
import { columnsOf, rowsIn } from '../support/database-state';
import { migrationOf, Things } from '../support/own-migrations';
import { withArguments } from '../support/policies';

let database: TestDatabase;

afterEach(() => database.drop());

interface Entry {
  step: string;
  table_name: string;
  row_id: string;
  was: Record<string, unknown>;
  became: Record<string, unknown> | null;
  put_back_at: Date | null;
  kept: boolean | null;
}

function archive(): Promise<Entry[]> {
  return database.sql(
    `select step, table_name, row_id, was, became, put_back_at, kept from migrator.archive where step like 'finding %' order by id`,
  );
}

describe('the policies of the migrations', () => {
  const findings = migrations.flatMap((type) => new type().findings);
  /** The place of a policy among those of its finding; a finding with fewer uses its last. */
  const choice = (place: number) =>
    findings.map(({ code, policies }) => {
      const all = Object.entries(policies);
      const [name, { argument }] = all[Math.min(place, all.length - 1)]!;
      return `${code}=${name}${argument ? `:<${argument.name}>` : ''}`;
    });

  /** A legacy database with each flaw twice. */
  let flawed: DatabaseTemplate;

  beforeAll(async () => {
    flawed = await DatabaseTemplate.create('LegacySchema', ({ url }) =>
      new LegacyData(url, { sizes: { shots: 40 }, flaws: FLAWS.map(({ name }) => ({ name, count: 2 })) }).generate(),
    );
  });
  afterAll(() => flawed.drop());

  /** Its columns, and its rows in them. */
  async function flawedDatabase() {
    database = await flawed.copy();
    const columns = await columnsOf(database);
    return { changes: new SchemaChanges(database.url, migrations), columns, before: await rowsIn(database, columns) };
  }

  it.each([0, 1])('settle what was found, and a rollback restores it (policy %d of each finding)', async (place) => {
    const { changes, columns, before } = await flawedDatabase();
    const resolve = await withArguments(database, choice(place));
    expect(resolve).toHaveLength(findings.length);
    const settled = new Set<string>();
    await changes.migrate(undefined, {
      resolve,
      progress: (event) => {
        if (event.event === 'resolved') settled.add(event.code);
      },
    });
    // Neither what a shot says of its project nor instances are anything that legacy data can be wrong about.
    const made = findings
      .map(({ code }) => code)
      .filter((code) => code !== 'project-mismatches' && code !== 'instance-twins');
    expect([...settled].sort()).toEqual(made.sort());
    const rows = new Map(
      Object.values(before)
        .flat()
        .map((row) => [(JSON.parse(row) as { id: string }).id, row]),
    );
    for (const { row_id, was, became } of await archive()) {
      expect(rows.has(row_id)).toBe(true);
      if (became) expect(Object.keys(became).sort()).toEqual(Object.keys(was).sort());
    }
    await changes.rollback({ to: 'LegacySchema' });
    expect(await rowsIn(database, columns)).toEqual(before);
    expect((await archive()).filter(({ put_back_at, kept }) => put_back_at === null || kept !== false)).toEqual([]);
  });

  it('leave nothing behind that another policy would meet the next time', async () => {
    const { changes, columns, before } = await flawedDatabase();
    for (const place of [1, 0, 1]) {
      await changes.migrate(undefined, { resolve: await withArguments(database, choice(place)) });
      const assigned = await database.sql(
        `select from drawing_projects a join drawings d on d.id = a.drawing_id where d.project_id is distinct from a.project_id`,
      );
      expect(assigned).toEqual([]);
      await changes.rollback({ to: 'LegacySchema' });
      expect(await rowsIn(database, columns)).toEqual(before);
    }
  });
});

const offensive: Finding = {
  code: 'large-things',
  problem: 'things are too large',
  offenders: `select id, name as detail from things where size > 100`,
  remedy: 'Make them smaller.',
  policies: {
    shrink: {
      does: 'The size becomes 100.',
      passes: () => [
        { work: changeRows('offenders', { table: 'things', set: { size: '100' }, where: 'true', archive: ['size'] }) },
      ],
    },
    rename: {
      does: 'They get one name.',
      argument: { name: 'thing', pattern: /^\w+$/, exists: 'exists (select from things where name = $1)' },
      passes: (name) => [
        {
          work: changeRows('offenders', {
            table: 'things',
            set: { name: `'${name}'`, size: '100' },
            where: 'true',
            archive: ['name', 'size'],
          }),
        },
      ],
    },
    nothing: {
      does: 'Nothing is done.',
      passes: () => [{ work: changeRows('offenders', { table: 'things', set: { size: 't.size' }, where: 'false' }) }],
    },
    quarantine: {
      does: 'They leave the table.',
      passes: () => [
        {
          offenders: `select p.id from parts p join things t on t.id = p.thing_id
            where t.size > 100 and not exists (select from parts c where c.part_of = p.id)`,
          work: removeRows('offenders', 'parts'),
        },
        { work: removeRows('offenders', 'things') },
      ],
    },
  },
};

describe('a policy', () => {
  const Shrunk = migrationOf(1, [addColumns('things', { colour: 'text' }), addColumns('things', { shape: 'text' })], {
    findings: [offensive],
  });
  let template: DatabaseTemplate;
  let changes: SchemaChanges;

  beforeAll(async () => {
    template = await DatabaseTemplate.create('empty', async (own) => {
      await new SchemaChanges(own.url, [Things]).migrate();
      await own.sql(
        `create table parts (id uuid primary key, thing_id uuid references things (id) on delete cascade, part_of uuid references parts (id) on delete cascade)`,
      );
      await own.sql(
        `insert into things select gen_random_uuid(), 'thing ' || n, n, null from generate_series(91, 110) n`,
      );
    });
  });
  afterAll(() => template.drop());

  beforeEach(async () => {
    database = await template.copy();
    changes = new SchemaChanges(database.url, [Things, Shrunk]);
    await database.sql(`set application_name = 'continuity migrator test'`);
  });

  const things = () => database.sql('select id, name, size, note from things order by id');

  it('changes exactly the offenders, and archives what they were', async () => {
    const before = await things();
    await changes.migrate(undefined, { resolve: ['large-things=shrink'] });
    expect(await things()).toEqual(
      before.map((row) => ({ ...row, size: Math.min((row as { size: number }).size, 100) })),
    );
    const entries = await archive();
    expect(entries).toHaveLength(10);
    expect(entries.map(({ was }) => was.size).sort()).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109, 110]);
    expect(new Set(entries.map(({ became }) => became?.size))).toEqual(new Set([100]));
    await changes.rollback({ steps: 1 });
    expect(await things()).toEqual(before);
  });

  it('gives back what it took, but not over what somebody has written since', async () => {
    await changes.migrate(undefined, { resolve: ['large-things=shrink'] });
    const [changed] = await archive();
    await database.sql('update things set size = 7 where id = $1', [changed!.row_id]);
    await changes.rollback({ steps: 1 });
    const [row] = await database.sql('select size from things where id = $1', [changed!.row_id]);
    expect(row).toEqual({ size: 7 });
    expect((await archive()).filter(({ kept }) => kept)).toEqual([
      expect.objectContaining({ row_id: changed!.row_id }),
    ]);
    expect(await database.sql('select from things where size > 100')).toHaveLength(9);
  });

  it('takes rows away with what hangs under them, and brings all of it back', async () => {
    await database.sql(`insert into parts select gen_random_uuid(), id from things where size > 98`);
    await database.sql(`insert into parts select gen_random_uuid(), thing_id, id from parts`);
    const parts = () => database.sql('select * from parts order by id');
    const [before, partsBefore] = [await things(), await parts()];
    await changes.migrate(undefined, { resolve: ['large-things=quarantine'] });
    expect(await things()).toHaveLength(10);
    expect(await parts()).toHaveLength(4);
    expect(await archive()).toHaveLength(30);
    await changes.rollback({ steps: 1 });
    expect([await things(), await parts()]).toEqual([before, partsBefore]);
  });

  it('settles more offenders than fit into one statement', async () => {
    await database.sql(
      `insert into things select gen_random_uuid(), 'many ' || n, 1000 + n, null from generate_series(1, 10003) n`,
    );
    const before = await things();
    await changes.migrate(undefined, { resolve: ['large-things=shrink'] });
    expect(await archive()).toHaveLength(10013);
    await changes.rollback({ steps: 1 });
    expect(await things()).toEqual(before);
  });

  it('that would break a constraint is refused in words, and changes nothing', async () => {
    await database.sql('create unique index things_name on things (name)');
    const failure: unknown = await changes
      .migrate(undefined, { resolve: ['large-things=rename:thing'] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ResolveOptionError);
    await database.sql(`update things set name = 'thing' where size = 91`);
    const named = await things();
    const refusal: unknown = await changes
      .migrate(undefined, { resolve: ['large-things=rename:thing'] })
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PreflightRefusedError);
    expect((refusal as Error).message).toMatch(/large-things=rename cannot be applied.*things_name/);
    expect(await things()).toEqual(named);
  });

  it('that leaves offenders is refused', async () => {
    await expect(changes.migrate(undefined, { resolve: ['large-things=nothing'] })).rejects.toThrow(
      PreflightRefusedError,
    );
    expect((await changes.states())[1]).toMatchObject({ applied: false });
  });

  it.each([
    ['small-things=shrink', /no such finding.*large-things/],
    ['large-things=paint', /no policy paint.*shrink, rename, nothing, quarantine/],
    ['large-things', /no such finding/],
    ['large-things=rename', /write large-things=rename:<thing>/],
    ['large-things=rename:two words', /write large-things=rename:<thing>/],
    ['large-things=shrink:5', /takes no argument/],
    ['large-things=rename:nobody', /there is no such thing/],
  ])('is refused before anything is changed: %s', async (option, says) => {
    const before = await things();
    const failure: unknown = await changes.migrate(undefined, { resolve: [option] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ResolveOptionError);
    expect((failure as Error).message).toMatch(says);
    expect(await things()).toEqual(before);
    // It is not remembered.
    await expect(changes.migrate()).rejects.toThrow(PreflightRefusedError);
  });

  it('of a run that was stopped is in force in the plain second run', async () => {
    const stop = new AbortController();
    const stopped = changes.migrate(undefined, {
      resolve: ['large-things=shrink'],
      signal: stop.signal,
      progress: ({ event }) => {
        if (event === 'migration') stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow(InterruptedError);
    expect(await archive()).toEqual([]);
    await changes.migrate();
    expect(await archive()).toHaveLength(10);
  });

  it('of a run that was killed is in force in the plain second run, and of a finished one in none', async () => {
    await new SchemaChanges(database.url, [Things]).migrate();
    await database.sql(
      `insert into migrator.runs (command, resolve, host, process) values ('migrate', '{large-things=shrink}', 'elsewhere', 1)`,
    );
    await changes.migrate();
    expect(await archive()).toHaveLength(10);
    await changes.rollback({ steps: 1 });
    await expect(changes.migrate()).rejects.toThrow(PreflightRefusedError);
  });

  it('of a refused run is not in force in the next', async () => {
    await expect(changes.migrate(undefined, { resolve: ['large-things=nothing'] })).rejects.toThrow(
      PreflightRefusedError,
    );
    const failure: unknown = await changes.migrate().catch((error: unknown) => error);
    expect((failure as PreflightRefusedError).findings).toMatchObject([{ code: 'large-things', resolved_by: null }]);
  });
});
