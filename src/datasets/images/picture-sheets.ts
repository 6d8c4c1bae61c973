import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { Database } from '../../database/database.service';
import { ContentStore, FileDamagedError } from '../../files/content-store';
import { notFound, ProblemError } from '../../http/problem';
import { Rows } from '../../resources/rows';
import { Decoders } from '../validation/decoders';
import type { ScoreHistogram } from '../validation/validation-statistics';
import { contactSheet, type FetchedPicture, SHEET_TILES, type Tile } from './pictures/contact-sheet';
import { histogramsSvg } from './pictures/histograms';

interface TiledImage {
  sha256: string;
  filename: string;
  position: number;
  verdict: string | null;
  is_valid: boolean | null;
  is_excluded: boolean;
}

/** Sheets that one process makes at a time; each has up to a hundred pictures decoded. */
const MOST_SHEETS = 2;

/** Pictures that are not decoded within so long have no thumbnail on this sheet. */
const SHEET_MS = 20_000;

/** What of a crawl job can be looked at at a glance: its pictures, and how their scores are spread. */
@Injectable()
export class PictureSheets {
  private sheets = 0;

  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly store: ContentStore,
    private readonly decoders: Decoders,
  ) {}

  /**
   * A page of a hundred thumbnails of what was downloaded, as JPEG; bad ones are marked.
   *
   * @param page from 1
   * @throws ProblemError 404 also for a page without pictures · 429 when others are being made
   */
  async contactSheet(id: string, page: number, caller: Caller): Promise<Buffer> {
    await this.rows.requireSeen('crawl_job', id, caller);
    const images = await this.images(id, page);
    if (images.length === 0)
      throw new ProblemError('not_found', `The crawl job has no picture on page ${String(page)}.`);
    if (this.sheets >= MOST_SHEETS)
      throw new ProblemError('too_many_requests', 'Other contact sheets are being made. Ask again in a moment.', [], {
        'retry-after': '5',
      });
    this.sheets++;
    try {
      const deadline = Date.now() + SHEET_MS;
      return await contactSheet(
        this.decoders.pool,
        images.map((image) => this.tile(image, deadline)),
      );
    } finally {
      this.sheets--;
    }
  }

  /** Histograms of the last completed validation, as SVG. @throws ProblemError 404 */
  async histograms(id: string, caller: Caller): Promise<string> {
    const row = await this.database.readOne<{
      crawl: string;
      validation: string | null;
      histograms: ScoreHistogram[] | null;
    }>(
      'crawl_jobs.histograms',
      `select c.name as crawl, j.name as validation, j.histograms from crawl_jobs c join projects p on p.id = c.project_id
          left join lateral (select name, statistics->'histograms' as histograms from validation_jobs where crawl_job_id = c.id
            and status = 'completed' and statistics is not null and deleted_at is null order by completed_at desc, id limit 1) j on true
        where c.id = $1 and c.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`,
      [id, caller.id],
    );
    if (!row) throw notFound('crawl job', id);
    const title = row.validation === null ? row.crawl : `${row.crawl}: ${row.validation}`;
    return histogramsSvg(
      title,
      (row.histograms ?? []).map(({ name, threshold, bins }) => ({
        title: name.replaceAll('_', ' '),
        threshold,
        bins,
      })),
    );
  }

  private images(id: string, page: number): Promise<TiledImage[]> {
    return this.database.read<TiledImage>(
      'images.sheet',
      `select sha256, filename, position, verdict, is_valid, is_excluded from images
        where crawl_job_id = $1 and outcome = 'downloaded' and sha256 is not null and position is not null and deleted_at is null
        order by position limit ${String(SHEET_TILES)} offset $2`,
      [id, (page - 1) * SHEET_TILES],
    );
  }

  private tile({ sha256, filename, position, verdict, is_valid, is_excluded }: TiledImage, deadline: number): Tile {
    // It is known that nothing would come of it.
    const cannotBeShown = verdict === 'corrupt' || verdict === 'unsupported';
    const bad = is_valid === false ? (verdict ?? 'rejected') : is_excluded ? 'excluded' : undefined;
    return {
      picture: cannotBeShown ? null : () => (Date.now() < deadline ? this.fetched(sha256) : Promise.resolve(null)),
      label: `${String(position)} ${filename}`,
      ...(bad !== undefined && { bad }),
    };
  }

  private async fetched(sha256: string): Promise<FetchedPicture | null> {
    try {
      const copy = await this.store.localCopy(sha256);
      return copy ? { source: copy.path, release: () => copy.release() } : null;
    } catch (error) {
      if (error instanceof FileDamagedError) return null;
      throw error;
    }
  }
}
