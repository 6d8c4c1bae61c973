import { Injectable } from '@nestjs/common';
import { type Caller, isAllowedInProject, isLimited, type MemberRole } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { ActivityLog } from '../activity/activity-log';
import { Database } from '../database/database.service';
import { newId } from '../database/new-id';
import { Answer, type RenderedItem } from '../http/answer';
import { refuseStale } from '../http/etag';
import { List } from '../http/lists/list';
import { Lists } from '../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../http/problem';
import { type MemberCreate, type MemberPatch, MemberQuery } from './member.dto';
import { notAllowed } from '../resources/rights';
import { type ProjectRow, ProjectRows } from './project-rows';

const FIELDS = `m.id, m.project_id, m.user_id, u.email, u.full_name, m.role, m.created_at, m.updated_at, m.created_by,
    m.updated_by, m.version`;

const FROM = 'project_members m join profiles u on u.id = m.user_id join projects p on p.id = m.project_id';

const RENDERED = `select row_to_json(r) as json, m.version || '.' || u.version as etag
  from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** SQL: is the member's project live, and may the caller see it? */
function visible(caller: Caller, callerAt: string): string {
  return `p.deleted_at is null and ${visibleProject(caller, 'p', callerAt, 'projects:read')}`;
}

const MEMBERS = new List<Caller>({
  name: 'members',
  from: FROM,
  id: 'm.id',
  fields: FIELDS,
  query: MemberQuery,
  visible: (caller, at) => visible(caller, at(caller.id)),
  within: { project: 'm.project_id' },
});

/** What a manager may give and take away. */
const LIMITED_TO: readonly string[] = ['artist', 'viewer'];

interface MemberRow {
  id: string;
  role: MemberRole;
  version: number;
}

/** Who works on a project, and as what. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: ProjectRows,
    private readonly activity: ActivityLog,
  ) {}

  /** One page of members. @throws ProblemError 404 */
  list(projectId: string, query: MemberQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(MEMBERS, query, caller, { project: projectId });
  }

  /** One member. @throws ProblemError 404 */
  async read(projectId: string, userId: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>(
      'members.read',
      `${RENDERED} where m.project_id = $1 and m.user_id = $3 and ${visible(caller, '$2')}`,
      [projectId, caller.id, userId],
    );
    if (!item) throw notFound('member', userId);
    return Answer.item(item);
  }

  /** Adds somebody. @throws ProblemError 404 · 403 · 400 unknown profile · 409 a member already, or the owner */
  async add(projectId: string, member: MemberCreate, caller: Caller): Promise<Answer> {
    const project = await this.project(projectId, caller);
    refuseRole(project, caller, member.role);
    if (project.user_id === member.user_id)
      throw new ProblemError('state_conflict', 'This person owns the project, which includes every right of a member.');
    const [profile] = await this.database.write(
      'members.profile',
      'select id from profiles where id = $1 for key share',
      [member.user_id],
    );
    if (!profile) throw unknownReference('/user_id', 'profile', member.user_id, 'fk_project_members_user_id');
    const id = newId();
    await this.database.write(
      'members.insert',
      'insert into project_members (id, project_id, user_id, role, created_by, updated_by) values ($1, $2, $3, $4, $5, $5)',
      [id, projectId, member.user_id, member.role, caller.id],
    );
    const item = await this.render(projectId, member.user_id);
    await this.record('create', projectId, caller, { id, after: { user_id: member.user_id, role: member.role } });
    return Answer.created(item, `/api/v1/projects/${projectId}/members/${member.user_id}`);
  }

  /** Changes what somebody may do. @throws ProblemError 404 · 403 · 412 */
  async update(
    projectId: string,
    userId: string,
    patch: MemberPatch,
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    const project = await this.project(projectId, caller);
    const before = await this.find(projectId, userId);
    refuseRole(project, caller, before.role);
    refuseStale(expected, before.version, 'member');
    if (patch.role !== undefined && patch.role !== before.role) {
      refuseRole(project, caller, patch.role);
      await this.database.write(
        'members.update',
        'update project_members set role = $2, version = version + 1, updated_at = now(), updated_by = $3 where id = $1',
        [before.id, patch.role, caller.id],
      );
      await this.record('update', projectId, caller, {
        id: before.id,
        before: { role: before.role },
        after: { role: patch.role },
      });
    }
    return Answer.item(await this.render(projectId, userId));
  }

  /** Takes somebody off the project; everybody may leave. @throws ProblemError 404 · 403 · 412 */
  async remove(projectId: string, userId: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const leaves = userId === caller.id;
    const project = leaves
      ? await this.rows.project(projectId, caller, 'see', 'share')
      : await this.project(projectId, caller);
    const before = await this.find(projectId, userId);
    if (!leaves) refuseRole(project, caller, before.role);
    refuseStale(expected, before.version, 'member');
    await this.database.write('members.delete', 'delete from project_members where id = $1', [before.id]);
    await this.record('delete', projectId, caller, { id: before.id, before: { user_id: userId, role: before.role } });
    return Answer.none();
  }

  /** The project, locked so that its owner stays who it is, if the caller may change any members. */
  private async project(id: string, caller: Caller): Promise<ProjectRow> {
    const project = await this.rows.project(id, caller, 'see');
    if (
      !isAllowedInProject(caller, 'members:change', project.role) &&
      !isLimited(caller, 'members:change', project.role)
    )
      throw notAllowed('project', project, 'change its members');
    return project;
  }

  private async find(projectId: string, userId: string): Promise<MemberRow> {
    const [row] = await this.database.write<MemberRow>(
      'members.find',
      'select id, role, version from project_members where project_id = $1 and user_id = $2 for update',
      [projectId, userId],
    );
    if (!row) throw notFound('member', userId);
    return row;
  }

  private async render(projectId: string, userId: string): Promise<RenderedItem> {
    const sql = `${RENDERED} where m.project_id = $1 and m.user_id = $2`;
    const [item] = await this.database.write<RenderedItem>('members.render', sql, [projectId, userId]);
    if (!item) throw notFound('member', userId);
    return item;
  }

  private record(
    action: 'create' | 'update' | 'delete',
    projectId: string,
    caller: Caller,
    change: { id: string; before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): Promise<void> {
    return this.activity.record({ action, resource: 'project_members', projectId, by: caller.id, changes: [change] });
  }
}

/** @throws ProblemError 403 when the caller may only deal with lesser roles than this */
function refuseRole(project: ProjectRow, caller: Caller, role: string): void {
  if (isAllowedInProject(caller, 'members:change', project.role) || LIMITED_TO.includes(role)) return;
  throw new ProblemError('forbidden', 'A manager deals with artists and viewers only; ask the owner for the rest.');
}
