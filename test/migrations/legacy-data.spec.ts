import { migrations } from '../../migrations';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readSettings } from '../../src/config/settings';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { FLAWS } from '../../src/rehearsal/flaws';
import { LegacyData, type LegacyDataOptions, type LegacyDataSummary } from '../../src/rehearsal/legacy-data';
import { LEGACY_TABLES } from '../../src/rehearsal/legacy-tables';
import { GenerateLegacyDataCommand } from '../../src/rehearsal/rehearsal.commands';
import { newDatabase, type TestDatabase } from '../support/database';
import { legacyDatabases } from '../support/legacy-arbitraries';
import { offencesFound } from '../support/legacy-offences';

const legalFlaws = FLAWS.filter(({ legal }) => legal).map(({ name }) => name);

let database: TestDatabase;
let changes: SchemaChanges;

beforeEach(async () => {
  database = await newDatabase('LegacySchema');
  changes = new SchemaChanges(database.url, migrations);
});

afterEach(() => database.drop());

async function generate(options: LegacyDataOptions): Promise<LegacyDataSummary> {
  return new LegacyData(database.url, options).generate();
}

async function empty(): Promise<void> {
  await database.sql(`truncate ${LEGACY_TABLES.join(', ')}`);
}

/** The MD5 of each table's rows, but for columns that a rollback has put aside. */
async function hashes(): Promise<Record<string, string>> {
  const client = new Client({ connectionString: database.url, options: '-c TimeZone=UTC' });
  await client.connect();
  const all: Record<string, string> = {};
  for (const table of LEGACY_TABLES) {
    const hash = createHash('md5');
    const { rows } = await client.query<{ columns: string }>(
      `select string_agg(attname, ', ' order by attnum) as columns from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname not like '\\_parked\\_%'`,
      [table],
    );
    const select = `select ${rows[0]!.columns} from ${table} order by id`;
    for await (const chunk of client.query(copyTo(`copy (${select}) to stdout`))) hash.update(chunk as Buffer);
    all[table] = hash.digest('hex');
  }
  await client.end();
  return all;
}

/** The places of a story's scenelets, by the rules of the old application: depth first, newest sibling first, then by id. */
async function walk(storyId: string): Promise<Map<string, number>> {
  const scenelets = await database.sql<{ id: string; parent_id: string | null; ms: string }>(
    `select id, parent_id, floor(extract(epoch from created_at) * 1000)::bigint as ms from scenelets where story_id = $1`,
    [storyId],
  );
  const below = new Map<string | null, typeof scenelets>();
  for (const scenelet of scenelets) below.set(scenelet.parent_id, [...(below.get(scenelet.parent_id) ?? []), scenelet]);
  const places = new Map<string, number>();
  const todo = [...(below.get(null) ?? [])];
  for (let next = todo.pop(); next; next = todo.pop()) {
    places.set(next.id, places.size + 1);
    const children = below.get(next.id) ?? [];
    todo.push(...children.sort((a, b) => Number(a.ms) - Number(b.ms) || (a.id < b.id ? 1 : -1)));
  }
  expect(places.size).toBe(scenelets.length);
  return places;
}

async function counts(): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const table of LEGACY_TABLES)
    all[table] = (await database.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;
  return all;
}

describe('the generator', () => {
  const everything: LegacyDataOptions = { sizes: { shots: 300 }, flaws: 'all', chain: 30, wide: 30, deepTree: 30 };

  it('makes the same rows for the same seed, and others for another', async () => {
    await generate({ ...everything, seed: 7 });
    const first = await hashes();
    await empty();
    await generate({ ...everything, seed: 7 });
    expect(await hashes()).toEqual(first);
    await empty();
    await generate({ ...everything, seed: 8 });
    const other = await hashes();
    for (const table of LEGACY_TABLES) expect(other[table]).not.toBe(first[table]);
  });

  it('makes as many rows as asked for, and says how many', async () => {
    const sizes = { shots: 1234, projects: 3, episodes: 17, stories: 5, scenelets: 61, images: 0, components: 77 };
    const { rows } = await generate({ sizes, flaws: [{ name: 'shot-data-array', count: 5 }], chain: 21 });
    expect(await counts()).toEqual(rows);
    expect(rows).toMatchObject({
      shots: 1234 + 5 + 3,
      projects: 3 + 5 + 1,
      episodes: 17 + 5 + 1,
      stories: 5 + 1,
      scenelets: 61 + 21,
      images: 0,
      components: 77,
    });
  });

  it('makes data that every schema change takes, when no flaw is asked for', async () => {
    const { rows } = await generate({ sizes: { shots: 500 } });
    expect(await offencesFound(database)).toEqual({});
    await changes.migrate();
    expect(await counts()).toEqual(rows);
    expect((await changes.states()).every(({ applied }) => applied)).toBe(true);
  });

  it('gives the shots of a story the places that the old application would have given them', async () => {
    const legal = ['siblings-of-one-time', 'siblings-microseconds-apart'].map((name) => ({ name, count: 4 }));
    await generate({ sizes: { shots: 600, stories: 7 }, flaws: legal, chain: 200, wide: 50, deepTree: 100 });
    const stories = await database.sql<{ id: string }>('select id from stories');
    expect(stories).toHaveLength(7 + 8 + 3);
    for (const { id } of stories) {
      const places = await walk(id);
      const shots = await database.sql<{ scenelet_id: string; scenelet_sequence: number; scenelet: string }>(
        `select scenelet_id, scenelet_sequence, storyboard_payload->>'scenelet' as scenelet from shots where story_id = $1`,
        [id],
      );
      expect(shots.length).toBeGreaterThan(0);
      for (const { scenelet_id, scenelet_sequence, scenelet } of shots) {
        expect(scenelet_id).toBe(`scenelet-${scenelet_sequence}`);
        expect(scenelet_sequence).toBe(places.get(scenelet));
      }
    }
  });

  it('makes stories of extreme shapes', async () => {
    await generate({ sizes: { shots: 0, stories: 0 }, chain: 3000, wide: 500, deepTree: 601 });
    const stories = await database.sql<{ display_name: string; scenelets: number; depth: number; shots: number }>(
      `with recursive tree as (
          select id, story_id, 1 as depth from scenelets where parent_id is null
          union all select c.id, c.story_id, t.depth + 1 from scenelets c join tree t on t.id = c.parent_id)
        select display_name, count(*)::int as scenelets, max(depth) as depth,
            (select count(*)::int from shots where story_id = s.id) as shots
          from tree join stories s on s.id = story_id group by s.id order by display_name`,
    );
    expect(stories).toEqual([
      { display_name: 'branching of 601', scenelets: 601, depth: 301, shots: 61 },
      { display_name: 'chain of 3000', scenelets: 3000, depth: 3000, shots: 300 },
      { display_name: 'wide of 500', scenelets: 500, depth: 2, shots: 50 },
    ]);
  });

  it('refuses a database that is not exactly an empty legacy one, and leaves it as it is', async () => {
    const refusal = (says: RegExp) => expect(new LegacyData(database.url).generate()).rejects.toThrow(says);
    const nothing = await newDatabase('empty');
    await expect(new LegacyData(nothing.url).generate()).rejects.toThrow(/missing: profiles, projects/);
    await nothing.drop();
    await generate({ sizes: { shots: 3 } });
    const before = await hashes();
    await refusal(/has rows already, in profiles, projects/);
    expect(await hashes()).toEqual(before);
    await database.sql('create table invoices ()');
    await refusal(/not of it: invoices/);
    await database.sql('drop table invoices');
    await changes.migrate();
    await refusal(/not of it: .*deletions/);
  });

  it.each<[string, LegacyDataOptions, RegExp]>([
    ['a flaw that is not known', { flaws: [{ name: 'nonsense' }] }, /no flaw nonsense/],
    ['a flaw twice', { flaws: [{ name: 'email-blank' }, { name: 'email-blank', count: 3 }] }, /named twice/],
    ['a negative size', { sizes: { shots: -1 } }, /number of shots/],
    ['half a row', { sizes: { images: 1.5 } }, /number of images/],
    ['children without parents', { sizes: { projects: 0 } }, /no episodes without projects/],
    ['fewer scenelets than stories', { sizes: { stories: 5, scenelets: 4 } }, /as many scenelets as stories/],
    ['a seed that is none', { seed: -1 }, /seed/],
    ['an endless chain', { chain: 1e9 }, /chain/],
  ])('refuses %s', (_what, options, says) => {
    expect(() => new LegacyData(database.url, options)).toThrow(says);
  });
});

describe('the flaws', () => {
  it('are found by queries of their own, exactly as many as planted and in the rows that were named', async () => {
    const { flaws } = await generate({ sizes: { shots: 100 }, flaws: FLAWS.map(({ name }) => ({ name, count: 3 })) });
    expect(flaws).toHaveLength(FLAWS.length);
    for (const { offences } of flaws) expect(offences).toHaveLength(3);
    const found = await offencesFound(database);
    const planted = Object.fromEntries(flaws.map(({ name, offences }) => [name, offences]));
    // What each overlap says: a NULL lets the twins through, and blank addresses are alike.
    planted['story-shot-without-scenelet-id']!.push(...planted['shot-index-twins']!.flat().map((id) => [id]));
    const sorted = (all: Record<string, string[][]>) =>
      Object.fromEntries(
        Object.entries(all).map(([name, offences]) => [name, offences.map((ids) => ids.toSorted().join(' ')).sort()]),
      );
    expect(sorted(found)).toEqual(sorted(planted));
  });

  it('can each be planted alone, and offend in nothing else', async () => {
    const found: Record<string, string[]> = {};
    for (const { name } of FLAWS) {
      await new LegacyData(database.url, { sizes: { shots: 10 }, flaws: [{ name, count: 1 }] }).generate();
      found[name] = Object.keys(await offencesFound(database));
      await empty();
    }
    const alone = Object.fromEntries(FLAWS.map(({ name }) => [name, [name]]));
    alone['shot-index-twins']!.unshift('story-shot-without-scenelet-id');
    expect(found).toEqual(alone);
  });

  it('are, where they are legal, taken by every schema change', async () => {
    const { rows } = await generate({ sizes: { shots: 100 }, flaws: legalFlaws.map((name) => ({ name })) });
    await changes.migrate();
    expect(await counts()).toEqual(rows);
  });

  it('are, where they are legal, taken in any combination', async () => {
    await fc.assert(
      fc.asyncProperty(legacyDatabases(legalFlaws), async (options) => {
        const { rows } = await generate(options);
        const before = await hashes();
        await changes.migrate();
        expect(await counts()).toEqual(rows);
        await changes.rollback({ to: 'LegacySchema' });
        expect(await hashes()).toEqual(before);
        await database.drop();
        database = await newDatabase('LegacySchema');
        changes = new SchemaChanges(database.url, migrations);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});

describe('the command', () => {
  let output: string;

  beforeEach(async () => {
    await database.drop();
    database = await newDatabase('empty');
    output = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const command = new GenerateLegacyDataCommand((work) =>
    work({
      url: database.url,
      changes: new SchemaChanges(database.url, migrations),
      settings: readSettings({}),
      refusePending: () => Promise.resolve(),
    }),
  );

  it('makes the schema and the rows, and says what it does', async () => {
    await command.run([], { shots: 50, flaws: command.parseFlaws('email-blank=2, shot-name-tricky') });
    expect(output).toMatch(/^shots: 50$/m);
    expect(output).toMatch(/^planted email-blank: 2 in profiles, for instance [0-9a-f-]{36}$/m);
    expect(output).toMatch(/^planted shot-name-tricky \(legal\): 2 in shots/m);
    expect((await counts()).shots).toBe(50 + 24);
  });

  it('gives the outcome as JSON, and nothing else', async () => {
    await command.run([], { shots: 5, seed: 9, flaws: [{ name: 'email-blank', count: 1 }], json: true });
    const summary = JSON.parse(output) as LegacyDataSummary;
    expect(summary).toMatchObject({ seed: 9, rows: await counts() });
    const ids = await database.sql<{ id: string }>(`select id from profiles where email = ''`);
    expect(summary.flaws).toEqual([{ name: 'email-blank', legal: false, table: 'profiles', offences: [[ids[0]!.id]] }]);
  });

  it('refuses a database with tables or views, and names them', async () => {
    await database.sql('create schema books; create table books.invoices (); create view totals as select 1 as one');
    await expect(command.run([], { shots: 5 })).rejects.toThrow(/it has books\.invoices, totals\./);
    expect(await database.sql(`select from pg_class where relname = 'shots'`)).toEqual([]);
    await database.sql('drop schema books cascade; drop view totals');
    await new SchemaChanges(database.url, migrations).migrate('LegacySchema');
    await expect(command.run([], { shots: 5 })).rejects.toThrow(/it has activity_logs, .* and \d+ more/);
  });

  it('lists the flaws without a database', async () => {
    const without = new GenerateLegacyDataCommand(() => Promise.reject(new Error('not to be asked for')));
    await without.run([], { listFlaws: true });
    expect(output.trimEnd().split('\n')).toHaveLength(FLAWS.length);
    for (const { name } of FLAWS) expect(output).toMatch(new RegExp(`^${name} +\\S`, 'm'));
  });

  it.each([
    ['no flaw', () => command.parseFlaws('nonsense'), /no flaw "nonsense"/],
    ['no count', () => command.parseFlaws('email-blank=many'), /--flaws email-blank= must be a whole number/],
    ['nothing after a comma', () => command.parseFlaws('email-blank,'), /no flaw ""/],
    ['no number', () => command.parseShots('1e3'), /--shots must be a whole number/],
  ])('refuses %s', (_what, parse, says) => {
    expect(parse).toThrow(says);
  });

  it('refuses more than it can make, before anything is made', async () => {
    await expect(command.run([], { shots: 9_999_999_999 })).rejects.toThrow(/number of shots/);
    expect(await database.sql(`select from pg_class where relname = 'migrations'`)).toEqual([]);
  });
});
