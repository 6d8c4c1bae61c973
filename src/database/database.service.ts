import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { type CustomTypesConfig, Pool, type PoolClient, types } from 'pg';
import { Gauge } from 'prom-client';
import QueryStream from 'pg-query-stream';
import type { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings';
import { LOGGER, type Logger } from './logger';
import { metrics, queryDuration } from './metrics';
import { requestContext } from './request-context';
import { DATABASE_URL, poolOptions } from './data-source';
import { isRetryable } from './errors';

/** JSON that a statement renders (`json`) is passed on as the text that it is; a column's value (`jsonb`) is parsed. */
const JSON_TYPE: number = types.builtins.JSON;
const TYPES: CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') => (type === JSON_TYPE ? String : parserOf(type, format)),
};

function parserOf(type: number, format?: 'text' | 'binary'): unknown {
  const parsers: { getTypeParser(type: number, format?: string): unknown } = types;
  return parsers.getTypeParser(type, format);
}

/** How often a whole transaction is tried when PostgreSQL asks for it. */
const ATTEMPTS = 4;

/** So many different texts are prepared; filters make many. */
const NAMED_STATEMENTS = 300;

/**
 * The one way to PostgreSQL. Reads go straight to the driver's pool as named statements, which is twice as fast as
 * TypeORM's `query`; inside a transaction they join it, so that a write answers through the projection that reads use.
 * Every query has a name, by which it is measured and, when slow, logged (never with its values).
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly streams: Pool;
  private readonly statementNames = new Map<string, string>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly transaction: TransactionHost<TransactionalAdapterTypeOrm>,
    @Inject(DATABASE_URL) private readonly url: string,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.pool = (this.dataSource.driver as unknown as { master: Pool }).master;
    this.streams = new Pool({ ...poolOptions(this.url, this.settings), max: this.settings.EXPORT_POOL_SIZE });
    for (const pool of [this.pool, this.streams])
      pool.on('error', (error) => {
        this.logger.warn({ err: { message: error.message } }, 'a database connection was lost');
      });
    const pool = this.pool;
    metrics.removeSingleMetric('continuity_pool_connections');
    new Gauge({
      name: 'continuity_pool_connections',
      help: 'Database connections by state',
      labelNames: ['state'],
      registers: [metrics],
      collect() {
        this.set({ state: 'total' }, pool.totalCount);
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.streams.end();
  }

  /** Rows of one named statement, inside the running transaction when there is one. */
  async read<Row extends object>(name: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const statement = { name: this.statementName(name, sql), text: sql, values: [...values], types: TYPES };
    const runner = this.transaction.isTransactionActive() ? this.transaction.tx.queryRunner : undefined;
    return this.measured(name, async () => {
      const client = runner ? ((await runner.connect()) as PoolClient) : this.pool;
      return (await client.query<Row>(statement)).rows;
    });
  }

  /** The first row of {@link read}. */
  async readOne<Row extends object>(
    name: string,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row | undefined> {
    return (await this.read<Row>(name, sql, values))[0];
  }

  /**
   * Rows of one statement that writes or locks.
   *
   * @throws Error when no transaction runs: a write outside of one is a mistake in the program
   */
  async write<Row extends object>(name: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (!this.transaction.isTransactionActive()) throw new Error(`${name} writes outside a transaction`);
    return this.read<Row>(name, sql, values);
  }

  /**
   * Runs `work` in a transaction, again from its start when PostgreSQL reports a deadlock or a serialization failure.
   * Joins the running transaction when there is one.
   */
  async atomic<T>(work: () => Promise<T>): Promise<T> {
    if (this.transaction.isTransactionActive()) return work();
    return this.again(() => this.transaction.withTransaction(work));
  }

  /**
   * Runs `work` in a transaction and rolls it back, whatever happens. Never again from its start, as it may have reported
   * something by then: what others may overtake in it stands in {@link undone}.
   */
  async dryRun<T>(work: () => Promise<T>): Promise<T> {
    const rollBack = new RollBack();
    let outcome: { value: T } | undefined;
    try {
      await this.transaction.withTransaction(async () => {
        outcome = { value: await work() };
        throw rollBack;
      });
    } catch (error) {
      if (error !== rollBack) throw error;
    }
    if (!outcome) throw new Error('a dry run ended without an outcome');
    return outcome.value;
  }

  /**
   * Runs `work` in the running transaction and undoes it, whatever happens; again from its start where {@link atomic} would
   * run a transaction again.
   */
  async undone<T>(work: () => Promise<T>): Promise<T> {
    return this.again(async () => {
      await this.write('undone.begin', 'savepoint undone');
      try {
        return await work();
      } finally {
        await this.write('undone.undo', 'rollback to savepoint undone');
        await this.write('undone.end', 'release savepoint undone');
      }
    });
  }

  /**
   * Streams rows of one snapshot from a cursor on a connection of their own. The caller must end or destroy the stream.
   */
  async stream(name: string, sql: string, values: readonly unknown[]): Promise<Readable> {
    const client: PoolClient = await this.streams.connect();
    const started = performance.now();
    try {
      await client.query('set statement_timeout = 0');
      const rows = client.query(new QueryStream(sql, [...values], { batchSize: 500, types: TYPES }));
      let failed: Error | undefined;
      rows.on('error', (error: Error) => (failed = error));
      rows.once('close', () => {
        queryDuration.observe({ query: name }, (performance.now() - started) / 1000);
        client.release(failed ?? !rows.readableEnded);
      });
      return rows;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  /** Runs `work` from its start until it is done, or fails with what another attempt would not mend. */
  private async again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++)
      try {
        return await work();
      } catch (error) {
        if (attempt >= ATTEMPTS || !isRetryable(error)) throw error;
        this.logger.warn({ attempt, requestId: requestContext.getStore()?.requestId }, 'transaction is run again');
      }
  }

  /** PostgreSQL keeps a prepared plan per name and connection; a text beyond the limit is planned each time instead. */
  private statementName(name: string, sql: string): string | undefined {
    const known = this.statementNames.get(sql);
    if (known !== undefined || this.statementNames.size >= NAMED_STATEMENTS) return known;
    const statementName = `${name}#${String(this.statementNames.size)}`;
    this.statementNames.set(sql, statementName);
    return statementName;
  }

  private async measured<T>(name: string, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await run();
    } finally {
      const milliseconds = performance.now() - started;
      queryDuration.observe({ query: name }, milliseconds / 1000);
      if (milliseconds > this.settings.SLOW_QUERY_MS)
        this.logger.warn(
          { query: name, milliseconds: Math.round(milliseconds), requestId: requestContext.getStore()?.requestId },
          'slow query',
        );
    }
  }
}

/** Thrown to roll a dry run back. */
class RollBack extends Error {}
