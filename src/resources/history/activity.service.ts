import { Inject, Injectable } from '@nestjs/common';
import { type Caller, isAllowedEverywhere } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { type Settings, SETTINGS } from '../../config/settings';
import type { Answer } from '../../http/answer';
import { List } from '../../http/lists/list';
import { Lists } from '../../http/lists/lists';
import { declaredResources } from '../resource';
import { visibleRow } from '../rights';
import { ActivityQuery, TrashQuery } from './activity.dto';

/** SQL: may the caller see the project, deleted or not, that a row belongs to? */
function inVisibleProject(caller: Caller, column: string, callerAt: string): string {
  return `exists (select from projects p where p.id = ${column} and ${visibleProject(caller, 'p', callerAt, 'projects:read')})`;
}

/** SQL: may the caller see the deletion `d`? In its project, or, where its root has no project of its own, with the root. */
function visibleDeletion(caller: Caller, callerAt: string): string {
  const ofProject = inVisibleProject(caller, 'd.project_id', callerAt);
  const ofRoots = declaredResources()
    .filter(({ projects }) => projects.of !== 'itself' && projects.of !== 'column')
    .map(
      (resource) =>
        `(d.root_type = '${resource.type}' and exists (select from ${resource.table} t where t.id = d.root_id and ${visibleRow(resource, 't', caller, callerAt)}))`,
    );
  return ofRoots.length === 0 ? ofProject : `(${[ofProject, ...ofRoots].join(' or ')})`;
}

/** What happened in the projects that the caller may see, and what the caller did outside of projects. */
const ACTIVITY = new List<Caller>({
  name: 'activity',
  from: 'activity_logs a',
  id: 'a.id',
  fields: `a.id, a.timestamp, a.user_id, a.action, a.resource_type, a.resource_id, a.project_id, a.request_id, a.changes,
    a.metadata`,
  query: ActivityQuery,
  visible: (caller, at) => {
    if (isAllowedEverywhere(caller, 'projects:read')) return 'true';
    const id = at(caller.id);
    return `((a.project_id is null and a.user_id = ${id}::uuid) or ${inVisibleProject(caller, 'a.project_id', id)})`;
  },
});

/** SQL: from when on the deletion `d` may go for good. */
function purgeAt({ TRASH_RETENTION_DAYS: days }: Settings): string {
  return days === 'never' ? 'null::timestamptz' : `d.created_at + interval '${String(days)} days'`;
}

/** Deletions that the caller may see, but those that are on their way out. */
function deletions(settings: Settings): List<Caller> {
  return new List<Caller>({
    name: 'trash',
    from: 'deletions d',
    id: 'd.id',
    fields: `d.id, d.project_id, d.root_type, d.root_id, d.root_name, d.row_count, d.created_at, d.created_by,
      ${purgeAt(settings)} as purge_at`,
    query: TrashQuery,
    visible: (caller, at) =>
      `d.purge_started_at is null${isAllowedEverywhere(caller, 'projects:read') ? '' : ` and ${visibleDeletion(caller, at(caller.id))}`}`,
  });
}

/** Reads who did what, and what is in the trash. Both outlive their project's deletion. */
@Injectable()
export class ActivityService {
  private readonly deletions: List<Caller>;

  constructor(
    private readonly lists: Lists,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.deletions = deletions(settings);
  }

  /** One page of activity. @throws ProblemError 400 for a project that is unknown or may not be seen */
  list(query: ActivityQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(ACTIVITY, query, caller);
  }

  /** One page of the trash. @throws ProblemError 400 for a project that is unknown or may not be seen */
  listTrash(query: TrashQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(this.deletions, query, caller);
  }
}
