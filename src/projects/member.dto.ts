import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MEMBER_ROLES } from '../access/permissions';
import { OneOf, Optional, Reference } from '../http/fields';
import { PageQuery } from '../http/page.dto';

/** A new member of a project. */
export class MemberCreate {
  /** Whose profile. */
  @Reference()
  user_id!: string;

  /** What they may do in the project. */
  @OneOf(MEMBER_ROLES)
  role!: string;
}

/** Changes to a member. */
export class MemberPatch {
  /** What they may do in the project. */
  @Optional()
  @OneOf(MEMBER_ROLES)
  role?: string;
}

/** What members may be listed by. */
export class MemberQuery extends PageQuery {
  /** Members with this role. */
  @Optional()
  @OneOf(MEMBER_ROLES)
  role?: string;

  /** A field, with a leading - for descending order. */
  @Optional()
  @OneOf(['created_at', 'role', 'email'].flatMap((key) => [key, `-${key}`]))
  sort: string = 'created_at';
}

/** A member of a project. */
export class Member {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  @ApiProperty({ format: 'uuid' })
  user_id!: string;

  email!: string;

  full_name!: string | null;

  /** What they may do in the project. */
  @ApiProperty({ enum: MEMBER_ROLES })
  role!: string;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;

  /** Who added them. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  created_by!: string | null;

  /** Who changed their role last. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  updated_by!: string | null;

  /** Raised by every change; the first part of the ETag. */
  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** One page of members. */
export class MemberPage {
  @ApiProperty({ type: [Member] })
  items!: Member[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}
