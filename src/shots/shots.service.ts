import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/permissions';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { Answer, type RenderedItem } from '../http/answer';
import { Lists } from '../http/lists/lists';
import { notFound } from '../http/problem';
import { Bulk, type Mode } from '../resources/bulk/bulk';
import { idOf } from '../resources/bulk/outcome';
import { ShotWriter } from './shot-writer';
import {
  type EpisodeShotQuery,
  type ShotBulkCreate,
  type ShotBulkDelete,
  type ShotBulkPatch,
  ShotCreate,
  ShotDeleteItem,
  ShotItem,
  type ShotPatch,
  ShotPatchItem,
  type ShotQuery,
} from './shot.dto';
import { readShot, RENDER_SHOTS, SHOTS } from './shots.queries';

/** What all items of a bulk create have in common. */
const SHARED = ['/episode_id', '/project_id'];

/** Shots: read, list, write one or many. */
@Injectable()
export class ShotsService {
  private readonly bulk = new Bulk('shots', (ids) => this.render(ids));

  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly writer: ShotWriter,
    private readonly trash: Trash,
  ) {}

  /** One shot. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('shots.read', readShot(caller), [id, caller.id]);
    if (!item) throw notFound('shot', id);
    return Answer.item(item);
  }

  /** One page of shots. @throws ProblemError 400 for a filter by what does not exist or may not be seen */
  list(query: ShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SHOTS, query, caller);
  }

  /** The shots of one episode. @throws ProblemError 404 */
  listOfEpisode(episodeId: string, query: EpisodeShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SHOTS, query, caller, { episode: episodeId });
  }

  /** Makes one shot. Refusals as {@link ShotWriter.create}. */
  async create(shot: ShotCreate, caller: Caller): Promise<Answer> {
    const id = idOf(await this.writer.create([shot], caller));
    const [item] = await this.render([id]);
    return Answer.created(item as RenderedItem, `/api/v1/shots/${id}`);
  }

  /** Changes one shot. @param expected the version from `If-Match` */
  async update(id: string, patch: ShotPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const item = Object.assign(patch, { id }, expected !== undefined && { version: expected });
    const [rendered] = await this.render([idOf(await this.writer.update([item], caller))]);
    return Answer.item(rendered as RenderedItem);
  }

  /** Deletes one shot. */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    idOf(await this.writer.delete([{ id, ...(expected !== undefined && { version: expected }) }], caller));
    return Answer.none();
  }

  /** Brings a deleted shot back; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('shot', id, caller, expected, rename);
    const [item] = await this.render([id]);
    return Answer.item(item as RenderedItem);
  }

  /** Makes up to a thousand shots of one episode. */
  createMany(body: ShotBulkCreate, mode: Mode, caller: Caller): Promise<Answer> {
    const parent = {
      episode_id: body.episode_id,
      ...(body.project_id !== undefined && { project_id: body.project_id }),
    };
    return this.bulk.create(
      body.shots,
      ShotItem,
      mode,
      (items) =>
        this.writer.create(
          items.map((item) => Object.assign(item, parent)),
          caller,
        ),
      SHARED,
    );
  }

  /** Changes up to a thousand shots, each in its own way. */
  updateMany(body: ShotBulkPatch, mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.update(body.shots, ShotPatchItem, mode, (items) => this.writer.update(items, caller));
  }

  /** Deletes up to a thousand shots. */
  deleteMany(body: ShotBulkDelete, mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.delete(body.shots, ShotDeleteItem, mode, (items) => this.writer.delete(items, caller));
  }

  private render(ids: readonly string[]): Promise<RenderedItem[]> {
    return this.database.write<RenderedItem>('shots.render', RENDER_SHOTS, [ids]);
  }
}
