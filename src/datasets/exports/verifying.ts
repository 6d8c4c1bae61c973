import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { ContentStore } from '../../files/content-store';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { WebClient } from '../web/web-client';
import { WebFailure } from '../web/web-failure';
import type { ExportedPicture } from './archives/exported-picture';
import type { Verification } from './export-job.dto';
import { linesOf, pictureOf } from './selection';

type Asked = Pick<ExportedPicture, 'id' | 'original_url' | 'sha256' | 'size'>;

interface Finding {
  result: 'same' | 'differs' | 'gone' | 'not_asked';
  detail: string;
}

/** Addresses that are asked before it is written what came of them; and of those, so many at the same time. */
const BATCH = 64;
const AT_ONCE = 16;
/** After so many of them the worker's place is free for another chunk. */
const IN_ONE_GO = 2048;
/** How often an address is asked that failed in a way that may pass; and the longest pause before it is asked again. */
const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 15_000;
/** Addresses that are listed. */
const LISTED = 1000;

/** Nobody was asked, or nobody may ask. */
const NOT_ASKED = new Set([
  ...['address_refused', 'robots_refused', 'robots_unavailable', 'preference_refused'],
  ...['host_backing_off', 'host_busy', 'host_given_up', 'closed'],
]);

/**
 * Asks the addresses of an export again, in its order, and compares what they give with what was exported. Goes on where a
 * killed worker had written the last results.
 */
@Injectable()
export class Verifying {
  constructor(
    private readonly database: Database,
    private readonly web: WebClient,
    private readonly store: ContentStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The task of the one chunk. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const job = await this.database.readOne<{ selection_sha256: string | null; verification: Verification | null }>(
      'export_jobs.to_verify',
      'select selection_sha256, verification from export_jobs where id = $1',
      [run.chunk.job_id],
    );
    if (job?.verification?.status !== 'running') return { done: true };
    const list = job.selection_sha256 === null ? undefined : await this.store.open(job.selection_sha256);
    if (!list) return { done: true, failure: 'The list of what was exported is not in the store any more.' };
    let report = job.verification;
    const begun = report.checked;
    let place = 0;
    let batch: Asked[] = [];
    for await (const line of linesOf(list as AsyncIterable<Uint8Array>)) {
      if (place++ < begun) continue;
      batch.push(pictureOf(line));
      if (batch.length < BATCH) continue;
      report = await this.ask(run, report, batch);
      batch = [];
      if (report.checked - begun >= IN_ONE_GO) return { done: false, notBefore: new Date() };
    }
    report = await this.ask(run, report, batch);
    await this.write(
      run,
      Object.assign({}, report, { status: 'completed' as const, completed_at: new Date().toISOString() }),
    );
    return { done: true };
  }

  /** @returns the report with what came of these */
  private async ask(run: ChunkRun, report: Verification, batch: readonly Asked[]): Promise<Verification> {
    if (batch.length === 0) return report;
    const findings: Finding[] = [];
    const left = [...batch.entries()];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        try {
          findings[next[0]] = await this.askOne(next[1], run.signal);
        } catch (error) {
          left.length = 0;
          throw error;
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const count = (result: Finding['result']) => findings.filter((finding) => finding.result === result).length;
    const changed = batch.flatMap(({ id, original_url: address }, index) => {
      const finding = findings[index];
      return finding?.result === 'differs' || finding?.result === 'gone' ? [{ id, address, ...finding }] : [];
    });
    const next = Object.assign({}, report, {
      checked: report.checked + batch.length,
      same: report.same + count('same'),
      differs: report.differs + count('differs'),
      gone: report.gone + count('gone'),
      not_asked: report.not_asked + count('not_asked'),
      changed: [...report.changed, ...changed].slice(0, LISTED),
    });
    await this.write(run, next);
    return next;
  }

  private async askOne(picture: Asked, signal: AbortSignal): Promise<Finding> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.compare(picture, attempt, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof WebFailure)) throw error;
        if (!error.temporary || attempt >= ATTEMPTS) return findingOf(error);
        const pause = Math.max(500, (error.retryAt?.getTime() ?? 0) - Date.now());
        // A host that wants more time than this is not waited for.
        if (pause > LONGEST_PAUSE_MS) return findingOf(error);
        await sleep(pause, undefined, { signal });
      }
  }

  private async compare({ original_url, sha256, size }: Asked, attempt: number, signal: AbortSignal): Promise<Finding> {
    const { body } = await this.web.get(original_url, {
      purpose: 'picture',
      accept: 'image/avif,image/webp,image/png,image/jpeg,image/*;q=0.9,*/*;q=0.5',
      maxBytes: Math.max(size, this.settings.MAX_IMAGE_BYTES),
      attempt,
      signal,
    });
    const hash = createHash('sha256');
    for await (const piece of body as AsyncIterable<Uint8Array>) hash.update(piece);
    return hash.digest('hex') === sha256
      ? { result: 'same', detail: '' }
      : { result: 'differs', detail: 'The address answers with other bytes.' };
  }

  private async write(run: ChunkRun, verification: Verification): Promise<void> {
    await run.advance(() =>
      this.database.write(
        'export_jobs.verified',
        'update export_jobs set verification = $2, version = version + 1, updated_at = now() where id = $1',
        [run.chunk.job_id, JSON.stringify(verification)],
      ),
    );
  }
}

/** What a failure says about what was exported. What may pass says nothing. */
function findingOf({ code, message, temporary }: WebFailure): Finding {
  if (NOT_ASKED.has(code) || temporary) return { result: 'not_asked', detail: message };
  const differs = code === 'not_an_image' || code === 'too_large';
  return { result: differs ? 'differs' : 'gone', detail: message };
}
