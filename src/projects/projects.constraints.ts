import { describeConstraints, uuidAndText } from '../database/constraint-catalogue';
import { nameKey } from '../database/name-key';

describeConstraints('projects', {
  ck_projects_status: { field: 'status', sentence: 'The status must be active or archived.' },
  ck_projects_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_projects_deletion: { field: 'deleted_at', sentence: 'A project is deleted through the trash only.' },
  fk_projects_user_id: {
    field: 'user_id',
    sentence: 'There is no such profile.',
    parentSentence: 'The profile still owns projects.',
  },
  ck_projects_production_status: {
    field: 'production_status',
    sentence: 'The production status must be draft, in_progress, completed, failed or cancelled.',
  },
  ck_projects_current_stage: {
    field: 'current_stage',
    sentence: 'The stage must be initialization, script, tts, images, composition or render.',
  },
  ck_projects_wizard_step: { field: 'wizard_step', sentence: 'The wizard step must be between 0 and 3.' },
  ck_projects_progress_percent: { field: 'progress_percent', sentence: 'The progress must be between 0 and 100.' },
  ck_projects_duration_seconds: { field: 'duration_seconds', sentence: 'The duration must not be negative.' },
  uq_projects_live: { field: 'id', sentence: 'The project exists already.' },
  fk_projects_deletion_id: {
    field: 'deletion_id',
    sentence: 'There is no such deletion.',
    parentSentence: 'The deletion still holds a project.',
  },
});

describeConstraints('project_members', {
  uq_project_members_user: {
    field: 'user_id',
    sentence: 'This person is a member of the project already. Change the role instead.',
    rowInTheWay: {
      sql: 'select id from project_members where project_id = $1 and user_id = $2',
      values: uuidAndText,
    },
  },
  ck_project_members_role: { field: 'role', sentence: 'The role must be manager, artist or viewer.' },
  fk_project_members_project_id: {
    field: 'project_id',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has members.',
  },
  fk_project_members_user_id: {
    field: 'user_id',
    sentence: 'There is no such profile.',
    parentSentence: 'The profile is still a member of projects.',
  },
});

describeConstraints('episodes', {
  idx_episodes_project_name_unique: {
    field: 'name',
    sentence:
      'Another episode of this project has this name already; upper and lower case count as the same. Choose another name.',
    rowInTheWay: {
      sql: `select id from episodes where project_id = $1 and ${nameKey('name')} = $2 and deleted_at is null`,
      values: uuidAndText,
    },
  },
  ck_episodes_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_episodes_deletion: { field: 'deleted_at', sentence: 'An episode is deleted through the trash only.' },
  fk_episodes_project_id: {
    field: 'project_id',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has episodes.',
  },
  fk_episodes_project_live: {
    field: 'project_id',
    sentence: 'The project is in the trash. Restore it first, or take another one.',
    parentSentence: 'The project still has live episodes.',
  },
  fk_episodes_deletion_id: {
    field: 'deletion_id',
    sentence: 'There is no such deletion.',
    parentSentence: 'The deletion still holds episodes.',
  },
  uq_episodes_project: { field: 'id', sentence: 'The episode exists already.' },
  uq_episodes_live: { field: 'id', sentence: 'The episode exists already.' },
});
