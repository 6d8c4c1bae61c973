import fc from 'fast-check';
import { FLAWS } from '../../src/rehearsal/flaws';
import type { LegacyDataOptions } from '../../src/rehearsal/legacy-data';

/** Every column that a shot had before it belonged to a project. */
export const LEGACY_SHOT_COLUMNS = [
  ...['id', 'episode_id', 'name', 'description', 'status', 'frame_start', 'frame_end', 'data'],
  ...['story_id', 'scenelet_id', 'scenelet_sequence', 'shot_index', 'storyboard_payload'],
  ...['key_frame_image_path', 'audio_file_path', 'video_file_path', 'created_at', 'updated_at', 'deleted_at'],
];

/**
 * What to make small legacy databases of: any seed, any shape of stories, some of the flaws.
 *
 * @param flaws the names to choose among; all by default
 */
export function legacyDatabases(
  flaws: readonly string[] = FLAWS.map(({ name }) => name),
): fc.Arbitrary<LegacyDataOptions> {
  const sizes = fc
    .record({
      shots: fc.nat({ max: 40 }),
      projects: fc.integer({ min: 1, max: 3 }),
      episodes: fc.integer({ min: 1, max: 5 }),
      stories: fc.nat({ max: 3 }),
      moreScenelets: fc.nat({ max: 20 }),
      components: fc.nat({ max: 5 }),
      images: fc.nat({ max: 5 }),
      activity_logs: fc.nat({ max: 5 }),
    })
    .map(({ moreScenelets, ...rest }) => ({ ...rest, scenelets: rest.stories && rest.stories + moreScenelets }));
  const planted = fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...flaws), count: fc.integer({ min: 1, max: 3 }) }),
    { selector: ({ name }) => name, maxLength: Math.min(8, flaws.length) },
  );
  return fc.record({
    seed: fc.nat({ max: 2 ** 31 - 1 }),
    sizes,
    flaws: flaws.length > 0 ? planted : fc.constant([]),
    chain: fc.nat({ max: 8 }),
    wide: fc.nat({ max: 6 }),
    deepTree: fc.nat({ max: 20 }),
  });
}
