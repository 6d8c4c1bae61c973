import { musicCues } from './music-cues';
import { isAddress, mediaOf, branchSoundOf } from './story-media';
import type { StoryTree, TreeShot } from './story-tree';

/** All that a story is played from, as it is at one moment. */
export interface WholeStory {
  id: string;
  display_name: string;
  tree: StoryTree;
  /** The live shots, in the order of the story. */
  shots: readonly TreeShot[];
  audio_design_document: unknown;
}

/** The paths in the file store that a story names: media of shots, sounds of choices and of music. */
export function storedMediaOf({ tree, shots, audio_design_document }: WholeStory): Set<string> {
  const named = [
    ...shots.flatMap(mediaOf),
    ...tree.nodes.map(({ scenelet }) => branchSoundOf(scenelet)),
    ...musicCues(audio_design_document).map(({ sound }) => sound),
  ];
  return new Set(named.filter((path) => path !== null && !isAddress(path)) as string[]);
}
