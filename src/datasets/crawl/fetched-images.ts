import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import type { ReceivedFile } from '../../files/content-store';
import type { Trace } from '../web/trace';

/** An address that has not been looked at, or is to be looked at again. */
export interface Waiting {
  id: string;
  original_url: string;
  attempts: number;
}

/** What came of looking at an address. */
export interface Fetched {
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

/** Writes what came of addresses, and counts it. */
@Injectable()
export class FetchedImages {
  constructor(private readonly database: Database) {}

  /**
   * Of addresses that still wait; what came of another one is known already, and is not counted again. In a transaction that has
   * locked the job, and has adopted the files.
   */
  async write(jobId: string, batch: readonly Fetched[]): Promise<void> {
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
        jobId,
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
