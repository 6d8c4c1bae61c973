import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../../access/permissions';
import { projectRole } from '../../access/project-rights';
import { Database } from '../../database/database.service';
import { type Act, isSeenAs, permitted } from '../../resources/rights';

/** A live story that is being changed, as it is before, and what the caller is in its project. */
export interface StoryRow {
  id: string;
  episode_id: string;
  project_id: string;
  display_name: string;
  initial_prompt: string;
  story_constitution: unknown;
  visual_design_document: unknown;
  audio_design_document: unknown;
  visual_reference_package: unknown;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** A live scenelet that is being changed, as it is before, and what the caller is in its project. */
export interface SceneletRow {
  id: string;
  story_id: string;
  project_id: string;
  episode_id: string;
  parent_id: string | null;
  position: number;
  choice_label_from_parent: string | null;
  choice_prompt: string | null;
  content: unknown;
  is_branch_point: boolean;
  is_terminal_node: boolean;
  branch_audio_file_path: string | null;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** From so many new scenelets on, what PostgreSQL knows of the table is out of date. */
const MANY = 1000;

/**
 * Finds and locks what a write to a story names, together with the caller's role. Whatever changes a story, its tree or
 * its shots' places holds the story's row until the end, so that all of it happens one after the other.
 */
@Injectable()
export class StoryRows {
  constructor(private readonly database: Database) {}

  /** A live story of the address, locked. @throws ProblemError 404 unseen · 403 not allowed */
  async story(id: string, caller: Caller, act: Act): Promise<StoryRow> {
    await this.lockEpisodesOf([id]);
    const [row] = await this.database.write<StoryRow>(
      'stories.find_for_update',
      `select y.id, y.episode_id, y.project_id, y.display_name, y.initial_prompt, y.story_constitution, y.visual_design_document,
          y.audio_design_document, y.visual_reference_package, y.version, y.created_by, ${projectRole('p', '$2')} as role
        from stories y join projects p on p.id = y.project_id
        where y.id = $1 and y.deleted_at is null for key share of p for no key update of y`,
      [id, caller.id],
    );
    return permitted('story', id, row, act, caller);
  }

  /** A live scenelet of the address, its story locked. @throws ProblemError 404 unseen · 403 not allowed */
  async scenelet(id: string, caller: Caller, act: Act): Promise<SceneletRow> {
    await this.lockStoriesOf([id]);
    return permitted('scenelet', id, await this.findScenelet(id, caller), act, caller);
  }

  /** A live scenelet that the caller may see, or undefined. Its story must be locked by now. */
  async findScenelet(id: string, caller: Caller): Promise<SceneletRow | undefined> {
    const [row] = await this.database.write<SceneletRow>(
      'scenelets.find',
      `select s.id, s.story_id, s.project_id, y.episode_id, s.parent_id, s.position, s.choice_label_from_parent, s.choice_prompt,
          s.content, s.is_branch_point, s.is_terminal_node, s.branch_audio_file_path, s.version, s.created_by,
          ${projectRole('p', '$2')} as role
        from scenelets s join stories y on y.id = s.story_id join projects p on p.id = s.project_id
        where s.id = $1 and s.deleted_at is null`,
      [id, caller.id],
    );
    return row && isSeenAs('scenelet', row.role, caller) ? row : undefined;
  }

  /**
   * Writes many scenelets at once. A session has planned its statements, and those of foreign keys, for the table as it
   * was; where it was small, it would go on to read all of it for every scenelet. So this session plans anew for the write,
   * and the others from its end on.
   */
  async writeMany(count: number, write: () => Promise<unknown>): Promise<void> {
    if (count > MANY) await this.database.write('scenelets.plan_anew', 'discard plans');
    await write();
    if (count > MANY) await this.database.write('scenelets.analyze', 'analyze (skip_locked) scenelets');
  }

  /**
   * Locks the stories of scenelets, live or not, in the order of their ids. A statement of its own: what is read after it is
   * what the last holder left.
   */
  async lockStoriesOf(sceneletIds: readonly string[]): Promise<void> {
    const stories = await this.database.write<{ id: string }>(
      'scenelets.stories',
      'select distinct story_id as id from scenelets where id = any($1::uuid[])',
      [sceneletIds],
    );
    const ids = stories.map(({ id }) => id);
    await this.lockEpisodesOf(ids);
    await this.database.write(
      'scenelets.lock_stories',
      `select y.id from stories y join projects p on p.id = y.project_id where y.id = any($1::uuid[])
        order by y.id for key share of p for no key update of y`,
      [ids],
    );
  }

  /**
   * Episodes are locked before their stories, as the deletion of an episode locks; the foreign keys of shots lock them in any
   * case. While somebody moves the story to another episode, the old episode is locked here, which may end in a deadlock: the
   * transaction then runs again.
   */
  private async lockEpisodesOf(storyIds: readonly string[]): Promise<void> {
    await this.database.write(
      'stories.lock_episodes',
      `select e.id from episodes e where e.id in (select episode_id from stories where id = any($1::uuid[]))
        order by e.id for key share`,
      [storyIds],
    );
  }
}
