import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../../http/problem';
import { Chunks } from '../../jobs/chunks';
import type { JobStatus } from '../../jobs/job-state';
import { type JobRow, JobStates } from '../../jobs/job-states';
import { mayDo, notAllowed, permitted } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { CHUNK_SIZE } from '../crawl/found-images';
import { readRules, RULES_VERSION, type ValidationRules } from './engine';
import type { ValidationJobCreate, ValidationJobQuery, ValidationResultQuery } from './validation-job.dto';
import {
  readValidationJob,
  readValidationStatistics,
  RENDER_VALIDATION_JOB,
  VALIDATION_JOBS,
  VALIDATION_RESULTS,
} from './validation-jobs.queries';

/** Pictures at the places of one chunk. */
interface ChunkOfImages {
  chunk: number;
  images: number;
}

/** Validation jobs: list, make, read, results, cancel, delete, restore. */
@Injectable()
export class ValidationJobsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly found: Rows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
    private readonly states: JobStates,
    private readonly chunks: Chunks,
  ) {}

  /** One page of a crawl job's validations. @throws ProblemError 404 */
  list(crawlJobId: string, query: ValidationJobQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(VALIDATION_JOBS, query, caller, { crawl_job: crawlJobId });
  }

  /** One validation job. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('validation_jobs.read', readValidationJob(caller), [
      id,
      caller.id,
    ]);
    if (!item) throw notFound('validation job', id);
    return Answer.item(item);
  }

  /** One page of what a job says of each picture. @throws ProblemError 404 */
  results(id: string, query: ValidationResultQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(VALIDATION_RESULTS, query, caller, { validation_job: id });
  }

  /** What a job says of all pictures together. @throws ProblemError 404 · 409 before it is completed */
  async statistics(id: string, caller: Caller): Promise<Answer> {
    const row = await this.database.readOne<{ json: string }>(
      'validation_jobs.statistics',
      readValidationStatistics(caller),
      [id, caller.id],
    );
    if (row) return Answer.json(row.json);
    const job = await this.database.readOne<{ json: string }>('validation_jobs.read', readValidationJob(caller), [
      id,
      caller.id,
    ]);
    if (!job) throw notFound('validation job', id);
    const { status } = JSON.parse(job.json) as { status: JobStatus };
    throw new ProblemError(
      'state_conflict',
      `The validation job is ${status}; there are statistics when it is completed. Its results can be read already.`,
    );
  }

  /**
   * Makes a job, and starts it.
   *
   * @throws ProblemError 404 · 403 · 400 rules · 409 when there is nothing to judge yet, or others judge it · 429
   */
  async create(crawlJobId: string, body: ValidationJobCreate, caller: Caller): Promise<Answer> {
    const rules = rulesOf(body);
    const crawl = await this.states.hold('crawl_job', crawlJobId, caller);
    if (body.duplicates === 'remove' && !mayDo('image', 'delete', caller, crawl))
      throw notAllowed('crawl_job', crawl, 'remove its images');
    const chunks = await this.refuseUnready(crawl);
    const id = newId();
    await this.database.write(
      'validation_jobs.insert',
      `insert into validation_jobs (id, project_id, crawl_job_id, name, level, validation_rules, rules_version, duplicates, total_images, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
      [
        ...[
          id,
          crawl.project_id,
          crawl.id,
          body.name,
          body.level,
          JSON.stringify(rules),
          RULES_VERSION,
          body.duplicates,
        ],
        ...[chunks.reduce((sum, { images }) => sum + images, 0), caller.id],
      ],
    );
    await this.activity.record({
      action: 'create',
      resource: 'validation_jobs',
      projectId: crawl.project_id,
      by: caller.id,
      changes: [{ id, after: { name: body.name, level: body.level, duplicates: body.duplicates } }],
    });
    const job = await this.states.hold('validation_job', id, caller);
    await this.states.obey('validation_job', job, 'start', caller);
    await this.chunks.add(
      'validation_job',
      job,
      chunks.map(({ chunk }) => ({
        task: 'validate',
        chunkIndex: chunk,
        firstItem: chunk * CHUNK_SIZE,
        itemCount: CHUNK_SIZE,
      })),
    );
    return Answer.created(await this.render(id), `/api/v1/validation-jobs/${id}`);
  }

  /** Stops a job; its results stay. One that has ended stays as it is. @throws ProblemError 404 · 403 · 412 */
  async cancel(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.states.hold('validation_job', id, caller);
    refuseStale(expected, job.version, 'validation job');
    await this.states.obey('validation_job', job, 'cancel', caller);
    return Answer.item(await this.render(id));
  }

  /** To the trash, with its results; what is under way stops. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = (await this.found.hold('validation_job', [id], caller)).get(id);
    const job = permitted('validation_job', id, row, 'delete', caller);
    refuseStale(expected, job.version, 'validation job');
    const [named] = await this.database.write<{ name: string }>(
      'validation_jobs.name',
      'select name from validation_jobs where id = $1 for no key update',
      [id],
    );
    await this.trash.delete('validation_job', [{ id, project_id: job.project_id, name: named?.name ?? '' }], caller);
    return Answer.none();
  }

  /** Brings a job back; one that ran is cancelled. See {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('validation_job', id, caller, expected, rename);
    await this.chunks.cancel('validation_job', id);
    return Answer.item(await this.render(id));
  }

  /** @returns which chunks of the crawl job have pictures */
  private async refuseUnready(crawl: JobRow): Promise<ChunkOfImages[]> {
    if (crawl.status === 'running')
      throw new ProblemError(
        'state_conflict',
        'The crawl job is running; its pictures are validated when it has ended, or is paused.',
      );
    const [other] = await this.database.write<{ id: string; name: string }>(
      'validation_jobs.running',
      `select id, name from validation_jobs where crawl_job_id = $1 and status = 'running' and deleted_at is null limit 1`,
      [crawl.id],
    );
    if (other)
      throw new ProblemError(
        'state_conflict',
        `The validation job "${other.name}" (${other.id}) is judging these pictures. Wait until it has ended, or cancel it.`,
      );
    const chunks = await this.database.write<ChunkOfImages>(
      'images.chunks',
      `select position / ${String(CHUNK_SIZE)} as chunk, count(*)::int as images from images
        where crawl_job_id = $1 and position is not null and outcome = 'downloaded' and sha256 is not null and deleted_at is null group by 1 order by 1`,
      [crawl.id],
    );
    if (chunks.length === 0)
      throw new ProblemError('state_conflict', 'The crawl job has no picture yet; there is nothing to validate.');
    return chunks;
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('validation_jobs.render', RENDER_VALIDATION_JOB, [id]);
    if (!item) throw unknownReference('id', 'validation job', id);
    return item;
  }
}

/** @throws ProblemError 400 that tells all that is wrong with the rules */
function rulesOf({ level, validation_rules }: ValidationJobCreate): ValidationRules {
  const read = readRules(level, validation_rules);
  if ('rules' in read) return read.rules;
  const errors = read.errors.map(({ pointer, detail }) => ({ pointer: `/validation_rules${pointer}`, detail }));
  const [first] = errors;
  throw new ProblemError(
    'invalid_input',
    errors.length === 1 && first
      ? `${first.pointer} ${first.detail}.`
      : `${String(errors.length)} of the validation rules are wrong; errors names each.`,
    errors,
  );
}
