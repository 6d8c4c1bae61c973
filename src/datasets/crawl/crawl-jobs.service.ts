import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../../http/problem';
import { Chunks } from '../../jobs/chunks';
import type { JobCommand } from '../../jobs/job-state';
import { type JobRow, JobStates } from '../../jobs/job-states';
import { changedFields, patched } from '../../resources/changed-fields';
import { mayDo, permitted } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { ImportFiles } from '../../transfer/import-files';
import { type ListFormat, readAddressList } from '../sources/address-list';
import { SEARCH_PROVIDERS } from '../sources/search-providers';
import type { AddressesReport, CrawlJobCreate, CrawlJobPatch, CrawlJobQuery } from './crawl-job.dto';
import { CRAWL_JOBS, readCrawlJob, RENDER_CRAWL_JOB } from './crawl-jobs.queries';
import { type ReadSource, readSources } from './crawl-sources';
import { type Appended, FoundImages, type NamedPicture } from './found-images';

/** The rest of a job's row, for a patch. */
interface PatchedRow {
  id: string;
  name: string;
  max_images: number;
  labels: string[];
}

/** Lines of a list that are committed together. */
const BATCH = 1000;
/** Refused lines that are listed. */
const LISTED = 100;

/** Crawl jobs: list, make, read, change, delete, restore, and what a person may tell them. */
@Injectable()
export class CrawlJobsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly found: Rows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
    private readonly states: JobStates,
    private readonly chunks: Chunks,
    private readonly images: FoundImages,
    private readonly files: ImportFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** One crawl job. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('crawl_jobs.read', readCrawlJob(caller), [id, caller.id]);
    if (!item) throw notFound('crawl job', id);
    return Answer.item(item);
  }

  /** One page of a project's crawl jobs. @throws ProblemError 404 */
  list(projectId: string, query: CrawlJobQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(CRAWL_JOBS, query, caller, { project: projectId });
  }

  /**
   * Makes a job, and starts it when that is asked for.
   *
   * @throws ProblemError 404 · 403 · 400 sources · 422 a provider that wants the operator's contact · 429
   */
  async create(projectId: string, body: CrawlJobCreate, caller: Caller): Promise<Answer> {
    const sources = readSources(body.sources);
    this.refuseWithoutContact(sources);
    const project = (await this.found.hold('project', [projectId], caller)).get(projectId);
    permitted('project', projectId, project, 'add to', caller);
    const id = newId();
    const keywords = [...new Set(sources.flatMap((source) => source.keywords))];
    await this.database.write(
      'crawl_jobs.insert',
      `insert into crawl_jobs (id, project_id, name, keywords, max_images, labels, created_by, updated_by) values ($1, $2, $3, $4, $5, $6, $7, $7)`,
      [id, projectId, body.name, JSON.stringify(keywords), body.max_images, JSON.stringify(body.labels), caller.id],
    );
    const job = { id, project_id: projectId };
    for (const [position, source] of sources.entries()) await this.addSource(job, position, source, caller);
    await this.activity.record({
      action: 'create',
      resource: 'crawl_jobs',
      projectId,
      by: caller.id,
      changes: [{ id, after: { name: body.name } }],
    });
    if (body.start) await this.tell(await this.states.hold('crawl_job', id, caller), 'start', caller);
    return Answer.created(await this.render(id), `/api/v1/crawl-jobs/${id}`);
  }

  /** Changes name, labels, and while it is pending the limit. @throws ProblemError 404 · 403 · 412 · 409 */
  async update(id: string, patch: CrawlJobPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.states.hold('crawl_job', id, caller);
    refuseStale(expected, job.version, 'crawl job');
    const [row] = await this.database.write<PatchedRow>(
      'crawl_jobs.before_patch',
      'select id, name, max_images, labels from crawl_jobs where id = $1',
      [id],
    );
    if (!row) throw notFound('crawl job', id);
    const after = patched(row, patch, 'name');
    const changes = changedFields(row, after, ['name', 'max_images', 'labels']);
    if (changes) {
      if (after.max_images !== row.max_images && job.status !== 'pending')
        throw new ProblemError(
          'state_conflict',
          `The crawl job is ${job.status}; max_images is changed only while it is pending.`,
        );
      await this.database.write(
        'crawl_jobs.update',
        'update crawl_jobs set name = $2, max_images = $3, labels = $4, version = version + 1, updated_at = now(), updated_by = $5 where id = $1',
        [id, after.name, after.max_images, JSON.stringify(after.labels), caller.id],
      );
      await this.activity.record({
        action: 'update',
        resource: 'crawl_jobs',
        projectId: job.project_id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /** To the trash, with its images, validations and exports; what is under way stops. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = (await this.found.hold('crawl_job', [id], caller)).get(id);
    const job = permitted('crawl_job', id, row, 'delete', caller);
    refuseStale(expected, job.version, 'crawl job');
    if (!mayDo('crawl_job', 'delete', caller, { role: job.role }))
      await this.trash.refuseOthersUnder('crawl_job', id, caller);
    const [named] = await this.database.write<{ name: string }>(
      'crawl_jobs.name',
      'select name from crawl_jobs where id = $1',
      [id],
    );
    await this.trash.delete('crawl_job', [{ id, project_id: job.project_id, name: named?.name ?? '' }], caller);
    return Answer.none();
  }

  /** Brings a job back with what went with it; one that ran is paused. See {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('crawl_job', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  /** Start, pause, resume, cancel or retry. Told twice, it is done once. @throws ProblemError 404 · 403 · 412 · 409 · 429 */
  async command(id: string, command: JobCommand, expected: number | undefined, caller: Caller): Promise<Answer> {
    const job = await this.states.hold('crawl_job', id, caller);
    refuseStale(expected, job.version, 'crawl job');
    await this.tell(job, command, caller);
    return Answer.item(await this.render(id));
  }

  /**
   * Takes a file of addresses into a pending job, a thousand at a time: what came before a connection broke stays, and the
   * same file sent again adds what is missing.
   *
   * @throws ProblemError 404 · 403 · 409 when the job is not pending · 413 · 400
   */
  async addAddresses(id: string, upload: Readable, format: ListFormat, caller: Caller): Promise<AddressesReport> {
    // Before a gigabyte is read.
    await this.database.atomic(() => this.pending(id, caller));
    const path = await this.files.spool(upload);
    const report: AddressesReport = { read: 0, added: 0, known: 0, beyond_limit: 0, refused: 0, refused_lines: [] };
    try {
      let batch: NamedPicture[] = [];
      const flush = async () => {
        const { added, known, beyondLimit } = await this.database.atomic(() => this.addBatch(id, batch, caller));
        report.added += added;
        report.known += known;
        report.beyond_limit += beyondLimit;
        batch = [];
      };
      for await (const listed of readAddressList(path, format))
        if ('problem' in listed) {
          report.refused++;
          if (report.refused_lines.length < LISTED)
            report.refused_lines.push({ line: listed.line, detail: listed.problem });
        } else {
          report.read++;
          batch.push(listed.picture);
          if (batch.length === BATCH) await flush();
        }
      if (batch.length > 0) await flush();
      return report;
    } finally {
      await this.files.remove(path);
    }
  }

  private async addBatch(id: string, batch: readonly NamedPicture[], caller: Caller): Promise<Appended> {
    const job = await this.pending(id, caller);
    const appended = await this.images.append(job, null, batch);
    if (appended.added > 0)
      await this.activity.record({
        action: 'update',
        resource: 'crawl_jobs',
        projectId: job.project_id,
        by: caller.id,
        changes: [{ id, after: { added_addresses: appended.added } }],
      });
    return appended;
  }

  /** The job, locked, while addresses may be added. */
  private async pending(id: string, caller: Caller): Promise<JobRow> {
    const job = await this.states.hold('crawl_job', id, caller);
    if (job.status === 'pending') return job;
    throw new ProblemError(
      'state_conflict',
      `The crawl job is ${job.status}; addresses are added only while it is pending.`,
    );
  }

  private async addSource(
    job: { id: string; project_id: string },
    position: number,
    source: ReadSource,
    caller: Caller,
  ) {
    const id = newId();
    await this.database.write(
      'crawl_sources.insert',
      `insert into crawl_sources (id, project_id, crawl_job_id, position, type, parameters, status, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        id,
        job.project_id,
        job.id,
        position,
        source.type,
        JSON.stringify(source.parameters),
        source.type === 'addresses' ? 'read' : 'pending',
        caller.id,
      ],
    );
    await this.images.append(
      job,
      id,
      source.addresses.map((address) => ({ address })),
    );
  }

  private async tell(job: JobRow, command: JobCommand, caller: Caller): Promise<void> {
    if (command === 'start' && job.status === 'pending') await this.refuseEmpty(job);
    if (command === 'retry') await this.refuseNothingToRetry(job);
    if (!(await this.states.obey('crawl_job', job, command, caller))) return;
    if (command === 'start') await this.begin(job);
    if (command === 'retry') await this.again(job);
  }

  /** A reader for each source that has to be read, and chunks of what is known. */
  private async begin(job: JobRow): Promise<void> {
    const sources = await this.database.write<{ position: number }>(
      'crawl_sources.to_read',
      `select position from crawl_sources where crawl_job_id = $1 and status in ('pending', 'reading') order by position`,
      [job.id],
    );
    await this.chunks.add(
      'crawl_job',
      job,
      sources.map(({ position }) => ({
        task: 'discover',
        chunkIndex: position,
        firstItem: position,
        itemCount: 1,
        priority: 4,
      })),
    );
    await this.images.cut(job, sources.length > 0);
  }

  /** What failed is asked for again, and what was never come to; what is there stays. */
  private async again(job: JobRow): Promise<void> {
    await this.database.write(
      'images.again',
      `update images set outcome = 'pending', failure_code = null, failure = null, attempts = 0, retry_at = null,
          version = version + 1, updated_at = now() where crawl_job_id = $1 and outcome = 'failed' and deleted_at is null`,
      [job.id],
    );
    await this.database.write(
      'crawl_sources.again',
      `update crawl_sources set status = 'pending', message = null, updated_at = now() where crawl_job_id = $1 and status in ('failed', 'reading')`,
      [job.id],
    );
    await this.database.write(
      'crawl_pages.again',
      `update crawl_pages set status = 'waiting', attempts = 0, retry_at = null, message = null
        where status = 'failed' and crawl_source_id in (select id from crawl_sources where crawl_job_id = $1)`,
      [job.id],
    );
    await this.database.write(
      'crawl_jobs.again',
      `update crawl_jobs set failed_images = (select count(*) from images i where i.crawl_job_id = $1 and i.outcome = 'refused'),
          message = null, completed_at = null where id = $1`,
      [job.id],
    );
    await this.chunks.forget('crawl_job', job.id, ['discover', 'fetch']);
    await this.begin(job);
  }

  private async refuseEmpty(job: JobRow): Promise<void> {
    const [row] = await this.database.write<{ empty: boolean }>(
      'crawl_jobs.is_empty',
      `select total_images = 0 and not exists (select from crawl_sources s where s.crawl_job_id = j.id and s.status <> 'read') as empty
        from crawl_jobs j where j.id = $1`,
      [job.id],
    );
    if (row?.empty)
      throw new ProblemError(
        'state_conflict',
        'The crawl job has no source and no address. Name sources when it is made, or send a list to its addresses.',
      );
  }

  private async refuseNothingToRetry(job: JobRow): Promise<void> {
    if (job.status === 'pending' || job.status === 'running' || job.status === 'paused') return;
    const [row] = await this.database.write<{ something: boolean }>(
      'crawl_jobs.has_failures',
      `select exists (select from images i where i.crawl_job_id = $1 and i.outcome in ('failed', 'pending') and i.deleted_at is null)
          or exists (select from crawl_sources s where s.crawl_job_id = $1 and s.status <> 'read') as something`,
      [job.id],
    );
    if (!row?.something)
      throw new ProblemError(
        'state_conflict',
        'Nothing of the crawl job has failed, so there is nothing to try again.',
      );
  }

  /** @throws ProblemError 422 for a provider that slows down or turns away who names no contact */
  private refuseWithoutContact(sources: readonly ReadSource[]): void {
    if (this.settings.CRAWLER_CONTACT !== undefined) return;
    const demanding = new Set<unknown>(
      Object.values(SEARCH_PROVIDERS).flatMap(({ name, demandsContact }) => (demandsContact ? [name] : [])),
    );
    const place = sources.findIndex(({ parameters }) => demanding.has(parameters.provider));
    if (place !== -1)
      throw new ProblemError(
        'contact_missing',
        'Wikimedia Commons demands that whoever asks can be written to. An administrator must set CRAWLER_CONTACT to an e-mail address or a web page; or take another provider.',
        [{ pointer: `/sources/${String(place)}/provider`, detail: 'demands that CRAWLER_CONTACT is set' }],
      );
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('crawl_jobs.render', RENDER_CRAWL_JOB, [id]);
    if (!item) throw unknownReference('id', 'crawl job', id);
    return item;
  }
}
