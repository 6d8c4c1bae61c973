import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One bad field. */
export class FieldErrorBody {
  /** JSON pointer (RFC 6901) into the body, or the name of a parameter. */
  pointer!: string;

  /** What is wrong with it. */
  detail!: string;

  /** The database constraint that says so. */
  @ApiPropertyOptional()
  constraint?: string;

  /** The row in the way, for a duplicate. */
  @ApiPropertyOptional({ format: 'uuid' })
  conflicting_id?: string;

  /** The problem that the item alone would have been refused with, in a bulk call. */
  @ApiPropertyOptional()
  code?: string;
}

/** A refusal (RFC 9457). */
export class ProblemBody {
  /** Leads to what this kind of problem means. */
  type!: string;

  /** The kind of problem, in words. */
  title!: string;

  /** The HTTP status. */
  @ApiProperty({ type: 'integer' })
  status!: number;

  /** What is wrong this time, and what to do. */
  detail!: string;

  /** The address that was asked. */
  @ApiPropertyOptional()
  instance?: string;

  /** The kind of problem, for programs. Stable. */
  @ApiProperty()
  code!: string;

  /** The request's id, which is also in the log. */
  @ApiPropertyOptional()
  request_id?: string;

  /** Every bad field. */
  @ApiPropertyOptional({ type: [FieldErrorBody] })
  errors?: FieldErrorBody[];
}
