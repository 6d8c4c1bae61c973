import { musicCues } from './music-cues';
import { branchSoundOf, type IsThere, isPlayable, mediaOf } from './story-media';
import { choiceLabel, displayId, type StoryTree, type TreeNode, type TreeShot } from './story-tree';
import type { WholeStory } from './whole-story';

/** What can keep a story from being a tree or a bundle; each is also the code of a problem. Stable: clients depend on them. */
export const FAULT_CODES = [
  'no_root',
  'several_roots',
  'unreachable',
  'branch_without_prompt',
  'branch_with_fewer_than_two_children',
  'choice_without_label',
  'several_children_without_branch_point',
  'dead_end',
  'shots_missing',
  'media_missing',
] as const;

/** What can be wrong with a story, or doubtful. Stable, too. */
export const LINT_CODES = [...FAULT_CODES, 'duplicate_labels', 'terminal_with_children'] as const;

export type LintCode = (typeof LINT_CODES)[number];

/** One thing that is wrong, or doubtful. */
export interface LintFinding<Code extends LintCode = LintCode> {
  code: Code;
  /** An error keeps a player from playing the story; a warning may be meant. */
  severity: 'error' | 'warning';
  /** Where; null: in the story as a whole. */
  scenelet: { id: string; display_id: string | null } | null;
  /** A sentence for people: what is wrong and what to do. */
  message: string;
}

/** A finding because of which something may be refused. */
export type Fault = LintFinding<(typeof FAULT_CODES)[number]>;

/** May something be refused because of it? */
export function isFault(found: LintFinding): found is Fault {
  return FAULT_CODES.some((code) => code === found.code);
}

/** What is looked through. */
export type LintedStory = Pick<WholeStory, 'tree' | 'shots' | 'audio_design_document'>;

/** How many shots a sentence names. */
const NAMED_SHOTS = 5;

/** All findings, those of the story first, then scenelet by scenelet in the order of the tree. */
export function lintStory({ tree, shots, audio_design_document }: LintedStory, isThere: IsThere): LintFinding[] {
  const shotsOf = new Map<string, TreeShot[]>();
  for (const shot of shots) {
    const others = shotsOf.get(shot.scenelet_ref);
    if (others) others.push(shot);
    else shotsOf.set(shot.scenelet_ref, [shot]);
  }
  return [
    ...ofStory(tree),
    ...ofMusic(audio_design_document, isThere),
    ...tree.nodes.flatMap((node) => [
      ...ofBranches(node),
      ...ofEndings(node),
      ...ofMedia(node, shotsOf.get(node.scenelet.id) ?? [], isThere),
    ]),
    ...ofUnreachable(tree),
  ];
}

/** The findings because of which a story has no tree, and so no YAML (requirement 002). */
export function treeFaults(tree: StoryTree): Fault[] {
  const barren = new Set(tree.nodes.filter(({ children }) => children.length === 0).map(({ scenelet }) => scenelet.id));
  const found = [...ofStory(tree), ...tree.nodes.flatMap(ofBranches), ...ofUnreachable(tree)];
  return found.filter(isFault).filter(({ code, scenelet }) => {
    if (code === 'branch_with_fewer_than_two_children') return barren.has(scenelet?.id ?? '');
    return code !== 'several_children_without_branch_point';
  });
}

function ofStory({ nodes, roots }: StoryTree): LintFinding[] {
  if (nodes.length === 0)
    return [
      {
        code: 'no_root',
        severity: 'error',
        scenelet: null,
        message: 'The story has no scenelet to begin with. Create one without a parent.',
      },
    ];
  return roots
    .slice(1)
    .map((root) =>
      finding(root, 'several_roots', 'error', 'is a second beginning of the story. Move it under another scenelet.'),
    );
}

function ofUnreachable({ unreachable }: StoryTree): LintFinding[] {
  return unreachable.map(({ id }) => ({
    code: 'unreachable',
    severity: 'error',
    scenelet: { id, display_id: null },
    message: `No way leads from the root to the scenelet ${id}. Move it under another, or delete it.`,
  }));
}

function ofBranches(node: TreeNode): LintFinding[] {
  const { scenelet, children } = node;
  if (!scenelet.is_branch_point)
    return children.length < 2
      ? []
      : [
          finding(
            node,
            'several_children_without_branch_point',
            'error',
            `goes on in ${String(children.length)} ways, but is no branch point. Make it one, or move what is too many.`,
          ),
        ];
  const found: LintFinding[] = [];
  if (!scenelet.choice_prompt?.trim())
    found.push(
      finding(node, 'branch_without_prompt', 'error', 'branches without asking anything. Give it a choice_prompt.'),
    );
  if (children.length < 2)
    found.push(
      finding(
        node,
        'branch_with_fewer_than_two_children',
        'error',
        `is a branch point with ${children.length === 0 ? 'no choice' : 'one choice'}. Add ${children.length === 0 ? 'two' : 'another'}, or let it branch no more.`,
      ),
    );
  const firstWith = new Map<string, TreeNode>();
  for (const child of children) {
    const label = choiceLabel(child);
    if (label === undefined) {
      found.push(
        finding(
          child,
          'choice_without_label',
          'error',
          `is a choice of ${displayId(node)} without words. Give it a choice_label_from_parent.`,
        ),
      );
      continue;
    }
    const key = label.normalize('NFC').toLowerCase();
    const twin = firstWith.get(key);
    if (twin)
      found.push(
        finding(
          child,
          'duplicate_labels',
          'warning',
          `is the choice "${label}", as ${displayId(twin)} is. Word one of them differently.`,
        ),
      );
    else firstWith.set(key, child);
  }
  return found;
}

function ofEndings(node: TreeNode): LintFinding[] {
  const { scenelet, children } = node;
  if (scenelet.is_terminal_node && children.length > 0)
    return [
      finding(
        node,
        'terminal_with_children',
        'warning',
        'ends the story, but scenelets hang from it, which nobody will see. Move them, or let it end no more.',
      ),
    ];
  if (!scenelet.is_terminal_node && !scenelet.is_branch_point && children.length === 0)
    return [finding(node, 'dead_end', 'error', 'goes nowhere. Let it end the story, or hang a scenelet from it.')];
  return [];
}

function ofMusic(document: unknown, isThere: IsThere): LintFinding[] {
  return musicCues(document).flatMap(({ name, sound }) => {
    if (sound === null || isThere(sound)) return [];
    return [
      {
        code: 'media_missing',
        severity: 'warning',
        scenelet: null,
        message: `The music cue "${name}" lacks its sound: ${absence([sound])}. Put it there, or change the audio design.`,
      },
    ];
  });
}

function ofMedia(node: TreeNode, shots: readonly TreeShot[], isThere: IsThere): LintFinding[] {
  const faults = shots.flatMap((shot) => {
    const gone = mediaOf(shot).filter((path) => !isThere(path));
    if (gone.length > 0) return [`shot ${String(shot.shot_index)} (${absence(gone)})`];
    return isPlayable(shot, isThere) ? [] : [`shot ${String(shot.shot_index)} (neither picture nor sound)`];
  });
  const lacking = faults.slice(0, NAMED_SHOTS);
  if (faults.length > NAMED_SHOTS) lacking.push(`${String(faults.length - NAMED_SHOTS)} more shots`);
  const branchSound = branchSoundOf(node.scenelet);
  if (branchSound !== null && !isThere(branchSound))
    lacking.push(`the sound of its choice (${absence([branchSound])})`);
  const found: LintFinding[] = [];
  if (shots.length === 0)
    found.push(finding(node, 'shots_missing', 'warning', 'has no shots, so a player skips it. Give it some.'));
  if (lacking.length > 0) found.push(finding(node, 'media_missing', 'warning', `lacks media: ${lacking.join(', ')}.`));
  return found;
}

function absence(paths: readonly string[]): string {
  return `${paths.join(' and ')} ${paths.length === 1 ? 'is' : 'are'} not in the file store`;
}

function finding(node: TreeNode, code: LintCode, severity: LintFinding['severity'], says: string): LintFinding {
  const display_id = displayId(node);
  return { code, severity, scenelet: { id: node.scenelet.id, display_id }, message: `${display_id} ${says}` };
}
