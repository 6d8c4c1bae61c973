import { ApiProperty } from '@nestjs/swagger';
import { ANY_VALUE } from '../components/component-details.dto';
import { OneOf, Optional, Text, WholeParameter } from '../../http/fields';

/** What may become of a component between two drawings. */
export const DIFFERENCES = ['added', 'removed', 'changed', 'moved'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

/** What is asked of a comparison. */
export class DrawingComparisonQuery {
  /** How many differences at most. */
  @Optional()
  @WholeParameter(1, 500)
  limit: number = 100;

  /** `next_cursor` of the page before. */
  @Optional()
  @Text(4000)
  cursor?: string;

  /** Only differences of this kind; the counts are of all. */
  @Optional()
  @OneOf(DIFFERENCES)
  difference?: DifferenceKind;
}

/** A field that differs. */
export class DifferingField {
  field!: string;

  @ApiProperty(ANY_VALUE)
  before!: unknown;

  @ApiProperty(ANY_VALUE)
  after!: unknown;
}

/** A component that is on one drawing alone, or differs. */
export class ComponentDifference {
  /** `moved`: only its place differs; a `changed` one may have moved as well, which its fields say. */
  @ApiProperty({ enum: DIFFERENCES })
  difference!: DifferenceKind;

  /** As the second drawing spells it; as the first, where the second does not have it. */
  piece_mark!: string;

  instance_identifier!: string | null;

  /** Mark and identifier, such as `G1-A`. */
  display_name!: string;

  /** On the first drawing; null for an added one. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  before_id!: string | null;

  /** On the second drawing; null for a removed one. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  after_id!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  quantity_before!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  quantity_after!: number | null;

  /** What differs in a component that both have. */
  fields!: DifferingField[];
}

/** How many components, and pieces, of both drawings are what. */
export class ComparisonCounts {
  @ApiProperty({ type: 'integer' })
  added!: number;

  @ApiProperty({ type: 'integer' })
  removed!: number;

  @ApiProperty({ type: 'integer' })
  changed!: number;

  @ApiProperty({ type: 'integer' })
  moved!: number;

  @ApiProperty({ type: 'integer' })
  unchanged!: number;

  /** All pieces of the first drawing. */
  @ApiProperty({ type: 'integer' })
  quantity_before!: number;

  /** All pieces of the second drawing. */
  @ApiProperty({ type: 'integer' })
  quantity_after!: number;
}

/** How the components of a drawing differ from those of another, in the natural order of their marks. */
export class DrawingComparison {
  counts!: ComparisonCounts;

  items!: ComponentDifference[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Pass as `cursor` for the next page; null on the last.' })
  next_cursor!: string | null;
}
