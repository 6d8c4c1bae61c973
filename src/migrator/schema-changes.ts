import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { MigrationRefusedError } from './refusal';

/** Another run holds the migrator's lock. */
export class MigratorBusyError extends Error {
  override name = 'MigratorBusyError';
}

/** The name given with `--to` is no migration's. */
export class UnknownMigrationError extends Error {
  override name = 'UnknownMigrationError';
}

/** What is known of one migration. */
export interface MigrationState {
  name: string;
  applied: boolean;
}

/** How often, and at what pace, the lock is asked for before the run gives up. Polled: a waiting call would block index builds. */
const LOCK_TRIES = 40;
const LOCK_PAUSE_MS = 250;

/**
 * Takes the schema forwards and backwards, one transaction a migration, one run at a time.
 * Must be given a direct connection, not one through a transaction pooler: the lock belongs to a session.
 */
export class SchemaChanges {
  constructor(private readonly url: string) {}

  /** All migrations that this version knows, oldest first. */
  async states(): Promise<MigrationState[]> {
    return this.withDataSource(async (dataSource) => this.read(dataSource));
  }

  /**
   * Applies what is pending.
   *
   * @param to the last one to apply, with or without its timestamp; absent: all
   * @returns the names applied now
   * @throws MigratorBusyError · UnknownMigrationError · MigrationRefusedError when the data does not allow it
   */
  async migrate(to?: string, onApplied: (name: string) => void = () => undefined): Promise<string[]> {
    const last = to === undefined ? migrations.length - 1 : this.indexOf(to);
    return this.locked(() =>
      this.withDataSource(async (dataSource) => {
        const applied: string[] = [];
        for (const name of (await this.read(dataSource)).filter((state) => !state.applied).map((state) => state.name)) {
          if (this.indexOf(name) > last) continue;
          await this.apply(dataSource, name, 'up', applied);
          applied.push(name);
          onApplied(name);
        }
        return applied;
      }),
    );
  }

  /**
   * Takes migrations back, newest first.
   *
   * @param target `steps` of them, or all that came after the one named by `to`, or `all`
   * @returns the names taken back
   * @throws as {@link migrate}; MigrationRefusedError also when rows would be lost
   */
  async rollback(
    target: { steps: number } | { to: string } | 'all',
    onReverted: (name: string) => void = () => undefined,
  ): Promise<string[]> {
    return this.locked(() =>
      this.withDataSource(async (dataSource) => {
        const applied = (await this.read(dataSource)).filter((state) => state.applied).map((state) => state.name);
        const keep =
          target === 'all'
            ? 0
            : 'to' in target
              ? applied.filter((name) => this.indexOf(name) <= this.indexOf(target.to)).length
              : Math.max(0, applied.length - target.steps);
        const reverted: string[] = [];
        for (const name of applied.slice(keep).reverse()) {
          await this.apply(dataSource, name, 'down', reverted);
          reverted.push(name);
          onReverted(name);
        }
        return reverted;
      }),
    );
  }

  private async apply(
    dataSource: DataSource,
    name: string,
    direction: 'up' | 'down',
    done: readonly string[],
  ): Promise<void> {
    const index = this.indexOf(name);
    const type = migrations[index];
    if (!type) throw new UnknownMigrationError(name);
    await dataSource
      .transaction(async (manager) => {
        const runner = manager.queryRunner;
        if (!runner) throw new Error('a transaction has no query runner');
        await runner.query(`set local lock_timeout = '10s'`);
        await new type()[direction](runner);
        const timestamp = Number(/\d{13}$/.exec(name)?.[0]);
        await (direction === 'up'
          ? runner.query('insert into migrations (timestamp, name) values ($1, $2)', [timestamp, name])
          : runner.query('delete from migrations where name = $1', [name]));
      })
      .catch((error: unknown) => {
        if (error instanceof MigrationRefusedError) error.done = [...done];
        throw error;
      });
  }

  private async read(dataSource: DataSource): Promise<MigrationState[]> {
    const [table] = await dataSource.query<{ exists: boolean }[]>(
      `select to_regclass('public.migrations') is not null as exists`,
    );
    const rows = table?.exists ? await dataSource.query<{ name: string }[]>('select name from migrations') : [];
    const applied = new Set(rows.map((row) => row.name));
    return migrations.map((type) => ({ name: new type().name, applied: applied.has(new type().name) }));
  }

  private indexOf(given: string): number {
    const index = migrations.findIndex((type) => [type.name, type.name.replace(/\d{13}$/, '')].includes(given));
    if (index === -1)
      throw new UnknownMigrationError(
        `There is no migration ${given}. Known: ${migrations.map((type) => type.name.replace(/\d{13}$/, '')).join(', ')}.`,
      );
    return index;
  }

  private async withDataSource<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: this.url,
      applicationName: 'continuity migrator',
      installExtensions: false,
      extra: { options: '-c TimeZone=UTC', max: 2 },
    }).initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  /** Runs `work` under the migrator's lock, which its session's end frees, however the process ends. */
  private async locked<T>(work: () => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url, application_name: 'continuity migrator lock' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      for (let tries = 1; ; tries++) {
        const { rows } = await client.query<{ locked: boolean }>(
          `select pg_try_advisory_lock(hashtext('continuity'), hashtext('migrator')) as locked`,
        );
        if (rows[0]?.locked) break;
        if (tries >= LOCK_TRIES)
          throw new MigratorBusyError('Another migration is running. Try again when it has ended.');
        await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
      }
      await client.query(
        `create table if not exists migrations (id serial constraint pk_migrations primary key, timestamp bigint not null, name varchar not null)`,
      );
      return await work();
    } finally {
      await client.end();
    }
  }
}
