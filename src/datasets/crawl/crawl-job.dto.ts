import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean } from 'class-validator';
import { nameKey } from '../../database/name-key';
import { Name, OneOf, Optional, Text, Whole } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, FilterByName, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { JOB_STATUSES } from '../../jobs/job-state';
import { Labels } from '../labels';
import { type SearchProviderName, SEARCH_PROVIDERS } from '../sources/search-providers';

/** Pictures that one job looks for at most. */
export const MOST_IMAGES = 1_000_000;
/** Sources of one job. */
export const MOST_SOURCES = 50;
/** Addresses in the body of a request; a file takes as many as a job may have. */
export const MOST_GIVEN_ADDRESSES = 10_000;

/** Addresses of pictures. */
export class AddressesSource {
  @OneOf(['addresses'])
  type!: 'addresses';

  /** Absolute addresses with http or https. A longer list goes to `/crawl-jobs/{id}/addresses`. */
  @IsArray({ message: 'must be a list of addresses' })
  @ArrayMaxSize(MOST_GIVEN_ADDRESSES, {
    message: `must have at most ${String(MOST_GIVEN_ADDRESSES)} addresses; send a longer list as a file to /crawl-jobs/{id}/addresses`,
  })
  @ApiProperty({ type: [String], maxItems: MOST_GIVEN_ADDRESSES })
  addresses!: unknown[];
}

/** The pictures of a web page, and of those that it leads to. */
export class PageSource {
  @OneOf(['page'])
  type!: 'page';

  /** Where to begin. */
  @Text(2000)
  address!: string;

  /** How many links are followed, on the same host only; 0: none. */
  @Optional()
  @Whole(0, 5)
  follow_depth: number = 0;
}

/** The pictures that a sitemap names, and those of the pages that it names. */
export class SitemapSource {
  @OneOf(['sitemap'])
  type!: 'sitemap';

  /** Of the sitemap, or of an index of sitemaps; `.gz` is understood. */
  @Text(2000)
  address!: string;
}

/** What a provider finds by keywords. */
export class SearchSource {
  @OneOf(['search'])
  type!: 'search';

  @OneOf(Object.keys(SEARCH_PROVIDERS))
  provider!: SearchProviderName;

  /** 1 to 50, each searched for by itself; without regard to case each once. */
  @IsArray({ message: 'must be a list of 1 to 50 keywords' })
  @ApiProperty({ type: [String], minItems: 1, maxItems: 50 })
  keywords!: unknown[];
}

/** A new crawl job. */
@ApiExtraModels(AddressesSource, PageSource, SitemapSource, SearchSource)
export class CrawlJobCreate {
  /** Trimmed and NFC-normalised. Need not be unique. */
  @Name(100)
  name!: string;

  /** Where pictures are looked for. None: addresses come as a file before the start. */
  @Optional()
  @IsArray({ message: `must be a list of at most ${String(MOST_SOURCES)} sources` })
  @ArrayMaxSize(MOST_SOURCES, { message: `must be a list of at most ${String(MOST_SOURCES)} sources` })
  @ApiPropertyOptional({
    type: 'array',
    maxItems: MOST_SOURCES,
    items: {
      oneOf: [AddressesSource, PageSource, SitemapSource, SearchSource].map((type) => ({ $ref: getSchemaPath(type) })),
    },
  })
  sources: unknown[] = [];

  /** So many pictures at most; further addresses are not looked at. */
  @Optional()
  @Whole(1, MOST_IMAGES)
  max_images: number = 1000;

  /** Every picture of the job is labelled so. */
  @Optional()
  @Labels()
  labels: string[] = [];

  /** Start at once. */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  start: boolean = false;
}

/** Changes to a crawl job: a JSON merge patch (RFC 7396). What it does is told by its own addresses, such as `…/pause`. */
export class CrawlJobPatch {
  @Optional()
  @Name(100)
  name?: string;

  /** Of a job that is pending. */
  @Optional()
  @Whole(1, MOST_IMAGES)
  max_images?: number;

  /** For pictures to come; those that are there keep theirs. */
  @Optional()
  @Labels()
  labels?: string[];
}

/** What the crawl jobs of a project may be listed by. */
export class CrawlJobQuery extends PageQuery {
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

/** Where pictures are looked for, and what became of it. */
export class CrawlSource {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['addresses', 'page', 'sitemap', 'search'] })
  type!: string;

  /** Where to begin; of a page or a sitemap. */
  @ApiPropertyOptional()
  address?: string;

  @ApiPropertyOptional({ type: 'integer' })
  follow_depth?: number;

  @ApiPropertyOptional()
  provider?: string;

  @ApiPropertyOptional({ type: [String] })
  keywords?: string[];

  @ApiProperty({ enum: ['pending', 'reading', 'read', 'failed'] })
  status!: string;

  /** Addresses that were new when this source named them. */
  @ApiProperty({ type: 'integer' })
  found_images!: number;

  /** A sentence for people, where there is something to say. */
  message!: string | null;
}

/** A crawl job. */
@Recorded({ version: 'Raised by every change, also of its figures; the first part of the ETag.' })
export class CrawlJob extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  /** The project's name. */
  project_name!: string;

  name!: string;

  @ApiProperty({ enum: JOB_STATUSES })
  status!: string;

  /** Why fewer pictures came than were asked for; null while there is nothing to say. */
  message!: string | null;

  @ApiProperty({ type: [CrawlSource] })
  sources!: CrawlSource[];

  /** What providers are asked for: those of all sources. */
  @ApiProperty({ type: [String] })
  keywords!: string[];

  @ApiProperty({ type: [String] })
  labels!: string[];

  @ApiProperty({ type: 'integer' })
  max_images!: number;

  /** Percent, 0 to 100. */
  @ApiProperty({ type: 'integer' })
  progress!: number;

  /** Addresses that were found. */
  @ApiProperty({ type: 'integer' })
  total_images!: number;

  @ApiProperty({ type: 'integer' })
  downloaded_images!: number;

  /** Addresses from which no picture came. */
  @ApiProperty({ type: 'integer' })
  failed_images!: number;

  /** Of the last validation. */
  @ApiProperty({ type: 'integer' })
  valid_images!: number;

  /** Addresses that have not been looked at. */
  @ApiProperty({ type: 'integer' })
  remaining_images!: number;

  /** Parts of 500 addresses, which workers do in one go. */
  @ApiProperty({ type: 'integer' })
  total_chunks!: number;

  /** Being worked on right now. */
  @ApiProperty({ type: 'integer' })
  active_chunks!: number;

  @ApiProperty({ type: 'integer' })
  completed_chunks!: number;

  /** Of which not one picture came. */
  @ApiProperty({ type: 'integer' })
  failed_chunks!: number;

  /** Percent of the chunks that have ended, two decimals. */
  chunk_progress!: number;

  /** Valid of downloaded pictures in percent, two decimals; null before anything is downloaded. */
  @ApiProperty({ type: 'number', nullable: true })
  success_rate!: number | null;

  is_running!: boolean;

  /** It has ended: completed, failed or cancelled. */
  is_completed!: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completed_at!: string | null;
}

/** One page of crawl jobs. */
export class CrawlJobPage extends PageOf(CrawlJob) {}

/** A line of a list that was not taken. */
export class RefusedLine {
  /** From 1. */
  @ApiProperty({ type: 'integer' })
  line!: number;

  /** Why, in a sentence. */
  detail!: string;
}

/** What became of a list of addresses. */
export class AddressesReport {
  /** Lines that named an address. */
  @ApiProperty({ type: 'integer' })
  read!: number;

  /** New addresses. */
  @ApiProperty({ type: 'integer' })
  added!: number;

  /** Addresses that the job has already, or that came twice. */
  @ApiProperty({ type: 'integer' })
  known!: number;

  /** New addresses that were left out, since the job takes no more: its `max_images`. */
  @ApiProperty({ type: 'integer' })
  beyond_limit!: number;

  @ApiProperty({ type: 'integer' })
  refused!: number;

  /** The first hundred of them. */
  @ApiProperty({ type: [RefusedLine] })
  refused_lines!: RefusedLine[];
}
