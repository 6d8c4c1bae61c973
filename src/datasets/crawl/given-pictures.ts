import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { ContentStore, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import { JobStates } from '../../jobs/job-states';
import { pictureFormat } from '../images/picture-format';
import { newTrace } from '../web/trace';
import { CrawlOutcome } from './crawl-outcome';
import { type Fetched, FetchedImages, type Waiting } from './fetched-images';

/** Larger ones are for a crawl to fetch. */
const MOST_BYTES = 10_000_000;

/** Runs a crawl job without the web: its pictures lie on this machine already. Nobody is asked, which their provenance says. */
@Injectable()
export class GivenPictures {
  constructor(
    private readonly database: Database,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
    private readonly states: JobStates,
    private readonly fetched: FetchedImages,
    private readonly outcome: CrawlOutcome,
  ) {}

  /**
   * Starts a pending job and ends it, in one transaction; a job that is not pending stays as it is.
   *
   * @param pathOf where the picture of an address lies; every address of the job must have one
   * @returns whether anything was done
   * @throws ProblemError 404 · 403 · 429; Error for a file that is missing, or no picture
   */
  async bring(jobId: string, pathOf: (address: string) => string, caller: Caller): Promise<boolean> {
    const images = await this.database.read<Waiting>(
      'images.given',
      `select id, original_url, attempts from images where crawl_job_id = $1 and outcome = 'pending' and deleted_at is null order by position`,
      [jobId],
    );
    const received: ReceivedFile[] = [];
    try {
      const given: Fetched[] = [];
      for (const image of images) {
        const path = pathOf(image.original_url);
        const file = await this.store.receive(createReadStream(path), { maxBytes: MOST_BYTES });
        received.push(file);
        const format = pictureFormat(file.head);
        if (format === undefined) throw new Error(`${path} is no picture`);
        const trace = newTrace(image.original_url);
        given.push({ image, outcome: 'downloaded', attempts: 0, file, format, trace });
      }
      return await this.database.atomic(async () => {
        const job = await this.states.hold('crawl_job', jobId, caller);
        if (job.status !== 'pending') return false;
        await this.states.obey('crawl_job', job, 'start', caller);
        await this.files.adopt(received);
        await this.fetched.write(jobId, given);
        await this.outcome.settle(jobId);
        return true;
      });
    } finally {
      await Promise.all(received.map((file) => file.discard()));
    }
  }
}
