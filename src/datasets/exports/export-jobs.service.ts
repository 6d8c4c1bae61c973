import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import type { StoredAnswer } from '../../files/stored-answer';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError } from '../../http/problem';
import { Chunks } from '../../jobs/chunks';
import { type JobRow, JobStates } from '../../jobs/job-states';
import { permitted } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { mediaTypeOfExport } from './export-file';
import type { DownloadQuery, ExportFormat, ExportJobCreate, ExportJobQuery, Verification } from './export-job.dto';
import { EXPORT_JOBS, readExportJob, RENDER_EXPORT_JOB } from './export-jobs.queries';
import { ExportLinks } from './export-links';
import { type AskedOptions, readExportOptions, type ReadOptions } from './export-options';
import { selected } from './selection';

/** What of a locked job its file depends on. */
interface FileRow {
  total_images: number;
  file_sha256: string | null;
  selection_sha256: string | null;
  verification: Verification | null;
}

/** Export jobs: list, make, read, delete, restore, cancel, link, verify, and the file itself. */
@Injectable()
export class ExportJobsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly found: Rows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
    private readonly states: JobStates,
    private readonly chunks: Chunks,
    private readonly links: ExportLinks,
  ) {}

  /** One export job. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('export_jobs.read', readExportJob(caller), [id, caller.id]);
    if (!item) throw notFound('export job', id);
    return Answer.item(this.links.item(item));
  }

  /** One page of a crawl job's export jobs. @throws ProblemError 404 */
  async list(crawlJobId: string, query: ExportJobQuery, caller: Caller): Promise<Answer> {
    return this.links.page(await this.lists.page(EXPORT_JOBS, query, caller, { crawl_job: crawlJobId }));
  }

  /** Makes a job, which begins at once. @throws ProblemError 400 options · 404 · 403 · 409 nothing to export · 429 */
  async create(crawlJobId: string, body: ExportJobCreate, caller: Caller): Promise<Answer> {
    const asked = readExportOptions(body.export_options, body.format);
    const row = (await this.found.hold('crawl_job', [crawlJobId], caller)).get(crawlJobId);
    const { project_id } = permitted('crawl_job', crawlJobId, row, 'add to', caller);
    if (project_id === null) throw new Error('a crawl job has a project');
    const options = await this.decided(crawlJobId, asked);
    await this.states.refuseTooMany('export_job', caller);
    const id = newId();
    await this.database.write(
      'export_jobs.insert',
      `insert into export_jobs (id, project_id, crawl_job_id, user_id, name, status, format, export_options, started_at, created_by, updated_by)
        values ($1, $2, $3, $4, $5, 'running', $6, $7, now(), $4, $4)`,
      [id, project_id, crawlJobId, caller.id, body.name, body.format, JSON.stringify(options)],
    );
    await this.chunks.add('export_job', { id, project_id }, [
      { task: 'export', chunkIndex: 0, firstItem: 0, itemCount: 1 },
    ]);
    await this.activity.record({
      action: 'create',
      resource: 'export_jobs',
      projectId: project_id,
      by: caller.id,
      changes: [{ id, after: { name: body.name } }],
    });
    return Answer.accepted(await this.render(id), addressOf(id));
  }

  /** To the trash; what is under way stops. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = (await this.found.hold('export_job', [id], caller)).get(id);
    const job = permitted('export_job', id, row, 'delete', caller);
    refuseStale(expected, job.version, 'export job');
    const [named] = await this.database.write<{ name: string }>(
      'export_jobs.name',
      'select name from export_jobs where id = $1',
      [id],
    );
    await this.trash.delete('export_job', [{ id, project_id: job.project_id, name: named?.name ?? '' }], caller);
    return Answer.none();
  }

  /** Brings a job back; one that ran is cancelled. See {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('export_job', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  /** Cancels the export while it runs, afterwards its verification. @throws ProblemError 404 · 403 · 412 */
  async cancel(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.held(id, expected, caller);
    if (await this.states.obey('export_job', job, 'cancel', caller))
      // Written, perhaps, but not yet said to be done.
      await this.database.write(
        'export_jobs.forget_file',
        'update export_jobs set file_sha256 = null, file_size = null, file_name = null, selection_sha256 = null, manifest = null, expires_at = null where id = $1',
        [id],
      );
    else if (job.verification?.status === 'running') {
      await this.chunks.cancel('export_job', id);
      await this.verification(
        job,
        Object.assign({}, job.verification, { status: 'cancelled' as const, completed_at: now() }),
        'cancel',
        caller,
      );
    }
    return Answer.item(await this.render(id));
  }

  /** Lets a new link expire so many seconds from now. @throws ProblemError 404 · 403 · 412 · 409 while there is no file */
  async link(id: string, seconds: number, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.held(id, expected, caller);
    refuseWithoutFile(job, 'linked');
    await this.database.write(
      'export_jobs.link',
      `update export_jobs set expires_at = date_trunc('second', now()) + make_interval(secs => $2), version = version + 1, updated_at = now(), updated_by = $3 where id = $1`,
      [id, seconds, caller.id],
    );
    await this.activity.record({
      action: 'link',
      resource: 'export_jobs',
      projectId: job.project_id,
      by: caller.id,
      changes: [{ id, after: { expires_in: seconds } }],
    });
    return Answer.item(await this.render(id));
  }

  /** Begins to ask the addresses again; while that goes on, nothing more. @throws ProblemError 404 · 403 · 412 · 409 · 429 */
  async verify(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.held(id, expected, caller);
    refuseWithoutFile(job, 'verified');
    if (job.verification?.status !== 'running') {
      await this.states.refuseTooMany('export_job', caller);
      await this.chunks.forget('export_job', id, ['verify']);
      await this.verification(job, beginning(job.total_images), 'verify', caller);
      await this.chunks.add('export_job', job, [{ task: 'verify', chunkIndex: 0, firstItem: 0, itemCount: 1 }]);
    }
    return Answer.accepted(await this.render(id), addressOf(id));
  }

  /** What whoever has the link is sent. @throws ProblemError 403 · 410 · 404 */
  async file(id: string, query: DownloadQuery): Promise<StoredAnswer> {
    this.links.check(id, query);
    const row = await this.database.readOne<{
      sha256: string;
      size: number;
      format: ExportFormat;
      name: string;
    }>(
      'export_jobs.file',
      `select file_sha256 as sha256, file_size::float8 as size, format, file_name as name from export_jobs
        where id = $1 and status = 'completed' and deleted_at is null and file_sha256 is not null`,
      [id],
    );
    if (!row) throw notFound('file of the export job', id);
    return {
      sha256: row.sha256,
      size: row.size,
      contentType: mediaTypeOfExport(row.format),
      fileName: row.name,
      disposition: 'attachment',
    };
  }

  /** The job, locked. @throws ProblemError 404 · 403 · 412 */
  private async held(id: string, expected: number | undefined, caller: Caller): Promise<JobRow & FileRow> {
    const job = await this.states.hold('export_job', id, caller);
    refuseStale(expected, job.version, 'export job');
    const [row] = await this.database.write<FileRow>(
      'export_jobs.held',
      'select total_images, file_sha256, selection_sha256, verification from export_jobs where id = $1',
      [id],
    );
    if (!row) throw notFound('export job', id);
    return { ...job, ...row };
  }

  private async verification(
    job: JobRow & FileRow,
    verification: Verification,
    action: 'verify' | 'cancel',
    caller: Caller,
  ): Promise<void> {
    await this.database.write(
      'export_jobs.verification',
      'update export_jobs set verification = $2, version = version + 1, updated_at = now(), updated_by = $3 where id = $1',
      [job.id, JSON.stringify(verification), caller.id],
    );
    await this.activity.record({
      action,
      resource: 'export_jobs',
      projectId: job.project_id,
      by: caller.id,
      changes: [
        {
          id: job.id,
          before: { verification: job.verification?.status ?? null },
          after: { verification: verification.status },
        },
      ],
    });
  }

  /** What was left to the service is decided; and there must be something to export. @throws ProblemError 409 */
  private async decided(crawlJobId: string, asked: AskedOptions): Promise<ReadOptions> {
    const [job] = await this.database.write<{ downloaded: boolean; validated: boolean }>(
      'export_jobs.what_is_there',
      `select exists (select from images i where i.crawl_job_id = $1 and i.outcome = 'downloaded' and i.sha256 is not null and i.deleted_at is null) as downloaded,
          exists (select from validation_jobs v where v.crawl_job_id = $1 and v.validated_images > 0) as validated`,
      [crawlJobId],
    );
    if (!job?.downloaded)
      throw new ProblemError(
        'state_conflict',
        'Nothing of the crawl job is downloaded, so there is nothing to export. Start it, and wait for its first pictures.',
      );
    const options = {
      ...asked,
      only_valid: asked.only_valid ?? (job.validated && asked.filter.verdict === undefined),
    };
    const { sql, values } = selected(options);
    const [some] = await this.database.write<{ some: boolean }>(
      'export_jobs.is_something_selected',
      `select exists (select from images i where ${sql}) as some`,
      [crawlJobId, ...values],
    );
    if (!some?.some)
      throw new ProblemError(
        'state_conflict',
        options.only_valid && !job.validated
          ? 'No picture of the crawl job was validated. Validate them first, or set only_valid to false.'
          : 'No picture of the crawl job is selected by these options: nothing would be in the file.',
      );
    return options;
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('export_jobs.render', RENDER_EXPORT_JOB, [id]);
    if (!item) throw notFound('export job', id);
    return this.links.item(item);
  }
}

const addressOf = (id: string) => `/api/v1/export-jobs/${id}`;
const now = () => new Date().toISOString();

function refuseWithoutFile({ status, file_sha256, selection_sha256 }: JobRow & FileRow, what: string): void {
  if (status !== 'completed' || file_sha256 === null || selection_sha256 === null)
    throw new ProblemError(
      'state_conflict',
      `The export job is ${status}${status === 'completed' ? ', and has no file' : ''}; only one that is completed can be ${what}.`,
    );
}

function beginning(total: number): Verification {
  return {
    status: 'running',
    started_at: now(),
    completed_at: null,
    total,
    ...{ checked: 0, same: 0, differs: 0, gone: 0, not_asked: 0 },
    changed: [],
    message: null,
  };
}
