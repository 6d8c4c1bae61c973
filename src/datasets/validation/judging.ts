import { Injectable } from '@nestjs/common';
import { UnreadableFile } from '../../child-processes';
import { Database } from '../../database/database.service';
import { ContentStore, FileDamagedError, type LocalCopy } from '../../files/content-store';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { Decoders } from './decoders';
import {
  hashOf,
  judge,
  type Judgement,
  type PictureFacts,
  signedHash,
  undecodedFacts,
  type ValidationRules,
} from './engine';
import { groupChecksOf } from './group-checks';

/** A picture that the job has not judged yet. */
interface Unjudged {
  id: string;
  sha256: string;
  filename: string;
  file_size: number | null;
}

interface Judged {
  image: Unjudged;
  judgement: Judgement;
}

/** Results that are written together, at the latest after so long. */
const BATCH = 25;
const BATCH_MS = 2000;

/** Judges the pictures of a chunk one by one. A second go looks only at those that have no result yet. */
@Injectable()
export class Judging {
  constructor(
    private readonly database: Database,
    private readonly store: ContentStore,
    private readonly decoders: Decoders,
  ) {}

  /** The task of a chunk: the pictures at 500 places of the crawl job. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const rules = await this.rules(run.chunk.job_id);
    // It ended in between; whoever writes next hears it.
    if (rules) await this.judgeAll(run, rules, await this.unjudged(run));
    return { done: true };
  }

  private async rules(jobId: string): Promise<ValidationRules | undefined> {
    const row = await this.database.readOne<{ validation_rules: ValidationRules }>(
      'validation_jobs.rules',
      `select validation_rules from validation_jobs where id = $1 and status = 'running' and deleted_at is null`,
      [jobId],
    );
    return row?.validation_rules;
  }

  private async unjudged({ chunk }: ChunkRun): Promise<Unjudged[]> {
    return this.database.read<Unjudged>(
      'images.unjudged',
      `select i.id, i.sha256, i.filename, i.file_size from validation_jobs j join images i on i.crawl_job_id = j.crawl_job_id
        where j.id = $1 and i.position >= $2 and i.position < $2 + $3 and i.outcome = 'downloaded' and i.sha256 is not null
          and i.deleted_at is null and not exists (select from validation_results r where r.validation_job_id = j.id and r.image_id = i.id)
        order by i.position`,
      [chunk.job_id, chunk.first_item, chunk.item_count],
    );
  }

  private async judgeAll(run: ChunkRun, rules: ValidationRules, images: readonly Unjudged[]): Promise<void> {
    const queue = [...images];
    let done: Judged[] = [];
    let written = Date.now();
    let failure: { error: unknown } | undefined;
    // Writes follow each other, while other pictures are being decoded.
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
          run.signal.throwIfAborted();
          // Not in one expression with push: it would hold on to the batch of before the waiting, which is written by then.
          const judgement = await this.judgeOne(image, rules, run.signal);
          done.push({ image, judgement });
          if (done.length >= BATCH || Date.now() - written >= BATCH_MS) await write();
        } catch (error) {
          failure ??= { error };
        }
    };
    await Promise.all(Array.from({ length: this.decoders.atOnce }, work));
    if (failure) {
      await writing.catch(() => undefined);
      throw failure.error;
    }
    await write();
  }

  private async judgeOne(image: Unjudged, rules: ValidationRules, signal: AbortSignal): Promise<Judgement> {
    const facts = await this.examine(image, rules.near_duplicates?.mirrored === true, signal);
    const judgement = judge(facts, rules, { file_name: image.filename });
    const checks = groupChecksOf(rules, facts).map((check) => ({ check, passed: true }));
    return {
      ...judgement,
      checks: [...judgement.checks, ...checks],
      checks_passed: judgement.checks_passed + checks.length,
    };
  }

  private async examine(image: Unjudged, variants: boolean, signal: AbortSignal): Promise<PictureFacts> {
    const copy = await this.localCopy(image.sha256);
    if (!copy) return lost(image);
    // What is being decoded when the run ends is left to end by itself.
    const examined = this.decoders.pool.examine(copy.path, { variants }).finally(() => copy.release());
    try {
      return await unlessAborted(examined, signal);
    } catch (error) {
      if (error instanceof UnreadableFile) return lost(image);
      throw error;
    }
  }

  private async localCopy(sha256: string): Promise<LocalCopy | undefined> {
    try {
      return await this.store.localCopy(sha256);
    } catch (error) {
      if (error instanceof FileDamagedError) return undefined;
      throw error;
    }
  }

  private async write(run: ChunkRun, batch: readonly Judged[]): Promise<void> {
    if (batch.length === 0) return;
    const of = <Value>(value: (judgement: Judgement) => Value) => batch.map(({ judgement }) => value(judgement));
    await run.advance(() =>
      this.database.write(
        'validation_results.judged',
        `with given as (select * from unnest($2::uuid[], $3::boolean[], $4::jsonb[], $5::jsonb[], $6::int[], $7::int[], $8::float8[], $9::text[],
              $10::jsonb[], $11::int[], $12::int[], $13::text[], $14::bigint[], $15::int[])
              g(id, is_valid, issues, checks, passed, failed, quality, verdict, facts, width, height, format, hash, hash_quality)),
          live as (select g.*, i.project_id from given g join images i on i.id = g.id where i.deleted_at is null order by i.id for no key update of i),
          judged as (insert into validation_results (project_id, validation_job_id, image_id, is_valid, issues, checks, checks_passed, checks_failed,
              quality_score, verdict, facts)
            select project_id, $1, id, is_valid, issues, checks, passed, failed, quality, verdict, facts from live
            on conflict (validation_job_id, image_id) do nothing returning image_id, is_valid),
          shown as (update images i set is_valid = l.is_valid, verdict = l.verdict, quality_score = l.quality, width = l.width, height = l.height,
              format = coalesce(l.format, i.format), perceptual_hash = l.hash, hash_quality = l.hash_quality, duplicate_group = null,
              version = i.version + 1, updated_at = now()
            from live l join judged on judged.image_id = l.id where i.id = l.id),
          counted as (select count(*)::int as judged, (count(*) filter (where not is_valid))::int as invalid from judged)
          update validation_jobs j set validated_images = j.validated_images + c.judged, invalid_images = j.invalid_images + c.invalid,
              total_images = greatest(j.total_images, j.validated_images + c.judged),
              progress = least(${String(JUDGED_PERCENT)}, ${String(JUDGED_PERCENT)}::bigint * (j.validated_images + c.judged) / greatest(1, j.total_images)),
              version = j.version + 1, updated_at = now()
            from counted c where j.id = $1 and c.judged > 0`,
        [
          run.chunk.job_id,
          batch.map(({ image }) => image.id),
          of(({ is_valid }) => is_valid),
          of(({ issues }) => JSON.stringify(issues)),
          of(({ checks }) => JSON.stringify(checks)),
          of(({ checks_passed }) => checks_passed),
          of(({ checks_failed }) => checks_failed),
          of(({ quality_score }) => quality_score),
          of(shownVerdict),
          of(({ facts }) => JSON.stringify(facts)),
          of(({ facts }) => facts.width),
          of(({ facts }) => facts.height),
          of(({ facts }) => facts.format),
          of(({ facts }) => facts.hash && String(signedHash(hashOf(facts.hash.value)))),
          of(({ facts }) => facts.hash?.quality ?? null),
        ],
      ),
    );
  }
}

/** Percent of a validation when every picture was judged by itself; then they are compared. */
export const JUDGED_PERCENT = 90;

/** A picture that can be shown, but is not what the rules ask for, is rejected. */
function shownVerdict({ verdict, is_valid }: Judgement): string {
  return !is_valid && (verdict === 'ok' || verdict === 'recoverable') ? 'rejected' : verdict;
}

/** The store no longer has the bytes as they were. */
function lost({ file_size }: Unjudged): PictureFacts {
  const detail = 'The store of files has no longer these bytes; the command files verify tells which are missing.';
  return undecodedFacts('corrupt', { code: 'undecodable', detail }, file_size ?? 0);
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
    // Nobody waits for it any more, should it fail later.
    work.catch(() => undefined);
  }
}
