import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsUrl } from 'class-validator';
import { nameKey } from '../database/name-key';
import { Flag, Name, Nullable, OneOf, Optional, Reference, Text } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterBy, FilterByName, SortBy } from '../http/lists/query-fields';
import { Recorded, RecordedItem } from '../http/recorded';
import { EmailAddress, NewPassword } from './credential-fields';
import { GLOBAL_ROLES, type GlobalRole } from './permissions';

/** A new person. */
export class ProfileCreate {
  /** Unique without regard to case; the name to sign in with. Trimmed and NFC-normalised. */
  @EmailAddress()
  email!: string;

  /** What the person signs in with, until they change it. */
  @NewPassword()
  password!: string;

  /** What people call them. */
  @Nullable()
  @Name(100)
  full_name?: string | null;

  /** What they may do on the whole system; `user` when absent. */
  @Optional()
  @OneOf(GLOBAL_ROLES)
  role?: GlobalRole;
}

/** Changes to a profile: a JSON merge patch (RFC 7396). Absent leaves as it is, null clears. */
export class ProfilePatch {
  /** Unique without regard to case; the name to sign in with. */
  @Optional()
  @EmailAddress()
  email?: string;

  /** What people call them. */
  @Nullable()
  @Name(100)
  full_name?: string | null;

  /** A picture's address on the web. */
  @Nullable()
  @Text(2000)
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be an http or https address' },
  )
  @ApiPropertyOptional({ type: 'string', format: 'uri', nullable: true })
  avatar_url?: string | null;

  /** Only administrators change roles. The last administrator keeps theirs. */
  @Optional()
  @OneOf(GLOBAL_ROLES)
  role?: GlobalRole;

  /** A new password. All sign-ins of the profile end, and all its API tokens are revoked. */
  @Optional()
  @NewPassword()
  password?: string;

  /** The password until now: needed for a new password of one's own. */
  @Optional()
  @Text(1000)
  @ApiPropertyOptional({ format: 'password' })
  current_password?: string;
}

/** What profiles may be listed by. */
export class ProfileQuery extends PageQuery {
  /** The profile with this address, without regard to case. */
  @Optional()
  @Name(255)
  @FilterByName('p.email')
  email?: string;

  /** Profiles with this role. */
  @Optional()
  @OneOf(GLOBAL_ROLES)
  @FilterBy('p.role')
  role?: GlobalRole;

  /** A field, with a leading - for descending order; NULLs come last. */
  @SortBy({
    created_at: { sql: 'p.created_at', type: 'timestamptz', required: true },
    email: { sql: nameKey('p.email'), type: 'text', required: true },
    full_name: { sql: nameKey('p.full_name'), type: 'text' },
  })
  sort: string = 'created_at';
}

/** How a profile is deleted. */
export class ProfileDeleteQuery {
  /** Who shall own the profile's projects, those in the trash included. */
  @Optional()
  @Reference()
  new_owner_id?: string;

  /** `true`: what the profile has made for itself in projects, such as exports, may go with it. Needed when there is any. */
  @Optional()
  @Flag()
  take_along: boolean = false;
}

/** A person. */
@Recorded({ version: 'Raised by every change; the ETag.' })
export class Profile extends RecordedItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** Unique without regard to case. */
  @ApiProperty({ format: 'email' })
  email!: string;

  full_name!: string | null;

  avatar_url!: string | null;

  /** What they may do on the whole system. */
  @ApiProperty({ enum: GLOBAL_ROLES })
  role!: GlobalRole;
}

/** One page of profiles. */
export class ProfilePage extends PageOf(Profile) {}
