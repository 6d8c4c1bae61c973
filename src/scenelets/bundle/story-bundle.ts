import type { BundledMusic, BundledScenelet, StoryBundle } from './bundle.dto';
import { type BundleAsset, BundleAssets, FileNames } from './bundle-assets';
import { clipped, musicCues } from '../tree/music-cues';
import { PlayedTree } from './played-tree';
import { type Fault, isFault, type LintFinding, lintStory } from '../tree/story-lint';
import { branchSoundOf, imageOf, type IsThere, soundOf } from '../tree/story-media';
import { choiceLabel, contentOf, displayId, type StoryTree, type TreeNode } from '../tree/story-tree';
import type { WholeStory } from '../tree/whole-story';

/** What a bundle is made of. */
export interface BundledStory {
  story: WholeStory;
  exportedAt: Date;
  isThere: IsThere;
}

/** A bundle, and what goes with it. */
export interface Bundle {
  document: StoryBundle;
  assets: readonly BundleAsset[];
  /** What it lacks, in sentences for people. */
  warnings: string[];
}

/** The story cannot be bundled; the faults say why. */
export class BundleRefusedError extends Error {
  override name = 'BundleRefusedError';
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ message }) => message).join(' '));
  }
}

/** How many unknown scenelets of a cue a sentence names, and how much of each name. */
const NAMED_SCENELETS = 5;
const LONGEST_NAME = 100;

/**
 * Makes the bundle of what can be played: the scenelets with shots that a player reaches from the root through such
 * scenelets, in the tree's order.
 *
 * @throws BundleRefusedError for a story without exactly one root, a root that cannot be played, and what a player could
 *   not go on from; see requirement 002
 */
export function bundleStory({ story, exportedAt, isThere }: BundledStory): Bundle {
  const { tree, shots } = story;
  const played = new PlayedTree(tree, shots, isThere);
  const findings = lintStory(story, isThere);
  const faults = faultsOf(findings, tree, played);
  if (faults.length > 0) throw new BundleRefusedError(faults);
  const assets = new BundleAssets(isThere);
  const scenelets = Array.from(played.reached, (node) => bundled(node, played, assets));
  const { music, warnings } = musicOf(story, played, assets);
  return {
    document: {
      metadata: {
        storyId: story.id,
        title: story.display_name.trim() || 'Untitled Story',
        exportedAt: exportedAt.toISOString(),
      },
      rootSceneletId: scenelets[0]?.id ?? '',
      scenelets,
      music,
    },
    assets: assets.taken,
    warnings: [
      ...findings
        .filter(({ code }) => code === 'shots_missing' || code === 'media_missing')
        .map(({ message }) => message),
      ...warnings,
    ],
  };
}

/** What keeps a player from going on, where a player comes. */
function faultsOf(findings: readonly LintFinding[], tree: StoryTree, played: PlayedTree): Fault[] {
  const faults = findings.filter(isFault);
  const ofStory = faults.filter(({ code }) => code === 'no_root' || code === 'several_roots');
  if (ofStory.length > 0) return ofStory;
  const [root] = tree.roots;
  if (root && !played.plays(root))
    return faults.filter(
      ({ code, scenelet }) =>
        scenelet?.id === root.scenelet.id && (code === 'shots_missing' || code === 'media_missing'),
    );
  const reached = new Map(Array.from(played.reached, (node) => [node.scenelet.id, node]));
  return faults.filter(({ code, scenelet }) => {
    const node = reached.get(scenelet?.id ?? '');
    if (!node) return false;
    switch (code) {
      case 'branch_without_prompt':
      case 'branch_with_fewer_than_two_children':
        return !node.scenelet.is_terminal_node;
      case 'dead_end':
        return true;
      case 'choice_without_label':
        // The label is asked for where there is something to choose.
        return node.parent !== null && played.childrenOf(node.parent).length > 1;
      case 'several_children_without_branch_point':
        return !node.scenelet.is_terminal_node && played.childrenOf(node).length > 1;
      default:
        return false;
    }
  });
}

function bundled(node: TreeNode, played: PlayedTree, assets: BundleAssets): BundledScenelet {
  const { id } = node.scenelet;
  return {
    id,
    description: contentOf(node.scenelet).description,
    shots: played.shotsOf(node).map((shot) => {
      const place = `assets/shots/${id}/${String(shot.shot_index)}`;
      return {
        shotIndex: shot.shot_index,
        imagePath: assets.take(imageOf(shot), `${place}_key_frame`, '.png'),
        audioPath: assets.take(soundOf(shot), `${place}_audio`, '.wav'),
      };
    }),
    next: nextOf(node, played),
    branchAudioPath: assets.take(branchSoundOf(node.scenelet), `assets/branches/${id}/branch_audio`, '.wav'),
  };
}

function nextOf(node: TreeNode, played: PlayedTree): BundledScenelet['next'] {
  if (node.scenelet.is_terminal_node) return { type: 'terminal' };
  const children = played.childrenOf(node);
  const [only] = children;
  if (!only) return { type: 'incomplete' };
  if (children.length === 1) return { type: 'linear', sceneletId: only.scenelet.id };
  return {
    type: 'branch',
    choicePrompt: node.scenelet.choice_prompt?.trim() ?? '',
    choices: children.map((child) => ({ sceneletId: child.scenelet.id, label: choiceLabel(child) ?? '' })),
  };
}

/** A scenelet has the music of the first cue that names it, by its id or by `scenelet-N`. */
function musicOf(
  { tree, audio_design_document }: WholeStory,
  played: PlayedTree,
  assets: BundleAssets,
): { music: BundledMusic; warnings: string[] } {
  const nodes = new Map<unknown, TreeNode>();
  for (const node of tree.nodes) nodes.set(displayId(node), node).set(node.scenelet.id, node);
  const cueOf = new Map<string, string>();
  const files = new FileNames();
  const warnings: string[] = [];
  const cues = musicCues(audio_design_document).map(({ name, scenelets, sound }) => {
    const unknown = scenelets.filter((named) => !nodes.has(named));
    if (unknown.length > 0) warnings.push(`The music cue "${name}" names ${listed(unknown)}: the story has none such.`);
    const sceneletIds: string[] = [];
    for (const named of scenelets) {
      const node = nodes.get(named);
      if (!node || !played.reached.has(node) || cueOf.has(node.scenelet.id)) continue;
      cueOf.set(node.scenelet.id, name);
      sceneletIds.push(node.scenelet.id);
    }
    return { cueName: name, sceneletIds, audioPath: assets.take(sound, `assets/music/${files.nameFor(name)}`, '.m4a') };
  });
  return { music: { cues, sceneletCueMap: Object.fromEntries(cueOf) }, warnings };
}

function listed(unknown: readonly unknown[]): string {
  const names = unknown
    .slice(0, NAMED_SCENELETS)
    .map((named) => (typeof named === 'string' ? clipped(named, LONGEST_NAME) : 'something that is no text'));
  const more = unknown.length > names.length ? ` and ${String(unknown.length - names.length)} more` : '';
  return `${names.join(', ')}${more}`;
}
