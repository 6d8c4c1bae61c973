import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { MigrationDeclaration } from '../../src/migrator/declaration';
import { Journal } from '../../src/migrator/run/journal';
import { MigrationRun } from '../../src/migrator/run/migration-run';
import { Resolutions } from '../../src/migrator/check/preflight';
import { type Session, withSession } from '../../src/migrator/run/session';
import type { Change } from '../../src/migrator/steps';
import { LOCK_MODES, type LockMode } from '../../src/migrator/steps/step';
import { DEFAULT_OPTIONS } from '../../src/migrator/run/typeorm-run';

/** What one statement was seen to do. */
export interface Sighting {
  sql: string;
  /** Undefined: a batch of a backfill, which declares nothing. */
  declared: Change['locks'] | undefined;
  /** Table of `public` → the strongest lock on it. */
  taken: Record<string, LockMode>;
  /** Tables that have been written anew. */
  rewritten: string[];
}

/** Runs migrations and looks at every statement before its commit: which locks it holds, which tables it has rewritten. */
export class LockWatch {
  readonly sightings: Sighting[] = [];
  private changes = new Map<string, Change>();
  /** Tables that the migration has brought on its way up: nobody uses them yet. */
  private unused = new Set<string>();

  private constructor(
    private readonly session: Session & { readonly pid: number },
    private readonly client: Client,
  ) {}

  static async with(url: string, work: (watch: LockWatch) => Promise<void>): Promise<Sighting[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await withSession(url, async (session) => {
        const watch = new LockWatch(session, client);
        await new Journal(session).prepare();
        await work(watch);
        return watch.sightings;
      });
    } finally {
      await client.end();
    }
  }

  async run(migration: MigrationDeclaration, direction: 'up' | 'down'): Promise<void> {
    const brought = migration.steps.flatMap(({ brings }) => (brings && !brings.columns ? [brings.table] : []));
    this.unused = new Set(direction === 'up' ? brought : []);
    for (const action of migration.steps.flatMap(({ up, down }) => [...up, ...down]))
      if (action.action === 'change') this.changes.set(action.sql, action);
    const watched: Session = { query: (text, values) => this.query(text, values) };
    const pulse = { beat: () => Promise.resolve() };
    await new MigrationRun(watched, migration, Resolutions.parse([], []), DEFAULT_OPTIONS, () => undefined, pulse)[
      direction
    ](false);
  }

  private async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const whole = this.changes.get(text);
    if (whole?.how === 'concurrently') return this.besideAWriter(whole);
    const change = [...this.changes.values()].find(({ sql }) => text.includes(`; ${sql}; commit; `));
    if (change) {
      const [opening = '', end = ''] = text.split(`; ${change.sql}; commit; `);
      // What the runner locks by name beforehand would hide what the statement itself takes.
      await this.session.query(opening.replaceAll(/; lock table [^;]+/g, ''));
      await this.beforeCommit(change.sql, change.locks);
      return this.session.query<Row>(end);
    }
    if (!text.includes('update migrator.backfills set next_after')) return this.session.query<Row>(text, values);
    await this.session.query('begin');
    return this.beforeCommit<Row>(text, undefined);
  }

  private async beforeCommit<Row extends object>(sql: string, declared: Change['locks'] | undefined): Promise<Row[]> {
    const files = await this.files();
    const rows = await this.session.query<Row>(sql);
    const taken = await this.locks(files);
    await this.session.query('commit');
    await this.note(sql, declared, taken, files);
    return rows;
  }

  /** An open transaction that has written to the table stops the build after it has taken its locks. */
  private async besideAWriter<Row extends object>(change: Change): Promise<Row[]> {
    const files = await this.files();
    await this.client.query('begin');
    for (const table of Object.keys(change.locks)) await this.client.query(`lock table ${table} in row exclusive mode`);
    const build = this.session.query<Row>(change.sql);
    const isWaiting = async () =>
      (await this.client.query('select from pg_locks where pid = $1 and not granted', [this.session.pid])).rowCount !==
      0;
    while (!(await isWaiting())) await sleep(5);
    const taken = await this.locks(files);
    await this.client.query('commit');
    await build;
    await this.note(change.sql, change.locks, taken, files);
    return [];
  }

  private async note(
    sql: string,
    declared: Change['locks'] | undefined,
    taken: Record<string, LockMode>,
    before: ReadonlyMap<string, string>,
  ): Promise<void> {
    const after = await this.files();
    const rewritten = [...before].filter(([oid, file]) => after.get(oid) !== undefined && after.get(oid) !== file);
    const used = Object.entries(taken).filter(([table]) => declared?.[table] !== undefined || !this.unused.has(table));
    this.sightings.push({ sql, declared, taken: Object.fromEntries(used), rewritten: rewritten.map(([oid]) => oid) });
  }

  /** The file of every table that is there, by its number, which a new name or schema does not change. */
  private async files(): Promise<Map<string, string>> {
    const { rows } = await this.client.query<{ table: string; file: string }>(
      `select oid::text as table, relfilenode::text as file from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('public', 'parked')`,
    );
    return new Map(rows.map(({ table, file }) => [table, file]));
  }

  /** @param there the tables that clients can use: not those that the statement has made */
  private async locks(there: ReadonlyMap<string, string>): Promise<Record<string, LockMode>> {
    const { rows } = await this.client.query<{ table: string; mode: string }>(
      `select c.relname as table, l.mode from pg_locks l join pg_class c on c.oid = l.relation
        where l.pid = $1 and l.granted and l.relation::text = any ($2) and c.relnamespace = 'public'::regnamespace
          and l.database = (select oid from pg_database where datname = current_database())`,
      [this.session.pid, [...there.keys()]],
    );
    const taken: Record<string, LockMode> = {};
    for (const { table, mode } of rows) {
      const name = LOCK_MODES.find((one) => `${one.replaceAll(' ', '').toLowerCase()}lock` === mode.toLowerCase())!;
      if (LOCK_MODES.indexOf(name) >= LOCK_MODES.indexOf(taken[table] ?? 'ACCESS SHARE')) taken[table] = name;
    }
    return taken;
  }
}

/** What is stronger than declared, declared but not taken, or written anew; nothing where all is as it should be. */
export function surprises(sightings: readonly Sighting[]): object[] {
  return sightings.flatMap(({ sql, declared, taken, rewritten }) => {
    const strength = (mode: LockMode) => LOCK_MODES.indexOf(mode);
    // Reading and writing rows is what clients do as well.
    const blocking = Object.fromEntries(
      Object.entries(taken).filter(
        ([table, mode]) => declared?.[table] !== undefined || strength(mode) > strength('ROW EXCLUSIVE'),
      ),
    );
    const isAsDeclared =
      rewritten.length === 0 &&
      Object.keys({ ...blocking, ...declared }).every((table) => blocking[table] === declared?.[table]);
    return isAsDeclared ? [] : [{ sql, declared, taken, rewritten }];
  });
}
