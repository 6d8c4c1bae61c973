import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { FileStore } from '../../files/file-store';
import { Answer } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { notFound, ProblemError } from '../../http/problem';
import type { DrawnStory } from '../pictures/drawn-story';
import { type Fault, lintStory, treeFaults } from './story-lint';
import { isAddress, type IsThere } from './story-media';
import { storyPaths } from './story-paths';
import { type StoryRow, StoryRows } from '../stories/story-rows';
import { growStoryTree, type StoryTree, type TreeScenelet, type TreeShot } from './story-tree';
import {
  AUDIO_OF_STORY,
  INSERT_SCENELETS,
  NEW_SCENELETS,
  type NewScenelet,
  ONE_SNAPSHOT,
  SHOTS_OF_STORY,
  treeOfStory,
} from './story-trees.queries';
import { treeDiagram } from '../pictures/tree-diagram';
import { flatTree, nestedTree, TreeTooDeepError } from './tree-forms';
import { treePicture, TreeTooLargeError } from '../pictures/tree-picture';
import { writeTreeYaml } from '../yaml/tree-yaml';
import { readTreeYaml, TreeYamlError, type YamlScenelet } from '../yaml/tree-yaml-reader';
import { storedMediaOf, type WholeStory } from './whole-story';

/** A story as its tree is read. */
export interface GrownStory {
  display_name: string;
  tree: StoryTree;
}

/** So many faults are told in one refusal. */
const TOLD_FAULTS = 20;

/** The tree of a story, in its forms: as JSON, as YAML out and in, as pictures; what is wrong with it, and its ways. */
@Injectable()
export class StoryTreesService {
  constructor(
    private readonly database: Database,
    private readonly rows: StoryRows,
    private readonly files: FileStore,
    private readonly activity: ActivityLog,
  ) {}

  /** @throws ProblemError 404 · 409 where it is no tree yet, or too deep to be nested */
  async tree(id: string, form: 'nested' | 'flat', caller: Caller): Promise<Answer> {
    const { display_name, tree } = await this.grow(id, caller);
    refuseFaults(treeFaults(tree));
    const head = { story_id: id, display_name, form, scenelet_count: tree.nodes.length };
    if (form === 'flat') return Answer.json(JSON.stringify({ ...head, entries: [...flatTree(tree)] }));
    try {
      return Answer.json(JSON.stringify({ ...head, root: nestedTree(tree) }));
    } catch (error) {
      throw error instanceof TreeTooDeepError ? new ProblemError('tree_too_deep', error.message) : error;
    }
  }

  /** @throws ProblemError 404 · 409 where it is no tree yet */
  async yaml(id: string, caller: Caller): Promise<Readable> {
    const { tree } = await this.grow(id, caller);
    refuseFaults(treeFaults(tree));
    return Readable.from(writeTreeYaml(tree));
  }

  /**
   * Fills an empty story.
   *
   * @param read gives the text
   * @throws ProblemError 404 · 403 · 412 · 409 when the story has scenelets · 400 that names every fault of the text
   */
  async importYaml(
    id: string,
    read: () => Promise<string>,
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    // Before anything is read: who may not is told so, and nobody else's text is parsed.
    await this.database.atomic(() => this.emptyStory(id, expected, caller));
    const text = await read();
    const scenelets = await readTreeYaml(text).catch((error: unknown) => {
      throw error instanceof TreeYamlError ? refusalOfYaml(error) : error;
    });
    await this.database.atomic(async () => {
      const story = await this.emptyStory(id, expected, caller);
      await this.rows.writeMany(scenelets.length, () => this.insert(id, story.project_id, scenelets, caller));
      await this.activity.record({
        action: 'update',
        resource: 'stories',
        projectId: story.project_id,
        by: caller.id,
        changes: [{ id, before: { scenelets: 0 }, after: { scenelets: scenelets.length } }],
      });
    });
    return Answer.json(JSON.stringify({ story_id: id, scenelet_count: scenelets.length }));
  }

  /** As Mermaid's text; a story that is not whole yet is drawn as it is. @throws ProblemError 404 */
  async diagram(id: string, caller: Caller): Promise<string> {
    return treeDiagram(await this.drawn(id, caller));
  }

  /** As SVG. @throws ProblemError 404 · 409 for more scenelets than a picture shows */
  async picture(id: string, caller: Caller): Promise<string> {
    const drawn = await this.drawn(id, caller);
    try {
      return treePicture(drawn);
    } catch (error) {
      throw error instanceof TreeTooLargeError ? new ProblemError('tree_too_large', error.message) : error;
    }
  }

  /** What is wrong with a story, or doubtful. @throws ProblemError 404 */
  async lint(id: string, caller: Caller): Promise<Answer> {
    const { findings } = await this.drawn(id, caller);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    return Answer.json(JSON.stringify({ story_id: id, errors, warnings: findings.length - errors, findings }));
  }

  /** @param limit how many routes are listed at most @throws ProblemError 404 · 409 where there is no root */
  async paths(id: string, limit: number, caller: Caller): Promise<Answer> {
    const { tree } = await this.grow(id, caller);
    refuseFaults(treeFaults(tree).filter(({ code }) => code === 'no_root'));
    return Answer.json(JSON.stringify({ story_id: id, ...storyPaths(tree, limit) }));
  }

  /** A story's tree, from one query. @throws ProblemError 404 */
  async grow(id: string, caller: Caller): Promise<GrownStory> {
    const rows = await this.database.read<(TreeScenelet | { id: null }) & { display_name: string }>(
      'stories.tree',
      treeOfStory(caller),
      [id, caller.id],
    );
    const [first] = rows;
    if (!first) throw notFound('story', id);
    return { display_name: first.display_name, tree: growStoryTree(rows.filter((row) => row.id !== null)) };
  }

  /** A story and what of its media can be got at. @throws ProblemError 404 */
  async withMedia(id: string, caller: Caller): Promise<{ story: WholeStory; isThere: IsThere }> {
    const story = await this.whole(id, caller);
    const stored = await this.files.existing(storedMediaOf(story));
    return { story, isThere: (path) => isAddress(path) || stored.has(path) };
  }

  /** One snapshot: a tree with the shots of another moment would be a story that never was. @throws ProblemError 404 */
  private whole(id: string, caller: Caller): Promise<WholeStory> {
    return this.database.atomic(async () => {
      await this.database.write('stories.snapshot', ONE_SNAPSHOT);
      const { display_name, tree } = await this.grow(id, caller);
      const shots = await this.database.read<TreeShot>('stories.tree_shots', SHOTS_OF_STORY, [id]);
      const row = await this.database.readOne<{ audio_design_document: unknown }>('stories.audio', AUDIO_OF_STORY, [
        id,
      ]);
      return { id, display_name, tree, shots, audio_design_document: row?.audio_design_document };
    });
  }

  private async drawn(id: string, caller: Caller): Promise<DrawnStory> {
    const { story, isThere } = await this.withMedia(id, caller);
    const shotCounts = new Map<string, number>();
    for (const { scenelet_ref } of story.shots) shotCounts.set(scenelet_ref, (shotCounts.get(scenelet_ref) ?? 0) + 1);
    return { story, tree: story.tree, shotCounts, findings: lintStory(story, isThere) };
  }

  private async emptyStory(id: string, expected: number | undefined, caller: Caller): Promise<StoryRow> {
    const story = await this.rows.story(id, caller, 'change');
    refuseStale(expected, story.version, 'story');
    const [there] = await this.database.write<{ id: string }>(
      'stories.any_scenelet',
      'select id from scenelets where story_id = $1 and deleted_at is null limit 1',
      [id],
    );
    if (there)
      throw new ProblemError(
        'state_conflict',
        'The story has scenelets already. Import into an empty story, or delete its root first.',
      );
    return story;
  }

  private async insert(
    id: string,
    projectId: string,
    scenelets: readonly YamlScenelet[],
    caller: Caller,
  ): Promise<void> {
    const ids = new Map(scenelets.map(({ display_id }) => [display_id, newId()]));
    const idOf = (display_id: string) => ids.get(display_id) as string;
    const rows = scenelets.map(({ display_id, parent, choice_label, ...scenelet }): NewScenelet => ({
      ...scenelet,
      id: idOf(display_id),
      parent_id: parent === null ? null : idOf(parent),
      choice_label_from_parent: choice_label,
    }));
    const values = [id, projectId, caller.id, ...NEW_SCENELETS.values(rows)];
    await this.database.write('stories.import', INSERT_SCENELETS, values);
  }
}

/** What keeps a tree or a bundle from being made, as one refusal that names each. @throws ProblemError 409, if there is any */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults;
  if (!first) return;
  const more = faults.length > 1 ? ` And ${String(faults.length - 1)} more; see lint.` : '';
  throw new ProblemError(
    first.code,
    `${first.message}${more}`,
    faults.slice(0, TOLD_FAULTS).map(({ code, message, scenelet }) => ({
      pointer: scenelet === null ? '' : `/scenelets/${scenelet.id}`,
      detail: message,
      code,
    })),
  );
}

function refusalOfYaml({ message, faults }: TreeYamlError): ProblemError {
  return new ProblemError(
    'invalid_input',
    message,
    faults.map(({ line, path, message: detail }) => ({
      pointer: path === '' ? '' : `/${path.replaceAll('.', '/')}`,
      detail: line === null ? detail : `line ${String(line)}: ${detail}`,
    })),
  );
}
