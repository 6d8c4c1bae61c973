import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Chunks } from '../../jobs/chunks';
import { Database } from '../../database/database.service';
import { JobKinds } from '../../jobs/job-kinds';
import { JobStates } from '../../jobs/job-states';
import { Consequences } from './consequences';
import { Grouping } from './grouping';
import { Judging } from './judging';

const TYPE = 'validation_job';

interface Figures {
  id: string;
  project_id: string;
  total_images: number;
  validated_images: number;
}

/**
 * Enters validation jobs among the jobs that workers know: every picture is judged by itself, then all are compared, then
 * follows what was asked for.
 */
@Injectable()
export class ValidationKind implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly kinds: JobKinds,
    private readonly states: JobStates,
    private readonly chunks: Chunks,
    private readonly judging: Judging,
    private readonly grouping: Grouping,
    private readonly consequences: Consequences,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      type: TYPE,
      table: 'validation_jobs',
      column: 'validation_job_id',
      tasks: {
        validate: (run) => this.judging.run(run),
        group: (run) => this.grouping.run(run),
        conclude: (run) => this.consequences.run(run),
      },
      settle: (jobId) => this.settle(jobId),
    });
  }

  /** One step has ended: the next begins, or the job is over. */
  private async settle(jobId: string): Promise<void> {
    const [job] = await this.database.write<Figures>(
      'validation_jobs.figures',
      'select id, project_id, total_images, validated_images from validation_jobs where id = $1',
      [jobId],
    );
    if (!job) return;
    const judged = await this.chunks.counts(TYPE, jobId, ['validate']);
    if (judged.completed === 0)
      return this.end(job, 'failed', 'Not one chunk of pictures could be judged; the log of the workers says why.');
    for (const task of ['group', 'conclude']) {
      const step = await this.chunks.counts(TYPE, jobId, [task]);
      if (step.failed > 0)
        return this.end(
          job,
          'failed',
          'The pictures were judged one by one, but they could not be compared; the log of the workers says why. Start another validation.',
        );
      if (step.total === 0)
        return this.chunks.add(TYPE, job, [{ task, chunkIndex: 0, firstItem: 0, itemCount: job.total_images }]);
    }
    const missing = job.total_images - job.validated_images;
    const why = judged.failed > 0 ? 'workers failed at their chunks' : 'they were removed in the meantime';
    await this.end(
      job,
      'completed',
      missing > 0 ? `${String(missing)} of ${String(job.total_images)} pictures were not judged: ${why}.` : null,
    );
  }

  private end(job: Figures, status: 'completed' | 'failed', message: string | null): Promise<void> {
    return this.states.end(TYPE, job.id, status, message, 'error_message');
  }
}
