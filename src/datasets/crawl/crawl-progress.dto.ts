import { ApiProperty } from '@nestjs/swagger';
import { SortBy } from '../../http/lists/query-fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { JOB_STATUSES } from '../../jobs/job-state';

/** What became of the addresses of one host. */
export class HostFigures {
  host!: string;

  @ApiProperty({ type: 'integer' })
  total!: number;

  @ApiProperty({ type: 'integer' })
  downloaded!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: 'integer' })
  waiting!: number;
}

/** How often something went wrong. */
export class FailureFigures {
  /** Such as `timeout` or `http_404`. */
  code!: string;

  @ApiProperty({ type: 'integer' })
  count!: number;
}

/** One thing that was done to a job, or that it did. */
export class JobLogEntry {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  action!: string;

  @ApiProperty({ format: 'date-time' })
  timestamp!: string;

  /** Who; null when the program did it by itself. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  user_id!: string | null;

  /** What changed, as in the activity. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata!: Record<string, unknown> | null;
}

/** How far a crawl job is. */
export class CrawlJobProgress {
  @ApiProperty({ enum: JOB_STATUSES })
  status!: string;

  /** Percent. */
  @ApiProperty({ type: 'integer' })
  progress!: number;

  @ApiProperty({ type: 'integer' })
  total_images!: number;

  @ApiProperty({ type: 'integer' })
  downloaded_images!: number;

  @ApiProperty({ type: 'integer' })
  failed_images!: number;

  @ApiProperty({ type: 'integer' })
  valid_images!: number;

  @ApiProperty({ type: 'integer' })
  remaining_images!: number;

  /** Addresses looked at in a second, since the start; null before anything was. */
  @ApiProperty({ type: 'number', nullable: true })
  images_per_second!: number | null;

  /** At this rate, for what is known; null while nobody can tell. */
  @ApiProperty({ type: 'integer', nullable: true })
  seconds_left!: number | null;

  /** The address that was looked at last. */
  current_item!: string | null;

  /** What a provider is being asked for. */
  current_keyword!: string | null;

  message!: string | null;

  /** The twenty hosts with the most addresses. */
  @ApiProperty({ type: [HostFigures] })
  hosts!: HostFigures[];

  @ApiProperty({ type: [FailureFigures] })
  failures!: FailureFigures[];

  /** The last ten entries of the job's log. */
  @ApiProperty({ type: [JobLogEntry] })
  logs!: JobLogEntry[];
}

/** In which order a job's log is read. */
export class JobLogQuery extends PageQuery {
  /** The newest first, or the oldest. */
  @SortBy({ timestamp: { sql: 'a.timestamp', type: 'timestamptz', required: true } })
  sort: string = '-timestamp';
}

/** One page of a job's log. */
export class JobLogPage extends PageOf(JobLogEntry) {}
