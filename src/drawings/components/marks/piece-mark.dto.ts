import { ApiProperty, PickType } from '@nestjs/swagger';
import { Name, OneOf, Optional, Reference, WholeParameter } from '../../../http/fields';
import { PageOf, PageQuery } from '../../../http/lists/page.dto';
import { FilterBy, SortBy } from '../../../http/lists/query-fields';
import { ItemsOf } from '../../../resources/bulk/bulk-answers';
import { ComponentPatch, MARK_LEVELS } from '../component.dto';
import { CONFLICTS } from './conflicts';

/** A mark that somebody may have mistyped. */
export class MarkSearchQuery {
  /** The project whose drawings are searched. */
  @Reference()
  project_id!: string;

  /** The mark, as somebody has typed it. */
  @Name(50)
  q!: string;

  /** How many marks at most. */
  @Optional()
  @WholeParameter(1, 100)
  limit: number = 10;
}

/** How a mark is like the one that was typed. */
export const MATCHES = ['exact', 'confusable', 'near', 'prefix'] as const;

/** A mark that may have been meant. */
export class MeantMark {
  /** As it is spelled most often. */
  piece_mark!: string;

  /** Up to 1, which is the mark itself. */
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1 })
  score!: number;

  /**
   * `exact`: without regard to case; `confusable`: O for 0, I or L for 1, S for 5, B for 8, Z for 2, or other punctuation;
   * `near`: a slip or two; `prefix`: it goes on after what was typed.
   */
  @ApiProperty({ enum: MATCHES })
  match!: string;

  @ApiProperty({ type: 'integer' })
  components!: number;

  /** Of all components. */
  @ApiProperty({ type: 'integer' })
  quantity!: number;

  @ApiProperty({ type: 'integer' })
  drawings!: number;

  /** The first ten. */
  @ApiProperty({ type: [String], format: 'uuid' })
  component_ids!: string[];
}

/** Marks that may have been meant, best first. */
export class MeantMarks extends ItemsOf(MeantMark) {}

/** In which order the marks of a project are listed. */
export class PieceMarkQuery extends PageQuery {
  /** A field, with a leading - for descending order. Marks stand in their natural order: B2 before B10. */
  @SortBy({
    piece_mark: [
      { sql: 'mark_order(m.mark_key) collate "C"', type: 'text', required: true },
      { sql: 'm.mark_key collate "C"', type: 'text', required: true },
    ],
    components: { sql: 'm.components', type: 'bigint', required: true },
    quantity: { sql: 'm.quantity', type: 'bigint', required: true },
    drawings: { sql: 'm.drawings', type: 'bigint', required: true },
  })
  sort: string = 'piece_mark';
}

/** A mark of a project, with what its components come to. */
export class PieceMark {
  /** As it is spelled most often. */
  piece_mark!: string;

  /** The first ten ways in which it is spelled. */
  spellings!: string[];

  /** It is spelled in more than one way. */
  case_differs!: boolean;

  @ApiProperty({ enum: MARK_LEVELS, isArray: true })
  mark_levels!: string[];

  @ApiProperty({ type: [String] })
  component_types!: string[];

  @ApiProperty({ type: 'integer' })
  components!: number;

  /** Of all components. */
  @ApiProperty({ type: 'integer' })
  quantity!: number;

  @ApiProperty({ type: 'integer' })
  drawings!: number;
}

/** One page of marks. */
export class PieceMarkPage extends PageOf(PieceMark) {}

/** Changes to all components of a mark: a JSON merge patch (RFC 7396). Absent leaves as it is, null clears. */
export class PieceMarkPatch extends PickType(ComponentPatch, [
  'component_type',
  'description',
  'material_type',
  'size',
  'length_mm',
  'finish',
  'mark_level',
  'assembly_mark',
] as const) {}

/** Which components of a mark are changed. */
export class PieceMarkPatchQuery {
  /** Those on this drawing only. */
  @Optional()
  @Reference()
  drawing_id?: string;
}

/** What became of the components of a mark. */
export class PieceMarkChanged {
  /** How many there are. */
  @ApiProperty({ type: 'integer' })
  components!: number;

  /** How many of them differ now from what they were. */
  @ApiProperty({ type: 'integer' })
  changed!: number;

  /** How many drawings they are on. */
  @ApiProperty({ type: 'integer' })
  drawings!: number;
}

const CODES = Object.keys(CONFLICTS);

/** Which conflicts are listed. */
export class MarkConflictQuery extends PageQuery {
  @Optional()
  @OneOf(CODES)
  @FilterBy('m.code')
  code?: string;
}

/** Components on one drawing that have one of the values. */
export class InvolvedComponents {
  /** The type, the material, the size, the spelling, or the total quantity on this drawing. */
  value!: string;

  @ApiProperty({ format: 'uuid' })
  drawing_id!: string;

  file_name!: string;

  sheet_number!: string | null;

  revision!: string | null;

  /** The drawing of the project that takes the place of this one: the two are two revisions. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  superseded_by!: string | null;

  @ApiProperty({ type: 'integer' })
  components!: number;

  /** Of these components. */
  @ApiProperty({ type: 'integer' })
  quantity!: number;

  /** The first ten. */
  @ApiProperty({ type: [String], format: 'uuid' })
  component_ids!: string[];
}

/** Something that the components of a mark, or marks, contradict each other in. */
export class MarkConflict {
  @ApiProperty({ enum: CODES })
  code!: string;

  /** The code as a sentence. */
  message!: string;

  /** One of the spellings. */
  piece_mark!: string;

  /** Of a mark that is both main and minor: whose conflict it is; `unknown` of those of which nobody has said. */
  @ApiProperty({ type: 'string', enum: [...MARK_LEVELS, 'unknown'], nullable: true })
  mark_level!: string | null;

  /** There is none among the drawings that no other supersedes: it is between a drawing and an older revision. */
  only_between_revisions!: boolean;

  @ApiProperty({ type: 'integer' })
  components!: number;

  @ApiProperty({ type: 'integer' })
  drawings!: number;

  /** The first fifty drawings and values, of every value at least one as long as there is room. */
  involved!: InvolvedComponents[];
}

/** One page of conflicts. */
export class MarkConflictPage extends PageOf(MarkConflict) {}
