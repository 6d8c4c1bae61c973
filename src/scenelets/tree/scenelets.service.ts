import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { changedFields, patched } from '../../resources/changed-fields';
import { Trash } from '../../resources/trash/trash';
import { Database } from '../../database/database.service';
import { mayDo } from '../../resources/rights';
import { newId } from '../../database/new-id';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { mergePatch } from '../../http/merge-patch';
import { Lists } from '../../http/lists/lists';
import { notFound } from '../../http/problem';
import type { SceneletCreate, SceneletPatch, SceneletQuery } from './scenelet.dto';
import { readScenelet, RENDER_SCENELET, SCENELETS } from './scenelets.queries';
import { SceneletPlaces } from './scenelet-places';
import { StoryRows, type SceneletRow } from '../stories/story-rows';

const FIELDS = [
  'choice_label_from_parent',
  'choice_prompt',
  'content',
  'is_branch_point',
  'is_terminal_node',
  'branch_audio_file_path',
] as const;

/** Scenelets of a story: read, list, create, change, move, delete with all that hangs from them, restore. */
@Injectable()
export class SceneletsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: StoryRows,
    private readonly places: SceneletPlaces,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** One scenelet. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('scenelets.read', readScenelet(caller), [id, caller.id]);
    if (!item) throw notFound('scenelet', id);
    return Answer.item(item);
  }

  /** One page of a story's scenelets. @throws ProblemError 404 */
  list(storyId: string, query: SceneletQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SCENELETS, query, caller, { story: storyId });
  }

  /**
   * Makes a scenelet under a parent, or the story's root.
   *
   * @throws ProblemError 404 · 403 · 400 unknown parent, or a place beyond the last · 409 a second root
   */
  async create(storyId: string, scenelet: SceneletCreate, caller: Caller): Promise<Answer> {
    const story = await this.rows.story(storyId, caller, 'add to');
    const parentId = scenelet.parent_id ?? null;
    await this.places.parent(storyId, parentId, caller);
    const position = await this.places.makeRoom(storyId, parentId, scenelet.position, caller);
    const id = newId();
    await this.database.write(
      'scenelets.insert',
      `insert into scenelets (id, story_id, project_id, parent_id, position, choice_label_from_parent, choice_prompt, content,
          is_branch_point, is_terminal_node, branch_audio_file_path, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
      [
        id,
        storyId,
        story.project_id,
        parentId,
        position,
        scenelet.choice_label_from_parent ?? null,
        scenelet.choice_prompt ?? null,
        JSON.stringify(scenelet.content),
        scenelet.is_branch_point ?? false,
        scenelet.is_terminal_node ?? false,
        scenelet.branch_audio_file_path ?? null,
        caller.id,
      ],
    );
    await this.activity.record({
      action: 'create',
      resource: 'scenelets',
      projectId: story.project_id,
      by: caller.id,
      changes: [{ id, after: { story_id: storyId, parent_id: parentId, position } }],
    });
    return Answer.created(await this.render(id), `/api/v1/scenelets/${id}`);
  }

  /** Changes a scenelet where it is. @throws ProblemError 404 · 403 · 412 */
  async update(id: string, patch: SceneletPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const before = await this.rows.scenelet(id, caller, 'change');
    refuseStale(expected, before.version, 'scenelet');
    const after = patched(before, patch as Partial<SceneletRow>);
    if (patch.content !== undefined)
      after.content = mergePatch(isObject(before.content) ? before.content : {}, patch.content);
    const changes = changedFields(before, after, FIELDS);
    if (changes) {
      await this.database.write(
        'scenelets.update',
        `update scenelets set choice_label_from_parent = $2, choice_prompt = $3, content = $4, is_branch_point = $5,
            is_terminal_node = $6, branch_audio_file_path = $7, version = version + 1, updated_at = now(), updated_by = $8
          where id = $1`,
        [
          id,
          after.choice_label_from_parent,
          after.choice_prompt,
          JSON.stringify(after.content),
          after.is_branch_point,
          after.is_terminal_node,
          after.branch_audio_file_path,
          caller.id,
        ],
      );
      await this.activity.record({
        action: 'update',
        resource: 'scenelets',
        projectId: before.project_id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /**
   * Moves a scenelet with all that hangs from it under another parent of its story, or to another place.
   *
   * @throws ProblemError 404 · 403 · 412 · 400 unknown parent, or a place beyond the last, or a circle · 409 a second root
   */
  async move(
    id: string,
    to: { parent_id: string | null; position?: number },
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    const before = await this.rows.scenelet(id, caller, 'change');
    refuseStale(expected, before.version, 'scenelet');
    await this.places.parent(before.story_id, to.parent_id, caller);
    const position = await this.places.move(before, to.parent_id, to.position, caller);
    if (before.parent_id !== to.parent_id || before.position !== position)
      await this.activity.record({
        action: 'update',
        resource: 'scenelets',
        projectId: before.project_id,
        by: caller.id,
        changes: [
          {
            id,
            before: { parent_id: before.parent_id, position: before.position },
            after: { parent_id: to.parent_id, position },
          },
        ],
      });
    return Answer.item(await this.render(id));
  }

  /**
   * Moves a scenelet to the trash with all that hangs from it and their shots; its siblings close the gap. Who may delete
   * only what they made must have made all of them.
   *
   * @throws ProblemError 404 · 403 · 412
   */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const scenelet = await this.rows.scenelet(id, caller, 'delete');
    refuseStale(expected, scenelet.version, 'scenelet');
    if (!mayDo('scenelet', 'delete', caller, { role: scenelet.role }))
      await this.trash.refuseOthersUnder('scenelet', id, caller);
    await this.trash.delete('scenelet', [{ id, project_id: scenelet.project_id, name: nameOf(scenelet) }], caller);
    await this.places.closeGap(scenelet);
    return Answer.none();
  }

  /** Brings a deleted scenelet back with what went with it, to its place; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.holdDeletion('scenelet', id);
    await this.rows.lockStoriesOf([id]);
    await this.places.comeBack(id, caller, () => this.trash.restore('scenelet', id, caller, expected, rename));
    return Answer.item(await this.render(id));
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('scenelets.render', RENDER_SCENELET, [id]);
    if (!item) throw new Error(`the scenelet ${id} cannot be rendered`);
    return item;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a deletion is called in the trash: the beginning of the scenelet's description. */
function nameOf({ content }: SceneletRow): string {
  const description = isObject(content) && typeof content.description === 'string' ? content.description.trim() : '';
  return Array.from(description).slice(0, 60).join('') || 'without a description';
}
