import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { ContentStore } from '../../files/content-store';
import { Answer, type RenderedItem } from '../../http/answer';
import { Lists } from '../../http/lists/lists';
import { notFound } from '../../http/problem';
import { Bulk, type Mode } from '../../resources/bulk/bulk';
import { Trash } from '../../resources/trash/trash';
import { ImageDeleteItem, ImagePatchItem, type ImageQuery } from './image.dto';
import { ImageWriter } from './image-writer';
import { IMAGES, readImage, readImageFile, RENDER_IMAGES } from './images.queries';

/** Bytes of a picture that can be sent. */
export interface ImageFile {
  sha256: string;
  size: number;
  format: string;
  filename: string;
}

/** Images of a crawl job: list, read, the bytes, mark, label and remove. */
@Injectable()
export class ImagesService {
  private readonly bulk = new Bulk('images', (ids) =>
    this.database.write<RenderedItem>('images.render', RENDER_IMAGES, [ids]),
  );

  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly writer: ImageWriter,
    private readonly trash: Trash,
    private readonly store: ContentStore,
  ) {}

  /** One page of a job's images. @throws ProblemError 404 */
  list(jobId: string, query: ImageQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(IMAGES, query, caller, { crawl_job: jobId });
  }

  /** One image. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('images.read', readImage(caller), [id, caller.id]);
    if (!item) throw notFound('image', id);
    return Answer.item(item);
  }

  /** Where the bytes are. @throws ProblemError 404 also when there are none: nothing was downloaded, or the file is gone */
  async file(id: string, caller: Caller): Promise<ImageFile> {
    const row = await this.database.readOne<{ sha256: string | null; format: string | null; filename: string }>(
      'images.file',
      readImageFile(caller),
      [id, caller.id],
    );
    if (!row) throw notFound('image', id);
    const size = row.sha256 === null ? undefined : await this.store.size(row.sha256);
    if (row.sha256 === null || size === undefined) throw notFound('file of the image', id);
    return { sha256: row.sha256, size, format: row.format ?? '', filename: row.filename };
  }

  /** Marks and labels up to 1,000 images. */
  updateMany(items: readonly unknown[], mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.update(items, ImagePatchItem, mode, (good) => this.writer.update(good, caller));
  }

  /** Removes up to 1,000 images. */
  deleteMany(items: readonly unknown[], mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.delete(items, ImageDeleteItem, mode, (good) => this.writer.delete(good, caller));
  }

  /** Brings a removed image back. See {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('image', id, caller, expected, rename);
    const [item] = await this.database.write<RenderedItem>('images.render', RENDER_IMAGES, [[id]]);
    if (!item) throw notFound('image', id);
    return Answer.item(item);
  }
}
