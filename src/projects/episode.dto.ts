import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Name, OneOf, Optional, Reference, Text, Whole } from '../http/fields';
import { PageQuery } from '../http/page.dto';

/** A new episode. */
export class EpisodeCreate {
  /** Unique among the project's live episodes, without regard to case. Trimmed and NFC-normalised. */
  @Name(255)
  name!: string;

  /** Its place in the project; after the last when absent. */
  @Optional()
  @Whole()
  position?: number;
}

/** Changes to an episode: a JSON merge patch (RFC 7396). */
export class EpisodePatch {
  /** A new name. */
  @Optional()
  @Name(255)
  name?: string;

  /** Its place in the project. */
  @Optional()
  @Whole()
  position?: number;

  /** Another project; refused while the episode has shots, in the trash or not. */
  @Optional()
  @Reference()
  project_id?: string;
}

/** What the episodes of a project may be listed by. */
export class EpisodeQuery extends PageQuery {
  /** Episodes with this name, without regard to case. */
  @Optional()
  @Text(255)
  name?: string;

  /** A field, with a leading - for descending order. */
  @Optional()
  @OneOf(['position', 'name', 'created_at', 'updated_at'].flatMap((key) => [key, `-${key}`]))
  sort: string = 'position';
}

/** An episode. */
export class Episode {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  /** The project's name. */
  project_name!: string;

  /** Unique among the project's live episodes, without regard to case. */
  name!: string;

  /** Its place in the project. */
  @ApiProperty({ type: 'integer' })
  position!: number;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;

  /** Always null: what is deleted is found in the trash only. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  deleted_at!: string | null;

  /** Who made it. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  created_by!: string | null;

  /** Who changed it last. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  updated_by!: string | null;

  /** Raised by every change; the first part of the ETag. */
  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** One page of episodes. */
export class EpisodePage {
  @ApiProperty({ type: [Episode] })
  items!: Episode[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}
