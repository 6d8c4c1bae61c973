import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsObject } from 'class-validator';
import { Name, Nullable, Optional, Reference, Text } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';

/** One of the four design documents: a JSON object, or null. */
function Document(): PropertyDecorator {
  return applyDecorators(
    Nullable(),
    IsObject({ message: 'must be a JSON object' }),
    ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true }),
  );
}

/** The design documents that a story may carry. */
class StoryDocuments {
  /** What the story is about: premise, characters, tone. Replaced as a whole. */
  @Document()
  story_constitution?: Record<string, unknown> | null;

  /** How it looks. Replaced as a whole. */
  @Document()
  visual_design_document?: Record<string, unknown> | null;

  /** How it sounds, with its music cues. Replaced as a whole. */
  @Document()
  audio_design_document?: Record<string, unknown> | null;

  /** Reference pictures of characters and places. Replaced as a whole. */
  @Document()
  visual_reference_package?: Record<string, unknown> | null;
}

/** A new story. */
export class StoryCreate extends StoryDocuments {
  /** What the story is called. Trimmed and NFC-normalised. */
  @Name(255)
  display_name!: string;

  /** What it was made from; empty when absent. */
  @Optional()
  @Text(100_000)
  initial_prompt?: string;
}

/** Changes to a story: a JSON merge patch (RFC 7396), but for the documents, which are replaced as a whole. */
export class StoryPatch extends StoryDocuments {
  /** A new name. */
  @Optional()
  @Name(255)
  display_name?: string;

  /** What it was made from. */
  @Optional()
  @Text(100_000)
  initial_prompt?: string;

  /** Another episode of the same project; the story's shots go with it. */
  @Optional()
  @Reference()
  episode_id?: string;
}

/** What the stories of an episode may be listed by. */
export class StoryQuery extends PageQuery {
  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 'y.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'y.updated_at', type: 'timestamptz', required: true },
    display_name: { sql: 'y.display_name collate "und-x-icu"', type: 'text', required: true },
  })
  sort: string = 'created_at';
}

/** A story. */
@Recorded()
export class Story extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  episode_id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  /** The project's name. */
  project_name!: string;

  display_name!: string;

  initial_prompt!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  story_constitution!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  visual_design_document!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  audio_design_document!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  visual_reference_package!: unknown;
}

/** One page of stories. */
export class StoryPage extends PageOf(Story) {}
