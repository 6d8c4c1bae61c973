import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../access/permissions';
import { projectRole } from '../access/project-rights';
import { Database } from '../database/database.service';
import { type Act, permitted } from '../resources/rights';

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

  /** A live project that the caller sees and may do this to, locked. @throws ProblemError 404 unseen · 403 not allowed */
  async project(id: string, caller: Caller, act: Act, lock: Lock = 'update'): Promise<ProjectRow> {
    const [row] = await this.database.write<ProjectRow>(
      `projects.find_for_${lock}`,
      `select p.id, p.name, p.description, p.user_id, p.status, p.version, ${projectRole('p', '$2')} as role
        from projects p where p.id = $1 and p.deleted_at is null ${LOCKS[lock]}`,
      [id, caller.id],
    );
    return permitted('project', id, row, act, caller);
  }

  /** A live episode of the address, locked. @throws ProblemError 404 unseen · 403 not allowed */
  async episode(id: string, caller: Caller, act: Act): Promise<EpisodeRow> {
    const [row] = await this.database.write<EpisodeRow>(
      'episodes.find_for_update',
      `select e.id, e.project_id, e.name, e.position, e.version, e.created_by, ${projectRole('p', '$2')} as role
        from episodes e join projects p on p.id = e.project_id where e.id = $1 and e.deleted_at is null for update of e`,
      [id, caller.id],
    );
    return permitted('episode', id, row, act, caller);
  }
}
