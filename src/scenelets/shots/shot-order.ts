import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { Answer, itemsJson } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { type FieldError, ProblemError } from '../../http/problem';
import { sentenceOf } from '../../http/validation';
import { RENDER_STORY_SHOTS } from './story-shots.queries';
import { StoryRows } from '../stories/story-rows';

interface PlacedShot {
  id: string;
  scenelet_ref: string;
  shot_index: number;
}

/** The live shots of a scenelet, and those of its story that are named; locked in the order of ids. Values: story, scenelet, ids. */
const FIND = `select id, scenelet_ref, shot_index from shots
  where story_id = $1 and deleted_at is null and (scenelet_ref = $2 or id = any($3::uuid[])) order by id for no key update`;

/**
 * Puts those of the scenelet's shots that change their place where none of them is going: the index on places is checked row
 * by row. Values: scenelet, ids.
 */
const SET_ASIDE = `with going as (
    select t.id, row_number() over (order by g.place) as nth from unnest($2::uuid[]) with ordinality g(id, place)
      join shots t on t.id = g.id and t.scenelet_ref = $1 and t.shot_index <> g.place),
  free as (
    select i, row_number() over (order by i) as nth from generate_series(cardinality($2::uuid[]) + 1, 3 * cardinality($2::uuid[])) i
      where not exists (select from shots x where x.scenelet_ref = $1 and x.shot_index = i and x.deleted_at is null))
  update shots t set shot_index = f.i from going g join free f using (nth) where t.id = g.id`;

/** Values: scenelet, its story, ids, caller. */
const PLACE = `update shots t set scenelet_ref = $1, scenelet_id = 'scenelet-' || n.number, scenelet_sequence = n.number,
    shot_index = g.place, version = t.version + 1, updated_at = now(), updated_by = $4
  from unnest($3::uuid[]) with ordinality g(id, place), (select number from number_scenelets($2) where scenelet = $1) n
  where t.id = g.id and (t.scenelet_ref, t.shot_index) is distinct from ($1::uuid, g.place::integer)`;

/** The scenelet's version stands for the order of its shots, too. Values: scenelet, caller. */
const RAISE_VERSION = `update scenelets set version = version + 1, updated_at = now(), updated_by = $2 where id = $1`;

/** The order of a scenelet's shots. */
@Injectable()
export class ShotOrder {
  constructor(
    private readonly database: Database,
    private readonly rows: StoryRows,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Gives a scenelet's shots the places 1, 2, 3 … in the order of the ids. Shots of other scenelets of the story that are
   * named come to it. The scenelet's version is raised with theirs; where nothing changes, none is.
   *
   * @throws ProblemError 404 · 403 · 412 the scenelet · 400 when an id is no live shot of the story, stands twice, or a shot
   *   of the scenelet is left out
   */
  async set(sceneletId: string, ids: readonly string[], expected: number | undefined, caller: Caller): Promise<Answer> {
    const scenelet = await this.rows.scenelet(sceneletId, caller, 'change');
    refuseStale(expected, scenelet.version, 'scenelet');
    const before = await this.database.write<PlacedShot>('shot_order.find', FIND, [scenelet.story_id, sceneletId, ids]);
    refuseWrong(sceneletId, ids, before);
    await this.database.write('shot_order.set_aside', SET_ASIDE, [sceneletId, ids]);
    await this.database.write('shot_order.place', PLACE, [sceneletId, scenelet.story_id, ids, caller.id]);
    const byId = new Map(before.map((shot) => [shot.id, shot]));
    const changes = ids.flatMap((id, index) => {
      const { scenelet_ref, shot_index } = byId.get(id) as PlacedShot;
      const after = { scenelet_ref: sceneletId, shot_index: index + 1 };
      const same = scenelet_ref === sceneletId && shot_index === after.shot_index;
      return same ? [] : [{ id, before: { scenelet_ref, shot_index }, after }];
    });
    if (changes.length > 0) await this.database.write('shot_order.raise', RAISE_VERSION, [sceneletId, caller.id]);
    const projectId = scenelet.project_id;
    await this.activity.record({ action: 'update', resource: 'shots', projectId, by: caller.id, changes });
    const rendered = await this.database.write<{ json: string }>('story_shots.render', RENDER_STORY_SHOTS, [ids]);
    return Answer.json(itemsJson(rendered));
  }
}

/** @throws ProblemError 400 that names every id that is wrong, and every shot that is missing */
function refuseWrong(sceneletId: string, ids: readonly string[], found: readonly PlacedShot[]): void {
  const known = new Set(found.map(({ id }) => id));
  const first = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, id] of ids.entries()) {
    const pointer = `/shot_ids/${String(index)}`;
    const twin = first.get(id);
    if (twin === undefined) first.set(id, index);
    else errors.push({ pointer, detail: `is that of item ${String(twin)}, too` });
    if (!known.has(id)) errors.push({ pointer, detail: 'is no live shot of the story' });
  }
  for (const { id, scenelet_ref } of found)
    if (scenelet_ref === sceneletId && !first.has(id))
      errors.push({ pointer: '/shot_ids', detail: `leaves out the scenelet's shot ${id}` });
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
}
