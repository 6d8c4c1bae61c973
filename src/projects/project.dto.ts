import { ApiProperty } from '@nestjs/swagger';
import { nameKey } from '../database/name-key';
import { Name, Nullable, OneOf, Optional, Reference, Text } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterBy, FilterByName, SortBy } from '../http/lists/query-fields';
import { Recorded, RecordedItem } from '../http/recorded';

/** A status that a client may set; a deleted project is in the trash. */
export const PROJECT_STATUSES = ['active', 'archived'] as const;

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
  @FilterBy('p.status')
  status?: string;

  /** Projects of this owner. */
  @Optional()
  @Reference()
  @FilterBy('p.user_id')
  user_id?: string;

  /** Projects with this name, without regard to case. */
  @Optional()
  @Text(100)
  @FilterByName('p.name')
  name?: string;

  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 'p.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'p.updated_at', type: 'timestamptz', required: true },
    name: { sql: nameKey('p.name'), type: 'text', required: true },
  })
  sort: string = 'created_at';
}

/** A project. */
@Recorded({ version: 'Raised by every change; the ETag.' })
export class Project extends RecordedItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  name!: string;

  description!: string | null;

  /** The owner. */
  @ApiProperty({ format: 'uuid' })
  user_id!: string;

  /** Whether it is being worked on. */
  status!: string;
}

/** One page of projects. */
export class ProjectPage extends PageOf(Project) {}
