import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, Reference, Text } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, FilterByReference, SortBy } from '../../http/lists/query-fields';

/** What the activity may be listed by. */
export class ActivityQuery extends PageQuery {
  /** What happened in this project. */
  @Optional()
  @Reference()
  @FilterByReference('project', 'a.project_id', { deleted: true })
  project_id?: string;

  /** What this person did. */
  @Optional()
  @Reference()
  @FilterBy('a.user_id')
  user_id?: string;

  /** What happened to this kind of resource, for instance `shots`. */
  @Optional()
  @Text(50)
  @FilterBy('a.resource_type')
  resource_type?: string;

  /** What happened to this one. */
  @Optional()
  @Reference()
  @FilterBy('a.resource_id')
  resource_id?: string;

  /** What was done. */
  @Optional()
  @Text(50)
  @FilterBy('a.action')
  action?: string;

  /** The newest first, or the oldest. */
  @SortBy({ timestamp: { sql: 'a.timestamp', type: 'timestamptz', required: true } })
  sort: string = '-timestamp';
}

/** One changed row. */
export class ActivityChange {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** The changed fields before. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  before?: Record<string, unknown>;

  /** The changed fields after. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  after?: Record<string, unknown>;
}

/** What one request did to one kind of resource. */
export class Activity {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** When. */
  @ApiProperty({ format: 'date-time' })
  timestamp!: string;

  /** Who; null when the profile has been deleted, or when the program did it by itself. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  user_id!: string | null;

  /**
   * `create`, `update`, `delete` or `restore`; `purge` when a deletion has left the trash for good; of jobs also `start`, `pause`, `resume`, `cancel`, `retry`, and in the end
   * `complete` or `fail`. Entries of older programs have other words.
   */
  action!: string;

  resource_type!: string | null;

  /** When it was one. */
  resource_id!: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  project_id!: string | null;

  /** The request, as in the log. */
  request_id!: string | null;

  /** Which rows, and what changed in them. */
  @ApiProperty({ type: [ActivityChange], nullable: true })
  changes!: ActivityChange[] | null;

  /** How many rows, and what older programs noted. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata!: Record<string, unknown> | null;
}

/** One page of activity. */
export class ActivityPage extends PageOf(Activity) {}

/** What the trash may be listed by. */
export class TrashQuery extends PageQuery {
  /** What was deleted in this project, or the project itself. */
  @Optional()
  @Reference()
  @FilterByReference('project', 'd.project_id', { deleted: true })
  project_id?: string;

  /** Deletions of this kind, for instance `episode`. */
  @Optional()
  @Text(50)
  @FilterBy('d.root_type')
  root_type?: string;

  /** The latest deletion first, or the earliest. */
  @SortBy({ created_at: { sql: 'd.created_at', type: 'timestamptz', required: true } })
  sort: string = '-created_at';
}

/** One deletion: an item and everything that went with it. */
export class DeletionBody {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  project_id!: string | null;

  /** What kind of item was deleted: `project`, `episode`, `shot`. */
  root_type!: string;

  /** The item: restore it at its own address. */
  @ApiProperty({ format: 'uuid' })
  root_id!: string;

  root_name!: string | null;

  /** How many rows went with it, itself included. */
  @ApiProperty({ type: 'integer' })
  row_count!: number;

  /** When it was deleted. */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  /** Who deleted it. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  created_by!: string | null;

  /** From when on it may go for good; null where the trash is not emptied by itself. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  purge_at!: string | null;
}

/** One page of the trash. */
export class TrashPage extends PageOf(DeletionBody) {}
