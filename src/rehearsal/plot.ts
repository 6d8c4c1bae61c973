import type { ClientBase } from 'pg';
import { cleanRow } from './clean-row';
import type { Flaw, PlotSql } from './flaw';
import { insertRows, PARENT, type LegacyTable } from './legacy-tables';
import type { Seed } from './seed';

/** What was planted of a flaw. */
export interface PlantedFlaw {
  name: string;
  legal: boolean;
  /** The table of the offending rows. */
  table: LegacyTable;
  /** The ids of each offence's rows: one, or those that are wrong only together. */
  offences: string[][];
}

/** Where one flaw is planted. Its ids are in a namespace of its own, so that they meet no clean row's. */
export class Plot implements PlotSql {
  constructor(
    private readonly seed: Seed,
    private readonly flaw: Pick<Flaw, 'name'>,
  ) {}

  id(table: LegacyTable, k = '1'): string {
    return this.seed.id(table, `${this.common} || '.' || ${k}`);
  }

  get missingId(): string {
    return this.seed.id('missing', `${this.common} || '.' || k`);
  }

  get common(): string {
    return `'${this.flaw.name}.' || n`;
  }

  /**
   * Plants a flaw.
   *
   * @param sql inside the generator's transaction
   * @param count how many offences
   */
  static async plant(sql: ClientBase, flaw: Flaw, count: number, seed: Seed): Promise<PlantedFlaw> {
    const plot = new Plot(seed, flaw);
    for (const { table, each = 1, columns } of flaw.steps) {
      const parent = PARENT[table];
      const row = {
        id: plot.id(table, 'k'),
        ...cleanRow(table, seed.vary('(n * 10 + k)'), `${plot.common} || '.' || k`),
        ...(parent && { [parent.column]: plot.id(parent.table) }),
        ...columns?.(plot),
      };
      await sql.query(insertRows(table, row, plot.rows(count, each)));
    }
    const { each = 1 } = flaw.steps.find(({ table }) => table === flaw.offenders) ?? {};
    const { rows } = await sql.query<{ ids: string[] }>(
      `select array_agg(${plot.id(flaw.offenders, 'k')}::text order by k) as ids
        from ${plot.rows(count, each)} where ${flaw.guilty ?? 'true'} group by n order by n`,
    );
    return { name: flaw.name, legal: flaw.legal, table: flaw.offenders, offences: rows.map(({ ids }) => ids) };
  }

  private rows(count: number, each: number): string {
    return `generate_series(1::bigint, ${count}) n cross join generate_series(1, ${each}) k`;
  }
}
