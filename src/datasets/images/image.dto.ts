import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Flag, OneOf, Optional, Text } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, FilterByFlag, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { BulkItems, DeleteItemOf, PatchItemOf } from '../../resources/bulk/bulk-items';
import { Deleted, ItemsOf, ResultOf, ResultsOf } from '../../resources/bulk/bulk-answers';
import { Labels } from '../labels';

export const OUTCOMES = ['pending', 'downloaded', 'failed', 'refused'] as const;
export const VERDICTS = [
  ...(['ok', 'recoverable', 'corrupt', 'unsupported'] as const),
  ...(['placeholder', 'duplicate', 'rejected'] as const),
] as const;

/** Changes to an image: a JSON merge patch (RFC 7396). */
export class ImagePatch {
  /** Whether it is left out of every export. */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  is_excluded?: boolean;

  /** What it shows; replaces the list. */
  @Optional()
  @Labels()
  labels?: string[];
}

/** Changes to one image of many. */
export class ImagePatchItem extends PatchItemOf(ImagePatch, 'image') {}

/** Changes to many images. */
export class ImagesPatch {
  /** In any order; each image once. */
  @BulkItems(ImagePatchItem)
  images!: unknown[];
}

/** An image that is to be removed. */
export class ImageDeleteItem extends DeleteItemOf('image') {}

/** Images that are to be removed. */
export class ImagesDelete {
  /** In any order; each image once. */
  @BulkItems(ImageDeleteItem)
  images!: unknown[];
}

/** What the images of a crawl job may be listed by. */
export class ImageQuery extends PageQuery {
  @Optional()
  @OneOf(OUTCOMES)
  @FilterBy('i.outcome')
  outcome?: string;

  /** Of the last validation. */
  @Optional()
  @OneOf(VERDICTS)
  @FilterBy('i.verdict')
  verdict?: string;

  /** The host of the address, with its port where it has one. */
  @Optional()
  @Text(255)
  @FilterBy('i.host')
  host?: string;

  /** Valid by the last validation, or not. */
  @Optional()
  @Flag()
  @FilterByFlag({ true: 'i.is_valid', false: 'not i.is_valid' })
  is_valid?: boolean;

  /** Why no picture came: a code such as `timeout` or `http_404`. */
  @Optional()
  @Text(50)
  @FilterBy('i.failure_code')
  failure_code?: string;

  /** `position`: as they were found. */
  @SortBy({
    position: { sql: 'i.position', type: 'integer' },
    file_size: { sql: 'i.file_size', type: 'integer' },
    quality_score: { sql: 'i.quality_score', type: 'double precision' },
    downloaded_at: { sql: 'i.downloaded_at', type: 'timestamptz' },
  })
  sort: string = 'position';
}

/** An address at which a picture was looked for, what came of it, and how it was judged. */
@Recorded()
export class Image extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  @ApiProperty({ format: 'uuid' })
  crawl_job_id!: string;

  /** Its place in the order in which the job found it; null for images of an older application. */
  @ApiProperty({ type: 'integer', nullable: true })
  position!: number | null;

  original_url!: string;

  host!: string | null;

  filename!: string;

  @ApiProperty({ enum: OUTCOMES })
  outcome!: string;

  /** Why no picture came: a code that is counted. */
  failure_code!: string | null;

  /** Why no picture came, in a sentence. */
  failure!: string | null;

  /** How often the address was asked. */
  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  downloaded_at!: string | null;

  /** Of the bytes as they were served. */
  sha256!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  file_size!: number | null;

  format!: string | null;

  /** Pixels; known after a validation. */
  @ApiProperty({ type: 'integer', nullable: true })
  width!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  height!: number | null;

  title!: string | null;
  author!: string | null;
  licence!: string | null;
  licence_url!: string | null;
  source_page!: string | null;
  attribution!: string | null;

  @ApiProperty({ type: [String] })
  labels!: string[];

  /** It is left out of every export. */
  is_excluded!: boolean;

  @ApiProperty({ enum: VERDICTS, nullable: true, type: 'string' })
  verdict!: string | null;

  @ApiProperty({ type: 'boolean', nullable: true })
  is_valid!: boolean | null;

  /** 0 to 1. */
  @ApiProperty({ type: 'number', nullable: true })
  quality_score!: number | null;

  /** Shared by pictures that look alike. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  duplicate_group!: string | null;

  /** How it was come by: address asked for and final one, redirects, status, headers, time, robots and AI preferences. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  provenance!: Record<string, unknown> | null;
}

/** One page of images. */
export class ImagePage extends PageOf(Image) {}

/** Images after a change. */
export class ImageItems extends ItemsOf(Image) {}

/** What became of one image. */
export class ImageResult extends ResultOf(Image) {}

/** What became of each image. */
export class ImageResults extends ResultsOf(ImageResult) {}

/** What a bulk removal did. */
export class ImagesDeleted extends Deleted {}
