import type { SingleBar } from 'cli-progress';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option, StrictCommand, untilInterrupted, type WithDatabase } from '../command-line/command';
import { type CommandFailure, EXIT, InterruptedError, UsageError } from '../command-line/exit';
import { colors } from '../config/colors';
import { isOver, type JobStatus } from '../jobs/job-state';

/** How often it is looked how far the job is. */
const LOOK_MS = 500;
/** Elsewhere than on a terminal, lines come no closer than this. */
const LINES_MS = 2000;

/** A job as it is followed: of pictures, whatever is done with them. */
interface FollowedJob {
  id: string;
  type: 'crawl_job' | 'validation_job' | 'export_job';
  name: string;
  status: JobStatus;
  /** Percent. */
  progress: number;
  done: number;
  total: number;
  per_second: number | null;
  seconds_left: number | null;
  /** What there is to say, in a sentence. */
  message: string | null;
}

interface Look extends FollowedJob {
  in_trash: boolean;
  has_workers: boolean;
}

const WORDS: Readonly<Record<FollowedJob['type'], string>> = {
  crawl_job: 'crawl job',
  validation_job: 'validation job',
  export_job: 'export job',
};

/** SQL: one job, of whichever kind it is. Value: its id. */
const LOOK = `select r.*, case when r.done > 0 and r.seconds > 0 then round((r.done / r.seconds)::numeric, 1)::float8 end as per_second,
    case when r.status = 'running' and r.done > 0 then ceil(greatest(0, r.total - r.done) * r.seconds / r.done)::int end as seconds_left,
    exists (select from job_workers where seen_at > now() - interval '30 seconds') as has_workers
  from (select id, 'crawl_job' as type, name, status, progress, downloaded_images + failed_images as done, total_images as total, message,
      deleted_at is not null as in_trash, extract(epoch from coalesce(completed_at, now()) - started_at)::float8 as seconds from crawl_jobs
    union all select id, 'validation_job', name, status, progress, validated_images, total_images, error_message,
      deleted_at is not null, extract(epoch from coalesce(completed_at, now()) - started_at)::float8 from validation_jobs
    union all select id, 'export_job', name, status, progress, exported_images, total_images, error_message,
      deleted_at is not null, extract(epoch from coalesce(completed_at, now()) - started_at)::float8 from export_jobs) r
  where r.id = $1`;

/** The job has ended, but not as it should. */
export class JobNotCompletedError extends Error implements CommandFailure {
  override name = 'JobNotCompletedError';
  readonly exitCode = EXIT.failed;

  constructor(
    sentence: string,
    readonly report: { job: FollowedJob },
  ) {
    super(sentence);
  }
}

@Command({
  name: 'follow',
  arguments: '<id>',
  description: 'Show how far a crawl, validation or export job is, until it ends.',
})
export class FollowCommand extends StrictCommand {
  protected override readonly help = `
A bar on a terminal, elsewhere a line every two seconds. Changes nothing: Ctrl-C ends the watching, and the job goes on.
With --json the lines go to standard error, and the job as it has ended to standard output: id, type, name, status,
progress, done, total, per_second, seconds_left, message.

  continuity jobs follow 01a22094-6126-74fa-b87e-aa3d14e98163

Exit codes: 0 completed · 1 failed, cancelled, or there is no such job, or the database is away · 2 wrong option, or no id ·
3 migrations are pending · 130 stopped watching.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run([id = '']: string[], { json = false }: { json?: boolean }): Promise<void> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      throw new UsageError(
        `"${id}" is no id of a job. It is the id that the job was made with, such as in its address.`,
      );
    const stopped = untilInterrupted();
    const view = new JobView(json ? process.stderr : process.stdout);
    const job = await this.withDatabase(async ({ url, refusePending }) => {
      await refusePending();
      const { Client } = await import('pg');
      const client = new Client({ connectionString: url, application_name: 'continuity jobs follow' });
      await client.connect();
      // A connection that breaks between two looks is told by the next one.
      client.on('error', () => undefined);
      try {
        return await follow(id, async () => (await client.query<Look>(LOOK, [id])).rows[0], view, stopped);
      } finally {
        view.end();
        await client.end().catch(() => undefined);
      }
    });
    if (job.status !== 'completed') throw new JobNotCompletedError(ended(job), { job });
    process.stdout.write(`${json ? JSON.stringify(job) : ended(job)}\n`);
  }

  @Option({ flags: '--json', description: 'the job as it has ended, as JSON' })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'jobs', description: 'Jobs of datasets: crawls, validations, exports.' })
export class JobsCommand extends StrictCommand {
  protected override readonly help = `
  continuity jobs follow ID

It explains itself: continuity jobs follow --help`;

  protected override readonly subCommands: readonly StrictCommand[];

  constructor(withDatabase: WithDatabase) {
    super();
    this.subCommands = [new FollowCommand(withDatabase)];
  }

  run(): Promise<void> {
    throw new UsageError('Say what to do: continuity jobs follow ID');
  }
}

/** Looks until the job has ended. @throws InterruptedError · Error when there is no such job */
async function follow(
  id: string,
  look: () => Promise<Look | undefined>,
  view: JobView,
  stopped: AbortSignal,
): Promise<FollowedJob> {
  for (;;) {
    const seen = await look();
    if (!seen) throw new Error(`There is no job ${id}. Look for typing errors; it may be one of another database.`);
    const { in_trash, has_workers, ...job } = seen;
    if (in_trash) throw new Error(`The ${WORDS[job.type]} ${id} is in the trash, where nothing is done with it.`);
    if (isOver(job.status)) return job;
    await view.show(job, has_workers);
    await sleep(LOOK_MS, undefined, { signal: stopped }).catch(() => undefined);
    if (stopped.aborted)
      throw new InterruptedError(
        `No longer watched. The ${WORDS[job.type]} is ${job.status}, as before. Watch it again: continuity jobs follow ${id}`,
      );
  }
}

/** A job that goes on, as people read it: a bar where there is a terminal, plain lines elsewhere. */
class JobView {
  private bar: SingleBar | undefined;
  private said = '';
  private lineAt = 0;
  private remark = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  async show(job: FollowedJob, hasWorkers: boolean): Promise<void> {
    this.tell(remarkOn(job, hasWorkers));
    const figures = figuresOf(job);
    if (this.stream.isTTY) {
      this.bar ??= await this.begun(job);
      this.bar.update(job.progress, { figures });
    } else if (figures !== this.said && Date.now() >= this.lineAt) {
      this.lineAt = Date.now() + LINES_MS;
      this.said = figures;
      this.stream.write(`${job.name}: ${String(job.progress)} %, ${figures}\n`);
    }
  }

  /** Takes the bar away, before something else is written. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private tell(remark: string): void {
    if (remark === this.remark) return;
    this.remark = remark;
    if (remark === '') return;
    this.end();
    this.stream.write(`${colors.yellow(remark)}\n`);
  }

  private async begun({ name }: FollowedJob): Promise<SingleBar> {
    const { Presets, SingleBar: Bar } = await import('cli-progress');
    const bar = new Bar(
      {
        // A name may hold what the bar would take for a place to fill in.
        format: `${name.replaceAll(/[{}]/g, '')} {bar} {percentage} % | {figures}`,
        stream: this.stream,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 24,
      },
      Presets.shades_classic,
    );
    bar.start(100, 0, { figures: '' });
    return bar;
  }
}

/** Why nothing happens, where that is so. */
function remarkOn({ type, status }: FollowedJob, hasWorkers: boolean): string {
  if (status === 'pending') return `The ${WORDS[type]} is pending: it waits to be started.`;
  if (status === 'paused') return `The ${WORDS[type]} is paused: it waits to be resumed.`;
  return hasWorkers ? '' : 'No worker is at work: start the service, or npm run worker.';
}

/** `120 of 500 pictures, 12.5 a second, 31 s left` */
function figuresOf({ done, total, per_second, seconds_left }: FollowedJob): string {
  const rate = per_second === null ? '' : `, ${String(per_second)} a second`;
  const left = seconds_left === null ? '' : `, ${String(seconds_left)} s left`;
  return `${String(done)} of ${String(total)} pictures${rate}${left}`;
}

function ended(job: FollowedJob): string {
  const color = job.status === 'completed' ? colors.green : colors.red;
  const head = `${color(job.status)}: the ${WORDS[job.type]} "${job.name}", ${String(job.done)} of ${String(job.total)} pictures.`;
  return job.message === null ? head : `${head} ${job.message}`;
}
