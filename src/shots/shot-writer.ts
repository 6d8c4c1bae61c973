import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { type Caller, isAllowedInProject, type ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { ActivityLog, type Change } from '../activity/activity-log';
import { Trash } from '../activity/trash';
import { Database } from '../database/database.service';
import { postgresErrorOf, RunAgainError } from '../database/errors';
import { nameKey } from '../database/name-key';
import { newId } from '../database/new-id';
import { refuseStale } from '../http/etag';
import { invalidField, notFound, ProblemError, unknownReference } from '../http/problem';
import { mergePatch } from '../http/merge-patch';
import type { ShotCreate, ShotDeleteItem, ShotPatch, ShotPatchItem } from './shot.dto';

/** From so many shots on, a plain INSERT is tried first: a seventh cheaper in PostgreSQL where no name is taken. */
const PLAIN_FROM = 100;

/** In the order of the names, so that two calls with the same names do not wait for each other in a circle. */
const INSERT = `insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, created_by, updated_by)
  select id, episode_id, project_id, name, description, coalesce(status, 'todo'), frame_start, frame_end, coalesce(data, '{}'), $10, $10
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::jsonb[])
      with ordinality given(id, episode_id, project_id, name, description, status, frame_start, frame_end, data, place)
    order by project_id, ${nameKey('name')} collate "C", place`;

const UNLESS_TAKEN = `on conflict (project_id, (${nameKey('name')})) where deleted_at is null do nothing returning id`;

/** What became of one item: the shot's id, or why not. In the order of the items given. */
export type Outcome = { id: string; unchanged?: true } | { problem: ProblemError };

/**
 * SQL: the live shot that has the project and name of `given`. Lateral, so that PostgreSQL asks the unique index for each
 * name, whatever it guesses about the size of a young table.
 */
export const LIVE_SHOT_WITH_NAME = `lateral (select s.id, s.episode_id from shots s
  where s.project_id = given.project_id and ${nameKey('s.name')} = ${nameKey('given.name')} and s.deleted_at is null limit 1)`;

/** Was the item done? */
export function isDone(outcome: Outcome): outcome is { id: string; unchanged?: true } {
  return 'id' in outcome;
}

interface EpisodeRow {
  id: string;
  project_id: string;
  role: ProjectRole | null;
}

/** A shot that is being changed, as it is before. */
interface ShotRow {
  id: string;
  project_id: string;
  episode_id: string;
  name: string;
  description: string | null;
  status: string;
  frame_start: number | null;
  frame_end: number | null;
  data: Record<string, unknown>;
  story_id: string | null;
  storyboard_payload: unknown;
  key_frame_image_path: string | null;
  audio_file_path: string | null;
  video_file_path: string | null;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** The columns that a client may change. */
const MUTABLE = ['episode_id', 'name', 'description', 'status', 'frame_start', 'frame_end', 'data'] as const;
/** Those that only a story shot has. */
const OF_STORY_SHOTS = ['storyboard_payload', 'key_frame_image_path', 'audio_file_path', 'video_file_path'] as const;

const DUPLICATE = 'idx_shots_project_name_unique';
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
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** Makes shots. Refusals: 400 unknown episode, wrong project, frames · 403 · 409 name taken, naming the shot in the way. */
  async create(items: readonly ShotCreate[], caller: Caller): Promise<Outcome[]> {
    const episodes = await this.episodes(
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
        await this.nameRowsInTheWay(items, outcomes, project, new Set(inserted.map((row) => row.id)));
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
    const episodes = await this.episodes(
      items.flatMap((item) => item.episode_id ?? []),
      caller,
    );
    const rows = await this.lock(
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
    await this.refuseTakenNames(rows, after, outcomes);
    await this.writeChanges(rows, after, outcomes, caller);
    return outcomes;
  }

  /** Deletes shots, each as a deletion of its own. Refusals: 404 · 403 · 412. */
  async delete(items: readonly ShotDeleteItem[], caller: Caller): Promise<Outcome[]> {
    const rows = await this.lock(
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

  /**
   * Live episodes by id, with the caller's role; those that the caller may not see are left out. Locked against deletion,
   * from the top, as a deletion locks: project, episode, shots. So neither waits for the other in a circle.
   */
  private async episodes(ids: readonly string[], caller: Caller): Promise<Map<string, EpisodeRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.write<EpisodeRow>(
      'shots.episodes',
      `select e.id, e.project_id, ${projectRole('p', '$2')} as role from episodes e join projects p on p.id = e.project_id
        where e.id = any($1::uuid[]) and e.deleted_at is null and p.deleted_at is null
        order by e.id for key share of p for key share of e`,
      [[...new Set(ids)], caller.id],
    );
    return new Map(rows.filter((row) => isVisible(caller, row.role)).map((row) => [row.id, row]));
  }

  /**
   * Live shots by id, with the caller's role. Locked in the order of their ids, each after its project, and after the
   * stories of those that have one, whose trees renumber them; and these after their episodes. So nobody waits in a circle.
   */
  private async lock(ids: readonly string[], caller: Caller): Promise<Map<string, ShotRow>> {
    const distinct = [...new Set(ids)];
    const episodes = await this.database.write(
      'shots.lock_episodes_of_stories',
      `select e.id from episodes e where e.id in (
          select y.episode_id from stories y where y.id in (select story_id from shots where id = any($1::uuid[])))
        order by e.id for key share`,
      [distinct],
    );
    if (episodes.length > 0)
      await this.database.write(
        'shots.lock_stories',
        `select y.id from stories y join projects p on p.id = y.project_id
          where y.id in (select story_id from shots where id = any($1::uuid[])) order by y.id for key share of p for share of y`,
        [distinct],
      );
    const rows = await this.database.write<ShotRow>(
      'shots.lock',
      `select s.id, s.project_id, s.episode_id, s.name, s.description, s.status, s.frame_start, s.frame_end, s.data, s.story_id,
          s.storyboard_payload, s.key_frame_image_path, s.audio_file_path, s.video_file_path, s.version,
          s.created_by, ${projectRole('p', '$2')} as role
        from shots s join projects p on p.id = s.project_id
        where s.id = any($1::uuid[]) and s.deleted_at is null order by s.id for key share of p for no key update of s`,
      [distinct, caller.id],
    );
    return new Map(rows.filter((row) => isVisible(caller, row.role)).map((row) => [row.id, row]));
  }

  /** @returns false when a name is taken; then nothing was inserted */
  private async insertPlainly(values: readonly unknown[]): Promise<boolean> {
    await this.database.write('shots.before_insert', 'savepoint before_insert');
    try {
      await this.database.write('shots.insert_plainly', INSERT, values);
    } catch (error) {
      const postgres = postgresErrorOf(error);
      if (postgres?.code === FOREIGN_KEY_VIOLATION) throw new RunAgainError();
      if (postgres?.constraint !== DUPLICATE) throw error;
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
      return isDone(outcomes[index] as Outcome) && given !== undefined && given !== project[index];
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

  /** For every shot that was not inserted: which live shot, or which earlier item of this request, has the name. */
  private async nameRowsInTheWay(
    items: readonly ShotCreate[],
    outcomes: Outcome[],
    project: readonly string[],
    inserted: ReadonlySet<string>,
  ): Promise<void> {
    const refused = [...items.keys()].filter((index) => {
      const outcome = outcomes[index] as Outcome;
      return isDone(outcome) && !inserted.has(outcome.id);
    });
    const holders = await this.holders(
      refused.map((index) => ({ index, project_id: project[index] ?? '', name: items[index]?.name ?? '' })),
    );
    const indexOf = new Map(
      outcomes.flatMap((outcome, index) => (isDone(outcome) ? [[outcome.id, index] as const] : [])),
    );
    for (const index of refused) {
      const holder = holders.get(index)?.holder;
      // The row in the way was there when the insert met it; when it is gone by now, the whole call may be run again.
      if (holder === undefined || holder === null) throw new RunAgainError();
      outcomes[index] = { problem: taken(items[index]?.name ?? '', holder, indexOf.get(holder)) };
    }
  }

  /** Who holds these names among the live shots of their projects, and the key by which names are compared. */
  private async holders(
    named: readonly { index: number; project_id: string; name: string }[],
  ): Promise<Map<number, { key: string; holder: string | null }>> {
    const rows = await this.database.write<{ index: number; key: string; holder: string | null }>(
      'shots.holders',
      `select given.index, ${nameKey('given.name')} as key, s.id as holder
        from unnest($1::int[], $2::uuid[], $3::text[]) given(index, project_id, name)
        left join ${LIVE_SHOT_WITH_NAME} s on true`,
      [named.map((row) => row.index), named.map((row) => row.project_id), named.map((row) => row.name)],
    );
    return new Map(rows.map((row) => [row.index, row]));
  }

  /** A name is free when nobody has it, or when who has it gives it up in this very call. */
  private async refuseTakenNames(
    rows: ReadonlyMap<string, ShotRow>,
    after: readonly (ShotRow | undefined)[],
    outcomes: Outcome[],
  ): Promise<void> {
    const renamed = after.flatMap((row, index) =>
      row && row.name !== rows.get(row.id)?.name ? [{ ...row, index }] : [],
    );
    if (renamed.length === 0) return;
    const holders = await this.holders(renamed);
    const standing = new Map(renamed.map((row) => [row.id, row]));
    // Who only spells their own name differently comes before all others who want it.
    const keepsName = ({ id, index }: { id: string; index: number }) => Number(holders.get(index)?.holder === id);
    const inOrder = [...renamed].sort((a, b) => keepsName(b) - keepsName(a));
    const firstWith = new Map<string, number>();
    for (let settled = false; !settled;) {
      settled = true;
      firstWith.clear();
      for (const row of inOrder) {
        if (!standing.has(row.id)) continue;
        const { key, holder } = holders.get(row.index) ?? { key: '', holder: null };
        const claim = `${row.project_id} ${key}`;
        const earlier = firstWith.get(claim);
        const inTheWay =
          holder !== null && holder !== row.id && !standing.has(holder)
            ? holder
            : earlier !== undefined
              ? after[earlier]?.id
              : undefined;
        if (inTheWay === undefined) {
          firstWith.set(claim, row.index);
          continue;
        }
        standing.delete(row.id);
        outcomes[row.index] = { problem: taken(row.name, inTheWay, earlier) };
        settled = false;
      }
    }
    // Names that go from one shot of the call to another are set aside first: the unique index is checked row by row.
    const aside = [...standing.values()].flatMap(({ id, index }) => {
      const holder = holders.get(index)?.holder;
      return holder !== undefined && holder !== null && holder !== id ? [holder] : [];
    });
    if (aside.length > 0)
      await this.database.write(
        'shots.set_names_aside',
        `update shots set name = 'renamed ' || id where id = any($1::uuid[])`,
        [aside],
      );
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
      if (!before || !isDone(outcomes[index] as Outcome)) continue;
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
      if (postgres?.constraint === DUPLICATE || postgres?.code === FOREIGN_KEY_VIOLATION) throw new RunAgainError();
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

/** The shot after the patch. */
function changed(
  row: ShotRow,
  patch: ShotPatch,
  episodes: ReadonlyMap<string, EpisodeRow>,
  caller: Caller,
  data: 'merge' | 'replace',
): ShotRow {
  if (patch.project_id !== undefined && patch.project_id !== row.project_id)
    throw new ProblemError('project_mismatch', 'A shot does not move to another project. Create it there instead.', [
      {
        pointer: '/project_id',
        detail: `is not the shot's project, ${row.project_id}`,
        constraint: 'fk_shots_episode_project',
      },
    ]);
  const after = { ...row };
  if (patch.episode_id !== undefined && patch.episode_id !== row.episode_id) {
    const episode = episodes.get(patch.episode_id);
    const refusal = refusalOfEpisode(patch.episode_id, episode, caller);
    if (refusal || !episode) throw refusal ?? unknownReference('/episode_id', 'episode', patch.episode_id);
    if (episode.project_id !== row.project_id)
      throw new ProblemError(
        'project_mismatch',
        'The episode belongs to another project, and a shot does not move to another project.',
        [
          {
            pointer: '/episode_id',
            detail: `belongs to the project ${episode.project_id}, the shot to ${row.project_id}`,
            constraint: 'fk_shots_episode_project',
          },
        ],
      );
    if (row.story_id !== null)
      throw invalidField(
        '/episode_id',
        'A story shot stays in the episode of its story. Move the story, and its shots go with it.',
        'fk_shots_story_episode',
      );
    after.episode_id = episode.id;
  }
  // A name that came from before names were normalised stays as it is spelled until somebody gives another.
  if (patch.name !== undefined && patch.name !== row.name.trim().normalize('NFC')) after.name = patch.name;
  if (patch.description !== undefined && textOrNull(patch.description) !== textOrNull(row.description))
    after.description = textOrNull(patch.description);
  if (patch.status !== undefined) after.status = patch.status;
  if (patch.frame_start !== undefined) after.frame_start = patch.frame_start;
  if (patch.frame_end !== undefined) after.frame_end = patch.frame_end;
  if (patch.data !== undefined)
    after.data = data === 'replace' || patch.data === null ? (patch.data ?? {}) : mergePatch(row.data, patch.data);
  for (const field of OF_STORY_SHOTS) {
    if (patch[field] === undefined) continue;
    if (row.story_id === null && patch[field] !== null)
      throw invalidField(`/${field}`, `Only a shot of a story has a ${field}.`, 'ck_shots_story_columns');
    Object.assign(after, { [field]: patch[field] });
  }
  const refusal = refusalOfFrames(after.frame_start, after.frame_end);
  if (refusal) throw refusal;
  return after;
}

/** Which keys are set and which removed. PostgreSQL keeps the others as they are: its numbers are exacter than JavaScript's. */
function differenceOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { set: string; removed: string } {
  const set = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || !isDeepStrictEqual(before[key], value),
  );
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { set: JSON.stringify(Object.fromEntries(set)), removed: JSON.stringify(removed) };
}

function refusalOfEpisode(id: string, episode: EpisodeRow | undefined, caller: Caller): ProblemError | undefined {
  if (!episode) return unknownReference('/episode_id', 'episode', id, 'fk_shots_episode_live');
  if (isAllowedInProject(caller, 'content:write', episode.role)) return undefined;
  return new ProblemError(
    'forbidden',
    'You may see this project, but not change its shots. Ask its owner or a manager for the role of an artist.',
  );
}

function refusalOfFrames(start: number | null | undefined, end: number | null | undefined): ProblemError | undefined {
  if (typeof start !== 'number' || typeof end !== 'number' || end >= start) return undefined;
  return invalidField(
    '/frame_end',
    `frame_end (${String(end)}) must not be less than frame_start (${String(start)}).`,
    'ck_shots_frames',
  );
}

/** An empty text says nothing, so it is kept as none: a CSV file cannot tell the two apart. */
function textOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
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

function taken(name: string, holder: string, index: number | undefined): ProblemError {
  const where = index === undefined ? `the shot ${holder}` : `item ${String(index)} of this request`;
  const detail = `The name "${name}" is taken in this project by ${where}; upper and lower case count as the same. Choose another name.`;
  return new ProblemError('duplicate', detail, [
    { pointer: '/name', detail, constraint: DUPLICATE, ...(index === undefined && { conflicting_id: holder }) },
  ]);
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
