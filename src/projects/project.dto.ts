import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Name, Nullable, OneOf, Optional, Reference, Text } from '../http/fields';
import { PageQuery } from '../http/page.dto';

/** A status that a client may set; a deleted project is in the trash. */
export const PROJECT_STATUSES = ['active', 'archived'] as const;

const SORTS = ['created_at', 'updated_at', 'name'].flatMap((key) => [key, `-${key}`]);

/** A new project; its maker owns it. */
export class ProjectCreate {
  /** Trimmed and NFC-normalised. */
  @Name(100)
  name!: string;

  /** What the project is. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** `active` when absent. */
  @Optional()
  @OneOf(PROJECT_STATUSES)
  status?: string;
}

/** Changes to a project: a JSON merge patch (RFC 7396). */
export class ProjectPatch {
  /** A new name. */
  @Optional()
  @Name(100)
  name?: string;

  /** What the project is. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** Whether it is being worked on. */
  @Optional()
  @OneOf(PROJECT_STATUSES)
  status?: string;

  /** A new owner; only the owner or an administrator may say so. */
  @Optional()
  @Reference()
  user_id?: string;
}

/** What projects may be listed by. */
export class ProjectQuery extends PageQuery {
  /** Projects with this status. */
  @Optional()
  @OneOf(PROJECT_STATUSES)
  status?: string;

  /** Projects of this owner. */
  @Optional()
  @Reference()
  user_id?: string;

  /** Projects with this name, without regard to case. */
  @Optional()
  @Text(100)
  name?: string;

  /** A field, with a leading - for descending order. */
  @Optional()
  @OneOf(SORTS)
  sort: string = 'created_at';
}

/** A project. */
export class Project {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  name!: string;

  description!: string | null;

  /** The owner. */
  @ApiProperty({ format: 'uuid' })
  user_id!: string;

  /** Whether it is being worked on. */
  status!: string;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;

  /** Who made it. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  created_by!: string | null;

  /** Who changed it last. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  updated_by!: string | null;

  /** Raised by every change; the ETag. */
  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** One page of projects. */
export class ProjectPage {
  @ApiProperty({ type: [Project] })
  items!: Project[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}
