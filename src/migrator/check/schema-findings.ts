import { escapeLiteral } from 'pg';
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
    const rows: { found: string }[] = [];
    for (const { makes } of steps) {
      const found = makes && (await this.other(makes));
      if (found !== undefined) rows.push({ found });
    }
    return report(name, rows, {
      code: 'names-taken',
      problem: 'things that no migration has made have names that it gives to others',
      remedy: 'Rename them, or drop them if nobody needs them.',
    });
  }

  private async other(makes: Made): Promise<string | undefined> {
    switch (makes.kind) {
      case 'trigger':
        return undefined;
      case 'table': {
        const missing = await this.missing(makes.table, makes.columns);
        return missing.length === 0 ? undefined : `table ${makes.table}, without ${missing.join(', ')}`;
      }
      case 'columns': {
        const names = Object.keys(makes.types);
        const missing = await this.missing(makes.table, names);
        const there = names.filter((column) => !missing.includes(column));
        const types = await this.session.query<{ name: string }>(
          `select a.attname::text as name from pg_attribute a join unnest($2::text[], $3::text[]) as wanted (name, type) on wanted.name = a.attname
            where a.attrelid = to_regclass('public.' || quote_ident($1)) and not a.attisdropped and a.atttypid <> to_regtype(wanted.type)`,
          [makes.table, names, Object.values<string>(makes.types).map(plainType)],
        );
        const taken = missing.length > 0 ? there : types.map((row) => row.name);
        return taken.length === 0 || missing.length === names.length
          ? undefined
          : `column ${taken.map((column) => `${makes.table}.${column}`).join(', ')}`;
      }
      case 'index': {
        const [there] = await this.session.query<{ table: string; definition: string | null }>(
          `select coalesce(x.indrelid, c.oid)::regclass::text as table, pg_get_indexdef(x.indexrelid) as definition
            from pg_class c left join pg_index x on x.indexrelid = c.oid where c.oid = to_regclass(${escapeLiteral(`public.${makes.name}`)})`,
        );
        if (!there) return undefined;
        const same = there.table === makes.table && keysOf(there.definition) === keysOf(await this.definition(makes));
        return same ? undefined : `index ${makes.name} of ${there.table}`;
      }
    }
  }

  /** Columns that the table lacks; none where there is no such table. */
  private async missing(table: string, columns: readonly string[]): Promise<string[]> {
    const rows = await this.session.query<{ name: string }>(
      `select name from unnest($2::text[]) name where to_regclass('public.' || quote_ident($1)) is not null
        and not exists (select from pg_attribute where attrelid = to_regclass('public.' || quote_ident($1)) and attname = name and not attisdropped)`,
      [table, columns],
    );
    return rows.map(({ name }) => name);
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
