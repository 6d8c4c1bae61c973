import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OneOf, Optional, Reference, Text } from '../../http/fields';
import { PageQuery } from '../../http/page.dto';

/** What the activity may be listed by. */
export class ActivityQuery extends PageQuery {
  /** What happened in this project. */
  @Optional()
  @Reference()
  project_id?: string;

  /** What this person did. */
  @Optional()
  @Reference()
  user_id?: string;

  /** What happened to this kind of resource, for instance `shots`. */
  @Optional()
  @Text(50)
  resource_type?: string;

  /** What happened to this one. */
  @Optional()
  @Reference()
  resource_id?: string;

  /** What was done. */
  @Optional()
  @Text(50)
  action?: string;

  /** The newest first, or the oldest. */
  @Optional()
  @OneOf(['timestamp', '-timestamp'])
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

  /** `create`, `update`, `delete` or `restore`; entries of older programs have other words. */
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
export class ActivityPage {
  @ApiProperty({ type: [Activity] })
  items!: Activity[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}

/** What the trash may be listed by. */
export class TrashQuery extends PageQuery {
  /** What was deleted in this project, or the project itself. */
  @Optional()
  @Reference()
  project_id?: string;

  /** Deletions of this kind, for instance `episode`. */
  @Optional()
  @Text(50)
  root_type?: string;

  /** The latest deletion first, or the earliest. */
  @Optional()
  @OneOf(['created_at', '-created_at'])
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
}

/** One page of the trash. */
export class TrashPage {
  @ApiProperty({ type: [DeletionBody] })
  items!: DeletionBody[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}
