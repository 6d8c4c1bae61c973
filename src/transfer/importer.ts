import { Inject, Injectable } from '@nestjs/common';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Caller } from '../access/permissions';
import { withoutValues } from '../database/errors';
import { LOGGER, type Logger } from '../database/logger';
import { requestContext } from '../database/request-context';
import { ProblemError } from '../http/problem';
import { problemOf } from '../http/problem-of';
import { wordForMany } from '../resources/resource';
import { type BatchResult, ImportBatches, type ImportRun } from './import-batches';
import { ImportFiles, type Rejects } from './import-files';
import { type ImportRow, readRows } from './import-rows';
import type { ImportedCollection } from './imported-collection';
import type { FileFormat, ImportQuery } from './transfer.dto';

/** Rows in one transaction. */
const BATCH = 1000;

/** A file on its way in. */
export interface Upload {
  bytes: Readable;
  format: FileFormat;
}

/** Counts of an import, for its last line. */
interface Summary {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
  stopped_at_line: number | null;
  dry_run: boolean;
}

/** The report of one import, as it grows. */
interface Report {
  summary: Summary;
  rejects: Rejects;
}

/**
 * Imports uploads of any length into any collection: the upload is read to its end first, then put into the database a
 * thousand rows a transaction, and a line for each row is sent when its batch is committed.
 */
@Injectable()
export class Importer {
  constructor(
    private readonly files: ImportFiles,
    private readonly batches: ImportBatches,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Begins an import, which goes on as far as its report is read.
   *
   * @param target where the file goes; that the caller may import there has been checked
   * @returns the report, a line a row and one with the counts
   * @throws ProblemError 413 · 400 before anything is done
   */
  async import<Item extends object, Placed extends object, Target>(
    collection: ImportedCollection<Item, Placed, Target>,
    target: Target,
    { bytes, format }: Upload,
    { on_existing: onExisting, dry_run }: ImportQuery,
    caller: Caller,
  ): Promise<Readable> {
    const path = await this.files.spool(bytes);
    try {
      const kind = { many: wordForMany(collection.resource), columns: collection.columns };
      const { rows, rejectsHeader } = await readRows(path, format, kind);
      const summary: Summary = {
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        rejected: 0,
        stopped_at_line: null,
        dry_run,
      };
      const report = { summary, rejects: this.files.newRejects(caller.id, format, rejectsHeader) };
      const lines = this.lines(path, rows, { collection, target, onExisting, caller }, report);
      return Readable.from(inContext(lines), { objectMode: false, highWaterMark: 256 * 1024 });
    } catch (error) {
      await this.files.remove(path);
      throw error;
    }
  }

  /** The report's text, in pieces. A failure in the middle is its last line: the status has been sent by then. */
  private async *lines(
    path: string,
    rows: AsyncIterable<ImportRow>,
    run: ImportRun,
    report: Report,
  ): AsyncGenerator<string> {
    const { summary, rejects } = report;
    let problem: ProblemError | undefined;
    try {
      if (summary.dry_run) yield* this.foretold(rows, run, report);
      else
        for await (const batch of inBatches(rows)) {
          const done = await this.batches.do(batch, run);
          yield await linesOf(done, report);
          if (done.stopped) break;
        }
    } catch (error) {
      problem = await problemOf(error, () => Promise.resolve(undefined));
      if (!problem) {
        this.logger.error(
          { err: withoutValues(error), requestId: requestContext.getStore()?.requestId },
          'an import failed',
        );
        problem = new ProblemError(
          'internal',
          'The import broke off by a fault of the service. What is reported above is done; send the rest again.',
        );
      }
    } finally {
      await rejects.close();
      await this.files.remove(path);
    }
    yield `${JSON.stringify({ summary, rejects_url: rejects.url, ...(problem && { problem: problem.toProblem() }) })}\n`;
  }

  /** A dry run's report is kept until its transaction has ended: a slow reader must not hold it open. */
  private async *foretold(rows: AsyncIterable<ImportRow>, run: ImportRun, report: Report): AsyncGenerator<string> {
    const { path, stream } = this.files.newReport();
    try {
      await this.batches.dryRun(inBatches(rows), run, async (batch) => {
        if (!stream.write(await linesOf(batch, report))) await once(stream, 'drain');
      });
      stream.end();
      await once(stream, 'close');
      for await (const piece of createReadStream(path, 'utf8')) yield piece as string;
    } finally {
      stream.destroy();
      await this.files.remove(path);
    }
  }
}

async function linesOf({ results, stopped }: BatchResult, { summary, rejects }: Report): Promise<string> {
  let text = '';
  for (const { row, status, id, note, problem } of results) {
    summary.rows++;
    if (problem) {
      summary.rejected++;
      await rejects.add(row.rejected(problem.detail));
    } else if (note) summary[note]++;
    else if (status === 201) summary.created++;
    else summary.updated++;
    text += `${JSON.stringify({ line: row.line, status, ...(id !== undefined && { id }), ...(note && { note }), ...(problem && { problem: problem.toProblem() }) })}\n`;
  }
  if (stopped) summary.stopped_at_line = results.at(-1)?.row.line ?? null;
  return text;
}

async function* inBatches(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A stream pulls from wherever its socket drains; each pull belongs to the request that began it. */
function inContext<T>(source: AsyncGenerator<T>): AsyncIterable<T> {
  const context = requestContext.getStore();
  const pull = <R>(step: () => Promise<R>) => (context ? requestContext.run(context, step) : step());
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => pull(() => source.next()),
      return: () => pull(() => source.return(undefined)),
    }),
  };
}
