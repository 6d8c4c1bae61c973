import { ApiProperty } from '@nestjs/swagger';
import { MEMBER_ROLES } from '../access/permissions';
import { OneOf, Optional, Reference } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterBy, SortBy } from '../http/lists/query-fields';
import { Recorded, RecordedItem } from '../http/recorded';

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
  @FilterBy('m.role')
  role?: string;

  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 'm.created_at', type: 'timestamptz', required: true },
    role: { sql: 'm.role collate "C"', type: 'text', required: true },
    email: { sql: 'u.email collate "C"', type: 'text', required: true },
  })
  sort: string = 'created_at';
}

/** A member of a project. */
@Recorded({ created_by: 'Who added them.', updated_by: 'Who changed their role last.' })
export class Member extends RecordedItem {
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
}

/** One page of members. */
export class MemberPage extends PageOf(Member) {}
