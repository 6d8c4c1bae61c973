import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobKinds } from '../../jobs/job-kinds';
import { CrawlOutcome } from './crawl-outcome';
import { Discovery } from './discovery';
import { Fetching } from './fetching';

/** Enters crawl jobs among the jobs that workers know. */
@Injectable()
export class CrawlKind implements OnModuleInit {
  constructor(
    private readonly kinds: JobKinds,
    private readonly discovery: Discovery,
    private readonly fetching: Fetching,
    private readonly outcome: CrawlOutcome,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      type: 'crawl_job',
      table: 'crawl_jobs',
      column: 'crawl_job_id',
      tasks: { discover: (run) => this.discovery.run(run), fetch: (run) => this.fetching.run(run) },
      settle: (jobId) => this.outcome.settle(jobId),
    });
  }
}
