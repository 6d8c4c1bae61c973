import type { ChangeRunner } from './change-runner';
import type { Session } from './session';
import { columnExists, parkedColumn, tableExists } from '../steps/catalog';
import { change } from '../steps';
import { PARKING } from '../steps/catalog';

/** What rollbacks have put aside. */
export interface ParkedThings {
  columns: { table: string; column: string; rows_with_values: number }[];
  tables: { table: string; rows: number }[];
  /** Archived rows that no rollback and no migrate will put back any more. */
  archived: number;
}

/** Takes away what rollbacks have put aside. From then on a migrate begins with empty columns and tables. */
export class Purge {
  /** @param needed what applied migrations have put aside: their way back needs it */
  constructor(
    private readonly session: Session,
    private readonly needed: readonly { table: string; columns: readonly string[] }[],
  ) {}

  async look(): Promise<ParkedThings> {
    const columns = await this.session.query<{ table: string; column: string }>(
      `select c.relname::text as table, a.attname::text as column from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname like '\\_parked\\_%' and not a.attisdropped order by 1, a.attnum`,
    );
    const tables = await this.session.query<{ table: string }>(
      `select relname::text as table from pg_class where relnamespace = to_regnamespace('${PARKING}') and relkind = 'r' order by 1`,
    );
    const count = async (sql: string) => Number((await this.session.query<{ count: string }>(sql))[0]?.count ?? 0);
    const [archive] = await this.session.query<{ there: boolean }>(
      `select to_regclass('migrator.archive') is not null as there`,
    );
    const result: ParkedThings = {
      columns: [],
      tables: [],
      archived: archive?.there ? await count(`select count(*) as count from migrator.archive ${USELESS}`) : 0,
    };
    const isNeeded = (table: string, column: string) =>
      this.needed.some((one) => one.table === table && one.columns.some((name) => parkedColumn(name) === column));
    for (const { table, column } of columns.filter((one) => !isNeeded(one.table, one.column)))
      result.columns.push({
        table,
        column,
        rows_with_values: await count(`select count(${column}) as count from ${table}`),
      });
    for (const { table } of tables)
      result.tables.push({ table, rows: await count(`select count(*) as count from ${PARKING}.${table}`) });
    return result;
  }

  /** Takes away exactly what `found` names: what somebody has looked at. */
  async remove(changes: ChangeRunner, found: ParkedThings): Promise<void> {
    for (const table of new Set(found.columns.map((one) => one.table))) {
      const columns = found.columns.filter((one) => one.table === table).map(({ column }) => column);
      await changes.run(
        change({
          sql: `alter table ${table} ${columns.map((column) => `drop column if exists ${column}`).join(', ')}`,
          how: 'briefly',
          locks: { [table]: 'ACCESS EXCLUSIVE' },
          done: columns.map((column) => `not ${columnExists(table, column)}`).join(' and '),
        }),
      );
    }
    if (found.tables.length > 0)
      await changes.run(
        change({
          sql: `drop table if exists ${found.tables.map(({ table }) => `${PARKING}.${table}`).join(', ')}`,
          how: 'briefly',
          locks: {},
          done: found.tables.map(({ table }) => `not ${tableExists(table, PARKING)}`).join(' and '),
        }),
      );
    await this.session.query(`delete from migrator.archive ${USELESS}`);
  }
}

/** SQL: what was put back is where it belongs; what could not be put back stays, since it is nowhere else. */
const USELESS = `where put_back_at is not null and kept is not true`;
