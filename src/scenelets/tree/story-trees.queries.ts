import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { GivenRows } from '../../resources/many-rows/given-rows';

/** A story with its live scenelets, a row each; one row without a scenelet where it has none; no row: not seen. Values: story, caller. */
export function treeOfStory(caller: Caller): string {
  return `select y.display_name, s.id, s.parent_id, s.position, s.choice_label_from_parent, s.choice_prompt, s.content,
      s.is_branch_point, s.is_terminal_node, s.branch_audio_file_path
    from stories y join projects p on p.id = y.project_id left join scenelets s on s.story_id = y.id and s.deleted_at is null
    where y.id = $1 and y.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** What is read after it, in the same transaction, is of one moment. */
export const ONE_SNAPSHOT = 'set transaction isolation level repeatable read, read only';

/** The places and media of a story's live shots. Values: story. */
export const SHOTS_OF_STORY = `select id, scenelet_ref, shot_index, key_frame_image_path, audio_file_path, video_file_path
  from shots where story_id = $1 and deleted_at is null order by scenelet_sequence, shot_index`;

/** Values: story. */
export const AUDIO_OF_STORY = 'select audio_design_document from stories where id = $1';

/** A new scenelet of a story. */
export interface NewScenelet {
  id: string;
  parent_id: string | null;
  position: number;
  choice_label_from_parent: string | null;
  choice_prompt: string | null;
  content: unknown;
  is_branch_point: boolean;
  is_terminal_node: boolean;
}

export const NEW_SCENELETS = new GivenRows<NewScenelet>({
  id: 'uuid',
  parent_id: 'uuid',
  position: 'int',
  choice_label_from_parent: 'text',
  choice_prompt: 'text',
  content: 'jsonb',
  is_branch_point: 'boolean',
  is_terminal_node: 'boolean',
});

/** Values: story, project, caller, {@link NEW_SCENELETS}. */
export const INSERT_SCENELETS = `insert into scenelets (id, story_id, project_id, parent_id, position, choice_label_from_parent,
    choice_prompt, content, is_branch_point, is_terminal_node, created_by, updated_by)
  select id, $1, $2, parent_id, position, choice_label_from_parent, choice_prompt, content, is_branch_point, is_terminal_node, $3, $3
    from ${NEW_SCENELETS.table(4)}`;
