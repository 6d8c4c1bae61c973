import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { Name, Nullable, Optional, References, Text, Whole } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { ItemsOf } from '../../resources/bulk/bulk-answers';
import { BULK_LIMIT, BulkItems } from '../../resources/bulk/bulk-items';
import { Shot } from '../../shots';

/** A new shot of a scenelet. */
export class StoryShotItem {
  /** Its place in the scenelet, from 1. */
  @Whole(1)
  shot_index!: number;

  /** The storyboard's own description of the shot. */
  @IsObject({ message: 'must be a JSON object' })
  @ApiProperty({ type: 'object', additionalProperties: true })
  storyboard_payload!: Record<string, unknown>;

  /** Unique among the project's live shots, without regard to case. When absent it gets one that no renumbering changes. */
  @Optional()
  @Name(255)
  name?: string;

  /** What the shot shows. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** Where the work stands; `todo` when absent. */
  @Optional()
  @Name(50)
  status?: string;

  /** Its picture: a path in the file store, or an http(s) address. */
  @Nullable()
  @Text(2000)
  key_frame_image_path?: string | null;

  /** Its sound. */
  @Nullable()
  @Text(2000)
  audio_file_path?: string | null;

  /** Its film. */
  @Nullable()
  @Text(2000)
  video_file_path?: string | null;
}

/** The shots of one scenelet. */
export class StoryShotsCreate {
  /** In any order; each `shot_index` once. */
  @BulkItems(StoryShotItem)
  shots!: unknown[];

  /** Add to the shots that the scenelet has. Without it, a scenelet that has any is refused. */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  append?: boolean;
}

/** In which order the shots of a scenelet follow each other. */
export class ShotOrderBody {
  /** All shots of the scenelet; and those of other scenelets of its story that shall come to it. */
  @References(BULK_LIMIT)
  shot_ids!: string[];
}

/** How shots of a scenelet or story are listed: in the order of the story. */
export class StoryShotQuery extends PageQuery {}

/** What a story's shot says of its scenelet. */
export class ShotScenelet {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** Any JSON; what this service writes is an object. */
  @ApiProperty({})
  content!: unknown;

  is_branch_point!: boolean;

  @ApiProperty({ type: 'string', nullable: true })
  choice_prompt!: string | null;
}

/** A shot of a story, with its scenelet. */
export class StoryShot extends Shot {
  @ApiProperty({ type: ShotScenelet })
  scenelet!: ShotScenelet;
}

/** One page of a story's shots. */
export class StoryShotPage extends PageOf(StoryShot) {
  @ApiPropertyOptional({ type: 'integer', description: 'How many there are, when asked for.' })
  declare total?: number;
}

/** Shots of a scenelet, in the order of their places. */
export class StoryShotItems extends ItemsOf(StoryShot) {}
