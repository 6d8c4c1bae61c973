import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { type Caller, isAllowedInProject, type ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { ActivityLog, type Change } from '../activity/activity-log';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { postgresErrorOf, RunAgainError } from '../database/errors';
import { nameKey } from '../database/name-key';
import { newId } from '../database/new-id';
import { refuseStale } from '../http/etag';
import { invalidField, notFound, ProblemError, unknownReference } from '../http/problem';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import type { ShotCreate, ShotDeleteItem, ShotPatchItem } from './shot.dto';
import { ShotNames, UNIQUE_NAME } from './shot-names';
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

/** From so many shots on, a plain INSERT is tried first: a seventh cheaper in PostgreSQL where no name is taken. */
const PLAIN_FROM = 100;

/** In the order of the names, so that two calls with the same names do not wait for each other in a circle. */
const INSERT = `insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, created_by, updated_by)
  select id, episode_id, project_id, name, description, coalesce(status, 'todo'), frame_start, frame_end, coalesce(data, '{}'), $10, $10
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::jsonb[])
      with ordinality given(id, episode_id, project_id, name, description, status, frame_start, frame_end, data, place)
    order by project_id, ${nameKey('name')} collate "C", place`;

const UNLESS_TAKEN = `on conflict (project_id, (${nameKey('name')})) where deleted_at is null do nothing returning id`;

const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Creates, changes and deletes shots, one or a thousand, each in a handful of statements. Every method does what it can
 * and says of each item what became of it; the caller rolls back when one bad item is to refuse all.
 * Must run inside a transaction, which is run again when somebody else was quicker.
 */
@Injectable()
export class ShotWriter {
  constructor(
    private readonly database: Database,
    private readonly rows: ShotRows,
    private readonly names: ShotNames,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** Makes shots. Refusals: 400 unknown episode, wrong project, frames · 403 · 409 name taken, naming the shot in the way. */
  async create(items: readonly ShotCreate[], caller: Caller): Promise<Outcome[]> {
    const episodes = await this.rows.episodes(
      items.map((item) => item.episode_id),
      caller,
    );
    const outcomes: Outcome[] = items.map(() => ({ id: newId() }));
    const project: string[] = [];
    for (const [index, item] of items.entries()) {
      const episode = episodes.get(item.episode_id);
      const problem =
        refusalOfEpisode(item.episode_id, episode, caller) ?? refusalOfFrames(item.frame_start, item.frame_end);
      if (problem) outcomes[index] = { problem };
      project[index] = episode?.project_id ?? '';
    }
    await this.refuseMismatches(items, outcomes, project, caller);
    const good = [...items.keys()].filter((index) => isDone(outcomes[index] as Outcome));
    if (good.length === 0) return outcomes;
    const pick = <T>(value: (item: ShotCreate, index: number) => T) =>
      good.map((index) => value(items[index] as ShotCreate, index));
    const values = [
      pick((_, index) => (outcomes[index] as { id: string }).id),
      pick((item) => item.episode_id),
      pick((_, index) => project[index]),
      pick((item) => item.name),
      pick((item) => textOrNull(item.description)),
      pick((item) => item.status ?? null),
      pick((item) => item.frame_start ?? null),
      pick((item) => item.frame_end ?? null),
      pick((item) => (item.data === undefined ? null : JSON.stringify(item.data))),
      caller.id,
    ];
    if (good.length < PLAIN_FROM || !(await this.insertPlainly(values))) {
      const inserted = await this.writeUnlessOvertaken<{ id: string }>(
        'shots.insert',
        `${INSERT} ${UNLESS_TAKEN}`,
        values,
      );
      if (inserted.length < good.length)
        await this.names.nameRowsInTheWay(items, outcomes, project, new Set(inserted.map((row) => row.id)));
    }
    await this.record(
      'create',
      outcomes,
      (index) => project[index] as string,
      (index, id) => ({ id, after: { name: items[index]?.name } }),
      caller,
    );
    return outcomes;
  }

  /**
   * Changes shots by merge patches. A patch that changes nothing leaves the version as it is. Names may be exchanged within
   * one call. `data` is merged (RFC 7396), or replaced as a whole. Refusals: 404 · 403 · 412 · 400 another project, frames · 409 name taken.
   */
  async update(
    items: readonly ShotPatchItem[],
    caller: Caller,
    data: 'merge' | 'replace' = 'merge',
  ): Promise<Outcome[]> {
    const episodes = await this.rows.episodes(
      items.flatMap((item) => item.episode_id ?? []),
      caller,
    );
    const rows = await this.rows.lock(
      items.map((item) => item.id),
      caller,
    );
    const outcomes: Outcome[] = [];
    const after: (ShotRow | undefined)[] = [];
    const seen = new Set<string>();
    for (const [index, item] of items.entries())
      try {
        const row = this.permitted(rows, item, seen);
        if (!isAllowedInProject(caller, 'content:write', row.role)) throw forbidden('change', row.id);
        after[index] = changed(row, item, episodes, caller, data);
        outcomes[index] = { id: row.id };
      } catch (error) {
        outcomes[index] = { problem: problemIn(error) };
      }
    await this.names.refuseTaken(rows, after, outcomes);
    await this.writeChanges(rows, after, outcomes, caller);
    return outcomes;
  }

  /** Deletes shots, each as a deletion of its own. Refusals: 404 · 403 · 412. */
  async delete(items: readonly ShotDeleteItem[], caller: Caller): Promise<Outcome[]> {
    const rows = await this.rows.lock(
      items.map((item) => item.id),
      caller,
    );
    const seen = new Set<string>();
    const outcomes = items.map((item): Outcome => {
      try {
        const row = this.permitted(rows, item, seen);
        if (!isAllowedInProject(caller, 'content:delete', row.role, row.created_by)) throw forbidden('delete', row.id);
        return { id: row.id };
      } catch (error) {
        return { problem: problemIn(error) };
      }
    });
    const doomed = outcomes.filter(isDone).map(({ id }) => rows.get(id) as ShotRow);
    for (const roots of grouped(doomed, (row) => row.project_id).values())
      await this.trash.delete('shot', roots, caller);
    return outcomes;
  }

  /** @returns false when a name is taken; then nothing was inserted */
  private async insertPlainly(values: readonly unknown[]): Promise<boolean> {
    await this.database.write('shots.before_insert', 'savepoint before_insert');
    try {
      await this.database.write('shots.insert_plainly', INSERT, values);
    } catch (error) {
      const postgres = postgresErrorOf(error);
      if (postgres?.code === FOREIGN_KEY_VIOLATION) throw new RunAgainError();
      if (postgres?.constraint !== UNIQUE_NAME) throw error;
      await this.database.write('shots.undo_insert', 'rollback to savepoint before_insert');
      return false;
    }
    await this.database.write('shots.after_insert', 'release savepoint before_insert');
    return true;
  }

  private permitted(
    rows: ReadonlyMap<string, ShotRow>,
    item: { id: string; version?: number },
    seen: Set<string>,
  ): ShotRow {
    const { id } = item;
    const row = rows.get(id);
    if (!row) throw notFound('shot', item.id);
    if (seen.has(id)) throw invalidField('/id', `The shot ${id} stands twice in this request.`);
    seen.add(id);
    refuseStale(item.version, row.version, 'shot');
    return row;
  }

  private async refuseMismatches(
    items: readonly ShotCreate[],
    outcomes: Outcome[],
    project: readonly string[],
    caller: Caller,
  ): Promise<void> {
    const differing = [...items.keys()].filter((index) => {
      const given = items[index]?.project_id;
      return isDone(outcomes[index]) && given !== undefined && given !== project[index];
    });
    if (differing.length === 0) return;
    const known = await this.database.write<{ id: string; role: ProjectRole | null }>(
      'shots.projects',
      `select p.id, ${projectRole('p', '$2')} as role from projects p where p.id = any($1::uuid[]) and p.deleted_at is null`,
      [differing.map((index) => items[index]?.project_id), caller.id],
    );
    const visible = new Set(known.filter((row) => isVisible(caller, row.role)).map((row) => row.id));
    for (const index of differing) {
      const given = items[index]?.project_id ?? '';
      outcomes[index] = {
        problem: visible.has(given)
          ? mismatch(given, project[index] ?? '')
          : unknownReference('/project_id', 'project', given, 'fk_shots_project_id'),
      };
    }
  }

  private async writeChanges(
    rows: ReadonlyMap<string, ShotRow>,
    after: readonly (ShotRow | undefined)[],
    outcomes: Outcome[],
    caller: Caller,
  ): Promise<void> {
    const changes = new Map<number, Change>();
    const written: ShotRow[] = [];
    const data: ({ set: string; removed: string } | undefined)[] = [];
    for (const [index, row] of after.entries()) {
      const before = row && rows.get(row.id);
      if (!before || !isDone(outcomes[index])) continue;
      const fields = [...MUTABLE, ...OF_STORY_SHOTS].filter((field) => !isDeepStrictEqual(before[field], row[field]));
      if (fields.length === 0) {
        outcomes[index] = { id: row.id, unchanged: true };
        continue;
      }
      written.push(row);
      data.push(fields.includes('data') ? differenceOf(before.data, row.data) : undefined);
      const image = (of: ShotRow) => Object.fromEntries(fields.map((field) => [field, of[field]]));
      changes.set(index, { id: row.id, before: image(before), after: image(row) });
    }
    if (written.length === 0) return;
    await this.writeUnlessOvertaken(
      'shots.update',
      `update shots s set episode_id = given.episode_id, name = given.name, description = given.description, status = given.status,
          frame_start = given.frame_start, frame_end = given.frame_end, version = s.version + 1, updated_at = now(), updated_by = $10,
          data = case when given.data is null then s.data
            else (s.data - array(select jsonb_array_elements_text(given.removed))) || given.data end,
          storyboard_payload = coalesce(given.storyboard_payload, s.storyboard_payload), key_frame_image_path = given.key_frame_image_path,
          audio_file_path = given.audio_file_path, video_file_path = given.video_file_path
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::jsonb[], $9::jsonb[],
            $11::jsonb[], $12::text[], $13::text[], $14::text[])
          given(id, episode_id, name, description, status, frame_start, frame_end, data, removed, storyboard_payload,
            key_frame_image_path, audio_file_path, video_file_path)
        where s.id = given.id`,
      [
        written.map((row) => row.id),
        ...MUTABLE.filter((field) => field !== 'data').map((field) => written.map((row) => row[field])),
        data.map((difference) => difference?.set ?? null),
        data.map((difference) => difference?.removed ?? null),
        caller.id,
        written.map((row) => (row.storyboard_payload === null ? null : JSON.stringify(row.storyboard_payload))),
        ...OF_STORY_SHOTS.slice(1).map((field) => written.map((row) => row[field])),
      ],
    );
    await this.record(
      'update',
      outcomes,
      (index) => after[index]?.project_id ?? '',
      (index) => changes.get(index),
      caller,
    );
  }

  /** Writes; when a name or an episode was taken away after it was looked up, the transaction is run again. */
  private async writeUnlessOvertaken<Row extends object>(
    name: string,
    sql: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return await this.database.write<Row>(name, sql, values);
    } catch (error) {
      const postgres = postgresErrorOf(error);
      if (postgres?.constraint === UNIQUE_NAME || postgres?.code === FOREIGN_KEY_VIOLATION) throw new RunAgainError();
      throw error;
    }
  }

  private async record(
    action: 'create' | 'update',
    outcomes: readonly Outcome[],
    projectOf: (index: number) => string,
    changeOf: (index: number, id: string) => Change | undefined,
    caller: Caller,
  ): Promise<void> {
    const done = outcomes.flatMap((outcome, index) => {
      const change = isDone(outcome) ? changeOf(index, outcome.id) : undefined;
      return change ? [{ project: projectOf(index), change }] : [];
    });
    for (const [projectId, entries] of grouped(done, (entry) => entry.project))
      await this.activity.record({
        action,
        resource: 'shots',
        projectId,
        by: caller.id,
        changes: entries.map((entry) => entry.change),
      });
  }
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

function forbidden(verb: string, id: string): ProblemError {
  return new ProblemError('forbidden', `You may see the shot ${id}, but not ${verb} it.`);
}

function problemIn(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  throw error;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
