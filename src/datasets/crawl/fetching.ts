import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { ContentStore, FileTooLargeError, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { pictureFormat } from '../images/picture-format';
import { WebClient } from '../web/web-client';
import { WebFailure } from '../web/web-failure';
import { type Fetched, FetchedImages, type Waiting } from './fetched-images';

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
    private readonly fetched: FetchedImages,
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
    const files: ReceivedFile[] = [];
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
          if (fetched.file) files.push(fetched.file);
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
    // Also those of writes that never began. What was kept stays.
    await Promise.all(files.map((file) => file.discard()));
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
      // Not while the job is locked: the store may be far away, and others write to the job as well.
      if (files.length > 0) await this.files.prepare(files);
      const write = async () => {
        await this.files.adopt(files);
        await this.fetched.write(run.chunk.job_id, batch);
      };
      if (batch.some(({ outcome }) => outcome !== 'pending')) await run.advance(write);
      else await run.write(write);
    } finally {
      await Promise.all(files.map((file) => file.discard()));
    }
  }
}
