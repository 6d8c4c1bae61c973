import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { Flag, Nullable, Optional, OrNull, Reference, Text, Whole } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterByFlag, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';

/** Most characters of a choice's words, and of a branch point's question. */
export const MOST_LABEL = 1000;
export const MOST_PROMPT = 10_000;

/** What a scenelet may be given. */
class SceneletFields {
  /** The words of the choice that leads here, under a branch point. */
  @Nullable()
  @Text(MOST_LABEL)
  choice_label_from_parent?: string | null;

  /** What a branch point asks. */
  @Nullable()
  @Text(MOST_PROMPT)
  choice_prompt?: string | null;

  /** Does the story branch here? */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  is_branch_point?: boolean;

  /** Does the story end here? */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  is_terminal_node?: boolean;

  /** Sound while the choice is open: a path in the file store, or an http(s) address. */
  @Nullable()
  @Text(2000)
  branch_audio_file_path?: string | null;
}

/** A new scenelet. */
export class SceneletCreate extends SceneletFields {
  /** The scenelet it hangs from; null or absent for the story's root. */
  @Nullable()
  @Reference()
  parent_id?: string | null;

  /** Its place among its siblings, from 1; after the last when absent. */
  @Optional()
  @Whole(1)
  position?: number;

  /** Usually `description`, `dialogue` (`[{character, line}]`) and `shot_suggestions`. */
  @IsObject({ message: 'must be a JSON object' })
  @ApiProperty({ type: 'object', additionalProperties: true })
  content!: Record<string, unknown>;
}

/** Changes to a scenelet: a JSON merge patch (RFC 7396). Its place in the tree changes by `move`. */
export class SceneletPatch extends SceneletFields {
  /** Merged into the content, recursively; null as a value removes a key. */
  @Optional()
  @IsObject({ message: 'must be a JSON object' })
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  content?: Record<string, unknown>;
}

/** Where a scenelet, with all that hangs from it, goes. */
export class SceneletMove {
  /** The scenelet it shall hang from, in the same story; null for the story's root. */
  @OrNull()
  @Reference()
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  parent_id!: string | null;

  /** Its place among its new siblings, from 1; after the last when absent. */
  @Optional()
  @Whole(1)
  position?: number;
}

/** Where a copy of a scenelet, with all that hangs from it, goes. */
export class SceneletCopy extends SceneletMove {
  /** The scenelet that the copy shall hang from, in any story of the project; null for the root of its own story. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  override parent_id!: string | null;

  /** Copy the shots, too, under new names; true when absent. */
  @Optional()
  @IsBoolean({ message: 'must be true or false' })
  with_shots?: boolean;
}

const HAS_SHOTS = 'exists (select from shots t where t.scenelet_ref = s.id and t.deleted_at is null)';

/** What the scenelets of a story may be listed by. */
export class SceneletQuery extends PageQuery {
  /** true: only scenelets that have no shots yet; false: only those that have. */
  @Optional()
  @Flag()
  @FilterByFlag({ true: `not ${HAS_SHOTS}`, false: HAS_SHOTS })
  without_shots?: boolean;

  /** A field, with a leading - for descending order. */
  @SortBy({
    created_at: { sql: 's.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 's.updated_at', type: 'timestamptz', required: true },
  })
  sort: string = 'created_at';
}

/** A scenelet: one node of a story's tree. */
@Recorded({
  version: 'Raised by every change, that of its place among its siblings included; the first part of the ETag.',
})
export class Scenelet extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  story_id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  /** The project's name. */
  project_name!: string;

  /** The scenelet it hangs from; null for the root. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  parent_id!: string | null;

  /** Its place among its siblings, from 1. */
  @ApiProperty({ type: 'integer' })
  position!: number;

  @ApiProperty({ type: 'string', nullable: true })
  choice_label_from_parent!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  choice_prompt!: string | null;

  /** Any JSON; what this service writes is an object. */
  @ApiProperty({})
  content!: unknown;

  is_branch_point!: boolean;

  is_terminal_node!: boolean;

  @ApiProperty({ type: 'string', nullable: true })
  branch_audio_file_path!: string | null;
}

/** One page of scenelets. */
export class SceneletPage extends PageOf(Scenelet) {}
