import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Readable } from 'node:stream';
import { UnreadableFile } from '../../child-processes';
import { Database } from '../../database/database.service';
import { ContentStore, type LocalCopy, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import type { ChunkRun } from '../../jobs/chunk-run';
import { type ChunkOutcome, JobKinds } from '../../jobs/job-kinds';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { type DrawingType, type PageFacts, PageFailure, PageRenderer } from '../pages';
import { RENDERING } from './renderings';

interface Drawing {
  id: string;
  sha256: string;
  content_type: DrawingType;
  page_count: number | null;
}

type NewPage = Omit<PageFacts, 'crop_box'>;

const NEW_PAGES = new GivenRows<NewPage>({
  page_number: 'int',
  width: 'float8',
  height: 'float8',
  rotation: 'int',
  user_unit: 'float8',
  unit: 'text',
});

/** Pages beyond get their preview when somebody looks at them. */
const PREVIEWED = 500;

/** A preview is a picture of at most this many bytes. */
const PREVIEW_BYTES = 64 * 2 ** 20;

/** Reads the pages of a drawing, and makes their previews. A second go does what the first has left. */
@Injectable()
export class Rendering implements OnModuleInit {
  constructor(
    private readonly kinds: JobKinds,
    private readonly database: Database,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
    private readonly renderer: PageRenderer,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      type: RENDERING,
      table: 'rendering_jobs',
      column: 'rendering_job_id',
      tasks: { render: (run) => this.run(run) },
      settle: (jobId) => this.settle(jobId),
    });
  }

  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const drawing = await this.database.readOne<Drawing>(
      'drawings.to_render',
      `select d.id, d.sha256, d.content_type, d.page_count from rendering_jobs j join drawings d on d.id = j.drawing_id
        where j.id = $1 and d.sha256 is not null`,
      [run.chunk.job_id],
    );
    if (!drawing) return { done: true, failure: 'The drawing is gone.' };
    const copy = await this.store.localCopy(drawing.sha256);
    if (!copy) return this.fail(run, drawing, 'damaged', 'The file is not in the store any more.');
    try {
      const pages = drawing.page_count ?? (await this.readPages(run, drawing, copy));
      for (const page of await this.unseen(drawing.id)) {
        run.signal.throwIfAborted();
        await this.preview(run, drawing, copy, page, pages);
      }
      return { done: true };
    } catch (error) {
      if (error instanceof PageFailure) return await this.fail(run, drawing, error.code, error.message);
      if (error instanceof UnreadableFile) return await this.fail(run, drawing, 'damaged', error.message);
      throw error;
    } finally {
      await copy.release();
    }
  }

  private async readPages(run: ChunkRun, { id, content_type }: Drawing, { path }: LocalCopy): Promise<number> {
    await run.write(() =>
      this.database.write(
        'drawings.processing',
        `update drawings set processing_status = 'processing', processing_progress = 5, version = version + 1, updated_at = now() where id = $1`,
        [id],
      ),
    );
    const pages = await this.renderer.facts({ path, content_type });
    await run.advance(async () => {
      await this.database.write(
        'drawing_pages.insert',
        `insert into drawing_pages (drawing_id, page_number, width, height, rotation, user_unit, unit)
          select $1, page_number, width, height, rotation, user_unit, unit from ${NEW_PAGES.table(2)}
          on conflict (drawing_id, page_number) do nothing`,
        [id, ...NEW_PAGES.values(pages)],
      );
      await this.database.write(
        'drawings.pages_read',
        `update drawings set page_count = $2, processing_progress = 30, version = version + 1, updated_at = now() where id = $1`,
        [id, pages.length],
      );
    });
    return pages.length;
  }

  /** Pages that are to have a preview and have none, nor a reason why not. */
  private async unseen(id: string): Promise<number[]> {
    const rows = await this.database.read<{ page_number: number }>(
      'drawing_pages.unseen',
      `select page_number from drawing_pages where drawing_id = $1 and page_number <= ${String(PREVIEWED)}
          and preview_sha256 is null and failure_code is null order by page_number`,
      [id],
    );
    return rows.map(({ page_number }) => page_number);
  }

  private async preview(
    run: ChunkRun,
    { id, content_type }: Drawing,
    { path }: LocalCopy,
    page: number,
    pages: number,
  ): Promise<void> {
    const progress = 30 + Math.floor((70 * page) / Math.min(pages, PREVIEWED));
    let received: ReceivedFile | undefined;
    let drawn: { width: number; height: number } | undefined;
    let failed: PageFailure | undefined;
    try {
      const { png, width, height } = await this.renderer.preview({ path, content_type }, page);
      received = await this.store.receive(Readable.from([png]), { maxBytes: PREVIEW_BYTES, signal: run.signal });
      await this.files.prepare([received]);
      drawn = { width, height };
    } catch (error) {
      // Other pages of the file may be better.
      if (error instanceof PageFailure) failed = error;
      else if (error instanceof UnreadableFile) failed = new PageFailure('damaged', error.message);
      else throw error;
    }
    try {
      await run.advance(async () => {
        if (received) await this.files.adopt([received]);
        await this.database.write(
          'drawing_pages.preview',
          `update drawing_pages set preview_sha256 = $3, preview_width = $4, preview_height = $5, failure_code = $6, failure = $7,
              version = version + 1, updated_at = now() where drawing_id = $1 and page_number = $2`,
          [id, page, received?.sha256, drawn?.width, drawn?.height, failed?.code, failed?.message],
        );
        await this.database.write(
          'drawings.progress',
          'update drawings set processing_progress = $2, version = version + 1, updated_at = now() where id = $1 and processing_progress < $2',
          [id, Math.min(progress, 99)],
        );
      });
    } finally {
      await received?.discard();
    }
  }

  private async fail(run: ChunkRun, { id }: Drawing, code: string, message: string): Promise<ChunkOutcome> {
    await run.write(() =>
      this.database.write(
        'drawings.not_rendered',
        `update drawings set processing_status = 'failed', failure_code = $2, error_message = $3, version = version + 1, updated_at = now() where id = $1`,
        [id, code, message],
      ),
    );
    return { done: true, failure: message };
  }

  /** In a transaction that has locked the job. */
  private async settle(jobId: string): Promise<void> {
    const [job] = await this.database.write<{ drawing_id: string; failure: string | null }>(
      'rendering_jobs.settle',
      `with failed as (select c.error_message from job_chunks c where c.rendering_job_id = $1 and c.status = 'failed' limit 1)
        update rendering_jobs j set status = case when exists (select from failed) then 'failed' else 'completed' end,
            message = (select error_message from failed), progress = 100, completed_at = now(), version = j.version + 1, updated_at = now()
          where j.id = $1 and j.status = 'running' returning j.drawing_id, case j.status when 'failed' then coalesce(j.message, 'Nobody knows why.') end as failure`,
      [jobId],
    );
    if (!job) return;
    await this.database.write(
      'drawings.rendered',
      `update drawings set processing_status = case when $2::text is null then 'completed' else 'failed' end, processing_progress = case when $2::text is null then 100 else processing_progress end,
          error_message = coalesce(error_message, $2), failure_code = case when $2::text is null then failure_code else coalesce(failure_code, 'damaged') end,
          version = version + 1, updated_at = now() where id = $1 and processing_status in ('pending', 'processing')`,
      [job.drawing_id, job.failure],
    );
  }
}
