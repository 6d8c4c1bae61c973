/** Where a job stands. */
export const JOB_STATUSES = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What a person may tell a job. */
export const JOB_COMMANDS = ['start', 'pause', 'resume', 'cancel', 'retry'] as const;
export type JobCommand = (typeof JOB_COMMANDS)[number];

/**
 * Where each command leads; to the same status: it is obeyed already, and nothing happens. What is missing is refused.
 * `retry` does again what failed, so there must be something that did.
 */
const LEADS: Readonly<Record<JobCommand, Readonly<Partial<Record<JobStatus, JobStatus>>>>> = {
  start: { pending: 'running', running: 'running' },
  pause: { running: 'paused', paused: 'paused' },
  resume: { paused: 'running', running: 'running' },
  cancel: {
    ...{ pending: 'cancelled', running: 'cancelled', paused: 'cancelled' },
    ...{ completed: 'completed', failed: 'failed', cancelled: 'cancelled' },
  },
  retry: { completed: 'running', failed: 'running', cancelled: 'running' },
};

/** Where the command leads from this status; undefined: nowhere. */
export function statusAfter(status: JobStatus, command: JobCommand): JobStatus | undefined {
  return LEADS[command][status];
}

/** The job does nothing more, unless somebody tells it to. */
export function isOver(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
