import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, itemsJson } from '../../http/answer';
import { Lists } from '../../http/lists/lists';
import { type FieldError, ProblemError } from '../../http/problem';
import { sentenceOf } from '../../http/validation';
import { checkedItems } from '../../resources/bulk/bulk';
import { unlessOvertaken } from '../../resources/many-rows/overtaken';
import { UniqueKeys } from '../../resources/many-rows/unique-keys';
import { SHOT, SHOT_NAME } from '../../shots';
import { StoryShotItem, type StoryShotQuery, type StoryShotsCreate } from './story-shot.dto';
import {
  INSERT_STORY_SHOTS,
  NEW_STORY_SHOTS,
  type NewStoryShot,
  RENDER_STORY_SHOTS,
  SHOT_PLACE,
  STORY_SHOTS,
} from './story-shots.queries';
import { type SceneletRow, StoryRows } from '../stories/story-rows';

/** Shots of scenelets, in the order of the story. */
@Injectable()
export class StoryShotsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: StoryRows,
    private readonly keys: UniqueKeys,
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
    const items = checkedShots(shots);
    const scenelet = await this.rows.scenelet(sceneletId, caller, 'change');
    if (!append) await this.refuseSecondSet(sceneletId);
    await this.refuseTaken(items, scenelet);
    const { story_id, episode_id, project_id } = scenelet;
    const rows = items.map((item): NewStoryShot => Object.assign(item, { id: newId() }));
    const ids = rows.map(({ id }) => id);
    const values = [sceneletId, story_id, episode_id, project_id, caller.id, ...NEW_STORY_SHOTS.values(rows)];
    // A name that somebody takes after it was looked up: the transaction is run again, and tells whose it is.
    await unlessOvertaken({ keys: [SHOT_NAME] }, () =>
      this.database.write('story_shots.insert', INSERT_STORY_SHOTS, values),
    );
    await this.activity.record({
      action: 'create',
      resource: 'shots',
      projectId: project_id,
      by: caller.id,
      changes: items.map(({ shot_index }, index) => ({
        id: ids[index] ?? '',
        after: { scenelet_ref: sceneletId, shot_index },
      })),
    });
    const rendered = await this.database.write<{ json: string }>('story_shots.render', RENDER_STORY_SHOTS, [ids]);
    return Answer.json(itemsJson(rendered), 201);
  }

  /** @throws ProblemError 409 that names every item whose name or place is taken, by a shot or by an item before it */
  private async refuseTaken(items: readonly StoryShotItem[], { id, project_id }: SceneletRow): Promise<void> {
    const rows = items.map(({ name, shot_index }) => ({ project_id, name, scenelet_ref: id, shot_index }));
    const taken = await this.keys.taken(SHOT, rows, [SHOT_NAME, SHOT_PLACE]);
    const errors = taken.map(({ index, key: { field, constraint }, holder, twin }): FieldError => ({
      pointer: `/shots/${index}/${field}`,
      detail: `is that of ${holder === null ? `item ${String(twin)} of this request` : `the shot ${holder}`}`,
      constraint,
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

/** @throws ProblemError 400 that names every bad item, and every place that stands twice */
function checkedShots(shots: readonly unknown[]): StoryShotItem[] {
  const first = new Map<number, number>();
  return checkedItems(shots, StoryShotItem, 'shots', ({ shot_index }, place, isRight) => {
    const twin = isRight ? first.get(shot_index) : undefined;
    if (twin === undefined) first.set(shot_index, place);
    const detail = `is that of item ${String(twin)} of this request`;
    return twin === undefined ? [] : [{ pointer: '/shot_index', detail, constraint: SHOT_PLACE.constraint }];
  });
}
