import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { ActivityLog } from '../activity/activity-log';
import { SETTINGS, type Settings } from '../config/settings';
import { Database } from '../database/database.service';
import { ProblemError } from '../http/problem';
import { resourceOf, wordOf } from '../resources/resource';
import { permitted, type RowWithRole, roleOnRow } from '../resources/rights';
import './jobs.problems';
import { Chunks } from './chunks';
import { JobKinds } from './job-kinds';
import { type JobCommand, type JobStatus, statusAfter } from './job-state';

/** A live job that is locked, and what the caller is for it. */
export interface JobRow extends RowWithRole {
  id: string;
  project_id: string;
  name: string;
  status: JobStatus;
  version: number;
  created_by: string | null;
}

/** Tells jobs what to do, and says how they ended. Every method runs in the transaction of what it belongs to. */
@Injectable()
export class JobStates {
  constructor(
    private readonly database: Database,
    private readonly kinds: JobKinds,
    private readonly chunks: Chunks,
    private readonly activity: ActivityLog,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The job, locked against everybody who changes it. @throws ProblemError 404 unseen · 403 not allowed */
  async hold(type: string, id: string, caller: Caller): Promise<JobRow> {
    const { table } = this.kinds.of(type);
    const [row] = await this.database.write<JobRow>(
      `${table}.hold_job`,
      `select t.id, t.project_id, t.name, t.status, t.version, t.created_by, ${roleOnRow(resourceOf(type), 't', '$2')} as role
        from ${table} t where t.id = $1 and t.deleted_at is null for update of t`,
      [id, caller.id],
    );
    return permitted(type, id, row, 'change', caller);
  }

  /**
   * Obeys a command; one that is obeyed already changes nothing.
   *
   * @param job as {@link hold} gives it
   * @returns whether anything changed
   * @throws ProblemError 409 when the job's status knows no such command · 429 when the caller runs as many as one may
   */
  async obey(type: string, job: JobRow, command: JobCommand, caller: Caller): Promise<boolean> {
    const next = statusAfter(job.status, command);
    if (next === undefined)
      throw new ProblemError('state_conflict', `The ${wordOf(type)} is ${job.status}; ${REFUSALS[command]}.`);
    if (next === job.status) return false;
    if (next === 'running') await this.refuseTooMany(type, caller);
    const { table } = this.kinds.of(type);
    await this.database.write(
      `${table}.${command}`,
      `update ${table} set status = $2::text, version = version + 1, updated_at = now(), updated_by = $3,
          started_at = case when $2::text = 'running' then coalesce(started_at, now()) else started_at end,
          completed_at = case when $2::text = 'cancelled' then now() else null end where id = $1`,
      [job.id, next, caller.id],
    );
    if (command === 'pause') await this.chunks.hold(type, job.id);
    if (command === 'resume') await this.chunks.release(type, job.id);
    if (command === 'cancel') await this.chunks.cancel(type, job.id);
    await this.activity.record({
      action: command,
      resource: table,
      projectId: job.project_id,
      by: caller.id,
      changes: [{ id: job.id, before: { status: job.status }, after: { status: next } }],
    });
    return true;
  }

  /**
   * The program says how a running job ended.
   *
   * @param message one sentence for people, where there is something to say
   * @param column where the sentence is kept
   */
  async end(
    type: string,
    jobId: string,
    status: 'completed' | 'failed',
    message: string | null,
    column: 'message' | 'error_message' = 'message',
  ): Promise<void> {
    const { table } = this.kinds.of(type);
    const [row] = await this.database.write<{ project_id: string }>(
      `${table}.end`,
      `update ${table} set status = $2::text, ${column} = $3, progress = case when $2::text = 'completed' then 100 else progress end,
          completed_at = now(), version = version + 1, updated_at = now(), updated_by = null
        where id = $1 and status = 'running' returning project_id`,
      [jobId, status, message],
    );
    if (!row) return;
    await this.activity.record({
      action: status === 'completed' ? 'complete' : 'fail',
      resource: table,
      projectId: row.project_id,
      by: null,
      changes: [
        { id: jobId, before: { status: 'running' }, after: { status, ...(message !== null && { [column]: message }) } },
      ],
    });
  }

  /**
   * One person's jobs must not fill the house. Starts of one person come one after the other, so that two at once cannot both
   * see the last free place.
   *
   * @throws ProblemError 429
   */
  async refuseTooMany(type: string, caller: Caller): Promise<void> {
    const limit = this.settings.JOBS_PER_PERSON;
    await this.database.write('jobs.hold_person', 'select id from profiles where id = $1 for no key update', [
      caller.id,
    ]);
    const tables = this.kinds.all().map(({ table }) => table);
    const [row] = await this.database.write<{ running: number }>(
      'jobs.running_of_person',
      `select (${tables
        .map(
          (table) =>
            `(select count(*) from ${table} where status = 'running' and deleted_at is null and coalesce(updated_by, created_by) = $1)`,
        )
        .join(' + ')})::int as running`,
      [caller.id],
    );
    if (row && row.running >= limit)
      throw new ProblemError(
        'too_many_jobs',
        `You have ${String(row.running)} jobs running, and ${String(limit)} are allowed at a time. Wait until one has ended, or pause or cancel one; then start this ${wordOf(type)} again.`,
        [],
        { 'retry-after': '30' },
      );
  }
}

/** Of a cancellation there is none: what has ended stays as it is. */
const REFUSALS: Readonly<Record<JobCommand, string>> = {
  start: 'only a pending one can be started',
  pause: 'only a running one can be paused',
  resume: 'only a paused one can be resumed',
  cancel: 'it cannot be cancelled',
  retry: 'only one that has ended can be tried again',
};
