import { type CommandFailure, EXIT } from '../command-line/exit';
import { Client, type ClientBase } from 'pg';
import { cleanData } from './clean-data';
import type { Flaw } from './flaw';
import { FLAWS } from './flaws';
import { LegacyOptionsError, legacySizes, type LegacySizes } from './legacy-sizes';
import { LEGACY_TABLES, type LegacyTable } from './legacy-tables';
import { Plot, type PlantedFlaw } from './plot';
import { Seed } from './seed';
import { specialStory } from './special-story';
import { STORY_SHAPES } from './story-shapes';

/** What to make. */
export interface LegacyDataOptions {
  /** The same seed and sizes make the same rows, everywhere. 1 by default. */
  seed?: number;
  /** Clean rows by table; 10,000 shots by default, and of the rest what fits. */
  sizes?: Partial<LegacySizes>;
  /** By default none. Without a count: a few, in proportion to the shots, and at least two. */
  flaws?: 'none' | 'all' | readonly { name: string; count?: number }[];
  /** One more story whose scenelets, so many, follow one after another. */
  chain?: number;
  /** One more story whose scenelets, so many, are the root and its children. */
  wide?: number;
  /** One more story with so many scenelets in branches half as deep. */
  deepTree?: number;
}

/** What was made. */
export interface LegacyDataSummary {
  seed: number;
  /** The rows of each table, planted ones included. */
  rows: Record<LegacyTable, number>;
  flaws: PlantedFlaw[];
}

/** How far it is with one table. */
export type LegacyDataProgress = (table: LegacyTable, rows: number) => void;

/** The database is not one to make legacy data in. The message says what is there. */
export class NoEmptyLegacySchemaError extends Error implements CommandFailure {
  override name = 'NoEmptyLegacySchemaError';
  readonly exitCode = EXIT.refused;
}

/**
 * Makes the rows of a legacy database, for rehearsals and tests of the schema changes: clean ones, and beside them, by
 * choice, rows with the flaws that grown data has. Everything is made by PostgreSQL itself, in one transaction.
 */
export class LegacyData {
  private readonly seed: Seed;
  private readonly sizes: LegacySizes;
  private readonly flaws: readonly { flaw: Flaw; count: number }[];
  private readonly specialStories: readonly { shape: keyof typeof STORY_SHAPES; size: number }[];

  /**
   * @param url of an empty database at the migration LegacySchema
   * @throws LegacyOptionsError for options that cannot be fulfilled
   */
  constructor(
    private readonly url: string,
    options: LegacyDataOptions = {},
  ) {
    const { seed = 1, chain = 0, wide = 0, deepTree = 0 } = options;
    this.seed = new Seed(wholeNumber('seed', seed, 2 ** 31 - 1));
    this.sizes = legacySizes(options.sizes);
    this.flaws = chosenFlaws(options.flaws ?? 'none', this.sizes.shots);
    this.specialStories = [
      { shape: 'chain', size: wholeNumber('chain', chain) } as const,
      { shape: 'wide', size: wholeNumber('wide', wide) } as const,
      { shape: 'branching', size: wholeNumber('deepTree', deepTree) } as const,
    ].filter(({ size }) => size > 0);
  }

  /**
   * Makes the rows, all or none.
   *
   * @param onProgress hears of every portion
   * @throws NoEmptyLegacySchemaError unless exactly the legacy tables are there, and are empty
   */
  async generate(onProgress: LegacyDataProgress = () => undefined): Promise<LegacyDataSummary> {
    const sql = new Client({
      connectionString: this.url,
      application_name: 'continuity legacy data',
      options: '-c TimeZone=UTC -c search_path=public',
    });
    // A lost connection fails the statement under way, which is where it is dealt with.
    sql.on('error', () => undefined);
    await sql.connect();
    try {
      await sql.query('begin');
      await refuseUnlessEmptyLegacySchema(sql);
      const summary = await this.fill(sql, onProgress);
      await sql.query('commit');
      // Plans as of a database that has been in use.
      await sql.query(`analyze ${LEGACY_TABLES.join(', ')}`);
      return summary;
    } finally {
      await sql.end();
    }
  }

  private async fill(sql: ClientBase, onProgress: LegacyDataProgress): Promise<LegacyDataSummary> {
    const made = Object.fromEntries(LEGACY_TABLES.map((table) => [table, 0])) as Record<LegacyTable, number>;
    const add = (table: LegacyTable, rows: number) => {
      made[table] += rows;
      onProgress(table, made[table]);
    };
    for (const { table, sql: text } of cleanData(this.seed, this.sizes))
      add(table, (await sql.query(text)).rowCount ?? 0);
    for (const { shape, size } of this.specialStories)
      for (const { table, sql: text } of specialStory(this.seed, shape, size))
        add(table, (await sql.query(text)).rowCount ?? 0);
    const flaws = [];
    for (const { flaw, count } of this.flaws) {
      flaws.push(await Plot.plant(sql, flaw, count, this.seed));
      for (const { table, each = 1 } of flaw.steps) made[table] += count * each;
    }
    return { seed: this.seed.number, rows: made, flaws };
  }
}

function wholeNumber(option: string, value: number, most = 1_000_000): number {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new LegacyOptionsError(`${option} must be a whole number from 0 to ${most.toLocaleString('en')}.`);
  return value;
}

function chosenFlaws(chosen: NonNullable<LegacyDataOptions['flaws']>, shots: number): { flaw: Flaw; count: number }[] {
  if (chosen === 'none') return [];
  const requests = chosen === 'all' ? FLAWS.map(({ name }): { name: string; count?: number } => ({ name })) : chosen;
  const twice = requests.find(({ name }, index) => requests.findIndex((other) => other.name === name) < index);
  if (twice) throw new LegacyOptionsError(`The flaw ${twice.name} is named twice.`);
  return requests.map(({ name, count = Math.max(2, Math.floor(shots / 10_000)) }) => {
    const flaw = FLAWS.find((known) => known.name === name);
    if (!flaw) throw new LegacyOptionsError(`There is no flaw ${name}. --list-flaws shows them all.`);
    return { flaw, count: wholeNumber(`The count of ${name}`, count, 100_000) };
  });
}

async function refuseUnlessEmptyLegacySchema(sql: ClientBase): Promise<void> {
  const { rows } = await sql.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'migrations' order by 1`,
  );
  const present = rows.map(({ name }) => name);
  const missing = LEGACY_TABLES.filter((table) => !present.includes(table));
  const foreign = present.filter((name) => !(LEGACY_TABLES as readonly string[]).includes(name));
  if (missing.length + foreign.length > 0) {
    const found = [
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
      ...(foreign.length > 0 ? [`not of it: ${foreign.join(', ')}`] : []),
    ];
    throw new NoEmptyLegacySchemaError(
      `the database does not have exactly the tables of the legacy schema (${found.join('; ')}). Use an empty database at the migration LegacySchema.`,
    );
  }
  // Two generators at once would both find the tables empty.
  await sql.query(`lock table ${LEGACY_TABLES.join(', ')} in share row exclusive mode`);
  const full = [];
  for (const table of LEGACY_TABLES) if ((await sql.query(`select from ${table} limit 1`)).rowCount) full.push(table);
  if (full.length > 0)
    throw new NoEmptyLegacySchemaError(`the database has rows already, in ${full.join(', ')}. Use an empty database.`);
}

/**
 * Somebody's tables are not to be mixed with made-up rows, nor is a real legacy database to be filled up.
 *
 * @throws NoEmptyLegacySchemaError when the database has any table
 */
export async function refuseTables(url: string): Promise<void> {
  const sql = new Client({ connectionString: url, application_name: 'continuity legacy data' });
  sql.on('error', () => undefined);
  await sql.connect();
  try {
    const { rows } = await sql.query<{ name: string }>(
      `select case nspname when 'public' then relname else nspname || '.' || relname end as name
        from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where relkind in ('r', 'p', 'f', 'v', 'm') and nspname <> 'information_schema' and nspname !~ '^pg_' order by 1`,
    );
    const names = rows.map(({ name }) => name);
    if (names.length > 0)
      throw new NoEmptyLegacySchemaError(
        `the database is not empty: it has ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}. Name a new database in DATABASE_URL.`,
      );
  } finally {
    await sql.end();
  }
}
