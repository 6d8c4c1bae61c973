import { ApiProperty } from '@nestjs/swagger';
import { nameKey } from '../database/name-key';
import { Name, Optional, Reference, Text, Whole } from '../http/fields';
import { PageOf, PageQuery } from '../http/lists/page.dto';
import { FilterByName, SortBy } from '../http/lists/query-fields';
import { Recorded, TrashableItem } from '../http/recorded';

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
  @FilterByName('e.name')
  name?: string;

  /** A field, with a leading - for descending order. */
  @SortBy({
    position: { sql: 'e.position', type: 'integer', required: true },
    name: { sql: nameKey('e.name'), type: 'text', required: true },
    created_at: { sql: 'e.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'e.updated_at', type: 'timestamptz', required: true },
  })
  sort: string = 'position';
}

/** An episode. */
@Recorded()
export class Episode extends TrashableItem {
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
}

/** One page of episodes. */
export class EpisodePage extends PageOf(Episode) {}
