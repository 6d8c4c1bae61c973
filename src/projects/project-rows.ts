import { Injectable } from '@nestjs/common';
import { type Caller, isAllowedInProject, type PermissionName, type ProjectRole } from '../access/permissions';
import { isVisible, projectRole, visibleProject } from '../access/project-rights';
import { Database } from '../database/database.service';
import { notFound, ProblemError } from '../http/problem';

/** A live project that is being changed, as it is before, and what the caller is in it. */
export interface ProjectRow {
  id: string;
  name: string;
  description: string | null;
  user_id: string;
  status: string;
  version: number;
  role: ProjectRole | null;
}

/** A live episode that is being changed, as it is before, and what the caller is in its project. */
export interface EpisodeRow {
  id: string;
  project_id: string;
  name: string;
  position: number;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** How strongly a row is locked: `share` against its deletion, `update` against everyone who writes. */
type Lock = 'share' | 'update';

const LOCKS: Readonly<Record<Lock, string>> = { share: 'for key share', update: 'for update' };

/** Finds and locks the projects and episodes that a write names, together with the caller's role in them. */
@Injectable()
export class ProjectRows {
  constructor(private readonly database: Database) {}

  /** May the caller see a live project with this id? For reads. */
  async isSeen(id: string, caller: Caller): Promise<boolean> {
    const sql = `select p.id from projects p where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2', 'projects:read')}`;
    return (await this.database.readOne('projects.is_seen', sql, [id, caller.id])) !== undefined;
  }

  /** A live project that the caller may see, locked, or undefined. */
  async findProject(id: string, caller: Caller, lock: Lock): Promise<ProjectRow | undefined> {
    const [row] = await this.database.write<ProjectRow>(
      `projects.find_for_${lock}`,
      `select p.id, p.name, p.description, p.user_id, p.status, p.version, ${projectRole('p', '$2')} as role
        from projects p where p.id = $1 and p.deleted_at is null ${LOCKS[lock]}`,
      [id, caller.id],
    );
    return row && isVisible(caller, row.role) ? row : undefined;
  }

  /** A live project of the address. @throws ProblemError 404 unseen · 403 not allowed */
  async project(id: string, caller: Caller, permission: PermissionName, lock: Lock): Promise<ProjectRow> {
    const row = await this.findProject(id, caller, lock);
    if (!row) throw notFound('project', id);
    if (!isAllowedInProject(caller, permission, row.role)) throw refusal(row.role);
    return row;
  }

  /** A live episode of the address, locked. @throws ProblemError 404 unseen · 403 not allowed */
  async episode(id: string, caller: Caller, permission: PermissionName): Promise<EpisodeRow> {
    const [row] = await this.database.write<EpisodeRow>(
      'episodes.find_for_update',
      `select e.id, e.project_id, e.name, e.position, e.version, e.created_by, ${projectRole('p', '$2')} as role
        from episodes e join projects p on p.id = e.project_id where e.id = $1 and e.deleted_at is null for update of e`,
      [id, caller.id],
    );
    if (!row || !isVisible(caller, row.role)) throw notFound('episode', id);
    if (!isAllowedInProject(caller, permission, row.role, row.created_by)) throw refusal(row.role);
    return row;
  }
}

/** Why somebody who may see a project may not do this in it. */
export function refusal(role: ProjectRole | null): ProblemError {
  const as = role === null ? 'without a role in it' : `as its ${role}`;
  return new ProblemError(
    'forbidden',
    `You may see this project, but not do this ${as}. Its owner can give you another role.`,
  );
}
