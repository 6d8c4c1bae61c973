import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsObject } from 'class-validator';
import { Name, Nullable, Optional, References, Text, Whole } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { Shot } from '../../shots';

/** Most shots in one call. */
export const SHOTS_LIMIT = 1000;

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

const message = `must be a list of 1 to ${String(SHOTS_LIMIT)} items`;

/** The shots of one scenelet. */
export class StoryShotsCreate {
  /** In any order; each `shot_index` once. */
  @IsArray({ message })
  @ArrayMinSize(1, { message })
  @ArrayMaxSize(SHOTS_LIMIT, { message })
  @ApiProperty({ type: [StoryShotItem], minItems: 1, maxItems: SHOTS_LIMIT })
  shots!: unknown[];

  /** Add to the shots that the scenelet has. Without it, a scenelet that has any is refused. */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  append?: boolean;
}

/** In which order the shots of a scenelet follow each other. */
export class ShotOrderBody {
  /** All shots of the scenelet; and those of other scenelets of its story that shall come to it. */
  @References(SHOTS_LIMIT)
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
export class StoryShotItems {
  @ApiProperty({ type: [StoryShot] })
  items!: StoryShot[];
}
