import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { postgresErrorOf } from '../database/errors';
import { BackupError, RestoreMismatchError } from './backup-errors';
import type { BackupFile } from './backup-file';
import type { TableManifest } from './manifest';
import type { OnProgress } from './copy-progress';
import { readSchema, type SchemaDefinition, type SchemaObject } from './schema-definition';
import { copyOut, copyTarget, nameOf } from './snapshot';
import { TextDigest } from './text-digest';

/** Makes in an empty database what a backup holds, and compares the two. */
export class SchemaLoader {
  private readonly problems: string[] = [];

  /**
   * @param client a session for copying, in the empty database
   * @param file verified
   */
  constructor(
    private readonly client: Client,
    private readonly file: BackupFile,
    private readonly onProgress: OnProgress,
  ) {}

  /**
   * Tables, rows, then what needs them, and a comparison of every row and every object with the backup.
   *
   * @returns comments that this role may not make here, a sentence each
   * @throws BackupError that names an object which cannot be made here
   * @throws RestoreMismatchError when the outcome is not what the backup holds
   */
  async load(): Promise<string[]> {
    const schema = await this.file.schema();
    // The commit of the swap, which comes later in the same log, makes all of this durable at once.
    await this.client.query('set synchronous_commit = off');
    // Names in statements are whole; functions that tables, checks and indexes call may count on the usual path.
    await this.client.query(`select set_config('search_path', $1, false)`, [schema.search_path]);
    await this.run(schema.before_rows);
    await this.eachTable('load', (table, digest) => this.loadRows(table, digest));
    await this.run(schema.after_rows);
    await this.setSequences();
    await this.client.query('analyze');
    await this.client.query(`set search_path = ''`);
    await this.eachTable('compare', (table, digest) => this.compareRows(table, digest));
    await this.compareObjects(schema);
    return this.problems;
  }

  private async run(objects: readonly SchemaObject[]): Promise<void> {
    for (const [done, { kind, name, statements }] of objects.entries()) {
      this.onProgress({ phase: 'build', subject: `${kind} ${name}`, done, total: objects.length });
      for (const statement of statements)
        await this.client.query(statement).catch((error: unknown) => {
          const { message } = error as Error;
          if (!statement.startsWith('comment on '))
            throw new BackupError(`The ${kind} ${name} cannot be made on this server: ${message}.`);
          // The schema public may belong to somebody else; nobody should lose a restore over its comment.
          this.problems.push(`The comment on the ${kind} ${name} was not carried over: ${message}.`);
        });
    }
  }

  private async eachTable(
    phase: 'load' | 'compare',
    copy: (table: TableManifest, digest: TextDigest) => Promise<void>,
  ): Promise<void> {
    const { tables } = this.file.manifest;
    const total = tables.reduce((sum, table) => sum + table.rows, 0);
    let before = 0;
    for (const table of tables) {
      const digest: TextDigest = new TextDigest(() => {
        this.onProgress({ phase, subject: `${table.schema}.${table.name}`, done: before + digest.lines, total });
      });
      await copy(table, digest);
      before += table.rows;
    }
  }

  /**
   * In one transaction with TRUNCATE: PostgreSQL then fills the table from end to end, so that rows lie in the order of the
   * backup, which {@link compareRows} counts on; and FREEZE spares a later pass over all of them.
   */
  private async loadRows(table: TableManifest, digest: TextDigest): Promise<void> {
    try {
      await this.client.query('begin');
      await this.client.query(`truncate only ${nameOf(this.client, table)}`);
      const into = this.client.query(copyFrom(`copy ${copyTarget(this.client, table)} from stdin with (freeze)`));
      await pipeline(await this.file.rows(table), digest, into);
      await this.client.query('commit');
    } catch (error) {
      if (postgresErrorOf(error) === undefined) throw error;
      // Its details may quote a row; its message does not.
      throw new BackupError(
        `The rows of ${table.schema}.${table.name} cannot be loaded on this server: ${(error as Error).message}.`,
      );
    }
  }

  private async setSequences(): Promise<void> {
    for (const { schema, name, last_value, is_called } of this.file.manifest.sequences)
      await this.client.query('select setval($1::regclass, $2, $3)', [
        nameOf(this.client, { schema, name }),
        last_value,
        is_called,
      ]);
  }

  private async compareRows(table: TableManifest, digest: TextDigest): Promise<void> {
    await pipeline(copyOut(this.client, table), digest.resume());
    if (digest.lines !== table.rows || digest.digest().sha256 !== table.sha256)
      throw new RestoreMismatchError(
        `The restored rows of ${table.schema}.${table.name} differ from those in the backup. Nothing was swapped; the database is as it was.`,
      );
  }

  /** By kind and name: PostgreSQL may write a definition that it has read in other words. */
  private async compareObjects(expected: SchemaDefinition): Promise<void> {
    const namesOf = ({ before_rows, after_rows }: SchemaDefinition) =>
      new Set([...before_rows, ...after_rows].map(({ kind, name }) => `${kind} ${name}`));
    const found = namesOf(await readSchema(this.client, expected.search_path));
    const missing = [...namesOf(expected)].find((name) => !found.has(name));
    if (missing !== undefined)
      throw new RestoreMismatchError(
        `The restored database lacks the ${missing}. Nothing was swapped; the database is as it was.`,
      );
  }
}
