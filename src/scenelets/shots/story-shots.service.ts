import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { Rows } from '../../resources/rows';
import { newId } from '../../database/new-id';
import { Answer, itemsJson } from '../../http/answer';
import { UUID } from '../../http/fields';
import { type FieldError, ProblemError } from '../../http/problem';
import { type CountHow, countTotal } from '../../http/totals';
import { sentenceOf } from '../../http/validation';
import { checkedItems } from '../../resources/bulk/bulk';
import { unlessOvertaken } from '../../resources/many-rows/overtaken';
import { UniqueKeys } from '../../resources/many-rows/unique-keys';
import { SHOT, SHOT_NAME } from '../../shots';
import { StoryShotItem, type StoryShotsCreate } from './story-shot.dto';
import {
  idsOfStoryShots,
  INSERT_STORY_SHOTS,
  NEW_STORY_SHOTS,
  type NewStoryShot,
  pageOfStoryShots,
  RENDER_STORY_SHOTS,
  SHOT_PLACE,
  type ShotCursor,
} from './story-shots.queries';
import { type SceneletRow, StoryRows } from '../stories/story-rows';

interface Page {
  limit: number;
  cursor?: string;
  count?: CountHow;
}

type Owner = { story_id: string } | { scenelet_ref: string };

/** Shots of scenelets, in the order of the story. */
@Injectable()
export class StoryShotsService {
  constructor(
    private readonly database: Database,
    private readonly rows: StoryRows,
    private readonly found: Rows,
    private readonly keys: UniqueKeys,
    private readonly activity: ActivityLog,
  ) {}

  /** One page of a story's shots, each with its scenelet. @throws ProblemError 404 */
  async listOfStory(id: string, page: Page, caller: Caller): Promise<Answer> {
    const answer = await this.page({ story_id: id }, page, caller);
    if (answer.isEmpty) await this.found.requireSeen('story', id, caller);
    return answer.body;
  }

  /** One page of a scenelet's shots. @throws ProblemError 404 */
  async listOfScenelet(id: string, page: Page, caller: Caller): Promise<Answer> {
    const answer = await this.page({ scenelet_ref: id }, page, caller);
    if (answer.isEmpty) await this.found.requireSeen('scenelet', id, caller);
    return answer.body;
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
    const rows = items.map((item): NewStoryShot => Object.assign({}, item, { id: newId() }));
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

  private async page(of: Owner, page: Page, caller: Caller): Promise<{ body: Answer; isEmpty: boolean }> {
    const values: unknown[] = [];
    const sql = pageOfStoryShots(of, readCursor(page.cursor, of), page.limit, caller, values);
    const rows = await this.database.read<ShotCursor & { json: string }>('story_shots.list', sql, values);
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : undefined;
    let total = '';
    if (page.count !== undefined) {
      const countValues: unknown[] = [];
      const ids = idsOfStoryShots(of, caller, countValues);
      total = `,"total":${String(await countTotal(this.database, 'story_shots.count', ids, countValues, page.count))}`;
    }
    const next = last ? JSON.stringify(writeCursor(last, of)) : 'null';
    return {
      body: Answer.json(`{"items":[${shown.map(({ json }) => json).join(',')}],"next_cursor":${next}${total}}`),
      isEmpty: rows.length === 0,
    };
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

/** A cursor says whose shots it goes through. */
function writeCursor({ sequence, index, id }: ShotCursor, of: Owner): string {
  return Buffer.from(JSON.stringify([Object.values(of)[0], sequence, index, id])).toString('base64url');
}

function readCursor(text: string | undefined, of: Owner): ShotCursor | undefined {
  if (text === undefined) return undefined;
  const wrong = new ProblemError(
    'invalid_cursor',
    'The cursor was not given by this list. Start again without a cursor.',
    [{ pointer: 'cursor', detail: 'does not belong to this list' }],
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  if (!Array.isArray(parsed) || parsed.length !== 4) throw wrong;
  const [owner, sequence, index, id] = parsed as unknown[];
  if (owner !== Object.values(of)[0] || typeof id !== 'string' || !UUID.test(id)) throw wrong;
  if (!isPlace(sequence) || !isPlace(index)) throw wrong;
  return { sequence, index, id };
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 2_147_483_647;
}
