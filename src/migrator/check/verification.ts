import { schemaText } from './schema-text';
import { checksumOf, type MigrationDeclaration, shortName } from '../declaration';
import type { Session } from '../run/session';

/** What one check of `verify` found. */
export interface CheckResult {
  check: string;
  passed: boolean;
  /** What is wrong; empty where nothing is. */
  problems: string[];
  remedy: string;
  /** Drift is a difference from what the migrations made; anything else is damage. */
  kind: 'drift' | 'damage';
}

/** Looks whether the database is as the migrations have left it. Changes nothing. */
export class Verification {
  constructor(
    private readonly session: Session,
    private readonly known: readonly MigrationDeclaration[],
  ) {}

  async run(): Promise<CheckResult[]> {
    const applied = await this.applied();
    const results = [
      await this.constraints(),
      await this.indexes(),
      await this.checksums(),
      await this.drift(applied),
      await this.fingerprints(),
    ];
    for (const migration of applied) results.push(...(await this.semantics(migration)));
    return results;
  }

  private async applied(): Promise<MigrationDeclaration[]> {
    const rows = await this.session.query<{ name: string }>('select name from public.migrations');
    return this.known.filter(({ name }) => rows.some((row) => row.name === name));
  }

  private async constraints(): Promise<CheckResult> {
    const rows = await this.session.query<{ problem: string }>(
      `select conrelid::regclass || ': ' || conname || ' is not validated' as problem from pg_constraint
        where connamespace = 'public'::regnamespace and not convalidated order by 1`,
    );
    return {
      check: 'every constraint holds for every row',
      passed: rows.length === 0,
      problems: rows.map(({ problem }) => problem),
      remedy:
        'Run migrate again; it validates what a stopped run has left. One of your own: alter table … validate constraint …;',
      kind: 'damage',
    };
  }

  private async indexes(): Promise<CheckResult> {
    const rows = await this.session.query<{ problem: string }>(
      `select indrelid::regclass || ': ' || indexrelid::regclass || ' is not complete' as problem from pg_index x join pg_class c on c.oid = x.indexrelid
        where c.relnamespace = 'public'::regnamespace and not (indisvalid and indisready) order by 1`,
    );
    return {
      check: 'every index is complete',
      passed: rows.length === 0,
      problems: rows.map(({ problem }) => problem),
      remedy: 'Run migrate again, or: reindex index concurrently <its name>;',
      kind: 'damage',
    };
  }

  private async checksums(): Promise<CheckResult> {
    const rows = await this.session.query<{ name: string; checksum: string }>(
      `select name, checksum from migrator.migrations where phase <> 'reverted'`,
    );
    const changed = this.known.filter((migration) =>
      rows.some(({ name, checksum }) => name === migration.name && checksum !== checksumOf(migration)),
    );
    const unknown = rows.filter(({ name }) => !this.known.some((migration) => migration.name === name));
    return {
      check: 'the migrations are those that were applied',
      passed: changed.length + unknown.length === 0,
      problems: [
        ...changed.map(({ name }) => `${name}: this version would execute something else`),
        ...unknown.map(({ name }) => `${name}: this version does not know it`),
      ],
      remedy:
        unknown.length > 0
          ? 'Use the version that they were applied with.'
          : 'Use the version that they were applied with, or accept the difference: repair.',
      kind: 'drift',
    };
  }

  /** Against the text that the last run has recorded, line by line. */
  private async drift(applied: readonly MigrationDeclaration[]): Promise<CheckResult> {
    const newest = applied.at(-1)?.name;
    const [row] = await this.session.query<{ schema_text: string | null }>(
      'select schema_text from migrator.migrations where name = $1',
      [newest],
    );
    const recorded = linesOf(row?.schema_text ?? '');
    const now = linesOf(await schemaText((sql) => this.session.query(sql)));
    const problems = [
      ...now.filter((line) => !recorded.includes(line)).map((line) => `not from a migration: ${line}`),
      ...recorded.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
    ];
    const half = await this.session.query<{ name: string }>(
      `select name from migrator.migrations where phase in ('applying', 'reverting')`,
    );
    if (half.length > 0)
      return {
        check: 'the schema is what the migrations have made',
        passed: false,
        problems: half.map(({ name }) => `${name} is half done`),
        remedy: 'Run migrate to go on, or rollback to go back; then verify again.',
        kind: 'drift',
      };
    const isRecorded = recorded.length > 0;
    return {
      check: 'the schema is what the migrations have made',
      passed: isRecorded && problems.length === 0,
      problems: isRecorded
        ? problems
        : [`No run has recorded the schema after ${newest === undefined ? 'any migration' : shortName(newest)}.`],
      remedy: 'Take the change back and write a migration for it, or accept it: repair.',
      kind: 'drift',
    };
  }

  /** What the last run of each migration found before and after. */
  private async fingerprints(): Promise<CheckResult> {
    const rows = await this.session.query<{ problem: string }>(
      `with latest as (select distinct on (migration, direction, table_name, moment) * from migrator.fingerprints order by migration, direction, table_name, moment, id desc)
        select b.migration || ': ' || b.table_name || ' had ' || b.row_count || ' rows before and ' || a.row_count || ' after, or other values' as problem
        from latest b join latest a using (migration, direction, table_name)
        where b.moment = 'before' and a.moment = 'after' and a.id > b.id and b.columns = a.columns and (a.row_count, a.hash) <> (b.row_count, b.hash) order by 1`,
    );
    return {
      check: 'what each migration must not change was the same before and after it, as recorded',
      passed: rows.length === 0,
      problems: rows.map(({ problem }) => problem),
      remedy:
        'If clients wrote meanwhile, this is how it looks; --watch-clients tells it apart. Otherwise compare with the backup.',
      kind: 'damage',
    };
  }

  private async semantics({ name, checks }: MigrationDeclaration): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    for (const { title, wrong } of checks) {
      const [row] = await this.session.query<{ count: string }>(`select count(*) as count from (${wrong}) wrong`);
      const count = Number(row?.count ?? 0);
      results.push({
        check: `${shortName(name)}: ${title}`,
        passed: count === 0,
        problems: count === 0 ? [] : [`${String(count)} rows are wrong`],
        remedy: 'Find out which statement has written them; the constraints do not let it happen.',
        kind: 'damage',
      });
    }
    return results;
  }
}

/** The lines of a schema's text, each with the table or function that it stands in: a column of one name may be in many. */
function linesOf(text: string): string[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    const [, opened] = /^(?:create (?:table|view)|CREATE OR REPLACE FUNCTION) ([\w.]+)/.exec(line) ?? [];
    if (opened !== undefined) section = opened;
    const plain = line.trim().replace(/,$/, '');
    return plain === '' || plain === ')' || plain === ');' ? [] : [`${section}: ${plain}`];
  });
}
