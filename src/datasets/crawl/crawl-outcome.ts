import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { Chunks } from '../../jobs/chunks';
import { JobStates } from '../../jobs/job-states';
import { FoundImages } from './found-images';

interface Figures {
  max_images: number;
  total_images: number;
  downloaded_images: number;
  failed_images: number;
  waiting: number;
}

interface Reason {
  code: string;
  count: number;
}

/** Failures that are told one by one; the rest is summed up. */
const MOST_REASONS = 4;

/** Says how a crawl job ended, in a sentence where fewer pictures came than were asked for. */
@Injectable()
export class CrawlOutcome {
  constructor(
    private readonly database: Database,
    private readonly states: JobStates,
    private readonly chunks: Chunks,
    private readonly images: FoundImages,
  ) {}

  /** All chunks have ended. Runs in a transaction that has locked the job. */
  async settle(jobId: string): Promise<void> {
    if (await this.goesOnWithoutSources(jobId)) return;
    const [figures] = await this.database.write<Figures>(
      'crawl_jobs.figures',
      `select j.max_images, j.total_images, j.downloaded_images, j.failed_images,
          (select count(*)::int from images i where i.crawl_job_id = j.id and i.outcome = 'pending' and i.deleted_at is null) as waiting
        from crawl_jobs j where j.id = $1`,
      [jobId],
    );
    if (!figures) return;
    const reasons = await this.database.write<Reason>(
      'images.reasons',
      `select coalesce(failure_code, 'unknown') as code, count(*)::int as count from images
        where crawl_job_id = $1 and outcome in ('failed', 'refused') group by 1 order by 2 desc, 1`,
      [jobId],
    );
    const sources = await this.database.write<{ position: number; message: string }>(
      'crawl_sources.messages',
      `select position, message from crawl_sources where crawl_job_id = $1 and message is not null order by position limit 5`,
      [jobId],
    );
    const status = figures.downloaded_images > 0 ? 'completed' : 'failed';
    await this.states.end('crawl_job', jobId, status, messageOf(figures, reasons, sources));
  }

  /**
   * A source whose reader has failed is closed by nobody else. What it has named so far, and what the others have, becomes chunks
   * where it is in none.
   */
  private async goesOnWithoutSources(jobId: string): Promise<boolean> {
    const [job] = await this.database.write<{ id: string; project_id: string }>(
      'crawl_sources.unread',
      `update crawl_sources s set status = 'failed', message = coalesce(s.message, c.error_message, 'It could not be read.'), updated_at = now()
        from job_chunks c where s.crawl_job_id = $1 and s.status in ('pending', 'reading')
          and c.crawl_job_id = $1 and c.task = 'discover' and c.chunk_index = s.position and c.status = 'failed'
        returning s.crawl_job_id as id, s.project_id`,
      [jobId],
    );
    if (!job) return false;
    await this.images.cut(job, false);
    return (await this.chunks.counts('crawl_job', jobId)).unfinished > 0;
  }
}

/** Why fewer pictures came than were asked for; null when none is missing and no source has anything to say. */
export function messageOf(
  { max_images, total_images, downloaded_images, waiting }: Figures,
  reasons: readonly Reason[],
  sources: readonly { position: number; message: string }[],
): string | null {
  const parts: string[] = [];
  if (total_images === 0) parts.push('No address of a picture was found.');
  else if (downloaded_images < total_images) {
    const told = reasons.slice(0, MOST_REASONS).map(({ code, count }) => `${String(count)} ${wordsFor(code)}`);
    const rest = reasons.slice(MOST_REASONS).reduce((sum, { count }) => sum + count, 0);
    if (rest > 0) told.push(`${String(rest)} failed for other reasons`);
    if (waiting > 0) told.push(`${String(waiting)} were not reached`);
    parts.push(
      `${String(downloaded_images)} of ${String(total_images)} addresses gave a picture${told.length > 0 ? `: ${told.join(', ')}` : ''}.`,
    );
  }
  if (total_images > 0 && total_images < max_images && sources.length === 0 && downloaded_images === total_images)
    parts.push(`The sources named ${String(total_images)} addresses, and up to ${String(max_images)} were asked for.`);
  for (const { position, message } of sources) parts.push(`Source ${String(position + 1)}: ${message}`);
  return parts.length === 0 ? null : parts.join(' ').slice(0, 2000);
}

/** What a failure's code means, after a number. */
function wordsFor(code: string): string {
  if (code.startsWith('http_')) return `answered ${code.slice(5)}`;
  return WORDS[code] ?? `failed (${code})`;
}

const WORDS: Readonly<Record<string, string>> = {
  address_invalid: 'were no addresses of the web',
  address_refused: 'led to networks that are not public',
  dns_failure: 'had a name that is not known',
  connect_failed: 'could not be connected to',
  tls_failure: 'had no valid certificate',
  timeout: 'took too long',
  cut_off: 'broke off',
  broken_answer: 'answered what is no HTTP',
  too_large: 'were too large',
  too_many_redirects: 'were redirected too often',
  redirect_loop: 'were redirected in a circle',
  not_an_image: 'answered with something else than a picture',
  robots_refused: 'were forbidden by robots.txt',
  robots_unavailable: 'had a robots.txt that could not be read',
  preference_refused: 'were not meant for data sets by their owners',
  host_given_up: 'were on hosts that failed again and again',
};
