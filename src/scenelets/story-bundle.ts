import { extname } from 'node:path';
import { isPlayable, type LintFinding, lintStory, soundOf } from './story-lint';
import {
  choiceLabel,
  contentOf,
  displayId,
  isRecord,
  type StoryTree,
  type TreeNode,
  type TreeShot,
} from './story-tree';

/** What a bundle is made of. */
export interface BundledStory {
  story: { id: string; display_name: string; audio_design_document: unknown };
  tree: StoryTree;
  shots: readonly TreeShot[];
  exportedAt: Date;
  /** Has the file store this path? */
  isThere: (path: string) => boolean;
}

/** How a player goes on after a scenelet. */
export type BundleNext =
  | { type: 'terminal' }
  | { type: 'linear'; sceneletId: string }
  | { type: 'branch'; choicePrompt: string; choices: { sceneletId: string; label: string }[] }
  | { type: 'incomplete' };

/** `story.json`, as players read it (requirement 002); its keys are theirs. */
export interface BundleDocument {
  metadata: { storyId: string; title: string; exportedAt: string };
  rootSceneletId: string;
  scenelets: {
    id: string;
    description: string;
    shots: { shotIndex: number; imagePath: string | null; audioPath: string | null }[];
    next: BundleNext;
    branchAudioPath: string | null;
  }[];
  music: {
    cues: { cueName: string; sceneletIds: string[]; audioPath: string | null }[];
    sceneletCueMap: Record<string, string>;
  };
}

/** A file that belongs to a bundle: where it is in the file store, and where in the bundle. */
export interface BundleAsset {
  from: string;
  to: string;
}

/** A bundle, and what goes with it. */
export interface Bundle {
  document: BundleDocument;
  assets: BundleAsset[];
  warnings: string[];
}

/** The story cannot be bundled; the findings say why. */
export class BundleRefusedError extends Error {
  override name = 'BundleRefusedError';
  constructor(readonly findings: readonly LintFinding[]) {
    super(findings.map(({ message }) => message).join(' '));
  }
}

/**
 * Makes the bundle of what can be played: the scenelets with shots that a player reaches from the root through such
 * scenelets, in the tree's order.
 *
 * @throws BundleRefusedError for a story without exactly one root, a root that cannot be played, and what a player could
 *   not go on from; see requirement 002
 */
export function bundleStory({ story, tree, shots, exportedAt, isThere }: BundledStory): Bundle {
  const playable = playableShots(shots);
  const faults = faultsOf(tree, shots, playable);
  if (faults.length > 0) throw new BundleRefusedError(faults);
  const reached = reachable(tree, playable);
  const assets = new Assets(isThere);
  const scenelets = reached.map((node) => ({
    id: node.scenelet.id,
    description: contentOf(node.scenelet).description,
    shots: (playable.get(node.scenelet.id) ?? []).map((shot) => {
      const place = `assets/shots/${node.scenelet.id}/${String(shot.shot_index)}`;
      return {
        shotIndex: shot.shot_index,
        imagePath: assets.take(shot.key_frame_image_path?.trim() || null, `${place}_key_frame`, '.png'),
        audioPath: assets.take(soundOf(shot), `${place}_audio`, '.wav'),
      };
    }),
    next: nextOf(node, playable),
    branchAudioPath: assets.take(
      node.scenelet.branch_audio_file_path?.trim() || null,
      `assets/branches/${node.scenelet.id}/branch_audio`,
      '.wav',
    ),
  }));
  const warnings: string[] = [];
  const music = musicOf(
    story.audio_design_document,
    tree,
    new Set(reached.map(({ scenelet }) => scenelet.id)),
    assets,
    warnings,
  );
  return {
    document: {
      metadata: {
        storyId: story.id,
        title: story.display_name.trim() || 'Untitled Story',
        exportedAt: exportedAt.toISOString(),
      },
      rootSceneletId: reached[0]?.scenelet.id ?? '',
      scenelets,
      music,
    },
    assets: assets.all(),
    warnings,
  };
}

type PlayableShots = ReadonlyMap<string, readonly TreeShot[]>;

function playableShots(shots: readonly TreeShot[]): PlayableShots {
  const byScenelet = new Map<string, TreeShot[]>();
  for (const shot of shots.filter(isPlayable).toSorted((a, b) => a.shot_index - b.shot_index)) {
    const others = byScenelet.get(shot.scenelet_ref);
    if (others) others.push(shot);
    else byScenelet.set(shot.scenelet_ref, [shot]);
  }
  return byScenelet;
}

function isPlayed(node: TreeNode, playable: PlayableShots): boolean {
  return playable.has(node.scenelet.id);
}

/** The scenelets that a player comes to, in the tree's order: parents come before their children. */
function reachable(tree: StoryTree, playable: PlayableShots): TreeNode[] {
  const reached = new Set<TreeNode>();
  for (const node of tree.nodes) {
    if (!isPlayed(node, playable)) continue;
    if (!node.parent || (reached.has(node.parent) && !node.parent.scenelet.is_terminal_node)) reached.add(node);
  }
  return [...reached];
}

/** What keeps a player from going on, where a player comes. */
function faultsOf(tree: StoryTree, shots: readonly TreeShot[], playable: PlayableShots): LintFinding[] {
  const findings = lintStory({ tree, shots, missing: new Set() });
  const story = findings.filter(({ code }) => ['no_root', 'several_roots'].includes(code));
  if (story.length > 0) return story;
  const [root] = tree.roots;
  if (root && !isPlayed(root, playable))
    return findings.filter(
      ({ code, scenelet }) =>
        scenelet?.id === root.scenelet.id && (code === 'shots_missing' || code === 'media_missing'),
    );
  const reached = new Map(reachable(tree, playable).map((node) => [node.scenelet.id, node]));
  return findings.filter(({ code, scenelet }) => {
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
        return node.parent !== null && playedChildren(node.parent, playable).length > 1;
      case 'several_children_without_branch_point':
        return !node.scenelet.is_terminal_node && playedChildren(node, playable).length > 1;
      default:
        return false;
    }
  });
}

function playedChildren(node: TreeNode, playable: PlayableShots): TreeNode[] {
  return node.children.filter((child) => isPlayed(child, playable));
}

function nextOf(node: TreeNode, playable: PlayableShots): BundleNext {
  if (node.scenelet.is_terminal_node) return { type: 'terminal' };
  const children = playedChildren(node, playable);
  const [only] = children;
  if (!only) return { type: 'incomplete' };
  if (children.length === 1) return { type: 'linear', sceneletId: only.scenelet.id };
  return {
    type: 'branch',
    choicePrompt: node.scenelet.choice_prompt?.trim() ?? '',
    choices: children.map((child) => ({ sceneletId: child.scenelet.id, label: choiceLabel(child) ?? '' })),
  };
}

/** Files that a bundle takes along; addresses on the net stay what they are, what the file store lacks is left out. */
class Assets {
  private readonly taken = new Map<string, BundleAsset>();

  constructor(private readonly isThere: (path: string) => boolean) {}

  /** @returns what stands in the bundle: a path in it, an address, or null */
  take(path: string | null, place: string, extension: string): string | null {
    if (path === null || /^https?:\/\//i.test(path)) return path;
    if (!this.isThere(path)) return null;
    const to = `${place}${/^\.[\w-]{1,10}$/.test(extname(path)) ? extname(path).toLowerCase() : extension}`;
    this.taken.set(to, { from: path, to });
    return to;
  }

  all(): BundleAsset[] {
    return [...this.taken.values()];
  }
}

/** A scenelet has the music of the first cue that names it, by its id or by `scenelet-N`. */
function musicOf(
  document: unknown,
  tree: StoryTree,
  played: ReadonlySet<string>,
  assets: Assets,
  warnings: string[],
): BundleDocument['music'] {
  const ids = new Map(
    tree.nodes.flatMap((node) => [
      [displayId(node), node.scenelet.id],
      [node.scenelet.id, node.scenelet.id],
    ]),
  );
  const cues: BundleDocument['music']['cues'] = [];
  const sceneletCueMap: Record<string, string> = {};
  const names = new Set<string>();
  for (const cue of cuesIn(document)) {
    const name = textOf(cue, ['cue_name', 'cueName', 'name']);
    if (name === null) continue;
    const sceneletIds: string[] = [];
    for (const named of listOf(cue, ['scenelet_ids', 'associated_scenelet_ids', 'sceneletIds'])) {
      const id = ids.get(String(named));
      if (id === undefined)
        warnings.push(`The music cue "${name}" names ${String(named)}, which the story does not have.`);
      else if (played.has(id) && !Object.hasOwn(sceneletCueMap, id)) {
        sceneletCueMap[id] = name;
        sceneletIds.push(id);
      }
    }
    const path = textOf(cue, ['audio_file_path', 'audio_path', 'audioPath']);
    cues.push({
      cueName: name,
      sceneletIds,
      audioPath: assets.take(path, `assets/music/${fileNameOf(name, names)}`, '.m4a'),
    });
  }
  return { cues, sceneletCueMap };
}

function cuesIn(document: unknown): Record<string, unknown>[] {
  if (!isRecord(document)) return [];
  const inside = isRecord(document.music) ? document.music.cues : undefined;
  const cues = document.music_cues ?? document.background_music_cues ?? inside;
  return Array.isArray(cues) ? cues.filter(isRecord) : [];
}

/** A file's name that says the same, and that no other cue has. */
function fileNameOf(name: string, taken: Set<string>): string {
  const plain =
    name
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, '_')
      .slice(0, 100) || 'cue';
  let unique = plain;
  for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${plain}_${String(count)}`;
  taken.add(unique.toLowerCase());
  return unique;
}

function textOf(record: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function listOf(record: Record<string, unknown>, keys: readonly string[]): unknown[] {
  for (const key of keys) if (Array.isArray(record[key])) return record[key];
  return [];
}
