import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { Database } from '../../database/database.service';
import { Answer } from '../../http/answer';
import { eventStream, type ServerSentEvent } from '../../http/event-stream';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError } from '../../http/problem';
import { isOver, type JobStatus } from '../../jobs/job-state';
import { jobLogs, newestLogs } from '../job-logs';
import type { JobLogQuery } from './crawl-progress.dto';

const LOGS = jobLogs('crawl_jobs', 'crawl_job');

/** Streams that one process keeps open; whoever comes later is asked to come again. */
const MOST_STREAMS = 200;

const SECONDS = `extract(epoch from coalesce(j.completed_at, now()) - j.started_at)`;
const LOOKED_AT = '(j.downloaded_images + j.failed_images)';

/** Cheap: it is asked for every second. */
const FIGURES = `j.status, j.progress, j.total_images, j.downloaded_images, j.failed_images, j.valid_images,
  greatest(0, j.total_images - ${LOOKED_AT}) as remaining_images,
  case when ${LOOKED_AT} > 0 and ${SECONDS} > 0 then round((${LOOKED_AT} / ${SECONDS})::numeric, 2)::float8 end as images_per_second,
  case when j.status = 'running' and ${LOOKED_AT} > 0
    then ceil(greatest(0, j.total_images - ${LOOKED_AT}) * ${SECONDS} / ${LOOKED_AT})::int end as seconds_left,
  (select i.original_url from images i where i.crawl_job_id = j.id and i.outcome = 'pending' order by i.position limit 1) as current_item,
  (select s.parameters->'keywords'->>coalesce((s.state->'search'->>'keyword')::int, 0) from crawl_sources s
    where s.crawl_job_id = j.id and s.status = 'reading' and s.type = 'search' order by s.position limit 1) as current_keyword,
  j.message`;

/** All of it, which reads every image of the job. */
const TABLES = `coalesce((select json_agg(row_to_json(h)) from (select i.host, count(*)::int as total,
      (count(*) filter (where i.outcome = 'downloaded'))::int as downloaded,
      (count(*) filter (where i.outcome in ('failed', 'refused')))::int as failed,
      (count(*) filter (where i.outcome = 'pending'))::int as waiting
    from images i where i.crawl_job_id = j.id and i.deleted_at is null and i.host is not null group by i.host order by total desc, i.host limit 20) h), '[]') as hosts,
  coalesce((select json_agg(row_to_json(f)) from (select i.failure_code as code, count(*)::int as count
    from images i where i.crawl_job_id = j.id and i.deleted_at is null and i.failure_code is not null group by 1 order by 2 desc, 1 limit 50) f), '[]') as failures,
  ${newestLogs('crawl_jobs', 'j.id')} as logs`;

const visible = (caller: Caller) =>
  `from crawl_jobs j join projects p on p.id = j.project_id where j.id = $1 and j.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;

/** How far crawl jobs are: once, as it goes on, and what was done to them. */
@Injectable()
export class CrawlProgress {
  private streams = 0;

  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
  ) {}

  /** @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const row = await this.database.readOne<{ json: string }>(
      'crawl_jobs.progress',
      `select row_to_json(r) as json from (select ${FIGURES}, ${TABLES} ${visible(caller)}) r`,
      [id, caller.id],
    );
    if (!row) throw notFound('crawl job', id);
    return Answer.json(row.json);
  }

  /** One page of a job's log. @throws ProblemError 404 */
  logs(id: string, query: JobLogQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(LOGS, query, caller, { crawl_job: id });
  }

  /**
   * Events `progress` whenever a figure changes, and `log` for what is done to the job. Ends when the job has ended, is
   * deleted, or may no longer be seen.
   *
   * @param lastId of the last event that the client has: what came after it is sent first
   * @throws ProblemError 404 · 429 when too many listen already
   */
  async events(id: string, lastId: string | undefined, caller: Caller): Promise<Readable> {
    if (this.streams >= MOST_STREAMS)
      throw new ProblemError(
        'too_many_requests',
        'Too many listen already. Come again in a minute, or ask for the progress.',
        [],
        {
          'retry-after': '60',
        },
      );
    let place = placeOf(lastId);
    const first = await this.look(id, caller, place);
    if (!first) throw notFound('crawl job', id);
    let next: typeof first | undefined = first;
    let over = false;
    this.streams++;
    const stream = eventStream(async () => {
      if (over) return undefined;
      const seen = next ?? (await this.look(id, caller, place));
      next = undefined;
      if (!seen) return undefined;
      ({ place, over } = seen);
      return seen.events;
    });
    stream.once('close', () => this.streams--);
    return stream;
  }

  private async look(
    id: string,
    caller: Caller,
    place: Place,
  ): Promise<{ events: ServerSentEvent[]; place: Place; over: boolean } | undefined> {
    const row = await this.database.readOne<{ json: string; version: number; status: JobStatus }>(
      'crawl_jobs.figures_now',
      `select row_to_json(r) as json, r.version, r.status from (select j.version, ${FIGURES} ${visible(caller)}) r`,
      [id, caller.id],
    );
    if (!row) return undefined;
    const logs = await this.database.read<{ json: string; at: string }>(
      'crawl_jobs.logs_since',
      `select json_build_object('id', a.id, 'action', a.action, 'timestamp', a.timestamp, 'user_id', a.user_id, 'metadata', (a.changes->0)::jsonb - 'id') as json,
          (extract(epoch from a.timestamp) * 1000000)::bigint::text as at
        from activity_logs a where a.resource_type = 'crawl_jobs' and a.resource_id = $1
          and a.timestamp > to_timestamp($2::numeric / 1000000) order by a.timestamp, a.id limit 100`,
      [id, place.logged],
    );
    const logged = logs.at(-1)?.at ?? place.logged;
    const events: ServerSentEvent[] = logs.map(({ json, at }) => ({
      event: 'log',
      id: `${String(place.version)}-${at}`,
      data: json,
    }));
    if (row.version !== place.version)
      events.push({ event: 'progress', id: `${String(row.version)}-${logged}`, data: row.json });
    return { events, place: { version: row.version, logged }, over: isOver(row.status) };
  }
}

/** Where a client is: the version of the job that it has, and when, in microseconds, the last entry of the log was made. */
interface Place {
  version: number;
  logged: string;
}

function placeOf(lastId: string | undefined): Place {
  const [, version = '0', logged = '0'] = /^(\d{1,9})-(\d{1,17})$/.exec(lastId ?? '') ?? [];
  return { version: Number(version), logged };
}
