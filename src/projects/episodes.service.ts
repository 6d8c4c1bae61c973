import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { ActivityLog } from '../activity/activity-log';
import { changedFields, patched } from '../resources/changed-fields';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { postgresErrorOf } from '../database/errors';
import { newId } from '../database/new-id';
import { Answer, type RenderedItem } from '../http/answer';
import { refuseStale } from '../http/etag';
import { Lists } from '../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../http/problem';
import type { EpisodeCreate, EpisodePatch, EpisodeQuery } from './episode.dto';
import { EPISODES, readEpisode, RENDER_EPISODE } from './episodes.queries';
import { mayDo, permitted } from '../resources/rights';
import { Rows } from '../resources/rows';
import { type EpisodeRow, ProjectRows } from './project-rows';

/** Shots name the episode and its project together; so an episode that has any cannot change its project. */
const SHOTS_MATCH = 'fk_shots_episode_project';

/** Episodes of a project: read, list, create, change, delete with their shots, restore. */
@Injectable()
export class EpisodesService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: ProjectRows,
    private readonly found: Rows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** One episode. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('episodes.read', readEpisode(caller), [id, caller.id]);
    if (!item) throw notFound('episode', id);
    return Answer.item(item);
  }

  /** One page of a project's episodes. @throws ProblemError 404 */
  list(projectId: string, query: EpisodeQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(EPISODES, query, caller, { project: projectId });
  }

  /** Makes an episode, after the last one unless a position is given. @throws ProblemError 404 · 403 · 409 name taken */
  async create(projectId: string, episode: EpisodeCreate, caller: Caller): Promise<Answer> {
    await this.rows.project(projectId, caller, 'add to', 'share');
    const id = newId();
    await this.database.write(
      'episodes.insert',
      `insert into episodes (id, project_id, name, position, created_by, updated_by)
        values ($1, $2, $3, coalesce($4, (select coalesce(max(position)::bigint + 1, 1) from episodes where project_id = $2 and deleted_at is null)), $5, $5)`,
      [id, projectId, episode.name, episode.position ?? null, caller.id],
    );
    await this.activity.record({
      action: 'create',
      resource: 'episodes',
      projectId,
      by: caller.id,
      changes: [{ id, after: { name: episode.name } }],
    });
    return Answer.created(await this.render(id), `/api/v1/episodes/${id}`);
  }

  /**
   * Changes an episode. It goes to another project only while it has no shots.
   *
   * @throws ProblemError 404 · 403 · 412 · 409 name taken · 400 unknown project, or shots that would not match
   */
  async update(id: string, patch: EpisodePatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const before = await this.rows.episode(id, caller, 'change');
    refuseStale(expected, before.version, 'episode');
    const after = patched(before, patch, 'name');
    const changes = changedFields(before, after, ['name', 'position', 'project_id']);
    if (changes) {
      if (after.project_id !== before.project_id) await this.refuseTarget(after.project_id, caller);
      await this.write(after, caller);
      await this.activity.record({
        action: 'update',
        resource: 'episodes',
        projectId: after.project_id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /**
   * Moves an episode to the trash with all that is in it. Who may delete only what they made must have made all that is in it.
   *
   * @throws ProblemError 404 · 403 · 412
   */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const episode = await this.rows.episode(id, caller, 'delete');
    refuseStale(expected, episode.version, 'episode');
    if (!mayDo('episode', 'delete', caller, { role: episode.role }))
      await this.trash.refuseOthersUnder('episode', id, caller);
    await this.trash.delete('episode', [episode], caller);
    return Answer.none();
  }

  /** Brings a deleted episode back with its shots; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('episode', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  private async refuseTarget(projectId: string, caller: Caller): Promise<void> {
    const target = (await this.found.hold('project', [projectId], caller)).get(projectId);
    if (!target) throw unknownReference('/project_id', 'project', projectId, 'fk_episodes_project_live');
    permitted('project', projectId, target, 'add to', caller);
  }

  private async write(episode: EpisodeRow, caller: Caller): Promise<void> {
    try {
      await this.database.write(
        'episodes.update',
        `update episodes set name = $2, position = $3, project_id = $4, version = version + 1, updated_at = now(), updated_by = $5 where id = $1`,
        [episode.id, episode.name, episode.position, episode.project_id, caller.id],
      );
    } catch (error) {
      if (postgresErrorOf(error)?.constraint !== SHOTS_MATCH) throw error;
      throw new ProblemError(
        'project_mismatch',
        'The episode has shots, in the trash perhaps, and they would not match another project.',
        [{ pointer: '/project_id', detail: 'cannot change while the episode has shots', constraint: SHOTS_MATCH }],
      );
    }
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('episodes.render', RENDER_EPISODE, [id]);
    if (!item) throw new Error(`the episode ${id} cannot be rendered`);
    return item;
  }
}
