import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { notFound, unknownReference } from '../../http/problem';
import { isSeenAs, permitted, roleOnRow } from '../../resources/rights';
import { type HeldRow, Rows } from '../../resources/rows';
import { DRAWING } from '../drawings.resources';

/** A live drawing that is being changed, and what the caller is for it. */
export interface DrawingRow {
  id: string;
  /** As old clients know it: one of its projects. */
  project_id: string | null;
  name: string;
  file_name: string;
  drawing_type: string | null;
  sheet_number: string | null;
  drawing_date: string | null;
  revision: string | null;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/**
 * Which projects drawings are of. Projects are locked before drawings, and these in the order of their ids before anybody touches
 * their assignments; see docs/decisions/018. Every method runs in the transaction of what it belongs to.
 */
@Injectable()
export class DrawingProjectRows {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * The projects, in which the caller may make something.
   *
   * @param pointer of the list of ids
   * @throws ProblemError 400 unseen · 403
   */
  async holdProjects(ids: readonly string[], caller: Caller, pointer: string): Promise<HeldRow[]> {
    const held = await this.rows.hold('project', ids, caller);
    return [...new Set(ids)].map((id) => {
      const project = held.get(id);
      if (!project) throw unknownReference(pointer, 'project', id);
      return permitted('project', id, project, 'add to', caller);
    });
  }

  /** Live drawings by id, locked against everybody who changes them; those that the caller may not see are left out. */
  async lock(ids: readonly string[], caller: Caller): Promise<Map<string, DrawingRow>> {
    const distinct = [...new Set(ids)];
    await this.database.write(
      'drawings.lock_projects',
      `select p.id from projects p where p.id in (select a.project_id from drawing_projects a where a.drawing_id = any($1::uuid[]))
        order by p.id for key share`,
      [distinct],
    );
    const rows = await this.database.write<DrawingRow>(
      'drawings.lock',
      `select d.id, d.project_id, d.file_name as name, d.file_name, d.drawing_type, d.sheet_number, d.drawing_date::text as drawing_date, d.revision,
          d.version, d.created_by, ${roleOnRow(DRAWING, 'd', '$2')} as role
        from drawings d where d.id = any($1::uuid[]) and d.deleted_at is null order by d.id for no key update of d`,
      [distinct, caller.id],
    );
    return new Map(rows.filter(({ role }) => isSeenAs('drawing', role, caller)).map((row) => [row.id, row]));
  }

  /**
   * Assigns drawings to projects; pairs that are there already stay. That takes the right to change the drawing, so that nobody
   * gets more rights on it by a project of their own, and to make something in the project.
   *
   * @returns how many pairs are new
   * @throws ProblemError 404 an unseen drawing · 400 an unseen project · 403
   */
  async assign(drawingIds: readonly string[], projectIds: readonly string[], caller: Caller): Promise<number> {
    const projects = await this.holdProjects(projectIds, caller, '/project_ids');
    const drawings = await this.lock(drawingIds, caller);
    for (const id of drawingIds) permitted('drawing', id, drawings.get(id), 'change', caller);
    return this.insert(
      [...drawings.keys()],
      projects.map(({ id }) => id),
      caller,
    );
  }

  /**
   * Takes drawings out of projects; pairs that are not there are passed over. A drawing that is left without a project is its
   * maker's.
   *
   * @returns how many pairs are gone
   * @throws ProblemError 404 an unseen drawing · 400 an unseen project · 403
   */
  async remove(drawingIds: readonly string[], projectIds: readonly string[], caller: Caller): Promise<number> {
    const projects = await this.holdProjects(projectIds, caller, '/project_ids');
    const drawings = await this.lock(drawingIds, caller);
    for (const id of drawingIds) if (!drawings.has(id)) throw notFound('drawing', id);
    const removed = await this.database.write<{ drawing_id: string; project_id: string }>(
      'drawing_projects.remove',
      'delete from drawing_projects where drawing_id = any($1::uuid[]) and project_id = any($2::uuid[]) returning drawing_id, project_id',
      [[...drawings.keys()], projects.map(({ id }) => id)],
    );
    await this.record('unassign', removed, caller);
    return removed.length;
  }

  /** Whoever calls it has checked the rights, and has locked both. @returns how many pairs are new */
  async insert(drawingIds: readonly string[], projectIds: readonly string[], caller: Caller): Promise<number> {
    const made = await this.database.write<{ drawing_id: string; project_id: string }>(
      'drawing_projects.insert',
      `insert into drawing_projects (drawing_id, project_id, created_by, updated_by)
        select d.id, p.id, $3, $3 from unnest($1::uuid[]) with ordinality d(id, place) cross join unnest($2::uuid[]) with ordinality p(id, place)
        order by d.place, p.place on conflict (drawing_id, project_id) do nothing returning drawing_id, project_id`,
      [drawingIds, projectIds, caller.id],
    );
    await this.record('assign', made, caller);
    return made.length;
  }

  private record(
    action: 'assign' | 'unassign',
    pairs: readonly { drawing_id: string; project_id: string }[],
    caller: Caller,
  ) {
    return this.activity.recordByProject(
      { action, resource: 'drawings', by: caller.id },
      pairs.map(({ drawing_id, project_id }) => ({
        projectId: project_id,
        change: { id: drawing_id, after: { project_id } },
      })),
    );
  }
}
