import { postgresErrorOf } from '../../database/errors';
import type { MigrationDeclaration } from '../declaration';
import type { FindingReport } from '../finding';
import type { Session } from '../run/session';
import type { Backfill, Made } from '../steps';

/** SQLSTATE of a column that is not there. */
const UNDEFINED_COLUMN = '42703';

/**
 * Findings in the schema itself, put there by somebody else: a trigger that would change every row
 * which is filled, a check that rows break, or another thing under a name that the migration gives. No policy can settle it.
 * Changes nothing.
 */
export class SchemaFindings {
  constructor(
    private readonly session: Session,
    private readonly known: readonly Pick<MigrationDeclaration, 'steps'>[],
  ) {}

  /**
   * Triggers of others that fire before updates of the migration's tables. What they write into a row, such as a time of
   * its change, neither verification nor the way back could tell from a loss. A trigger that asks for the setting
   * `migrator.runner` has been told about the migrator; one that fires for certain columns is in the way of these alone.
   */
  async triggers(migrations: readonly MigrationDeclaration[]): Promise<FindingReport[]> {
    const tables = filledBy(migrations);
    const own = this.known.flatMap((migration) =>
      migration.steps.flatMap(({ makes }) => (makes?.kind === 'trigger' ? [makes.name] : [])),
    );
    const rows = await this.session.query<{ found: string }>(
      `select t.tgname || ' on ' || c.relname || ': alter table ' || t.tgrelid::regclass || ' disable trigger ' || quote_ident(t.tgname) || ';' as found
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
        where c.relnamespace = 'public'::regnamespace and c.relname = any ($1::text[]) and not t.tgisinternal and t.tgenabled <> 'D'
          and t.tgtype::int & 19 = 19
          and (cardinality(t.tgattr::int2[]) = 0 or exists (select from pg_attribute a
            where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr::int2[]) and c.relname || '.' || a.attname = any ($3::text[])))
          and p.pronamespace is distinct from to_regnamespace('migrator') and t.tgname <> all ($2::text[])
          and position('migrator.runner' in pg_get_triggerdef(t.oid) || p.prosrc) = 0
        order by 1`,
      [tables, own, columnsChangedBy(migrations)],
    );
    return report(migrations[0]?.name ?? '', rows, {
      code: 'triggers-in-the-way',
      problem: 'triggers that no migration has made would change the rows that are filled',
      remedy: `Disable them while the run lasts, and enable them again; or let them leave the migrator alone, for good: create them with "when (current_setting('migrator.runner', true) is distinct from 'on')".`,
    });
  }

  /** Checks that hold for new rows only, where old rows break them: not one of these rows could be filled. */
  async checks(migrations: readonly MigrationDeclaration[]): Promise<FindingReport[]> {
    const unproven = await this.session.query<{ table: string; name: string; condition: string }>(
      `select conrelid::regclass::text as table, conname::text as name, pg_get_expr(conbin, conrelid) as condition from pg_constraint
        where connamespace = 'public'::regnamespace and contype = 'c' and not convalidated and conrelid = any (
          select to_regclass('public.' || quote_ident(name)) from unnest($1::text[]) name) order by 1, 2`,
      [filledBy(migrations)],
    );
    const found: { found: string }[] = [];
    for (const { table, name, condition } of unproven) {
      const [row] = await this.session.query<{ count: string }>(
        `select count(*) as count from ${table} where not (${condition})`,
      );
      if (row && row.count !== '0') found.push({ found: `${name} on ${table}, by ${row.count} rows` });
    }
    return report(migrations[0]?.name ?? '', found, {
      code: 'checks-broken',
      problem: 'rows break checks that were added without a look at them, so they cannot be filled',
      remedy: 'Correct the rows, or drop the check.',
    });
  }

  /** Other things under the names of what the migration makes. The same thing, which a script may have made, is none. */
  async names({ name, steps }: MigrationDeclaration): Promise<FindingReport[]> {
    const made = steps.flatMap(({ makes }) => (makes ? [makes] : []));
    const [columns, indexes] = [await this.columns(made), await this.indexes(made)];
    const rows: { found: string }[] = [];
    for (const [place, one] of made.entries()) {
      const found =
        one.kind === 'index' ? await this.otherIndex(one, indexes) : otherColumns(one, columns.get(place) ?? []);
      if (found !== undefined) rows.push({ found });
    }
    return report(name, rows, {
      code: 'names-taken',
      problem: 'things that no migration has made have names that it gives to others',
      remedy: 'Rename them, or drop them if nobody needs them.',
    });
  }

  /** Place in the list → what the tables that are there have of the columns. */
  private async columns(made: readonly Made[]): Promise<Map<number, FoundColumn[]>> {
    const wanted = made.flatMap((one, place): object[] => {
      if (one.kind === 'table') return [{ place, table: one.table, names: one.columns, types: [] }];
      if (one.kind !== 'columns') return [];
      const types = Object.values<string>(one.types).map(plainType);
      return [{ place, table: one.table, names: Object.keys(one.types), types }];
    });
    const rows = await this.session.query<FoundColumn & { place: number }>(
      `select w.place, c.name, a.attname is not null as there, a.atttypid is distinct from to_regtype(c.type) as other
        from (select place, names, types, to_regclass('public.' || quote_ident("table")) as relation
          from json_to_recordset($1) as w (place integer, "table" text, names text[], types text[])) w
        cross join lateral unnest(w.names, w.types) as c (name, type)
        left join pg_attribute a on a.attrelid = w.relation and a.attname = c.name and not a.attisdropped
        where w.relation is not null`,
      [JSON.stringify(wanted)],
    );
    const found = new Map<number, FoundColumn[]>();
    for (const { place, ...column } of rows) found.set(place, [...(found.get(place) ?? []), column]);
    return found;
  }

  /** Name → what has it already. */
  private async indexes(made: readonly Made[]): Promise<Map<string, FoundIndex>> {
    const names = made.flatMap((one) => (one.kind === 'index' ? [one.name] : []));
    const rows = await this.session.query<FoundIndex & { name: string }>(
      `select c.relname::text as name, coalesce(x.indrelid, c.oid)::regclass::text as table, pg_get_indexdef(x.indexrelid) as definition
        from pg_class c left join pg_index x on x.indexrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relname = any ($1::text[])`,
      [names],
    );
    return new Map(rows.map((row) => [row.name, row]));
  }

  private async otherIndex(
    index: Made & { kind: 'index' },
    indexes: ReadonlyMap<string, FoundIndex>,
  ): Promise<string | undefined> {
    const there = indexes.get(index.name);
    if (!there) return undefined;
    const same = there.table === index.table && keysOf(there.definition) === keysOf(await this.definition(index));
    return same ? undefined : `index ${index.name} of ${there.table}`;
  }

  /** How PostgreSQL describes the index that would be made; undefined: it cannot be made of the columns that are there. */
  private async definition({ table, unique, rest }: Made & { kind: 'index' }): Promise<string | undefined> {
    await this.session.query(`begin; create temporary table _probed (like public.${table})`);
    try {
      await this.session.query(`create ${unique ? 'unique ' : ''}index _probe on _probed ${rest}`);
      const [row] = await this.session.query<{ definition: string }>(
        `select pg_get_indexdef('pg_temp._probe'::regclass) as definition`,
      );
      return row?.definition;
    } catch (error) {
      if (postgresErrorOf(error)?.code === UNDEFINED_COLUMN) return undefined;
      throw error;
    } finally {
      await this.session.query('rollback');
    }
  }
}

/** A column that a migration brings, in the table that is there. */
interface FoundColumn {
  name: string;
  there: boolean;
  /** It has another type. */
  other: boolean;
}

interface FoundIndex {
  table: string;
  /** Null: it is no index. */
  definition: string | null;
}

/** What is in the way of a table or of columns. */
function otherColumns(made: Made, columns: readonly FoundColumn[]): string | undefined {
  const missing = columns.filter(({ there }) => !there);
  if (made.kind === 'table')
    return missing.length === 0
      ? undefined
      : `table ${made.table}, without ${missing.map(({ name }) => name).join(', ')}`;
  if (made.kind !== 'columns' || missing.length === columns.length) return undefined;
  const taken = columns.filter(({ there, other }) => there && (missing.length > 0 || other));
  return taken.length === 0 ? undefined : `column ${taken.map(({ name }) => `${made.table}.${name}`).join(', ')}`;
}

function backfillsOf(migrations: readonly MigrationDeclaration[]): Backfill[] {
  return migrations
    .flatMap(({ steps }) => steps)
    .flatMap(({ up, down }) => [...up, ...down])
    .filter((action) => action.action === 'backfill');
}

/** The tables whose rows migrations fill, either way. */
function filledBy(migrations: readonly MigrationDeclaration[]): string[] {
  return backfillsOf(migrations).map(({ table }) => table);
}

/** What migrations change in columns that were there before, as `table.column`. */
function columnsChangedBy(migrations: readonly MigrationDeclaration[]): string[] {
  return [...backfillsOf(migrations), ...migrations.flatMap(({ findings }) => findings)]
    .flatMap(({ touches = {} }) => Object.entries(touches))
    .flatMap(([table, columns]) => Object.keys(columns).map((column) => `${table}.${column}`));
}

/** An index's definition without its name and table; null: of something that is no index. */
function keysOf(definition: string | null | undefined): string | null | undefined {
  return definition?.replace(/ INDEX .*? USING /s, ' USING ') ?? definition;
}

/** The type of `integer not null default 1`. */
function plainType(column: string): string {
  return column.replace(
    /\s+(not null|null|default|generated|check|references|constraint|primary|unique|collate)\b.*$/is,
    '',
  );
}

function report(
  migration: string,
  rows: readonly { found: string }[],
  words: Pick<FindingReport, 'code' | 'problem' | 'remedy'>,
): FindingReport[] {
  if (rows.length === 0) return [];
  const examples = rows.slice(0, 5).map(({ found }) => found);
  return [{ migration, ...words, count: rows.length, examples, policies: {}, resolved_by: null }];
}
