import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { ContentStore, FileTooLargeError, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { pictureFormat } from '../images/picture-format';
import type { Trace } from '../web/trace';
import { WebClient } from '../web/web-client';
import { WebFailure } from '../web/web-failure';

/** An address that has not been looked at, or is to be looked at again. */
interface Waiting {
  id: string;
  original_url: string;
  attempts: number;
}

/** What came of looking at an address. */
interface Fetched {
  image: Waiting;
  outcome: 'downloaded' | 'failed' | 'refused' | 'pending';
  attempts: number;
  file?: ReceivedFile;
  format?: string;
  trace?: Trace;
  code?: string;
  failure?: string;
  retryAt?: Date;
}

/** Addresses that one chunk looks at at the same time. */
const AT_ONCE = 16;
/** How often an address is asked before it has failed. */
const ATTEMPTS = 4;
/** Results that are written together, at the latest after so long. */
const BATCH = 50;
const BATCH_MS = 1000;
/** No address is in the way of its chunk for longer. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** Failures by which somebody says no. */
const REFUSALS = new Set(['address_refused', 'robots_refused', 'preference_refused']);

/** Fetches the pictures of a chunk. What is written is written once: a second go looks only at what is still waiting. */
@Injectable()
export class Fetching {
  constructor(
    private readonly database: Database,
    private readonly web: WebClient,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The task of a chunk: 500 addresses. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    for (;;) {
      run.signal.throwIfAborted();
      const waiting = await this.waiting(run);
      if (waiting.length === 0) break;
      await this.fetchAll(run, waiting);
    }
    const rest = await this.rest(run);
    if (rest.later) return { done: false, notBefore: rest.later };
    return { done: true, ...(rest.downloaded === 0 && { failure: 'Not one picture came of this chunk.' }) };
  }

  /** The next addresses of the chunk, by an index that has only those that wait. */
  private async waiting(run: ChunkRun): Promise<Waiting[]> {
    const { job_id, first_item, item_count } = run.chunk;
    return this.database.read<Waiting>(
      'images.waiting',
      `select id, original_url, attempts from images where crawl_job_id = $1 and outcome = 'pending' and position >= $2 and position < $2 + $3
        and deleted_at is null and (retry_at is null or retry_at <= now()) order by position limit 200`,
      [job_id, first_item, item_count],
    );
  }

  private async rest(run: ChunkRun): Promise<{ later: Date | null; downloaded: number }> {
    const { job_id, first_item, item_count } = run.chunk;
    const row = await this.database.readOne<{ later: Date | null; downloaded: number }>(
      'images.rest',
      `select min(retry_at) filter (where outcome = 'pending' and deleted_at is null) as later,
          (count(*) filter (where outcome = 'downloaded'))::int as downloaded
        from images where crawl_job_id = $1 and position >= $2 and position < $2 + $3`,
      [job_id, first_item, item_count],
    );
    return row ?? { later: null, downloaded: 0 };
  }

  private async fetchAll(run: ChunkRun, waiting: Waiting[]): Promise<void> {
    const queue = [...waiting];
    let done: Fetched[] = [];
    let written = Date.now();
    let failure: { error: unknown } | undefined;
    // Writes follow each other, while other addresses are being fetched.
    let writing: Promise<void> = Promise.resolve();
    const write = () => {
      const batch = done;
      done = [];
      written = Date.now();
      writing = writing.then(() => this.write(run, batch));
      return writing;
    };
    const work = async () => {
      for (let image = queue.shift(); image !== undefined && !failure; image = queue.shift())
        try {
          const fetched = await this.fetchOne(run, image);
          done.push(fetched);
          if (done.length >= BATCH || Date.now() - written >= BATCH_MS) await write();
        } catch (error) {
          failure ??= { error };
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (!failure)
      await write().catch((error: unknown) => {
        failure ??= { error };
      });
    if (!failure) return;
    await writing.catch(() => undefined);
    await Promise.all(done.flatMap(({ file }) => file?.discard() ?? []));
    throw failure.error;
  }

  private async fetchOne(run: ChunkRun, image: Waiting): Promise<Fetched> {
    const attempts = image.attempts + 1;
    try {
      const { trace, body } = await this.web.get(image.original_url, {
        purpose: 'picture',
        accept: 'image/avif,image/webp,image/png,image/jpeg,image/*;q=0.9,*/*;q=0.5',
        maxBytes: this.settings.MAX_IMAGE_BYTES,
        attempt: attempts,
        signal: run.signal,
      });
      const file = await this.store.receive(body, { maxBytes: this.settings.MAX_IMAGE_BYTES, signal: run.signal });
      const format = pictureFormat(file.head);
      if (format === undefined) {
        await file.discard();
        const what = file.size === 0 ? 'an empty answer' : 'something else than a picture';
        return {
          image,
          attempts,
          trace,
          outcome: 'failed',
          code: 'not_an_image',
          failure: `The address answered with ${what}.`,
        };
      }
      return { image, attempts, trace, file, format, outcome: 'downloaded' };
    } catch (error) {
      run.signal.throwIfAborted();
      if (error instanceof FileTooLargeError)
        return {
          image,
          attempts,
          outcome: 'failed',
          code: 'too_large',
          failure: `The picture is larger than ${String(error.maxBytes)} bytes.`,
        };
      if (!(error instanceof WebFailure)) throw error;
      return this.ofFailure(image, error);
    }
  }

  private ofFailure(image: Waiting, failure: WebFailure): Fetched {
    const attempts = image.attempts + (failure.attempt ? 1 : 0);
    const said = {
      ...{ image, attempts, code: failure.status === undefined ? failure.code : `http_${String(failure.status)}` },
      ...{ failure: failure.message, ...(failure.trace && { trace: failure.trace }) },
    };
    if (REFUSALS.has(failure.code)) return { ...said, outcome: 'refused' };
    if (!failure.temporary || attempts >= ATTEMPTS) return { ...said, outcome: 'failed' };
    const soonest = Date.now() + 500;
    const wanted = failure.retryAt?.getTime() ?? soonest;
    return {
      ...said,
      outcome: 'pending',
      retryAt: new Date(Math.min(Math.max(wanted, soonest), Date.now() + LONGEST_WAIT_MS)),
    };
  }

  private async write(run: ChunkRun, batch: readonly Fetched[]): Promise<void> {
    if (batch.length === 0) return;
    const files = batch.flatMap(({ file }) => file ?? []);
    try {
      // Not while the job is locked: the chunks of a job would wait for each other's disk.
      await this.files.prepare(files);
      await run.write(async () => {
        await this.files.adopt(files);
        await this.writeRows(run, batch);
      });
    } finally {
      await Promise.all(files.map((file) => file.discard()));
    }
  }

  private async writeRows(run: ChunkRun, batch: readonly Fetched[]): Promise<void> {
    const of = <Value>(value: (fetched: Fetched) => Value) => batch.map(value);
    await this.database.write(
      'images.fetched',
      `with given as (select * from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::int[], $10::text[], $11::text[])
            g(id, outcome, attempts, code, failure, retry_at, sha256, size, format, provenance)),
        done as (update images i set outcome = g.outcome, attempts = g.attempts, failure_code = g.code, failure = g.failure, retry_at = g.retry_at,
            sha256 = g.sha256, file_size = g.size, format = g.format, provenance = g.provenance::jsonb,
            downloaded_at = case when g.outcome = 'downloaded' then now() end, version = i.version + 1, updated_at = now()
          from given g where i.id = g.id and i.outcome = 'pending' and i.deleted_at is null returning i.outcome),
        counted as (select (count(*) filter (where outcome = 'downloaded'))::int as downloaded,
          (count(*) filter (where outcome in ('failed', 'refused')))::int as failed from done)
        update crawl_jobs j set downloaded_images = j.downloaded_images + c.downloaded, failed_images = j.failed_images + c.failed,
            progress = ${PROGRESS}, version = j.version + 1, updated_at = now()
          from counted c where j.id = $1 and c.downloaded + c.failed > 0`,
      [
        run.chunk.job_id,
        of(({ image }) => image.id),
        of(({ outcome }) => outcome),
        of(({ attempts }) => attempts),
        of(({ code }) => code ?? null),
        of(({ failure }) => failure?.slice(0, 1000) ?? null),
        of(({ retryAt }) => retryAt ?? null),
        of(({ file }) => file?.sha256 ?? null),
        of(({ file }) => file?.size ?? null),
        of(({ format }) => format ?? null),
        of(({ trace }) => (trace ? JSON.stringify(trace) : null)),
      ],
    );
  }
}

/** SQL: percent of the job `j`, after what `c` counts; while sources are being read, of what may come. */
const PROGRESS = `least(99, 100 * (j.downloaded_images + c.downloaded + j.failed_images + c.failed)
  / greatest(1, case when exists (select from crawl_sources s where s.crawl_job_id = j.id and s.status in ('pending', 'reading'))
      then greatest(j.total_images, j.max_images) else j.total_images end))`;
