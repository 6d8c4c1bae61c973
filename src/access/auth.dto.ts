import { ApiProperty } from '@nestjs/swagger';
import { Name, Nullable, Text, Whole } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { SortBy } from '../http/lists/query-fields';
import { Trimmed } from './credential-fields';

/** Who signs in. */
export class SignIn {
  /** Upper and lower case count as the same. */
  @Trimmed()
  @Text(255)
  email!: string;

  /** The password. */
  @Text(1000)
  @ApiProperty({ format: 'password' })
  password!: string;
}

/** A sign-in. */
export class SignedIn {
  /** Send it with every request: `Authorization: Bearer <access_token>`. */
  access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  /** Seconds until it ends. */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
}

/** A new API token. */
export class ApiTokenCreate {
  /** What it is for. */
  @Name(100)
  name!: string;

  /** Days until it ends; absent or null: it does not end by itself. */
  @Nullable()
  @Whole(1, 3650)
  expires_in_days?: number | null;
}

/** How one's tokens are listed. */
export class ApiTokenQuery extends PageQuery {
  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 't.created_at', type: 'timestamptz', required: true },
    name: { sql: 't.name collate "und-x-icu"', type: 'text', required: true },
  })
  sort: string = 'created_at';
}

/** An API token, without its secret, which is not kept. */
export class ApiToken {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** What it is for. */
  name!: string;

  /** When it ends; null: it does not end by itself. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expires_at!: string | null;

  /** When it was last used, to a minute or so. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  last_used_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** A new API token, with its secret. */
export class ApiTokenCreated extends ApiToken {
  /** Shown this once. Send it like an access token: `Authorization: Bearer <token>`. */
  token!: string;
}

/** One page of API tokens. */
export class ApiTokenPage extends PageOf(ApiToken) {}
