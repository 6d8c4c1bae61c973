import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { Trash } from '../../resources/trash/trash';
import { ValidationStatistics } from './validation-statistics';

interface ConcludedJob {
  crawl_job_id: string;
  duplicates: 'report' | 'quarantine' | 'remove';
  created_by: string;
}

interface Duplicate {
  id: string;
  project_id: string;
  name: string;
  position: number;
}

/** Duplicates that are dealt with together. */
const BATCH = 500;

/** Does with duplicates what was asked for, and sums the job up. */
@Injectable()
export class Consequences {
  constructor(
    private readonly database: Database,
    private readonly trash: Trash,
    private readonly statistics: ValidationStatistics,
  ) {}

  /** The task of the last chunk. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const { job_id: id } = run.chunk;
    const job = await this.database.readOne<ConcludedJob>(
      'validation_jobs.concluded',
      `select crawl_job_id, duplicates, created_by from validation_jobs where id = $1 and status = 'running' and deleted_at is null`,
      [id],
    );
    if (!job) return { done: true };
    if (job.duplicates !== 'report') await this.dealWithDuplicates(run, job);
    const statistics = await this.statistics.count(id);
    await run.write(() => this.conclude(id, job, statistics));
    return { done: true };
  }

  private async dealWithDuplicates(run: ChunkRun, job: ConcludedJob): Promise<void> {
    let last = -1;
    for (;;) {
      run.signal.throwIfAborted();
      const after = last;
      const duplicates = await run.write(async () => {
        const found = await this.duplicates(run.chunk.job_id, job, after);
        if (job.duplicates === 'quarantine') await this.exclude(found);
        else await this.remove(found, job);
        return found;
      });
      last = duplicates.at(-1)?.position ?? last;
      if (duplicates.length < BATCH) return;
    }
  }

  private async duplicates(jobId: string, job: ConcludedJob, after: number): Promise<Duplicate[]> {
    return this.database.write<Duplicate>(
      'validation_results.duplicates',
      `select i.id, i.project_id, i.filename as name, i.position from images i
          join validation_results r on r.validation_job_id = $1 and r.image_id = i.id and r.verdict = 'duplicate'
        where i.crawl_job_id = $2 and i.position > $3 and i.deleted_at is null order by i.position limit ${String(BATCH)} for no key update of i`,
      [jobId, job.crawl_job_id, after],
    );
  }

  private async exclude(duplicates: readonly Duplicate[]): Promise<void> {
    await this.database.write(
      'images.exclude',
      'update images set is_excluded = true, version = version + 1, updated_at = now() where id = any($1::uuid[]) and not is_excluded',
      [duplicates.map(({ id }) => id)],
    );
  }

  /** In the name of whoever made the job, and might have removed them by hand: that was looked at when it was made. */
  private async remove(duplicates: readonly Duplicate[], { created_by }: ConcludedJob): Promise<void> {
    const maker: Caller = { id: created_by, role: 'user' };
    await this.trash.delete('image', duplicates, maker);
  }

  /** Figures of the job, and of the crawl job that it is the last validation of. */
  private async conclude(id: string, job: ConcludedJob, statistics: unknown): Promise<void> {
    await this.database.write(
      'validation_jobs.conclude',
      `with counted as (select count(*)::int as judged, (count(*) filter (where not r.is_valid))::int as invalid
          from validation_results r where r.validation_job_id = $1)
        update validation_jobs j set statistics = $2, validated_images = c.judged, invalid_images = c.invalid,
            total_images = greatest(j.total_images, c.judged), progress = 99, version = j.version + 1, updated_at = now()
          from counted c where j.id = $1`,
      [id, JSON.stringify(statistics)],
    );
    await this.database.write(
      'crawl_jobs.count_valid',
      `update crawl_jobs set valid_images = (select count(*) from validation_results r join images i on i.id = r.image_id
            where r.validation_job_id = $2 and r.is_valid and i.deleted_at is null), version = version + 1, updated_at = now()
          where id = $1`,
      [job.crawl_job_id, id],
    );
  }
}
