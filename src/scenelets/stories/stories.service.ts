import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { changedFields, patched } from '../../resources/changed-fields';
import { Trash } from '../../resources/trash/trash';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../../http/problem';
import { readStory, RENDER_STORY, STORIES } from './stories.queries';
import type { StoryCreate, StoryPatch, StoryQuery } from './story.dto';
import { mayDo, permitted } from '../../resources/rights';
import { type HeldRow, Rows } from '../../resources/rows';
import { StoryRows, type StoryRow } from './story-rows';

const DOCUMENTS = [
  'story_constitution',
  'visual_design_document',
  'audio_design_document',
  'visual_reference_package',
] as const;
const FIELDS = ['display_name', 'initial_prompt', 'episode_id', ...DOCUMENTS] as const;

/** Stories of an episode: read, list, create, change, delete with all that is in them, restore. */
@Injectable()
export class StoriesService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: StoryRows,
    private readonly found: Rows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** One story. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('stories.read', readStory(caller), [id, caller.id]);
    if (!item) throw notFound('story', id);
    return Answer.item(item);
  }

  /** One page of an episode's stories. @throws ProblemError 404 */
  list(episodeId: string, query: StoryQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(STORIES, query, caller, { episode: episodeId });
  }

  /** Makes a story. @throws ProblemError 404 · 403 */
  async create(episodeId: string, story: StoryCreate, caller: Caller): Promise<Answer> {
    const found = (await this.found.hold('episode', [episodeId], caller)).get(episodeId);
    const episode = permitted('episode', episodeId, found, 'add to', caller);
    const id = newId();
    await this.database.write(
      'stories.insert',
      `insert into stories (id, episode_id, project_id, display_name, initial_prompt, story_constitution,
          visual_design_document, audio_design_document, visual_reference_package, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
      [
        id,
        episodeId,
        episode.project_id,
        story.display_name,
        story.initial_prompt ?? '',
        ...DOCUMENTS.map((field) => jsonOf(story[field])),
        caller.id,
      ],
    );
    await this.activity.record({
      action: 'create',
      resource: 'stories',
      projectId: episode.project_id,
      by: caller.id,
      changes: [{ id, after: { display_name: story.display_name } }],
    });
    return Answer.created(await this.render(id), `/api/v1/stories/${id}`);
  }

  /**
   * Changes a story. It moves to another episode of its project with its shots.
   *
   * @throws ProblemError 404 · 403 · 412 · 400 unknown episode, or one of another project
   */
  async update(id: string, patch: StoryPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    // The episode before the story, as its deletion locks them.
    const episodes = await this.found.hold('episode', patch.episode_id === undefined ? [] : [patch.episode_id], caller);
    const before = await this.rows.story(id, caller, 'change');
    refuseStale(expected, before.version, 'story');
    const after = patched(before, patch as Partial<StoryRow>, 'display_name');
    const changes = changedFields(before, after, FIELDS);
    if (changes) {
      if ('episode_id' in changes.after) refuseEpisode(after.episode_id, episodes.get(after.episode_id), before);
      await this.write(after, caller);
      await this.activity.record({
        action: 'update',
        resource: 'stories',
        projectId: before.project_id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /**
   * Moves a story to the trash with its scenelets and shots. Who may delete only what they made must have made all of them.
   *
   * @throws ProblemError 404 · 403 · 412
   */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const story = await this.rows.story(id, caller, 'delete');
    refuseStale(expected, story.version, 'story');
    if (!mayDo('story', 'delete', caller, { role: story.role }))
      await this.trash.refuseOthersUnder('story', id, caller);
    await this.trash.delete('story', [{ id, project_id: story.project_id, name: story.display_name }], caller);
    return Answer.none();
  }

  /** Brings a deleted story back with what went with it; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('story', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  private async write(story: StoryRow, caller: Caller): Promise<void> {
    await this.database.write(
      'stories.update',
      `update stories set display_name = $2, initial_prompt = $3, episode_id = $4, story_constitution = $5,
          visual_design_document = $6, audio_design_document = $7, visual_reference_package = $8,
          version = version + 1, updated_at = now(), updated_by = $9 where id = $1`,
      [
        story.id,
        story.display_name,
        story.initial_prompt,
        story.episode_id,
        ...DOCUMENTS.map((field) => jsonOf(story[field])),
        caller.id,
      ],
    );
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('stories.render', RENDER_STORY, [id]);
    if (!item) throw new Error(`the story ${id} cannot be rendered`);
    return item;
  }
}

/** For a jsonb column; nothing is SQL's NULL, never JSON's. */
function jsonOf(document: unknown): string | null {
  return document === undefined || document === null ? null : JSON.stringify(document);
}

/** @throws ProblemError 400 unless a story may go to the episode, which is undefined where there is none */
function refuseEpisode(id: string, episode: HeldRow | undefined, story: StoryRow): void {
  if (!episode) throw unknownReference('/episode_id', 'episode', id, 'fk_stories_episode_live');
  if (episode.project_id === story.project_id) return;
  const detail = `belongs to the project ${String(episode.project_id)}, the story to ${story.project_id}`;
  throw new ProblemError(
    'project_mismatch',
    'The episode belongs to another project, and a story does not move to another project.',
    [{ pointer: '/episode_id', detail, constraint: 'fk_stories_episode_project' }],
  );
}
