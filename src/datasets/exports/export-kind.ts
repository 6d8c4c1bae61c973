import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { JobKinds } from '../../jobs/job-kinds';
import { JobStates } from '../../jobs/job-states';
import { Exporting } from './exporting';
import { Verifying } from './verifying';

/** Enters export jobs among the jobs that workers know. */
@Injectable()
export class ExportKind implements OnModuleInit {
  constructor(
    private readonly kinds: JobKinds,
    private readonly database: Database,
    private readonly states: JobStates,
    private readonly exporting: Exporting,
    private readonly verifying: Verifying,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      type: 'export_job',
      table: 'export_jobs',
      column: 'export_job_id',
      tasks: { export: (run) => this.exporting.run(run), verify: (run) => this.verifying.run(run) },
      // It looks at what is there already.
      writesIn: { verify: ['completed'] },
      settle: (jobId) => this.settle(jobId),
    });
  }

  private async settle(jobId: string): Promise<void> {
    const [job] = await this.database.write<{ status: string; verification: string | null; failure: string | null }>(
      'export_jobs.how_it_ended',
      `select j.status, j.verification->>'status' as verification,
          (select coalesce(c.error_message, 'Nobody knows why.') from job_chunks c where c.export_job_id = j.id and c.status = 'failed'
            order by c.completed_at desc limit 1) as failure
        from export_jobs j where j.id = $1`,
      [jobId],
    );
    if (job?.status === 'running')
      await this.states.end(
        'export_job',
        jobId,
        job.failure === null ? 'completed' : 'failed',
        job.failure,
        'error_message',
      );
    else if (job?.verification === 'running')
      await this.database.write(
        'export_jobs.verification_failed',
        `update export_jobs set verification = verification || jsonb_build_object('status', 'failed', 'message', $2::text, 'completed_at', now()),
            version = version + 1, updated_at = now() where id = $1`,
        [jobId, job.failure],
      );
  }
}
