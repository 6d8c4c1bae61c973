import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, type WriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Caller } from '../access/permissions';
import { LOGGER, type Logger } from '../database/logger';
import { requestContext } from '../database/request-context';
import { withoutValues } from '../database/errors';
import { notFound, ProblemError } from '../http/problem';
import { problemOf } from '../http/problem-of';
import { ImportFiles, type ImportFormat } from './import-files';
import { type ImportRow, readRows } from './import-rows';
import type { ShotImportQuery } from './shot.dto';
import { type BatchResult, type ImportTarget, ShotImporter } from './shot-importer';

/** Rows in one transaction. */
const BATCH = 1000;

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

/** One import under way. */
interface Import {
  path: string;
  format: ImportFormat;
  target: ImportTarget;
  query: ShotImportQuery;
  caller: Caller;
  summary: Summary;
  rejects: Rejects;
}

/**
 * Imports uploads of any length: the upload is read to its end first, then put into the database a thousand rows a
 * transaction, and a line for each row is sent when its batch is committed.
 */
@Injectable()
export class ShotImportService {
  constructor(
    private readonly files: ImportFiles,
    private readonly importer: ShotImporter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Into one episode. @returns the report, a line a row @throws ProblemError 404 · 403 · 413 · 400 before anything is done */
  async intoEpisode(
    id: string,
    upload: Readable,
    type: string,
    query: ShotImportQuery,
    caller: Caller,
  ): Promise<Readable> {
    return this.start(await this.importer.episodeTarget(id, caller), upload, type, query, caller);
  }

  /** Into a project, whose episodes the rows name. As {@link intoEpisode}. */
  async intoProject(
    id: string,
    upload: Readable,
    type: string,
    query: ShotImportQuery,
    caller: Caller,
  ): Promise<Readable> {
    return this.start(await this.importer.projectTarget(id, caller), upload, type, query, caller);
  }

  /** The rejected rows of an import of the caller's. @throws ProblemError 404 */
  async rejects(id: string, caller: Caller): Promise<{ format: ImportFormat; stream: Readable }> {
    const found = await this.files.findRejects(id, caller.id);
    if (!found) throw notFound('file of rejected rows for the import', id);
    return found;
  }

  private async start(
    target: ImportTarget,
    upload: Readable,
    type: string,
    query: ShotImportQuery,
    caller: Caller,
  ): Promise<Readable> {
    const format: ImportFormat = type.startsWith('text/csv') ? 'csv' : 'ndjson';
    const path = await this.files.spool(upload);
    try {
      const { rows, rejectsHeader } = await readRows(path, format);
      const id = randomUUID();
      const rejects = new Rejects(id, rejectsHeader, () => this.files.newRejects(id, caller.id, format));
      const summary: Summary = {
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        rejected: 0,
        stopped_at_line: null,
        dry_run: query.dry_run,
      };
      const lines = this.report({ path, format, target, query, caller, summary, rejects }, rows);
      return Readable.from(inContext(lines), { objectMode: false, highWaterMark: 256 * 1024 });
    } catch (error) {
      await this.files.remove(path);
      throw error;
    }
  }

  /** The report's text, in pieces. A failure in the middle is its last line: the status has been sent by then. */
  private async *report(run: Import, rows: AsyncIterable<ImportRow>): AsyncGenerator<string> {
    let problem: ProblemError | undefined;
    try {
      if (run.query.dry_run) yield* this.rehearsed(run, rows);
      else
        for await (const batch of inBatches(rows)) {
          const done = await this.importer.do(batch, run.target, run.query.on_existing, run.caller);
          yield await linesOf(done, run);
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
      await run.rejects.close();
      await this.files.remove(run.path);
    }
    yield `${JSON.stringify({ summary: run.summary, rejects_url: run.rejects.url, ...(problem && { problem: problem.toProblem() }) })}\n`;
  }

  /** A dry run's report is kept until its transaction has ended: a slow reader must not hold it open. */
  private async *rehearsed(run: Import, rows: AsyncIterable<ImportRow>): AsyncGenerator<string> {
    const { path, stream } = this.files.newReport();
    try {
      await this.importer.rehearse(inBatches(rows), run.target, run.query.on_existing, run.caller, async (batch) => {
        if (!stream.write(await linesOf(batch, run))) await once(stream, 'drain');
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

/** The file of rejected rows; made with the first of them. */
class Rejects {
  private file: WriteStream | undefined;

  constructor(
    private readonly id: string,
    private readonly header: string,
    private readonly open: () => WriteStream,
  ) {}

  get url(): string | null {
    return this.file ? `/api/v1/imports/${this.id}/rejects` : null;
  }

  async add(text: string): Promise<void> {
    if (!this.file) {
      this.file = this.open();
      this.file.write(this.header);
    }
    if (!this.file.write(text)) await once(this.file, 'drain');
  }

  async close(): Promise<void> {
    if (!this.file || this.file.closed) return;
    this.file.end();
    await once(this.file, 'close');
  }
}

async function linesOf({ results, stopped }: BatchResult, run: Import): Promise<string> {
  const { summary } = run;
  let text = '';
  for (const { row, status, id, note, problem } of results) {
    summary.rows++;
    if (problem) {
      summary.rejected++;
      await run.rejects.add(row.rejected(problem.detail));
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
