import { Injectable } from '@nestjs/common';
import { type Caller, isAllowedInProject } from '../access/permissions';
import { ActivityLog } from '../activity/activity-log';
import { changedFields, patched } from '../resources/changed-fields';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { newId } from '../database/new-id';
import { Answer, type RenderedItem } from '../http/answer';
import { refuseStale } from '../http/etag';
import { Lists } from '../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../http/problem';
import type { ProjectCreate, ProjectPatch, ProjectQuery } from './project.dto';
import { type ProjectRow, ProjectRows } from './project-rows';
import { PROJECTS, readProject, renderProject } from './projects.queries';

/** Projects: read, list, create, change, delete, restore. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: ProjectRows,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** One project. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('projects.read', readProject(caller), [id, caller.id]);
    if (!item) throw notFound('project', id);
    return Answer.item(item);
  }

  /** One page of the projects that the caller may see. */
  list(query: ProjectQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(PROJECTS, query, caller);
  }

  /** Makes a project that the caller owns. */
  async create(project: ProjectCreate, caller: Caller): Promise<Answer> {
    if (!(await this.holdProfile(caller.id)))
      throw new ProblemError('unauthenticated', 'Your profile was deleted meanwhile.');
    const id = newId();
    await this.database.write(
      'projects.insert',
      `insert into projects (id, name, description, status, user_id, created_by, updated_by) values ($1, $2, $3, coalesce($4, 'active'), $5, $5, $5)`,
      [id, project.name, project.description ?? null, project.status ?? null, caller.id],
    );
    await this.activity.record({
      action: 'create',
      resource: 'projects',
      projectId: id,
      by: caller.id,
      changes: [{ id, after: { name: project.name } }],
    });
    return Answer.created(await this.render(id), `/api/v1/projects/${id}`);
  }

  /**
   * Changes a project; a new `user_id` gives it to somebody else, whose membership, if any, ends with that.
   *
   * @throws ProblemError 404 · 403 · 412 · 400 unknown new owner
   */
  async update(id: string, patch: ProjectPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const before = await this.rows.project(id, caller, 'change');
    refuseStale(expected, before.version, 'project');
    const after = patched(before, patch, 'name');
    const changes = changedFields(before, after, ['name', 'description', 'status', 'user_id']);
    if (changes) {
      if (after.user_id !== before.user_id) await this.transfer(before, after.user_id, caller);
      await this.database.write(
        'projects.update',
        `update projects set name = $2, description = $3, status = $4, user_id = $5, version = version + 1, updated_at = now(), updated_by = $6 where id = $1`,
        [id, after.name, after.description, after.status, after.user_id, caller.id],
      );
      await this.activity.record({
        action: 'update',
        resource: 'projects',
        projectId: id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /** Moves a project to the trash with everything in it. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const project = await this.rows.project(id, caller, 'delete');
    refuseStale(expected, project.version, 'project');
    await this.trash.delete('project', [{ id, project_id: id, name: project.name }], caller);
    return Answer.none();
  }

  /** Brings a deleted project back; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('project', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  private async transfer(project: ProjectRow, owner: string, caller: Caller): Promise<void> {
    if (!isAllowedInProject(caller, 'projects:transfer', project.role))
      throw new ProblemError('forbidden', 'Only the owner or an administrator gives a project to somebody else.');
    if (!(await this.holdProfile(owner))) throw unknownReference('/user_id', 'profile', owner);
    const ended = await this.database.write<{ id: string; role: string }>(
      'projects.end_membership',
      'delete from project_members where project_id = $1 and user_id = $2 returning id, role',
      [project.id, owner],
    );
    await this.activity.record({
      action: 'delete',
      resource: 'project_members',
      projectId: project.id,
      by: caller.id,
      changes: ended.map(({ id, role }) => ({ id, before: { user_id: owner, role } })),
    });
  }

  /** Keeps a profile from being deleted until the transaction ends; false when there is none. */
  private async holdProfile(id: string): Promise<boolean> {
    return (
      (await this.database.write('projects.hold_profile', 'select id from profiles where id = $1 for key share', [id]))
        .length > 0
    );
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('projects.render', renderProject(), [id]);
    if (!item) throw new Error(`the project ${id} cannot be rendered`);
    return item;
  }
}
