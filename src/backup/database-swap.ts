import type { Client } from 'pg';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresErrorOf } from '../database/errors';
import { compactTime } from './backup-folder';
import { RestoreRefusedError } from './backup-errors';
import { urlOfDatabase, withCopySession } from './copy-session';
import { CREATE_LIKE, type DatabaseSetting, GRANTS, OTHERS, RIGHTS, SETTINGS } from './database-queries';

/** What tells a database that is being restored into from one of the user's with such a name. */
const MARK = 'Continuity restores into this database. When no restore runs, it can be dropped.';

const INSUFFICIENT_PRIVILEGE = '42501';

/** How long a session that has just ended may still be listed. */
const GRACE_MS = 3000;
/** How long an ended session may take to go. */
const END_MS = 20_000;

/** Settings whose values are lists of names; they are stored in a form in which they cannot be given again. */
const LISTS = ['search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries'];

/** Bytes of a name that PostgreSQL keeps, less the longest ending. */
const LONGEST_BASE = 63 - '_before_20250131t235959z'.length;

/**
 * Puts a new database in the place of another one. All of it runs from a third database, since nobody may be connected to
 * one that is renamed. `prepare` repairs what an earlier swap left behind when its process was killed.
 */
export class DatabaseSwap {
  /** The new database's name until the exchange. */
  private fresh: string | undefined;

  /**
   * @param client a session in a database that is neither of the two
   * @param url of that session
   * @param database the name of the one to be replaced
   */
  constructor(
    private readonly client: Client,
    private readonly url: string,
    private readonly database: string,
  ) {}

  /**
   * Checks that this role may do it, and cleans up after a swap whose process was killed. The caller must hold a lock that
   * keeps other swaps out.
   *
   * @throws RestoreRefusedError that says which right is missing
   */
  async prepare(): Promise<void> {
    await this.checkRights();
    await this.allowConnections();
    const { rows } = await this.client.query<{ name: string; marked: boolean }>(
      `select datname as name, coalesce(shobj_description(oid, 'pg_database') = $2, false) as marked
        from pg_database where starts_with(datname, $1) and substr(datname, length($1) + 1) ~ '^[0-9]+$'`,
      [this.nameWith(this.freshSuffix), MARK],
    );
    for (const { name, marked } of rows) if (marked || (await this.isEmpty(name))) await this.drop(name);
  }

  /**
   * Who else is connected.
   *
   * @param except server processes that do not count
   * @returns application names with their number, for people; empty when there is nobody
   */
  async others(except: readonly number[]): Promise<string> {
    const { rows } = await this.client.query<{ who: string }>(
      `select coalesce(nullif(application_name, ''), 'unnamed') || ' (' || count(*) || ')' as who
        from pg_stat_activity where ${OTHERS} group by application_name order by count(*) desc, 1`,
      [this.database, except],
    );
    return rows.map((row) => row.who).join(', ');
  }

  /**
   * Refuses when others are connected.
   *
   * @throws RestoreRefusedError that says who
   */
  async refuseOthers(except: readonly number[]): Promise<void> {
    const end = Date.now() + GRACE_MS;
    let who = await this.others(except);
    while (who !== '' && Date.now() < end) {
      await delay(100);
      who = await this.others(except);
    }
    if (who !== '')
      throw new RestoreRefusedError(
        `Others are connected to the database ${this.database}: ${who}. Stop them, or end their connections with --disconnect.`,
      );
  }

  /** Makes an empty database with the encoding, locale, owner and place of the one to be replaced; gives its name. */
  async createFresh(): Promise<string> {
    const fresh = await this.freeName(this.freshSuffix, (attempt) => String(attempt));
    const { rows } = await this.client.query<{ statement: string }>(CREATE_LIKE, [this.database, fresh]);
    await this.client.query(rows[0]?.statement ?? '');
    this.fresh = fresh;
    await this.client.query(
      `comment on database ${this.client.escapeIdentifier(fresh)} is ${this.client.escapeLiteral(MARK)}`,
    );
    return fresh;
  }

  /**
   * Gives the new database the settings and privileges of the one to be replaced.
   *
   * @returns what this role may not carry over, a sentence each
   */
  async carrySettings(): Promise<string[]> {
    const problems: string[] = [];
    const { rows: settings } = await this.client.query<DatabaseSetting>(SETTINGS, [this.database]);
    for (const setting of settings)
      await this.carry(setting).catch((error: unknown) => {
        problems.push(`The setting ${setting.name} was not carried over: ${(error as Error).message}.`);
      });
    const { rows: grants } = await this.client.query<{ statement: string }>(GRANTS, [this.database, this.fresh]);
    for (const { statement } of grants)
      await this.client.query(statement).catch((error: unknown) => {
        problems.push(`A privilege was not carried over (${statement}): ${(error as Error).message}.`);
      });
    return problems;
  }

  /**
   * Lets nobody in any more, and ends everybody's session but those in `except`.
   *
   * @throws RestoreRefusedError when others are connected and `disconnect` is false
   */
  async closeGate(except: readonly number[], disconnect: boolean): Promise<void> {
    await this.client.query(`alter database ${this.quoted} with allow_connections false`);
    if (!disconnect) await this.refuseOthers(except);
    await this.endOthers(except);
  }

  /**
   * Exchanges the names in one transaction, so that a crash leaves either all or nothing of it. The gate must be closed.
   *
   * @returns the name under which the old database is kept
   */
  async exchange(): Promise<string> {
    await this.endOthers([]);
    const now = Date.now();
    const kept = await this.freeName('_before_', (attempt) =>
      compactTime(new Date(now + (attempt - 1) * 1000)).toLowerCase(),
    );
    const { rows } = await this.client.query<{ comment: string | null }>(
      `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
      [this.database],
    );
    const comment = rows[0]?.comment ?? null;
    const quotedKept = this.client.escapeIdentifier(kept);
    try {
      await this.client.query('begin');
      await this.client.query(`alter database ${this.quoted} rename to ${quotedKept}`);
      await this.client.query(
        `alter database ${this.client.escapeIdentifier(this.fresh ?? '')} rename to ${this.quoted}`,
      );
      await this.client.query(`alter database ${quotedKept} with allow_connections true`);
      await this.client.query(
        `comment on database ${this.quoted} is ${comment === null ? 'null' : this.client.escapeLiteral(comment)}`,
      );
      await this.client.query('commit');
    } catch (error) {
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
    this.fresh = undefined;
    return kept;
  }

  /**
   * Opens the gate again and drops the new database, on a connection of its own: the other one may be what failed. What
   * it cannot undo, `prepare` of the next restore does.
   */
  async undo(): Promise<void> {
    await withCopySession(this.url, async (client) => {
      const again = new DatabaseSwap(client, this.url, this.database);
      await again.allowConnections();
      if (this.fresh !== undefined) await again.drop(this.fresh);
    }).catch(() => undefined);
  }

  private get quoted(): string {
    return this.client.escapeIdentifier(this.database);
  }

  private async checkRights(): Promise<void> {
    const { rows } = await this.client.query<{ role: string; creates: boolean; owns: boolean; prepared: boolean }>(
      RIGHTS,
      [this.database],
    );
    const [found] = rows;
    if (!found) throw new RestoreRefusedError(`There is no database ${this.database} on this server. Create it first.`);
    if (!found.creates)
      throw new RestoreRefusedError(
        `The role ${found.role} may not create databases, which a restore does. Let an administrator run: alter role ${this.client.escapeIdentifier(found.role)} createdb`,
      );
    if (!found.owns)
      throw new RestoreRefusedError(
        `The role ${found.role} does not own the database ${this.database}, so it may not put another one in its place. Restore as its owner.`,
      );
    if (found.prepared)
      throw new RestoreRefusedError(
        `The database ${this.database} has prepared transactions. Commit or roll them back first (see pg_prepared_xacts).`,
      );
  }

  private async allowConnections(): Promise<void> {
    const { rows } = await this.client.query('select from pg_database where datname = $1 and not datallowconn', [
      this.database,
    ]);
    if (rows.length > 0) await this.client.query(`alter database ${this.quoted} with allow_connections true`);
  }

  private async endOthers(except: readonly number[]): Promise<void> {
    const end = Date.now() + END_MS;
    for (;;) {
      const { rowCount } = await this.client
        .query(`select pg_terminate_backend(pid) from pg_stat_activity where ${OTHERS}`, [this.database, except])
        .catch(async (error: unknown) => {
          if (postgresErrorOf(error)?.code !== INSUFFICIENT_PRIVILEGE) throw error;
          throw new RestoreRefusedError(
            `This role may not end the sessions of the database ${this.database}: ${await this.others(except)}. Stop them, or let an administrator grant it pg_signal_backend; a superuser’s sessions only a superuser may end.`,
          );
        });
      if (rowCount === 0) return;
      if (Date.now() > end)
        throw new RestoreRefusedError(
          `Sessions of the database ${this.database} do not end: ${await this.others(except)}. Stop them and try again.`,
        );
      await delay(50);
    }
  }

  private async isEmpty(database: string): Promise<boolean> {
    return withCopySession(urlOfDatabase(this.url, database), async (client) => {
      const { rows } = await client.query(`select from pg_class where oid >= 16384 limit 1`);
      return rows.length === 0;
    }).catch(() => false);
  }

  private async drop(database: string): Promise<void> {
    await this.client.query(`drop database if exists ${this.client.escapeIdentifier(database)} with (force)`);
  }

  /**
   * What tells new databases for this one from those for another one whose long name begins alike, where a restore may be
   * at work; and from databases of people, who would not think of such a name: an empty one of that name is cleared away.
   */
  private get freshSuffix(): string {
    return `_restore_${createHash('sha256').update(this.database).digest('hex').slice(0, 8)}_`;
  }

  /** The name with an ending, within the length of a name: PostgreSQL would cut the ending off. */
  private nameWith(ending: string): string {
    // Cut in the middle of a sign, the rest of it reads as U+FFFD.
    const base = Buffer.from(this.database)
      .subarray(0, LONGEST_BASE)
      .toString()
      .replace(/\uFFFD+$/, '');
    return base + ending;
  }

  private async freeName(suffix: string, ending: (attempt: number) => string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const name = this.nameWith(suffix + ending(attempt));
      const { rows } = await this.client.query('select from pg_database where datname = $1', [name]);
      if (rows.length === 0) return name;
    }
  }

  private async carry({ role, name, value }: DatabaseSetting): Promise<void> {
    const fresh = this.client.escapeIdentifier(this.fresh ?? '');
    const whose =
      role === null ? `database ${fresh}` : `role ${this.client.escapeIdentifier(role)} in database ${fresh}`;
    const setting = name
      .split('.')
      .map((part) => this.client.escapeIdentifier(part))
      .join('.');
    if (!LISTS.includes(name)) {
      await this.client.query(`alter ${whose} set ${setting} to ${this.client.escapeLiteral(value)}`);
      return;
    }
    await this.client.query('begin');
    try {
      await this.client.query('select set_config($1, $2, true)', [name, value]);
      await this.client.query(`alter ${whose} set ${setting} from current`);
    } finally {
      await this.client.query('commit');
    }
  }
}
