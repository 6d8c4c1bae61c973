import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject } from 'class-validator';
import { nameKey } from '../database/name-key';
import { Flag, Name, Nullable, OneOf, Optional, Reference, Text, Whole } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterBy, FilterByName, FilterByReference, SortBy } from '../http/lists/query-fields';
import { Recorded, TrashableItem } from '../http/recorded';
import type { Problem } from '../http/problem';
import { ProblemBody } from '../http/problem.dto';

/** Most items in one bulk call. */
export const BULK_LIMIT = 1000;

/** What a shot may be given when it is made. */
export class ShotItem {
  /** Unique among the project's live shots, without regard to case. Trimmed and NFC-normalised. */
  @Name(255)
  name!: string;

  /** What the shot shows. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** Where the work stands; `todo` when absent. */
  @Optional()
  @Name(50)
  status?: string;

  /** First frame, inclusive. */
  @Nullable()
  @Whole()
  frame_start?: number | null;

  /** Last frame, inclusive; not before the first. */
  @Nullable()
  @Whole()
  frame_end?: number | null;

  /** Free metadata: a JSON object. */
  @Optional()
  @IsObject({ message: 'must be a JSON object' })
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  data?: Record<string, unknown>;
}

/** A new shot. */
export class ShotCreate extends ShotItem {
  /** The episode that the shot belongs to. */
  @Reference()
  episode_id!: string;

  /** Follows from the episode; when given, it must be the episode's project. */
  @Optional()
  @Reference()
  project_id?: string;
}

/** Changes to a shot: a JSON merge patch (RFC 7396). Absent leaves as it is, null clears. */
export class ShotPatch {
  /** A new name. */
  @Optional()
  @Name(255)
  name?: string;

  /** Another episode of the same project. */
  @Optional()
  @Reference()
  episode_id?: string;

  /** Only the shot's own project: a shot does not move to another one. */
  @Optional()
  @Reference()
  project_id?: string;

  /** What the shot shows. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** Where the work stands. */
  @Optional()
  @Name(50)
  status?: string;

  /** First frame, inclusive. */
  @Nullable()
  @Whole()
  frame_start?: number | null;

  /** Last frame, inclusive; not before the first. */
  @Nullable()
  @Whole()
  frame_end?: number | null;

  /** Merged into the metadata, recursively; null as a value removes a key, null for the whole empties it. */
  @Nullable()
  @IsObject({ message: 'must be a JSON object' })
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true })
  data?: Record<string, unknown> | null;

  /** A story shot's storyboard, replaced as a whole. */
  @Optional()
  @IsObject({ message: 'must be a JSON object' })
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  storyboard_payload?: Record<string, unknown>;

  /** A story shot's picture: a path in the file store, or an http(s) address. */
  @Nullable()
  @Text(2000)
  key_frame_image_path?: string | null;

  /** A story shot's sound. */
  @Nullable()
  @Text(2000)
  audio_file_path?: string | null;

  /** A story shot's film. */
  @Nullable()
  @Text(2000)
  video_file_path?: string | null;
}

/** Changes to one shot of many. */
export class ShotPatchItem extends ShotPatch {
  /** Which shot. */
  @Reference()
  id!: string;

  /** The version that the change is meant for; refused when the shot has another one by now. */
  @Optional()
  @Whole(1)
  version?: number;
}

/** One shot of many to be deleted. */
export class ShotDeleteItem {
  /** Which shot. */
  @Reference()
  id!: string;

  /** The version that is meant; refused when the shot has another one by now. */
  @Optional()
  @Whole(1)
  version?: number;
}

const message = `must be a list of 1 to ${String(BULK_LIMIT)} items`;

/** Many new shots of one episode. */
export class ShotBulkCreate {
  /** The episode that all of them belong to. */
  @Reference()
  episode_id!: string;

  /** Follows from the episode; when given, it must be the episode's project. */
  @Optional()
  @Reference()
  project_id?: string;

  /** The shots. */
  @IsArray({ message })
  @ArrayMinSize(1, { message })
  @ArrayMaxSize(BULK_LIMIT, { message })
  @ApiProperty({ type: [ShotItem], minItems: 1, maxItems: BULK_LIMIT })
  shots!: unknown[];
}

/** Changes to many shots, each its own. */
export class ShotBulkPatch {
  /** The changes. */
  @IsArray({ message })
  @ArrayMinSize(1, { message })
  @ArrayMaxSize(BULK_LIMIT, { message })
  @ApiProperty({ type: [ShotPatchItem], minItems: 1, maxItems: BULK_LIMIT })
  shots!: unknown[];
}

/** Many shots to be deleted, each as a deletion of its own. */
export class ShotBulkDelete {
  /** The shots. */
  @IsArray({ message })
  @ArrayMinSize(1, { message })
  @ArrayMaxSize(BULK_LIMIT, { message })
  @ApiProperty({ type: [ShotDeleteItem], minItems: 1, maxItems: BULK_LIMIT })
  shots!: unknown[];
}

/** How a bulk call deals with bad items. */
export class BulkQuery {
  /** `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
  @Optional()
  @OneOf(['atomic', 'partial'])
  mode: 'atomic' | 'partial' = 'atomic';
}

/** What `sort` may say of shots. */
const SORTS = {
  created_at: { sql: 's.created_at', type: 'timestamptz', required: true },
  updated_at: { sql: 's.updated_at', type: 'timestamptz', required: true },
  name: { sql: nameKey('s.name'), type: 'text', required: true },
  status: { sql: 's.status collate "C"', type: 'text', required: true },
  frame_start: { sql: 's.frame_start', type: 'integer' },
} as const;

/** What shots may be listed by. */
export class ShotQuery extends PageQuery {
  /** Shots of this project. */
  @Optional()
  @Reference()
  // On both tables, so that the right is checked once per project and the index of the shots is used.
  @FilterByReference('project', (at) => `p.id = ${at}::uuid and s.project_id = ${at}::uuid`)
  project_id?: string;

  /** Shots of this episode. */
  @Optional()
  @Reference()
  @FilterByReference('episode', 's.episode_id')
  episode_id?: string;

  /** Shots of this story. */
  @Optional()
  @Reference()
  @FilterByReference('story', 's.story_id')
  story_id?: string;

  /** Shots of this scenelet. */
  @Optional()
  @Reference()
  @FilterByReference('scenelet', 's.scenelet_ref')
  scenelet_ref?: string;

  /** Shots of the scenelets with this number in the present tree of their story, such as `scenelet-3`. */
  @Optional()
  @Text(30)
  @FilterBy('s.scenelet_id')
  scenelet_id?: string;

  /** Shots with exactly this status. */
  @Optional()
  @Text(50)
  @FilterBy('s.status')
  status?: string;

  /** Shots with this name, compared as uniqueness compares: without regard to case. */
  @Optional()
  @Text(255)
  @FilterByName('s.name')
  name?: string;

  /** A field, with a leading - for descending order; NULLs come last. */
  @SortBy(SORTS)
  sort: string = 'created_at';
}

/** The shots of one episode, which the address names: a part of {@link ShotQuery}. */
export class EpisodeShotQuery extends PageQuery {
  /** Shots with exactly this status. */
  @Optional()
  @Text(50)
  status?: string;

  /** Shots with this name, compared as uniqueness compares: without regard to case. */
  @Optional()
  @Text(255)
  name?: string;

  /** A field, with a leading - for descending order; NULLs come last. */
  @SortBy(SORTS)
  sort: string = 'created_at';
}

/** A shot. */
@Recorded()
export class Shot extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** The project of the shot's episode. */
  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  /** The project's name. */
  project_name!: string;

  @ApiProperty({ format: 'uuid' })
  episode_id!: string;

  /** Unique among the project's live shots, without regard to case. */
  name!: string;

  description!: string | null;

  /** Where the work stands. */
  status!: string;

  /** First frame, inclusive. */
  @ApiProperty({ type: 'integer', nullable: true })
  frame_start!: number | null;

  /** Last frame, inclusive. */
  @ApiProperty({ type: 'integer', nullable: true })
  frame_end!: number | null;

  /** Free metadata. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;

  /** The story that the shot belongs to, for a story shot. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  story_id!: string | null;

  /** The scenelet that a story shot belongs to. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  scenelet_ref!: string | null;

  /** The scenelet's number in the present tree of its story, as `scenelet-3`. */
  scenelet_id!: string | null;

  /** The scenelet's place in its story. */
  @ApiProperty({ type: 'integer', nullable: true })
  scenelet_sequence!: number | null;

  /** The shot's place in its scenelet. */
  @ApiProperty({ type: 'integer', nullable: true })
  shot_index!: number | null;

  /** The storyboard's own description of the shot. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  storyboard_payload!: Record<string, unknown> | null;

  key_frame_image_path!: string | null;
  audio_file_path!: string | null;
  video_file_path!: string | null;
}

/** One page of shots. */
export class ShotPage extends PageOf(Shot) {}

/** The shots of a bulk call, in the order of the request. */
export class ShotItems {
  @ApiProperty({ type: [Shot] })
  items!: Shot[];
}

/** What a bulk delete did. */
export class ShotsDeleted {
  /** The ids, in the order of the request. */
  @ApiProperty({ type: [String] })
  deleted!: string[];
}

/** What became of one item of a partial bulk call. */
export class ShotResult {
  /** The item's place in the request, from 0. */
  @ApiProperty({ type: 'integer' })
  index!: number;

  /** The HTTP status that the item alone would have had. */
  @ApiProperty({ type: 'integer' })
  status!: number;

  @ApiPropertyOptional({ type: Shot })
  item?: Shot;

  @ApiPropertyOptional({ type: ProblemBody })
  problem?: Problem;
}

/** The answer of a partial bulk call. */
export class ShotResults {
  @ApiProperty({ type: [ShotResult] })
  results!: ShotResult[];
}

/** How rows of an import meet shots that exist. */
export class ShotImportQuery {
  /** What a row does whose name a live shot of the project has: `skip` it, `update` the shot, or stop there (`fail`). */
  @Optional()
  @OneOf(['skip', 'update', 'fail'])
  on_existing: 'skip' | 'update' | 'fail' = 'fail';

  /** Report what would happen, write nothing. */
  @Optional()
  @Flag()
  dry_run: boolean = false;
}

/** What an export holds. */
export class ShotExportQuery {
  /** CSV with a header, or one JSON object a line. */
  @Optional()
  @OneOf(['csv', 'ndjson'])
  format: 'csv' | 'ndjson' = 'csv';

  /** Columns in the order wanted, separated by commas; absent: all that an import takes. */
  @Optional()
  @Text(500)
  columns?: string;

  /** Only this episode's shots. */
  @Optional()
  @Reference()
  episode_id?: string;
}
