import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { postgresErrorOf, RunAgainError } from '../../database/errors';
import { newId } from '../../database/new-id';
import { Answer, itemsJson } from '../../http/answer';
import { Lists } from '../../http/lists/lists';
import { type FieldError, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { StoryShotItem, type StoryShotQuery, type StoryShotsCreate } from './story-shot.dto';
import { INSERT_STORY_SHOTS, RENDER_STORY_SHOTS, STORY_SHOTS, TAKEN_BY_SHOTS } from './story-shots.queries';
import { type SceneletRow, StoryRows } from '../stories/story-rows';

const UNIQUE_NAME = 'idx_shots_project_name_unique';
const UNIQUE_INDEX = 'idx_shots_scenelet_shot_index_unique';

/** Shots of scenelets, in the order of the story. */
@Injectable()
export class StoryShotsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: StoryRows,
    private readonly activity: ActivityLog,
  ) {}

  /** One page of a story's shots, each with its scenelet. @throws ProblemError 404 */
  listOfStory(id: string, query: StoryShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(STORY_SHOTS, query, caller, { story: id });
  }

  /** One page of a scenelet's shots. @throws ProblemError 404 */
  listOfScenelet(id: string, query: StoryShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(STORY_SHOTS, query, caller, { scenelet: id });
  }

  /**
   * Makes the shots of a scenelet, all or none.
   *
   * @throws ProblemError 404 · 403 · 400 bad items, each named · 409 when the scenelet has shots already (unless they are to
   *   be added to), a place or a name that is taken
   */
  async create(sceneletId: string, { shots, append }: StoryShotsCreate, caller: Caller): Promise<Answer> {
    const items = checkedItems(shots);
    const scenelet = await this.rows.scenelet(sceneletId, caller, 'change');
    if (!append) await this.refuseSecondSet(sceneletId);
    await this.refuseTaken(items, scenelet);
    const ids = items.map(() => newId());
    const column = <T>(value: (item: StoryShotItem) => T) => items.map(value);
    await this.insert([
      sceneletId,
      scenelet.story_id,
      scenelet.episode_id,
      scenelet.project_id,
      caller.id,
      ids,
      column((item) => item.name ?? null),
      column((item) => item.description ?? null),
      column((item) => item.status ?? null),
      column((item) => item.shot_index),
      column((item) => JSON.stringify(item.storyboard_payload)),
      column((item) => item.key_frame_image_path ?? null),
      column((item) => item.audio_file_path ?? null),
      column((item) => item.video_file_path ?? null),
    ]);
    await this.activity.record({
      action: 'create',
      resource: 'shots',
      projectId: scenelet.project_id,
      by: caller.id,
      changes: items.map(({ shot_index }, index) => ({
        id: ids[index] ?? '',
        after: { scenelet_ref: sceneletId, shot_index },
      })),
    });
    const rendered = await this.database.write<{ json: string }>('story_shots.render', RENDER_STORY_SHOTS, [ids]);
    return Answer.json(itemsJson(rendered), 201);
  }

  /** A name that somebody takes after it was looked up: the transaction is run again, and tells whose it is. */
  private async insert(values: readonly unknown[]): Promise<void> {
    try {
      await this.database.write('story_shots.insert', INSERT_STORY_SHOTS, values);
    } catch (error) {
      if (postgresErrorOf(error)?.constraint === UNIQUE_NAME) throw new RunAgainError();
      throw error;
    }
  }

  /** @throws ProblemError 409 that names every item whose name or place is taken, by a shot or by an item before it */
  private async refuseTaken(items: readonly StoryShotItem[], { id, project_id }: SceneletRow): Promise<void> {
    const taken = await this.database.write<{
      item: number;
      field: string;
      holder: string | null;
      twin: number | null;
    }>('story_shots.taken', TAKEN_BY_SHOTS, [
      id,
      project_id,
      items.map(({ name }) => name ?? null),
      items.map(({ shot_index }) => shot_index),
    ]);
    const errors = taken.map(({ item, field, holder, twin }): FieldError => ({
      pointer: `/shots/${String(item)}/${field}`,
      detail: `is that of ${holder === null ? `item ${String(twin)} of this request` : `the shot ${holder}`}`,
      constraint: field === 'name' ? UNIQUE_NAME : UNIQUE_INDEX,
      ...(holder !== null && { conflicting_id: holder }),
    }));
    if (errors.length > 0) throw new ProblemError('duplicate', sentenceOf(errors), errors);
  }

  private async refuseSecondSet(sceneletId: string): Promise<void> {
    const [shot] = await this.database.write<{ id: string }>(
      'story_shots.find',
      'select id from shots where scenelet_ref = $1 and deleted_at is null limit 1',
      [sceneletId],
    );
    if (shot)
      throw new ProblemError(
        'state_conflict',
        `The scenelet has shots already (${shot.id}). Delete them first, or say "append": true to add to them.`,
      );
  }
}

/** @throws ProblemError 400 that names every bad item */
function checkedItems(shots: readonly unknown[]): StoryShotItem[] {
  const errors: FieldError[] = [];
  const first = new Map<number, number>();
  const items = shots.map((shot, place) => {
    const { value, errors: own } = checked(StoryShotItem, shot, `/shots/${String(place)}`);
    errors.push(...own);
    const twin = own.length === 0 ? first.get(value.shot_index) : undefined;
    if (twin === undefined) first.set(value.shot_index, place);
    else
      errors.push({
        pointer: `/shots/${String(place)}/shot_index`,
        detail: `is that of item ${String(twin)} of this request`,
        constraint: UNIQUE_INDEX,
      });
    return value;
  });
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
  return items;
}
