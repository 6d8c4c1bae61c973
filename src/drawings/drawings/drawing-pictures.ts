import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import type { Caller } from '../../access/permissions';
import { UnreadableFile } from '../../child-processes';
import { Database } from '../../database/database.service';
import { ContentStore, type LocalCopy } from '../../files/content-store';
import { notFound, ProblemError } from '../../http/problem';
import {
  areaOfTile,
  type ColourBy,
  type DrawingType,
  EMBEDDED_BYTES,
  overlay,
  type PageFacts,
  PageFailure,
  PageRenderer,
  type PlacedComponent,
} from '../pages';
import { readDrawingFile } from './drawings.queries';

/** A file of a drawing that can be sent. */
export interface DrawingFile {
  sha256: string;
  /** Bytes. */
  size: number;
  content_type: DrawingType;
  file_name: string;
}

interface DrawingState extends Omit<DrawingFile, 'sha256'> {
  sha256: string | null;
  processing_status: string;
  failure_code: string | null;
  error_message: string | null;
}

interface KnownPage extends PageFacts {
  preview_sha256: string | null;
  failure: string | null;
}

/** So many components are drawn over a page; the others could not be told apart any more. */
const DRAWN = 5000;

/** Longest side of the picture in an overlay, in pixels. */
const OVERLAID = 1600;

/** Pictures of drawings for those who may see them. */
@Injectable()
export class DrawingPictures {
  constructor(
    private readonly database: Database,
    private readonly store: ContentStore,
    private readonly renderer: PageRenderer,
  ) {}

  /** Where the file is. @throws ProblemError 404 also when it is not in the store */
  async file(id: string, caller: Caller): Promise<DrawingFile> {
    const { sha256, ...drawing } = await this.find(id, caller);
    if (sha256 === null) throw notFound('file of the drawing', id);
    return { ...drawing, sha256 };
  }

  /** The preview of a page. @throws ProblemError 404 · 409 while the file is being read · 422 it cannot be shown */
  async preview(
    id: string,
    page: number,
    caller: Caller,
  ): Promise<{ sha256: string; size: number; file_name: string }> {
    const drawing = await this.find(id, caller);
    const { preview_sha256 } = await this.page(id, drawing, page);
    const size = preview_sha256 === null ? undefined : await this.store.size(preview_sha256);
    if (preview_sha256 === null || size === undefined)
      throw new ProblemError('state_conflict', 'The page has no preview yet. Ask again in a moment.', [], {
        'retry-after': '2',
      });
    return { sha256: preview_sha256, size, file_name: drawing.file_name };
  }

  /** A PNG of a part of a page. @throws ProblemError 404 no such tile either · 409 · 422 */
  async tile(
    id: string,
    page: number,
    place: { level: number; column: number; row: number },
    caller: Caller,
  ): Promise<Uint8Array> {
    const drawing = await this.find(id, caller);
    const known = await this.page(id, drawing, page);
    const area = areaOfTile(known, place);
    if (area === null)
      throw notFound('tile', `${String(place.column)}_${String(place.row)} of level ${String(place.level)}`);
    const { png } = await this.withFile(id, drawing, ({ path }) =>
      this.renderer.region({ path, content_type: drawing.content_type }, page, area),
    );
    return png;
  }

  /** An SVG of a page with its components over it. @throws ProblemError 404 · 409 · 422 */
  async overlay(id: string, page: number, colour_by: ColourBy, caller: Caller): Promise<string> {
    const drawing = await this.find(id, caller);
    const known = await this.page(id, drawing, page);
    const components = await this.database.read<PlacedComponent>(
      'components.placed',
      `select c.piece_mark || coalesce('-' || c.instance_identifier, '') as label, c.bounding_box::jsonb as bounding_box,
          case when num_nulls(c.location_x, c.location_y) = 0 then jsonb_build_object('x', c.location_x, 'y', c.location_y) end as location,
          coalesce(c.review_status, 'pending') as review_status, c.confidence_score
        from components c where c.drawing_id = $1 and coalesce(c.page_number, 1) = $2 and c.deleted_at is null
          and component_place(c.bounding_box, c.location_x, c.location_y) is not null order by c.created_at, c.id limit ${String(DRAWN)}`,
      [id, page],
    );
    const preview = await this.smallPreview(id, drawing, known);
    return overlay({ page: known, preview, components, colour_by });
  }

  /** A PNG of two pages over each other. @throws ProblemError 404 · 409 · 422 */
  async compare(id: string, other: string, page: number, caller: Caller): Promise<Uint8Array> {
    const [old, current] = [await this.find(id, caller), await this.find(other, caller)];
    const [before, after] = [await this.page(id, old, page), await this.page(other, current, page)];
    const { png } = await this.withFile(id, old, (first) =>
      this.withFile(other, current, (second) =>
        this.renderer.compare(
          { file: { path: first.path, content_type: old.content_type }, page: before },
          { file: { path: second.path, content_type: current.content_type }, page: after },
        ),
      ),
    );
    return png;
  }

  private async smallPreview(id: string, drawing: DrawingState, page: KnownPage): Promise<Uint8Array> {
    if (page.preview_sha256 !== null && ((await this.store.size(page.preview_sha256)) ?? Infinity) <= EMBEDDED_BYTES) {
      const stream = await this.store.open(page.preview_sha256);
      if (stream) return buffer(stream);
    }
    const { png } = await this.withFile(id, drawing, ({ path }) =>
      this.renderer.preview({ path, content_type: drawing.content_type }, page.page_number, OVERLAID),
    );
    return png;
  }

  private async find(id: string, caller: Caller): Promise<DrawingState> {
    const row = await this.database.readOne<DrawingState>('drawings.file', readDrawingFile(caller), [id, caller.id]);
    if (!row) throw notFound('drawing', id);
    return row;
  }

  private async page(id: string, drawing: DrawingState, page: number): Promise<KnownPage> {
    const row = await this.database.readOne<KnownPage>(
      'drawing_pages.read',
      `select page_number, width, height, rotation, user_unit, unit, preview_sha256, failure from drawing_pages
        where drawing_id = $1 and page_number = $2`,
      [id, page],
    );
    if (row?.failure != null) throw new ProblemError('page_not_shown', row.failure);
    if (row) return row;
    if (drawing.processing_status === 'failed')
      throw new ProblemError('page_not_shown', drawing.error_message ?? 'The file cannot be read.');
    if (drawing.sha256 !== null && drawing.processing_status !== 'completed')
      throw new ProblemError('state_conflict', 'The drawing is being read. Ask again in a moment.', [], {
        'retry-after': '2',
      });
    throw notFound('page', `${String(page)} of the drawing ${id}`);
  }

  private async withFile<T>(id: string, { sha256 }: DrawingState, work: (copy: LocalCopy) => Promise<T>): Promise<T> {
    const copy = sha256 === null ? undefined : await this.store.localCopy(sha256);
    if (!copy) throw notFound('file of the drawing', id);
    try {
      return await work(copy);
    } catch (error) {
      if (error instanceof PageFailure && error.code === 'no_such_page') throw notFound('page of the drawing', id);
      if (error instanceof PageFailure || error instanceof UnreadableFile)
        throw new ProblemError('page_not_shown', error.message);
      throw error;
    } finally {
      await copy.release();
    }
  }
}
