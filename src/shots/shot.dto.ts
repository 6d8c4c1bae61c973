import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { nameKey } from '../database/name-key';
import { Name, Nullable, Optional, Reference, Text, Whole } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterBy, FilterByName, FilterByReference, SortBy } from '../http/lists/query-fields';
import { Recorded, TrashableItem } from '../http/recorded';
import { Deleted, ItemsOf, ResultOf, ResultsOf } from '../resources/bulk/bulk-answers';
import { BulkItems, DeleteItemOf, PatchItemOf } from '../resources/bulk/bulk-items';
import { ExportQuery, ImportQuery, type OnExisting } from '../transfer/transfer.dto';

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
export class ShotPatchItem extends PatchItemOf(ShotPatch, 'shot') {}

/** One shot of many to be deleted. */
export class ShotDeleteItem extends DeleteItemOf('shot') {}

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
  @BulkItems(ShotItem)
  shots!: unknown[];
}

/** Changes to many shots, each its own. */
export class ShotBulkPatch {
  /** The changes. */
  @BulkItems(ShotPatchItem)
  shots!: unknown[];
}

/** Many shots to be deleted, each as a deletion of its own. */
export class ShotBulkDelete {
  /** The shots. */
  @BulkItems(ShotDeleteItem)
  shots!: unknown[];
}

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
  @SortBy({
    created_at: { sql: 's.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 's.updated_at', type: 'timestamptz', required: true },
    name: { sql: nameKey('s.name'), type: 'text', required: true },
    status: { sql: 's.status collate "C"', type: 'text', required: true },
    frame_start: { sql: 's.frame_start', type: 'integer' },
  })
  sort: string = 'created_at';
}

/** What the shots of one episode, which the address names, may be listed by. */
export class EpisodeShotQuery extends OmitType(ShotQuery, [
  'project_id',
  'episode_id',
  'story_id',
  'scenelet_ref',
  'scenelet_id',
]) {}

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
export class ShotItems extends ItemsOf(Shot) {}

/** What a bulk delete did. */
export class ShotsDeleted extends Deleted {}

/** What became of one item of a partial bulk call. */
export class ShotResult extends ResultOf(Shot) {}

/** The answer of a partial bulk call. */
export class ShotResults extends ResultsOf(ShotResult) {}

/** What an import does with shots that exist, and whether it writes. */
export class ShotImportQuery extends ImportQuery {
  /** When a live shot of the project has the name of a row: `skip` the row, `update` the shot, or stop there (`fail`). */
  override on_existing: OnExisting = 'fail';
}

/** What an export holds. */
export class ShotExportQuery extends ExportQuery {
  /** Only this episode's shots. */
  @Optional()
  @Reference()
  episode_id?: string;
}
