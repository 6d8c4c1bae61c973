import { BundleRefusedError, bundleStory } from './story-bundle';
import { growStoryTree, type TreeScenelet } from '../tree/story-tree';
import type { WholeStory } from '../tree/whole-story';

const SIZE = 20_000;

/** A root with so many endings under it, each scenelet with a shot that has a picture. */
function wideStory(endings: number, label: string | null, audio_design_document: unknown = null): WholeStory {
  const scenelets = Array.from({ length: endings + 1 }, (_, index): TreeScenelet => ({
    id: `id-${String(index)}`,
    parent_id: index === 0 ? null : 'id-0',
    position: Math.max(1, index),
    choice_label_from_parent: label && `${label} ${String(index)}`,
    choice_prompt: index === 0 ? 'Where?' : null,
    content: {},
    is_branch_point: index === 0,
    is_terminal_node: index > 0,
    branch_audio_file_path: null,
  }));
  const shots = scenelets.map(({ id }) => ({
    id: `shot of ${id}`,
    scenelet_ref: id,
    shot_index: 1,
    key_frame_image_path: `${id}.png`,
    audio_file_path: null,
    video_file_path: 'film.mp4',
  }));
  return { id: 's', display_name: 's', tree: growStoryTree(scenelets), shots, audio_design_document };
}

const bundled = (story: WholeStory, isThere: (path: string) => boolean = () => true) =>
  bundleStory({ story, exportedAt: new Date(0), isThere });

it('of a choice among 20,000 without words names each of them', () => {
  let faults: readonly unknown[] = [];
  try {
    bundled(wideStory(SIZE, null));
  } catch (error) {
    if (error instanceof BundleRefusedError) ({ faults } = error);
  }
  expect(faults).toHaveLength(SIZE);
});

it('does not grow with the length of a cue’s name times its scenelets', () => {
  const cue_name = '𠀀'.repeat(1_000_000);
  const scenelet_ids = Array.from({ length: SIZE }, (_, index) => `scenelet-${String(index + 1)}`);
  const unknown = Array.from({ length: SIZE }, () => 'x'.repeat(1000));
  const music_cues = [{ cue_name, scenelet_ids: [...scenelet_ids, ...unknown, { toString: null }] }];
  const { document, warnings } = bundled(wideStory(SIZE, 'Go', { music_cues }));
  expect(document.music.cues.map(({ cueName, sceneletIds }) => [cueName, sceneletIds.length])).toEqual([
    ['𠀀'.repeat(200), SIZE],
  ]);
  expect(new Set(Object.values(document.music.sceneletCueMap))).toEqual(new Set(['𠀀'.repeat(200)]));
  expect(warnings).toEqual([expect.stringMatching(/ names x{100}, .* and 19996 more: the story has none such\.$/)]);
});

it('needs no film', () => {
  const { document, warnings } = bundled(wideStory(2, 'Go'), (path) => path !== 'film.mp4' && path !== 'id-2.png');
  expect(document.scenelets.map(({ id, next }) => [id, next])).toEqual([
    ['id-0', { type: 'linear', sceneletId: 'id-1' }],
    ['id-1', { type: 'terminal' }],
  ]);
  expect(warnings).toContain('scenelet-3 lacks media: shot 1 (id-2.png and film.mp4 are not in the file store).');
});
