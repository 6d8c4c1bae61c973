import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsObject } from 'class-validator';
import { Name, Nullable, OneOf, Optional, Reference, Text } from '../../http/fields';
import { PageQuery } from '../../http/page.dto';

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
  @Optional()
  @OneOf(['created_at', 'updated_at', 'display_name'].flatMap((key) => [key, `-${key}`]))
  sort: string = 'created_at';
}

/** A story. */
export class Story {
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

/** One page of stories. */
export class StoryPage {
  @ApiProperty({ type: [Story] })
  items!: Story[];

  /** Pass as `cursor` for the next page; null on the last. */
  next_cursor!: string | null;

  /** How many match, when asked for. */
  @ApiPropertyOptional({ type: 'integer' })
  total?: number;
}
