import { ApiProperty, OmitType } from '@nestjs/swagger';
import { nameKey } from '../../database/name-key';
import { Name, Nullable, OneOf, Optional, Reference, Text, Whole, WholeParameter } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { Filter, FilterBy, FilterByName, FilterByReference, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { Deleted, ItemsOf, ResultOf, ResultsOf } from '../../resources/bulk/bulk-answers';
import { BulkItems, DeleteItemOf, PatchItemOf } from '../../resources/bulk/bulk-items';
import { ExportQuery, ImportQuery, type OnExisting } from '../../transfer/transfer.dto';
import { type Box, BoxField, Confidence, Coordinate, Positive } from './component-fields';
import { NumberParameter, Numbers } from './numbers-parameter';

/** What a fabricator calls pieces. */
export const COMPONENT_TYPES = [
  ...['wide_flange', 'hss', 'angle', 'channel', 'plate', 'tube', 'beam', 'column', 'brace', 'girder', 'truss'],
  'generic',
] as const;

export const MARK_LEVELS = ['main', 'minor'] as const;

export const REVIEW_STATUSES = ['pending', 'reviewed', 'approved'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

/** What a component may be given, when it is made and later. */
abstract class ComponentFields {
  /** What the piece is. */
  @Nullable()
  @OneOf(COMPONENT_TYPES)
  component_type?: string | null;

  /** Anything else about it. */
  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** The material's grade, such as `A992`. */
  @Nullable()
  @Name(100)
  material_type?: string | null;

  /** The section or profile, such as `W21X68`. */
  @Nullable()
  @Name(100)
  size?: string | null;

  /** Millimetres. */
  @Nullable()
  @Positive(1e9)
  length_mm?: number | null;

  /** Paint, galvanising and the like. */
  @Nullable()
  @Name(100)
  finish?: string | null;

  /** `main`: an assembly that is shipped; `minor`: a part of one. */
  @Nullable()
  @OneOf(MARK_LEVELS)
  mark_level?: string | null;

  /** The main mark that a minor one is a part of. */
  @Nullable()
  @Name(50)
  assembly_mark?: string | null;

  /** The page of the drawing that it is on, from 1. */
  @Nullable()
  @Whole(1, 1_000_000)
  page_number?: number | null;

  /** From the left edge of the unrotated page, in the page's unit. */
  @Nullable()
  @Coordinate()
  location_x?: number | null;

  /** From the upper edge of the unrotated page, in the page's unit. */
  @Nullable()
  @Coordinate()
  location_y?: number | null;

  /** Where it is drawn: from the upper left corner of the unrotated page, in the page's unit. */
  @Nullable()
  @BoxField()
  bounding_box?: Box | null;

  /** How sure its reading is, from 0 to 1. */
  @Nullable()
  @Confidence()
  confidence_score?: number | null;
}

/** What a component may be given when it is made. */
export class ComponentItem extends ComponentFields {
  /** The shop's label for the piece, spelled as its source spells it. Compared without regard to case and composition. */
  @Name(50)
  piece_mark!: string;

  /**
   * Which of the drawing's pieces with this mark it is. Absent: none for the first one, and the next free of A, B, … Z, AA, …
   * for any further one; null: none.
   */
  @Nullable()
  @Name(10)
  instance_identifier?: string | null;

  /** How many; 1 when absent. */
  @Optional()
  @Whole(1)
  quantity?: number;
}

/** A new component of any drawing. */
export class ComponentCreate extends ComponentItem {
  @Reference()
  drawing_id!: string;
}

/** Changes to a component: a JSON merge patch (RFC 7396). Absent leaves as it is, null clears. */
export class ComponentPatch extends ComponentFields {
  @Optional()
  @Name(50)
  piece_mark?: string;

  @Nullable()
  @Name(10)
  instance_identifier?: string | null;

  @Optional()
  @Whole(1)
  quantity?: number;

  /** Another drawing, in which you may make components. */
  @Optional()
  @Reference()
  drawing_id?: string;

  /** One step forward: pending, reviewed, approved; or back, with a `review_reason`. */
  @Optional()
  @OneOf(REVIEW_STATUSES)
  review_status?: ReviewStatus;

  /** Why a review is taken back. */
  @Nullable()
  @Text(1000)
  review_reason?: string | null;
}

/** Changes to one component of many. */
export class ComponentPatchItem extends PatchItemOf(ComponentPatch, 'component') {}

/** One component of many to be deleted. */
export class ComponentDeleteItem extends DeleteItemOf('component') {}

/** Many new components of one drawing. */
export class ComponentBulkCreate {
  /** The drawing that all of them are on. */
  @Reference()
  drawing_id!: string;

  /** The components. */
  @BulkItems(ComponentItem)
  components!: unknown[];
}

/** Changes to many components, each its own. */
export class ComponentBulkPatch {
  /** The changes. */
  @BulkItems(ComponentPatchItem)
  components!: unknown[];
}

/** Many components to be deleted, each as a deletion of its own. */
export class ComponentBulkDelete {
  /** The components. */
  @BulkItems(ComponentDeleteItem)
  components!: unknown[];
}

/** SQL: where a component is on its page. As the index has it. */
export const PLACE = 'component_place(c.bounding_box, c.location_x, c.location_y)';

/** SQL of a pattern for LIKE from one with `*` and `?`, whose own special characters stand for themselves. */
function likePattern(at: string): string {
  return `translate(regexp_replace(${nameKey(`${at}::text`)}, '([\\\\%_])', '\\\\\\1', 'g'), '*?', '%_')`;
}

/** What components may be listed by. */
export class ComponentQuery extends PageQuery {
  /** Components on drawings of this project. */
  @Optional()
  @Reference()
  @FilterByReference(
    'project',
    (at) => `c.drawing_id in (select a.drawing_id from drawing_projects a where a.project_id = ${at}::uuid)`,
  )
  project_id?: string;

  /** Components on this drawing. */
  @Optional()
  @Reference()
  // Twice, so that the index of places is of use as well.
  @FilterByReference(
    'drawing',
    (at) => `c.drawing_id = ${at}::uuid and drawing_point(c.drawing_id) ~= drawing_point(${at}::uuid)`,
  )
  drawing_id?: string;

  /** Components with this mark, compared as uniqueness compares. */
  @Optional()
  @Text(50)
  @FilterByName('c.piece_mark')
  piece_mark?: string;

  /** Components whose mark begins so. */
  @Optional()
  @Text(50)
  @Filter(
    (at) =>
      `${nameKey('c.piece_mark')} like regexp_replace(${nameKey(`${at}::text`)}, '([\\\\%_])', '\\\\\\1', 'g') || '%'`,
  )
  prefix?: string;

  /** Components whose mark looks so: `*` stands for anything, `?` for one character. */
  @Optional()
  @Text(50)
  @Filter((at) => `${nameKey('c.piece_mark')} like ${likePattern(at)}`)
  like?: string;

  /** Components with this identifier. */
  @Optional()
  @Text(10)
  @FilterByName('c.instance_identifier')
  instance_identifier?: string;

  @Optional()
  @OneOf(COMPONENT_TYPES)
  @FilterBy('c.component_type')
  component_type?: string;

  /** Components of this material, compared without regard to case. */
  @Optional()
  @Text(100)
  @FilterByName('c.material_type')
  material_type?: string;

  @Optional()
  @OneOf(REVIEW_STATUSES)
  @FilterBy(`coalesce(c.review_status, 'pending')`)
  review_status?: string;

  @Optional()
  @OneOf(MARK_LEVELS)
  @FilterBy('c.mark_level')
  mark_level?: string;

  /** At least so sure, from 0 to 1. */
  @Optional()
  @NumberParameter(0, 1)
  @Filter((at) => `c.confidence_score >= ${at}::float8`)
  min_confidence?: number;

  /** At most so sure, from 0 to 1. */
  @Optional()
  @NumberParameter(0, 1)
  @Filter((at) => `c.confidence_score <= ${at}::float8`)
  max_confidence?: number;

  @Optional()
  @WholeParameter(1, 1_000_000)
  @FilterBy('c.page_number')
  page_number?: number;

  /** Components that touch this rectangle of a drawing's page: `x1,y1,x2,y2`, in the page's unit; with `drawing_id`. */
  @Optional()
  @Numbers(4, 'x1,y1,x2,y2')
  @Filter(
    (at) =>
      `${PLACE} && box(point((${at}::float8[])[1], (${at}::float8[])[2]), point((${at}::float8[])[3], (${at}::float8[])[4]))`,
  )
  within?: number[];

  /** Those with a place, the nearest to this point first (`sort=distance`): `x,y`, in the page's unit; with `drawing_id`. */
  @Optional()
  @Numbers(2, 'x,y')
  @Filter((at) => `${at}::float8[] is not null and ${PLACE} is not null`)
  near?: number[];

  /** A field, with a leading - for descending order; NULLs come last. Marks stand in their natural order: B2 before B10. */
  @SortBy({
    created_at: { sql: 'c.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'c.updated_at', type: 'timestamptz', required: true },
    piece_mark: [
      { sql: 'mark_order(c.piece_mark) collate "C"', type: 'text', required: true },
      { sql: `mark_order(coalesce(c.instance_identifier, '')) collate "C"`, type: 'text', required: true },
    ],
    component_type: { sql: 'c.component_type collate "C"', type: 'text' },
    quantity: { sql: 'c.quantity', type: 'integer' },
    confidence_score: { sql: 'c.confidence_score', type: 'double precision' },
    distance: {
      sql: (query, at) =>
        `${PLACE} <-> point((${at(query.near ?? [0, 0])}::float8[])[1], (${at(query.near ?? [0, 0])}::float8[])[2])`,
      type: 'double precision',
    },
  })
  sort: string = 'created_at';
}

/** What the components of one drawing, which the address names, may be listed by. */
export class DrawingComponentQuery extends OmitType(ComponentQuery, ['project_id', 'drawing_id']) {}

/** A component of a drawing. */
@Recorded()
export class Component extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** Null for what an older application kept without one. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  drawing_id!: string | null;

  /** As its source spells it. */
  piece_mark!: string;

  /** Which of the drawing's pieces with this mark it is; null for the one without an identifier. */
  instance_identifier!: string | null;

  /** Mark and identifier, such as `G1-A`. */
  display_name!: string;

  component_type!: string | null;

  description!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  quantity!: number | null;

  material_type!: string | null;

  size!: string | null;

  /** Millimetres. */
  @ApiProperty({ type: 'number', nullable: true })
  length_mm!: number | null;

  finish!: string | null;

  @ApiProperty({ type: 'string', enum: MARK_LEVELS, nullable: true })
  mark_level!: string | null;

  assembly_mark!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  page_number!: number | null;

  @ApiProperty({ type: 'number', nullable: true })
  location_x!: number | null;

  @ApiProperty({ type: 'number', nullable: true })
  location_y!: number | null;

  /** From the upper left corner of the unrotated page, in its unit. */
  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: Object.fromEntries(['x', 'y', 'width', 'height'].map((side) => [side, { type: 'number' }])),
  })
  bounding_box!: Box | null;

  @ApiProperty({ type: 'number', nullable: true })
  confidence_score!: number | null;

  @ApiProperty({ enum: REVIEW_STATUSES })
  review_status!: string;

  /** Who moved it to this status. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  reviewed_by!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  reviewed_at!: string | null;

  /** Why a review was taken back. */
  review_reason!: string | null;
}

/** One page of components. */
export class ComponentPage extends PageOf(Component) {}

/** The components of a bulk call, in the order of the request. */
export class ComponentItems extends ItemsOf(Component) {}

/** What a bulk delete did. */
export class ComponentsDeleted extends Deleted {}

/** What became of one item of a partial bulk call. */
export class ComponentResult extends ResultOf(Component) {}

/** The answer of a partial bulk call. */
export class ComponentResults extends ResultsOf(ComponentResult) {}

/** What an import does with components that exist, and whether it writes. */
export class ComponentImportQuery extends ImportQuery {
  /** When the drawing has the instance of a row: `skip` the row, `update` the component, or stop there (`fail`). */
  override on_existing: OnExisting = 'fail';
}

/** What an export holds. */
export class ComponentExportQuery extends ExportQuery {}

/** Which identifier a further piece of a mark would get. */
export class SuggestedInstance {
  /** Null: there is none of this mark yet, so it needs none. */
  instance_identifier!: string | null;

  /** Live components of the drawing with this mark. */
  @ApiProperty({ type: 'integer' })
  existing_count!: number;
}

/** Which mark is asked about. */
export class SuggestionQuery {
  @Name(50)
  piece_mark!: string;
}
