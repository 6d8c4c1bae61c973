import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { Chunks } from '../../jobs/chunks';
import type { FoundPicture } from '../sources/found-picture';

/** Requirement 001: pictures of one chunk. */
export const CHUNK_SIZE = 500;

/** A picture that a source has named, with labels of its own where a list says so. */
export interface NamedPicture extends FoundPicture {
  labels?: readonly string[];
}

/** What became of a list of addresses. */
export interface Appended {
  added: number;
  /** Named before, by this job. */
  known: number;
  /** The job takes no more. */
  beyondLimit: number;
}

/** A job whose row the transaction has locked, so that nobody else appends. */
export interface AppendingJob {
  id: string;
  project_id: string;
}

/** Puts addresses into a job, in the order in which they are found, and cuts the job into chunks. */
@Injectable()
export class FoundImages {
  constructor(
    private readonly database: Database,
    private readonly chunks: Chunks,
  ) {}

  /**
   * Appends those pictures whose address the job does not have. The transaction must have locked the job's row.
   *
   * @param sourceId who named them; null: a file of addresses
   */
  async append(job: AppendingJob, sourceId: string | null, pictures: readonly NamedPicture[]): Promise<Appended> {
    if (pictures.length === 0) return { added: 0, known: 0, beyondLimit: 0 };
    const of = <Value>(value: (picture: NamedPicture) => Value) => pictures.map(value);
    const [counts] = await this.database.write<{ added: number; fresh: number }>(
      'images.append',
      `with given as (select distinct on (md5(address)) * from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[]) with ordinality
            g(address, host, filename, title, author, licence, licence_url, source_page, attribution, labels, place)
          order by md5(address), place),
        fresh as (select g.*, row_number() over (order by g.place) as nth from given g
          where not exists (select from images i where i.crawl_job_id = $1 and md5(i.original_url) = md5(g.address))),
        job as (select total_images, max_images, labels, created_by from crawl_jobs where id = $1),
        added as (insert into images (crawl_job_id, project_id, crawl_source_id, original_url, host, filename, position, outcome, labels,
            title, author, licence, licence_url, source_page, attribution, created_by, updated_by)
          select $1, $2, $3, f.address, f.host, f.filename, job.total_images + f.nth - 1, 'pending',
              case when f.labels is null then job.labels else job.labels || f.labels::jsonb end,
              f.title, f.author, f.licence, f.licence_url, f.source_page, f.attribution, job.created_by, job.created_by
            from fresh f cross join job where job.total_images + f.nth <= job.max_images order by f.nth returning 1),
        counted as (update crawl_jobs set total_images = total_images + (select count(*) from added), updated_at = now()
          where id = $1 and exists (select from added)),
        noted as (update crawl_sources set found_images = found_images + (select count(*) from added), updated_at = now() where id = $3)
        select (select count(*)::int from added) as added, (select count(*)::int from fresh) as fresh`,
      [
        job.id,
        job.project_id,
        sourceId,
        of(({ address }) => address),
        of(({ address }) => new URL(address).host),
        of(({ address }) => fileNameOf(address)),
        of(({ title }) => title ?? null),
        of(({ author }) => author ?? null),
        of(({ licence }) => licence ?? null),
        of(({ licence_address }) => licence_address ?? null),
        of(({ source_page }) => source_page ?? null),
        of(({ attribution }) => attribution ?? null),
        of(({ labels }) => (labels && labels.length > 0 ? JSON.stringify(labels) : null)),
      ],
    );
    const { added = 0, fresh = 0 } = counts ?? {};
    return { added, known: pictures.length - fresh, beyondLimit: fresh - added };
  }

  /**
   * Makes chunks of the images that are in none. While more may come, only of full five hundreds: a chunk that is done is not
   * filled up later.
   */
  async cut(job: AppendingJob, moreMayCome: boolean): Promise<void> {
    const row = await this.database.readOne<{ total: number; chunks: number }>(
      'crawl_jobs.cut',
      `select j.total_images as total, (select count(*)::int from job_chunks c where c.crawl_job_id = j.id and c.task = 'fetch') as chunks
        from crawl_jobs j where j.id = $1`,
      [job.id],
    );
    if (!row) return;
    const wanted = moreMayCome ? Math.floor(row.total / CHUNK_SIZE) : Math.ceil(row.total / CHUNK_SIZE);
    await this.chunks.add(
      'crawl_job',
      job,
      Array.from({ length: Math.max(0, wanted - row.chunks) }, (_, nth) => {
        const index = row.chunks + nth;
        return {
          task: 'fetch',
          chunkIndex: index,
          firstItem: index * CHUNK_SIZE,
          itemCount: Math.min(CHUNK_SIZE, row.total - index * CHUNK_SIZE),
        };
      }),
    );
  }
}

/** What a picture is called, by the last part of its address: at most 200 characters, nothing that a file system minds. */
export function fileNameOf(address: string): string {
  const { pathname, hostname } = new URL(address);
  const last = pathname.split('/').filter(Boolean).at(-1) ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // As it is written, then.
  }
  const safe = name
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
    .trim();
  return Array.from(safe === '' || /^\.+$/.test(safe) ? hostname : safe)
    .slice(-200)
    .join('');
}
