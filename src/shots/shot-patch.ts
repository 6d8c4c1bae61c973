import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../access/permissions';
import { mergePatch } from '../http/merge-patch';
import { invalidField, ProblemError, unknownReference } from '../http/problem';
import { isSpelledAnew } from '../resources/changed-fields';
import { mayDo, refusalOf } from '../resources/rights';
import type { HeldRow } from '../resources/rows';
import type { ShotPatch } from './shot.dto';
import type { ShotRow } from './shot-rows';

/** The columns that a client may change. */
export const MUTABLE = ['episode_id', 'name', 'description', 'status', 'frame_start', 'frame_end', 'data'] as const;
/** Those that only a story shot has. */
export const OF_STORY_SHOTS = [
  'storyboard_payload',
  'key_frame_image_path',
  'audio_file_path',
  'video_file_path',
] as const;

/**
 * The shot after the patch.
 *
 * @param episodes those that the patches of the request name, as far as the caller sees them
 * @param data whether the patch's `data` is merged into the shot's (RFC 7396) or takes its place
 * @throws ProblemError 400 another project, an unknown episode, an episode or media for which it is the wrong kind of shot,
 *   frames · 403 no right in the episode's project
 */
export function changed(
  row: ShotRow,
  patch: ShotPatch,
  episodes: ReadonlyMap<string, HeldRow>,
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
  if (patch.name !== undefined && isSpelledAnew(row.name, patch.name)) after.name = patch.name;
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
export function differenceOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { set: Record<string, unknown>; removed: string[] } {
  const set = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || !isDeepStrictEqual(before[key], value),
  );
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { set: Object.fromEntries(set), removed };
}

/** Why a shot may not be put into an episode: 400 unseen · 403; or nothing. */
export function refusalOfEpisode(id: string, episode: HeldRow | undefined, caller: Caller): ProblemError | undefined {
  if (!episode) return unknownReference('/episode_id', 'episode', id, 'fk_shots_episode_live');
  return mayDo('episode', 'add to', caller, episode) ? undefined : refusalOf('episode', episode, 'add to');
}

/** 400 when the last frame comes before the first; or nothing. */
export function refusalOfFrames(
  start: number | null | undefined,
  end: number | null | undefined,
): ProblemError | undefined {
  if (typeof start !== 'number' || typeof end !== 'number' || end >= start) return undefined;
  return invalidField(
    '/frame_end',
    `frame_end (${String(end)}) must not be less than frame_start (${String(start)}).`,
    'ck_shots_frames',
  );
}

/** An empty text says nothing, so it is kept as none: a CSV file cannot tell the two apart. */
export function textOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
