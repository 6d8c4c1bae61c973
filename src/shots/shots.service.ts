import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { Answer, type RenderedItem } from '../http/answer';
import { pageJson, type PageRequest, planPage } from '../http/pages';
import { notFound, unknownReference } from '../http/problem';
import { countTotal, type CountHow } from '../http/totals';
import { Bulk, type Mode } from '../resources/bulk/bulk';
import { idOf } from '../resources/bulk/outcome';
import { ShotWriter } from './shot-writer';
import {
  type ShotBulkCreate,
  type ShotBulkDelete,
  type ShotBulkPatch,
  ShotCreate,
  ShotDeleteItem,
  ShotItem,
  type ShotPatch,
  ShotPatchItem,
} from './shot.dto';
import {
  idsOfShots,
  matchingShots,
  pageOfShots,
  readShot,
  RENDER_SHOTS,
  SHOT_SORTS,
  type ShotFilters,
} from './shots.queries';

/** What all items of a bulk create have in common. */
const SHARED = ['/episode_id', '/project_id'];

/** Shots: read, list, write one or many. */
@Injectable()
export class ShotsService {
  private readonly bulk = new Bulk('shots', (ids) => this.render(ids));

  constructor(
    private readonly database: Database,
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
  async list(filters: ShotFilters, page: PageRequest & { count?: CountHow }, caller: Caller): Promise<Answer> {
    const values: unknown[] = [];
    const matching = matchingShots(caller, filters, values);
    const countValues = [...values];
    const plan = planPage(SHOT_SORTS, 's.id', page, { ...filters }, values);
    const rows = await this.database.read<{ json: string }>('shots.list', pageOfShots(matching, plan), values);
    if (rows.length === 0) await this.refuseUnseenFilters(filters, caller);
    const total =
      page.count && (await countTotal(this.database, 'shots.count', idsOfShots(matching), countValues, page.count));
    return Answer.json(pageJson(rows, plan, total));
  }

  /** The shots of one episode. @throws ProblemError 404 */
  async listOfEpisode(
    episodeId: string,
    filters: ShotFilters,
    page: PageRequest & { count?: CountHow },
    caller: Caller,
  ): Promise<Answer> {
    if (!(await this.isEpisodeVisible(episodeId, caller))) throw notFound('episode', episodeId);
    return this.list({ ...filters, episode_id: episodeId }, page, caller);
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

  private async isEpisodeVisible(id: string, caller: Caller): Promise<boolean> {
    const row = await this.database.readOne(
      'shots.episode_visible',
      `select e.id from episodes e join projects p on p.id = e.project_id
        where e.id = $1 and e.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`,
      [id, caller.id],
    );
    return row !== undefined;
  }

  private async refuseUnseenFilters(filters: ShotFilters, caller: Caller): Promise<void> {
    const { project_id, episode_id, story_id, scenelet_ref } = filters;
    if (episode_id !== undefined && !(await this.isEpisodeVisible(episode_id, caller)))
      throw unknownReference('episode_id', 'episode', episode_id);
    if (project_id !== undefined) {
      const sql = `select p.id from projects p where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
      if (!(await this.database.readOne('shots.project_visible', sql, [project_id, caller.id])))
        throw unknownReference('project_id', 'project', project_id);
    }
    if (story_id !== undefined) {
      const sql = `select st.id from stories st join episodes e on e.id = st.episode_id join projects p on p.id = e.project_id
        where st.id = $1 and st.deleted_at is null and e.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
      if (!(await this.database.readOne('shots.story_visible', sql, [story_id, caller.id])))
        throw unknownReference('story_id', 'story', story_id);
    }
    if (scenelet_ref !== undefined) {
      const sql = `select n.id from scenelets n join projects p on p.id = n.project_id
        where n.id = $1 and n.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
      if (!(await this.database.readOne('shots.scenelet_visible', sql, [scenelet_ref, caller.id])))
        throw unknownReference('scenelet_ref', 'scenelet', scenelet_ref);
    }
  }
}
