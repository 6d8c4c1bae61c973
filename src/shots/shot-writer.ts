import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { newId } from '../database/new-id';
import { ProblemError, unknownReference } from '../http/problem';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import { GivenRows } from '../resources/many-rows/given-rows';
import { ManyRows, type RowChange } from '../resources/many-rows/many-rows';
import { permittedRows } from '../resources/many-rows/permitted-rows';
import { type HeldRow, Rows } from '../resources/rows';
import { Trash } from '../resources/trash/trash';
import {
  changed,
  differenceOf,
  MUTABLE,
  OF_STORY_SHOTS,
  refusalOfEpisode,
  refusalOfFrames,
  textOrNull,
} from './shot-patch';
import { type ShotRow, ShotRows } from './shot-rows';
import type { ShotCreate, ShotDeleteItem, ShotPatchItem } from './shot.dto';
import { SHOT } from './shots.resources';

type NewShot = ReturnType<typeof newShot>;

const NEW_SHOTS = new GivenRows<NewShot>({
  id: 'uuid',
  episode_id: 'uuid',
  project_id: 'uuid',
  name: 'text',
  description: 'text',
  status: 'text',
  frame_start: 'int',
  frame_end: 'int',
  data: 'jsonb',
});

/** In the order of the names, so that two calls with the same names do not wait for each other in a circle. Values: caller, {@link NEW_SHOTS}. */
const INSERT = `insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, created_by, updated_by)
  select id, episode_id, project_id, name, description, coalesce(status, 'todo'), frame_start, frame_end, coalesce(data, '{}'), $1, $1
    from ${NEW_SHOTS.tableInOrder(2)}
    order by project_id, ${nameKey('name')} collate "C", place`;

type WrittenShot = ReturnType<typeof writtenShot>;

const WRITTEN_SHOTS = new GivenRows<WrittenShot>({
  id: 'uuid',
  episode_id: 'uuid',
  name: 'text',
  description: 'text',
  status: 'text',
  frame_start: 'int',
  frame_end: 'int',
  data_set: 'jsonb',
  data_removed: 'jsonb',
  storyboard_payload: 'jsonb',
  key_frame_image_path: 'text',
  audio_file_path: 'text',
  video_file_path: 'text',
});

/** Values: caller, {@link WRITTEN_SHOTS}. */
const UPDATE = `update shots s set episode_id = given.episode_id, name = given.name, description = given.description, status = given.status,
    frame_start = given.frame_start, frame_end = given.frame_end, version = s.version + 1, updated_at = now(), updated_by = $1,
    data = case when given.data_set is null then s.data
      else (s.data - array(select jsonb_array_elements_text(given.data_removed))) || given.data_set end,
    storyboard_payload = coalesce(given.storyboard_payload, s.storyboard_payload), key_frame_image_path = given.key_frame_image_path,
    audio_file_path = given.audio_file_path, video_file_path = given.video_file_path
  from ${WRITTEN_SHOTS.table(2)} where s.id = given.id`;

/**
 * Creates, changes and deletes shots, one or a thousand, each in a handful of statements. Every method does what it can
 * and says of each item what became of it; the caller rolls back when one bad item is to refuse all.
 * Must run inside a transaction, which is run again when somebody else was quicker.
 */
@Injectable()
export class ShotWriter {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly shots: ShotRows,
    private readonly manyRows: ManyRows,
    private readonly trash: Trash,
  ) {}

  /** Makes shots. Refusals: 400 unknown episode, wrong project, frames · 403 · 409 name taken, naming the shot in the way. */
  async create(items: readonly ShotCreate[], caller: Caller): Promise<Outcome[]> {
    if (items.length === 0) return [];
    const episodes = await this.rows.hold(
      'episode',
      items.map((item) => item.episode_id),
      caller,
    );
    const outcomes = items.map((item): Outcome => {
      const { episode_id, frame_start, frame_end } = item;
      const refusal =
        refusalOfEpisode(episode_id, episodes.get(episode_id), caller) ?? refusalOfFrames(frame_start, frame_end);
      return refusal ? { problem: refusal } : { id: newId() };
    });
    await this.refuseMismatches(items, outcomes, episodes, caller);
    const rows = items.map((item, index) => {
      const outcome = outcomes[index];
      const project_id = episodes.get(item.episode_id)?.project_id;
      return isDone(outcome) && project_id ? newShot(item, outcome.id, project_id) : undefined;
    });
    const values = (good: readonly NewShot[]) => [caller.id, ...NEW_SHOTS.values(good)];
    const logged = ({ name }: NewShot) => ({ name });
    await this.manyRows.create(SHOT, rows, outcomes, { sql: INSERT, values, logged }, caller);
    return outcomes;
  }

  /**
   * Changes shots by merge patches. A patch that changes nothing leaves the version as it is. Names may be exchanged within
   * one call. `data` is merged (RFC 7396), or replaced as a whole. Refusals: 404 · 400 twice in the call · 403 · 412 · those of
   * {@link changed} · 409 name taken.
   */
  async update(
    items: readonly ShotPatchItem[],
    caller: Caller,
    data: 'merge' | 'replace' = 'merge',
  ): Promise<Outcome[]> {
    if (items.length === 0) return [];
    const episodes = await this.rows.hold(
      'episode',
      items.flatMap((item) => item.episode_id ?? []),
      caller,
    );
    const before = await this.shots.lock(
      items.map((item) => item.id),
      caller,
    );
    const { outcomes, rows } = permittedRows('shot', 'change', items, before, caller, (row, item) =>
      changed(row, item, episodes, caller, data),
    );
    const fields = [...MUTABLE, ...OF_STORY_SHOTS];
    const values = (changes: readonly RowChange<ShotRow>[]) => [
      caller.id,
      ...WRITTEN_SHOTS.values(changes.map(writtenShot)),
    ];
    await this.manyRows.update(SHOT, before, rows, outcomes, { fields, sql: UPDATE, values }, caller);
    return outcomes;
  }

  /** Deletes shots, each as a deletion of its own. Refusals: 404 · 400 twice in the call · 403 · 412. */
  async delete(items: readonly ShotDeleteItem[], caller: Caller): Promise<Outcome[]> {
    const locked = await this.shots.lock(
      items.map((item) => item.id),
      caller,
    );
    const { outcomes, rows } = permittedRows('shot', 'delete', items, locked, caller, (row) => row);
    await this.trash.delete(
      'shot',
      rows.filter((row) => row !== undefined),
      caller,
    );
    return outcomes;
  }

  /** 400 for items that name another project than their episode's. */
  private async refuseMismatches(
    items: readonly ShotCreate[],
    outcomes: Outcome[],
    episodes: ReadonlyMap<string, HeldRow>,
    caller: Caller,
  ): Promise<void> {
    const differing = items.flatMap(({ project_id: given, episode_id }, index) => {
      const actual = episodes.get(episode_id)?.project_id ?? '';
      return isDone(outcomes[index]) && given !== undefined && given !== actual ? [{ index, given, actual }] : [];
    });
    if (differing.length === 0) return;
    const known = await this.database.write<{ id: string; role: ProjectRole | null }>(
      'shots.projects',
      `select p.id, ${projectRole('p', '$2')} as role from projects p where p.id = any($1::uuid[]) and p.deleted_at is null`,
      [differing.map(({ given }) => given), caller.id],
    );
    const visible = new Set(known.filter((row) => isVisible(caller, row.role)).map((row) => row.id));
    for (const { index, given, actual } of differing)
      outcomes[index] = {
        problem: visible.has(given)
          ? mismatch(given, actual)
          : unknownReference('/project_id', 'project', given, 'fk_shots_project_id'),
      };
  }
}

function newShot(item: ShotCreate, id: string, project_id: string) {
  const { episode_id, name, status, frame_start, frame_end, data } = item;
  const description = textOrNull(item.description);
  return { id, episode_id, project_id, name, description, status, frame_start, frame_end, data };
}

/** What is written of a shot, field by field: a thousand copies of whole rows cost more than all the rest. */
function writtenShot({ was, row, after }: RowChange<ShotRow>) {
  const { id, episode_id, name, description, status, frame_start, frame_end } = row;
  const { storyboard_payload, key_frame_image_path, audio_file_path, video_file_path } = row;
  const difference = 'data' in after ? differenceOf(was.data, row.data) : undefined;
  return {
    id,
    episode_id,
    name,
    description,
    status,
    frame_start,
    frame_end,
    data_set: difference?.set,
    data_removed: difference?.removed,
    storyboard_payload,
    key_frame_image_path,
    audio_file_path,
    video_file_path,
  };
}

function mismatch(given: string, actual: string): ProblemError {
  return new ProblemError(
    'project_mismatch',
    'The project is not the project of the episode. Leave project_id out, or name the right one.',
    [
      {
        pointer: '/project_id',
        detail: `is ${given}, but the episode belongs to ${actual}`,
        constraint: 'fk_shots_episode_project',
      },
    ],
  );
}
