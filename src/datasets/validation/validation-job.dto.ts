import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { nameKey } from '../../database/name-key';
import { Flag, Name, OneOf, Optional, Text } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, FilterByFlag, FilterByName, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { JOB_STATUSES } from '../../jobs/job-state';
import { VERDICTS } from '../images/image.dto';
import { type Level, LEVELS } from './engine';

/** What may become of duplicates. */
export const DUPLICATES = ['report', 'quarantine', 'remove'] as const;

/** A new validation of a crawl job's pictures; it starts at once. */
export class ValidationJobCreate {
  /** Trimmed and NFC-normalised. Need not be unique. */
  @Name(100)
  name!: string;

  /** `basic`: it decodes, no exact duplicates; `standard`: and is worth looking at; `strict`: and is beyond doubt. */
  @Optional()
  @OneOf(LEVELS)
  level: Level = 'standard';

  /** What is to be otherwise than at the level, such as `{"min_width": 200, "near_duplicates": {"distance": 4}}`. */
  @Optional()
  @IsObject({ message: 'must be an object of rules' })
  @ApiProperty({ type: 'object', additionalProperties: true })
  validation_rules: Record<string, unknown> = {};

  /** `quarantine`: duplicates are left out of exports; `remove`: they go to the trash. One of each group stays. */
  @Optional()
  @OneOf(DUPLICATES)
  duplicates: (typeof DUPLICATES)[number] = 'report';
}

/** What the validations of a crawl job may be listed by. */
export class ValidationJobQuery extends PageQuery {
  @Optional()
  @OneOf(JOB_STATUSES)
  @FilterBy('j.status')
  status?: string;

  /** Jobs with this name, without regard to case. */
  @Optional()
  @Text(100)
  @FilterByName('j.name')
  name?: string;

  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 'j.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'j.updated_at', type: 'timestamptz', required: true },
    name: { sql: nameKey('j.name'), type: 'text', required: true },
  })
  sort: string = '-created_at';
}

/** A validation of the pictures of a crawl job. */
@Recorded({ version: 'Raised by every change, also of its figures; the first part of the ETag.' })
export class ValidationJob extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  @ApiProperty({ format: 'uuid' })
  crawl_job_id!: string;

  name!: string;

  @ApiProperty({ enum: JOB_STATUSES })
  status!: string;

  @ApiProperty({ enum: LEVELS })
  level!: string;

  /** All rules that it judges by: those of the level, with what was given in their place. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  validation_rules!: Record<string, unknown>;

  /** Results of one version can be compared. */
  @ApiProperty({ type: 'integer' })
  rules_version!: number;

  @ApiProperty({ enum: DUPLICATES })
  duplicates!: string;

  /** Percent, 0 to 100. */
  @ApiProperty({ type: 'integer' })
  progress!: number;

  /** Pictures that had been downloaded when it was made. */
  @ApiProperty({ type: 'integer' })
  total_images!: number;

  /** Pictures that have a result. */
  @ApiProperty({ type: 'integer' })
  validated_images!: number;

  @ApiProperty({ type: 'integer' })
  invalid_images!: number;

  /** Validated of all pictures in percent, two decimals; null where there are none. */
  @ApiProperty({ type: 'number', nullable: true })
  success_rate!: number | null;

  is_running!: boolean;

  /** It has ended: completed, failed or cancelled. */
  is_completed!: boolean;

  /** Why it failed, or what is missing; null while there is nothing to say. */
  error_message!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completed_at!: string | null;
}

/** One page of validations. */
export class ValidationJobPage extends PageOf(ValidationJob) {}

/** What the results of a validation may be listed by. */
export class ValidationResultQuery extends PageQuery {
  @Optional()
  @OneOf(VERDICTS)
  @FilterBy('r.verdict')
  verdict?: string;

  @Optional()
  @Flag()
  @FilterByFlag({ true: 'r.is_valid', false: 'not r.is_valid' })
  is_valid?: boolean;

  /** `position`: as the pictures were found. */
  @SortBy({
    position: { sql: 'i.position', type: 'integer' },
    quality_score: { sql: 'r.quality_score', type: 'double precision' },
  })
  sort: string = 'position';
}

/** What is wrong with a picture, or odd. */
export class ValidationIssue {
  /** The check that says so. */
  check!: string;

  /** One sentence. */
  detail!: string;
}

/** What one check says of a picture. */
export class ValidationCheck {
  check!: string;

  passed!: boolean;

  /** 1 where nothing is amiss, 0 at the worst; absent where there is nothing to measure. */
  @ApiProperty({ type: 'number', required: false })
  score?: number;

  /** One sentence: why it failed, or what is odd though it passed. */
  @ApiProperty({ required: false })
  detail?: string;
}

/** What a validation says of one picture, and what it takes to show it. */
export class ValidationResult {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  validation_job_id!: string;

  /** Its bytes are at `/images/{id}/file`. */
  @ApiProperty({ format: 'uuid' })
  image_id!: string;

  @ApiProperty({ enum: VERDICTS })
  verdict!: string;

  is_valid!: boolean;

  @ApiProperty({ type: [ValidationIssue] })
  issues!: ValidationIssue[];

  @ApiProperty({ type: [ValidationCheck] })
  checks!: ValidationCheck[];

  @ApiProperty({ type: 'integer' })
  checks_passed!: number;

  @ApiProperty({ type: 'integer' })
  checks_failed!: number;

  /** 0 to 1, whatever the rules. */
  @ApiProperty({ type: 'number', nullable: true })
  quality_score!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  position!: number | null;

  filename!: string;

  original_url!: string;

  format!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  width!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  height!: number | null;

  /** Bytes. */
  @ApiProperty({ type: 'integer', nullable: true })
  file_size!: number | null;

  /** The picture that stands for those that look alike, by the last validation. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  duplicate_group!: string | null;

  /** It is left out of every export. */
  is_excluded!: boolean;

  /** It is in the trash. */
  is_removed!: boolean;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

/** One page of results. */
export class ValidationResultPage extends PageOf(ValidationResult) {}

/** How often one check was passed. */
export class CheckFigures {
  check!: string;

  @ApiProperty({ type: 'integer' })
  passed!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  /** Passed, and yet odd. */
  @ApiProperty({ type: 'integer' })
  remarked!: number;
}

/** Pictures that look alike, or are the same. */
export class DuplicateFigures {
  @ApiProperty({ type: 'integer' })
  groups!: number;

  /** Pictures in all groups, with those that stand for them. */
  @ApiProperty({ type: 'integer' })
  images!: number;
}

/** One bar of a histogram. */
export class HistogramBin {
  from!: number;

  /** Below it; in the last bin also the value itself. */
  to!: number;

  @ApiProperty({ type: 'integer' })
  count!: number;
}

/** How often scores of one kind were found. */
export class ScoreHistogramItem {
  /** `quality`, or what the score is of. */
  name!: string;

  /** Below it a picture fails; null where the rules ask for none. */
  @ApiProperty({ type: 'number', nullable: true })
  threshold!: number | null;

  @ApiProperty({ type: [HistogramBin] })
  bins!: HistogramBin[];
}

/** What a validation says of all pictures together. */
export class ValidationJobStatistics {
  @ApiProperty({ type: 'integer' })
  images!: number;

  /** How many pictures have each verdict. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  verdicts!: Record<string, number>;

  @ApiProperty({ type: [CheckFigures] })
  checks!: CheckFigures[];

  @ApiProperty({ type: DuplicateFigures })
  duplicates!: DuplicateFigures;

  @ApiProperty({ type: [ScoreHistogramItem] })
  histograms!: ScoreHistogramItem[];
}
