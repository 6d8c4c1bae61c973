import type { Database } from '../../database/database.service';

/** A column by which rows of a table hang from rows of another: they cannot be there without them. */
export interface HangingColumn {
  /** The table's name as SQL. */
  table: string;
  column: string;
  /** Has an `id` of its own, from which further rows may hang. */
  hasId: boolean;
}

/**
 * SQL: foreign keys whose rows go with what they refer to, or stand in its way, wherever the tables are. Those that forget
 * what they referred to (`set null`) do not hang from it.
 */
const HANGING_COLUMNS = `select distinct k.confrelid::regclass::text as parent, k.conrelid::regclass::text as "table", quote_ident(a.attname) as column,
    exists (select from pg_attribute i where i.attrelid = k.conrelid and i.attname = 'id' and i.atttypid = 'uuid'::regtype) as "hasId"
  from pg_constraint k cross join lateral unnest(k.conkey, k.confkey) pair(own, referred)
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
  join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.referred and r.attname = 'id'
  where k.contype = 'f' and k.confdeltype in ('a', 'r', 'c') order by 1, 2, 3`;

/** Which tables hang from which, as the database's own foreign keys say it: a new table cannot be forgotten. */
export class HangingTables {
  private constructor(private readonly byParent: ReadonlyMap<string, readonly HangingColumn[]>) {}

  /** Reads the foreign keys. */
  static async read(database: Database): Promise<HangingTables> {
    const byParent = new Map<string, HangingColumn[]>();
    for (const { parent, ...column } of await database.read<HangingColumn & { parent: string }>(
      'trash.hanging_columns',
      HANGING_COLUMNS,
    ))
      byParent.set(parent, [...(byParent.get(parent) ?? []), column]);
    return new HangingTables(byParent);
  }

  /** What hangs from a table, what is deepest first: so most rows are found by one look, not by one for each parent. */
  from(parent: string): readonly HangingColumn[] {
    const order = this.below(parent);
    return [...(this.byParent.get(parent) ?? [])].sort((a, b) => order.indexOf(b.table) - order.indexOf(a.table));
  }

  /** Tables in which rows of a deletion lie: they have a column `deletion_id`. */
  members(): string[] {
    return (this.byParent.get('deletions') ?? []).map(({ table }) => table);
  }

  /** A table and all below it, parents before their children. @throws Error for tables that hang from each other in a circle */
  below(top: string): string[] {
    const order: string[] = [];
    const walk = (table: string, way: readonly string[]): void => {
      if (way.includes(table))
        throw new Error(`tables hang from each other in a circle: ${[...way, table].join(', ')}`);
      if (order.includes(table)) return;
      for (const hanging of this.byParent.get(table) ?? [])
        if (hanging.table !== table) walk(hanging.table, [...way, table]);
      order.unshift(table);
    };
    walk(top, []);
    return order;
  }

  /**
   * SQL: how many rows hang from rows of a table, at any depth, those themselves among them: columns `table` and `rows`.
   *
   * @param rows SQL that selects the ids of the rows
   */
  count(top: string, rows: string): string {
    const tables = this.below(top);
    const name = (table: string) => `found_${String(tables.indexOf(table))}`;
    const found = tables.map((table) => {
      const ways = tables.flatMap((parent) =>
        (this.byParent.get(parent) ?? [])
          .filter((hanging) => hanging.table === table)
          .map(({ column, hasId }) => ({ parent, column, id: hasId ? 't.id' : 't.ctid' })),
      );
      // What hangs from rows of its own table comes last: it is asked for again and again, until nothing more is found.
      ways.sort((a, b) => Number(a.parent === table) - Number(b.parent === table));
      const parts = ways.map(
        ({ parent, column, id }) => `select ${id} from ${table} t join ${name(parent)} p on t.${column} = p.id`,
      );
      return `${name(table)}(id) as (${(table === top ? [rows] : parts).join(' union ')})`;
    });
    const counts = tables.map(
      (table) => `select '${table.replaceAll("'", "''")}' as "table", count(*)::float8 as rows from ${name(table)}`,
    );
    return `with recursive ${found.join(', ')} ${counts.join(' union all ')}`;
  }
}
