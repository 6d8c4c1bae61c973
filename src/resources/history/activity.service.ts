import { Injectable } from '@nestjs/common';
import { type Caller, isAllowedEverywhere } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { Database } from '../../database/database.service';
import { Answer } from '../../http/answer';
import { pageJson, pageSql, type PageRequest, planPage, type SortKey } from '../../http/pages';
import { unknownReference } from '../../http/problem';
import { countTotal, type CountHow } from '../../http/totals';
import { declaredResources } from '../resource';
import { visibleRow } from '../rights';

const ACTIVITY_SORTS: Readonly<Record<string, SortKey>> = {
  timestamp: { sql: 'a.timestamp', type: 'timestamptz', required: true },
};
const TRASH_SORTS: Readonly<Record<string, SortKey>> = {
  created_at: { sql: 'd.created_at', type: 'timestamptz', required: true },
};

const ENTRY = `lateral (select a.id, a.timestamp, a.user_id, a.action, a.resource_type, a.resource_id, a.project_id, a.request_id,
    a.changes, a.metadata) r`;
const DELETION = `lateral (select d.id, d.project_id, d.root_type, d.root_id, d.root_name, d.row_count, d.created_at, d.created_by) r`;

type Page = PageRequest & { count?: CountHow };

/** What activity may be filtered by; each a value or undefined. */
export interface ActivityFilters {
  project_id?: string;
  user_id?: string;
  resource_type?: string;
  resource_id?: string;
  action?: string;
}

/** What the trash may be filtered by; each a value or undefined. */
export interface TrashFilters {
  project_id?: string;
  root_type?: string;
}

/** Reads who did what, and what is in the trash. Both outlive their project's deletion. */
@Injectable()
export class ActivityService {
  constructor(private readonly database: Database) {}

  /**
   * One page of activity: of the projects that the caller may see, and the caller's own.
   *
   * @throws ProblemError 400 for a project that is unknown or may not be seen
   */
  list(filters: ActivityFilters, page: Page, caller: Caller): Promise<Answer> {
    const own = `(a.project_id is null and a.user_id = $1::uuid)`;
    const seen = isAllowedEverywhere(caller, 'projects:read')
      ? '$1::uuid is not null'
      : `(${own} or exists (select from projects p where p.id = a.project_id and ${visibleProject(caller, 'p', '$1', 'projects:read')}))`;
    return this.page('activity', 'activity_logs a', ENTRY, seen, 'a', { ...filters }, ACTIVITY_SORTS, page, caller);
  }

  /**
   * One page of the trash: deletions in the projects that the caller may see, deleted projects included.
   *
   * @throws ProblemError 400 for a project that is unknown or may not be seen
   */
  listTrash(filters: TrashFilters, page: Page, caller: Caller): Promise<Answer> {
    const seen = isAllowedEverywhere(caller, 'projects:read') ? '$1::uuid is not null' : visibleDeletion(caller, '$1');
    return this.page('trash', 'deletions d', DELETION, seen, 'd', { ...filters }, TRASH_SORTS, page, caller);
  }

  private async page(
    name: string,
    table: string,
    rendered: string,
    seen: string,
    alias: string,
    filters: Readonly<Record<string, string | undefined>>,
    sorts: Readonly<Record<string, SortKey>>,
    page: Page,
    caller: Caller,
  ): Promise<Answer> {
    const values: unknown[] = [caller.id];
    const conditions = [seen];
    for (const [column, value] of Object.entries(filters))
      if (value !== undefined) conditions.push(`${alias}.${column} = $${String(values.push(value))}`);
    const matching = conditions.join(' and ');
    const countValues = [...values];
    const plan = planPage(sorts, `${alias}.id`, page, filters, values);
    const rows = await this.database.read<{ json: string }>(
      `${name}.list`,
      pageSql(`from ${table}`, rendered, matching, plan),
      values,
    );
    if (rows.length === 0 && filters.project_id !== undefined)
      await this.refuseUnseenProject(filters.project_id, caller);
    const total =
      page.count &&
      (await countTotal(
        this.database,
        `${name}.count`,
        `select ${alias}.id from ${table} where ${matching}`,
        countValues,
        page.count,
      ));
    return Answer.json(pageJson(rows, plan, total));
  }

  private async refuseUnseenProject(id: string, caller: Caller): Promise<void> {
    const sql = `select p.id from projects p where p.id = $1 and ${visibleProject(caller, 'p', '$2', 'projects:read')}`;
    if (!(await this.database.readOne('activity.project_visible', sql, [id, caller.id])))
      throw unknownReference('project_id', 'project', id);
  }
}

/** SQL: may the caller see the deletion `d`? In its project, or, where its root has no project of its own, with the root. */
function visibleDeletion(caller: Caller, callerAt: string): string {
  const ofProject = `exists (select from projects p where p.id = d.project_id and ${visibleProject(caller, 'p', callerAt, 'projects:read')})`;
  const ofRoots = declaredResources()
    .filter(({ projects }) => projects.of !== 'itself' && projects.of !== 'column')
    .map(
      (resource) =>
        `(d.root_type = '${resource.type}' and exists (select from ${resource.table} t where t.id = d.root_id and ${visibleRow(resource, 't', caller, callerAt)}))`,
    );
  return ofRoots.length === 0 ? ofProject : `(${[ofProject, ...ofRoots].join(' or ')})`;
}
