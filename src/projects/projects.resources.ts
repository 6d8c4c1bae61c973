import { nameKey } from '../database/name-key';
import { declareResource, inProject, OF_CONTENT } from '../resources/resource';

export const PROJECT = declareResource({
  type: 'project',
  table: 'projects',
  label: 'name',
  projects: { of: 'itself' },
  parents: [],
  under: {},
  permissions: { read: 'projects:read', add: 'content:write', write: 'projects:update', delete: 'projects:delete' },
  onRestore: `status = case when status = 'deleted' then 'active' else status end`,
});

export const EPISODE = declareResource({
  type: 'episode',
  table: 'episodes',
  label: 'name',
  projects: inProject('project_id'),
  parents: [{ type: 'project', column: 'project_id' }],
  under: { project: 'project_id' },
  unique: [{ constraint: 'idx_episodes_project_name_unique', within: ['project_id'], field: 'name', key: nameKey }],
  permissions: OF_CONTENT,
});
