import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNumber, IsObject, Max, Min, ValidateBy } from 'class-validator';
import { nameKey } from '../../database/name-key';
import { Name, OneOf, Optional, Text, Whole } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { JOB_STATUSES } from '../../jobs/job-state';
import { VERDICTS } from '../images/image.dto';

export const EXPORT_FORMATS = ['zip', 'tar', 'tar.gz', 'csv', 'json', 'webdataset'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How long a link leads to the file unless it is said, in seconds. */
export const LINK_SECONDS = 3600;

const OBJECT = { message: 'must be an object' };
const BOOLEAN = { message: 'must be true or false' };

/** A list of 1 to 100 texts, or of some of these words. */
function Some(words?: readonly string[]): PropertyDecorator {
  const of = words ? `of ${words.join(', ')}` : '1 to 255 characters long';
  const fits = (value: unknown) =>
    typeof value === 'string' && (words ? words.includes(value) : value.length >= 1 && value.length <= 255);
  return applyDecorators(
    ValidateBy({
      name: 'some',
      validator: {
        validate: (value) => Array.isArray(value) && value.length >= 1 && value.length <= 100 && value.every(fits),
        defaultMessage: () => `must be a list of 1 to 100 texts, each ${of}`,
      },
    }),
    ApiProperty({
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: words ? { type: 'string', enum: [...words] } : { type: 'string', minLength: 1, maxLength: 255 },
    }),
  );
}

/** A number from 0 to a largest one. */
function Share(most: number): PropertyDecorator {
  const message = `must be a number from 0 to ${String(most)}`;
  return applyDecorators(
    IsNumber({}, { message }),
    Min(0, { message }),
    Max(most, { message }),
    ApiProperty({ type: 'number', minimum: 0, maximum: most }),
  );
}

/** Which pictures are taken: those for which all of this holds; of a list, one is enough. */
export class ExportFilter {
  /** Of the last validation. */
  @Optional()
  @Some(VERDICTS)
  verdict?: string[];

  @Optional()
  @Some()
  labels?: string[];

  @Optional()
  @Some()
  hosts?: string[];

  @Optional()
  @Some()
  licences?: string[];

  /** As the bytes say, such as `jpeg`. */
  @Optional()
  @Some()
  formats?: string[];

  /** Pixels; known after a validation, and so are the other three. */
  @Optional()
  @Whole(1)
  min_width?: number;

  @Optional()
  @Whole(1)
  max_width?: number;

  @Optional()
  @Whole(1)
  min_height?: number;

  @Optional()
  @Whole(1)
  max_height?: number;

  /** Bytes. */
  @Optional()
  @Whole(1)
  min_file_size?: number;

  @Optional()
  @Whole(1)
  max_file_size?: number;

  /** 0 to 1, of the last validation. */
  @Optional()
  @Share(1)
  min_quality?: number;
}

/** How the pictures are divided. Near duplicates always stay together. */
export class ExportSplits {
  /** Shares: only how they compare counts, so 80, 10 and 10 are as good as 0.8, 0.1 and 0.1. */
  @Optional()
  @Share(1000)
  train: number = 0;

  @Optional()
  @Share(1000)
  validation: number = 0;

  @Optional()
  @Share(1000)
  test: number = 0;

  /** The same pictures are divided the same way with the same seed. */
  @Optional()
  @Text(100)
  seed: string = '';
}

/** What is exported, and how. */
export class ExportOptions {
  /** Valid pictures only; absent: when the job was validated and no verdict is asked for. */
  @Optional()
  @IsBoolean(BOOLEAN)
  only_valid?: boolean;

  @Optional()
  @IsObject(OBJECT)
  @ApiPropertyOptional({ type: ExportFilter })
  filter?: unknown;

  @Optional()
  @IsObject(OBJECT)
  @ApiPropertyOptional({ type: ExportSplits })
  splits?: unknown;

  /** With all that is known of how each picture was come by: redirects, headers, robots and AI preferences. */
  @Optional()
  @IsBoolean(BOOLEAN)
  metadata: boolean = true;

  /** Of a webdataset: the one suffix of all pictures. Must be said where they are of several formats. */
  @Optional()
  @ValidateBy({
    name: 'suffix',
    validator: {
      validate: (value) => typeof value === 'string' && /^(?!(json|txt)$)[a-z0-9]{1,10}$/.test(value),
      defaultMessage: () => 'must be 1 to 10 of a–z and 0–9, and neither json nor txt',
    },
  })
  @ApiProperty({ pattern: '^[a-z0-9]{1,10}$' })
  suffix?: string;
}

/** A new export job. It starts at once. */
export class ExportJobCreate {
  /** Trimmed and NFC-normalised. Need not be unique. */
  @Name(100)
  name!: string;

  @Optional()
  @OneOf(EXPORT_FORMATS)
  format: ExportFormat = 'zip';

  @Optional()
  @IsObject(OBJECT)
  @ApiPropertyOptional({ type: ExportOptions })
  export_options: unknown = {};
}

/** What the export jobs of a crawl job may be listed by. */
export class ExportJobQuery extends PageQuery {
  @Optional()
  @OneOf(JOB_STATUSES)
  @FilterBy('j.status')
  status?: string;

  @Optional()
  @OneOf(EXPORT_FORMATS)
  @FilterBy('j.format')
  format?: string;

  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 'j.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'j.updated_at', type: 'timestamptz', required: true },
    name: { sql: nameKey('j.name'), type: 'text', required: true },
  })
  sort: string = '-created_at';
}

/** A new link to the file. */
export class LinkCreate {
  /** How long it leads there, in seconds. */
  @Optional()
  @Whole(60, 86_400)
  expires_in: number = LINK_SECONDS;
}

/** What a link consists of. */
export class DownloadQuery {
  /** Until when it leads to the file: seconds since 1970. */
  @Optional()
  @Text(20)
  expires?: string;

  @Optional()
  @Text(100)
  signature?: string;
}

/** An address at which there is not any more what was exported. */
export class ChangedAddress {
  /** Of the image. */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  address!: string;

  @ApiProperty({ enum: ['differs', 'gone'] })
  result!: string;

  /** In a sentence. */
  detail!: string;
}

/** What stands today at the addresses of an export. */
export class Verification {
  @ApiProperty({ enum: ['running', 'completed', 'failed', 'cancelled'] })
  status!: string;

  @ApiProperty({ format: 'date-time' })
  started_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completed_at!: string | null;

  /** Addresses. */
  @ApiProperty({ type: 'integer' })
  total!: number;

  /** So many have been looked at. */
  @ApiProperty({ type: 'integer' })
  checked!: number;

  /** The very bytes that were exported. */
  @ApiProperty({ type: 'integer' })
  same!: number;

  /** Something else. */
  @ApiProperty({ type: 'integer' })
  differs!: number;

  /** Nothing. */
  @ApiProperty({ type: 'integer' })
  gone!: number;

  /** Nobody knows: robots.txt or the owner forbids it, or the host did not answer in time. */
  @ApiProperty({ type: 'integer' })
  not_asked!: number;

  /** The first thousand that differ or are gone, in the order of the export. */
  @ApiProperty({ type: [ChangedAddress] })
  changed!: ChangedAddress[];

  /** Why it failed, in a sentence. */
  @ApiProperty({ type: 'string', nullable: true })
  message!: string | null;
}

/** A file made of the pictures of a crawl job. */
@Recorded()
export class ExportJob extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  @ApiProperty({ format: 'uuid' })
  crawl_job_id!: string;

  /** Who asked for it. */
  @ApiProperty({ format: 'uuid' })
  user_id!: string;

  name!: string;

  @ApiProperty({ enum: JOB_STATUSES })
  status!: string;

  /** Percent, 0 to 100. */
  @ApiProperty({ type: 'integer' })
  progress!: number;

  @ApiProperty({ enum: EXPORT_FORMATS })
  format!: string;

  /** As they were asked for, with what was left to the service. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  export_options!: Record<string, unknown>;

  /** Pictures that were selected; 0 until that is known. */
  @ApiProperty({ type: 'integer' })
  total_images!: number;

  @ApiProperty({ type: 'integer' })
  exported_images!: number;

  /** Exported of selected pictures in percent, two decimals; null before any is selected. */
  @ApiProperty({ type: 'number', nullable: true })
  success_rate!: number | null;

  is_running!: boolean;

  /** It has ended: completed, failed or cancelled. */
  is_completed!: boolean;

  /** The link has expired; a new one is made by `…/link`. */
  is_expired!: boolean;

  /** Leads to the file, without a token, until `expires_at`; below the origin of the service. Null while there is no file. */
  @ApiProperty({ type: 'string', nullable: true })
  download_url!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expires_at!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  file_name!: string | null;

  /** Bytes. */
  @ApiProperty({ type: 'integer', nullable: true })
  file_size!: number | null;

  /** Of the file. */
  @ApiProperty({ type: 'string', nullable: true })
  file_sha256!: string | null;

  /** What the export says of itself: counts, sources, rules, how it was divided and that no near duplicates were parted. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  manifest!: Record<string, unknown> | null;

  /** What stands today at its addresses, when that was asked last. */
  @ApiProperty({ type: Verification, nullable: true })
  verification!: Verification | null;

  /** Why it failed, in a sentence. */
  @ApiProperty({ type: 'string', nullable: true })
  error_message!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completed_at!: string | null;
}

/** One page of export jobs. */
export class ExportJobPage extends PageOf(ExportJob) {}
