import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { requestContext } from '../database/request-context';

/** One changed row: its id, and the changed fields only. No images: it was created or deleted as a whole. */
export interface Change {
  id: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** What is done to rows; and to jobs, by people and in the end by the program. */
export type Action =
  | ('create' | 'update' | 'delete' | 'restore' | 'purge')
  | ('start' | 'pause' | 'resume' | 'cancel' | 'retry' | 'complete' | 'fail')
  | ('link' | 'verify')
  | ('assign' | 'unassign');

/** What one request did to one table. */
export interface ActivityEntry {
  action: Action;
  /** The table, which is also the resource's plural name. */
  resource: string;
  projectId: string | null;
  /** Who did it; null: the program itself. */
  by: string | null;
  changes: readonly Change[];
}

/** Writes who did what: an entry per request and table, in the transaction of the change itself. */
@Injectable()
export class ActivityLog {
  constructor(private readonly database: Database) {}

  /** Nothing changed: nothing is written. Must run inside the change's transaction. */
  async record(entry: ActivityEntry): Promise<void> {
    const [first] = entry.changes;
    if (!first) return;
    await this.database.write(
      'activity.record',
      `insert into activity_logs (user_id, created_by, action, resource_type, resource_id, project_id, request_id, changes, metadata, timestamp)
        values ($1, $1, $2, $3, $4, $5, $6, $7, jsonb_build_object('count', $8::int), clock_timestamp())`,
      [
        entry.by,
        entry.action,
        entry.resource,
        entry.changes.length === 1 ? first.id : null,
        entry.projectId,
        requestContext.getStore()?.requestId ?? null,
        JSON.stringify(entry.changes),
        entry.changes.length,
      ],
    );
  }

  /** As {@link record}, for rows of several projects (null: of none): an entry for each project. */
  async recordByProject(
    entry: Omit<ActivityEntry, 'projectId' | 'changes'>,
    changes: readonly { projectId: string | null; change: Change }[],
  ): Promise<void> {
    const byProject = new Map<string | null, Change[]>();
    for (const { projectId, change } of changes) {
      const own = byProject.get(projectId);
      if (own) own.push(change);
      else byProject.set(projectId, [change]);
    }
    for (const [projectId, own] of byProject) await this.record({ ...entry, projectId, changes: own });
  }
}
