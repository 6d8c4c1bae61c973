import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { FARTHEST, isBox } from '../../database/json-box';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/**
 * A component on a drawing: a piece mark, and which of its instances it is. Unique among live rows, without regard to case, by
 * an index over expressions that a migration makes, as are those by which marks and places are found.
 */
@Entity('components')
@Index('unique_piece_mark_instance_per_drawing', { synchronize: false })
@Index('idx_components_mark', { synchronize: false })
@Index('idx_components_neighbours', { synchronize: false })
@Index('idx_components_place', { synchronize: false })
@Index('idx_components_created', ['created_at', 'id'], { where: 'deleted_at is null' })
@Index('idx_components_drawing_id', ['drawing_id', 'created_at', 'id'])
@Index('idx_components_piece_mark', ['drawing_id', 'piece_mark'])
@Index('idx_components_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('DrawingEntity', ['drawing_id', 'live'], ['id', 'live'], {
  name: 'fk_components_drawing_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_components_deletion_id' })
@Check('ck_components_deletion', DELETION_CHECK)
@Check('ck_components_piece_mark', 'length(btrim(piece_mark)) > 0')
@Check('ck_components_instance_identifier', 'length(btrim(instance_identifier)) > 0')
@Check('components_confidence_score_check', 'confidence_score >= 0 and confidence_score <= 1')
@Check('ck_components_quantity', 'quantity >= 1')
@Check('ck_components_review_status', `review_status in ('pending', 'reviewed', 'approved')`)
@Check('ck_components_mark_level', `mark_level in ('main', 'minor')`)
@Check('ck_components_length', `length_mm > 0 and length_mm < 'infinity'`)
@Check('ck_components_page_number', 'page_number >= 1')
@Check('ck_components_exchange', `jsonb_typeof(exchange) = 'object'`)
@Check(
  'ck_components_bounding_box',
  `bounding_box is null or json_typeof(bounding_box) = 'null' or ${isBox('bounding_box')}`,
)
@Check('ck_components_location', `abs(location_x) <= ${FARTHEST} and abs(location_y) <= ${FARTHEST}`)
export class ComponentEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'components_pkey' })
  id!: string;

  /** Null for what an older application kept without one: it is its maker's. */
  @Column('uuid', { nullable: true })
  @ForeignKey('DrawingEntity', { name: 'components_drawing_id_fkey', onDelete: 'CASCADE' })
  drawing_id!: string | null;

  /** As its source spells it. */
  @Column('varchar', { length: 50 })
  piece_mark!: string;

  @Column('varchar', { length: 50, nullable: true })
  component_type!: string | null;

  @Column('integer', { nullable: true, default: 1 })
  quantity!: number | null;

  @Column('varchar', { length: 100, nullable: true })
  material_type!: string | null;

  @Column('double precision', { nullable: true })
  location_x!: number | null;

  @Column('double precision', { nullable: true })
  location_y!: number | null;

  /** `{x, y, width, height}` from the upper left corner of the unrotated page, in its unit. */
  @Column('json', { nullable: true })
  bounding_box!: Record<string, number> | null;

  @Column('double precision', { nullable: true })
  confidence_score!: number | null;

  @Column('varchar', { length: 20, nullable: true, default: 'pending' })
  review_status!: string | null;

  @Column('varchar', { length: 10, nullable: true })
  instance_identifier!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  /** `main`: an assembly that is shipped; `minor`: a part of one. Null: nobody has said. */
  @Column('text', { nullable: true })
  mark_level!: string | null;

  /** The main mark that a minor one is a part of. */
  @Column('varchar', { length: 50, nullable: true })
  assembly_mark!: string | null;

  /** The section or profile, as in `W21X68`. */
  @Column('varchar', { length: 100, nullable: true })
  size!: string | null;

  @Column('double precision', { nullable: true })
  length_mm!: number | null;

  @Column('varchar', { length: 100, nullable: true })
  finish!: string | null;

  @Column('integer', { nullable: true })
  page_number!: number | null;

  @Column('uuid', { nullable: true })
  reviewed_by!: string | null;

  @Column('timestamptz', { nullable: true })
  reviewed_at!: Date | null;

  /** Why a review was taken back. */
  @Column('text', { nullable: true })
  review_reason!: string | null;

  /** What a file that it came by says besides, to be written back. */
  @Column('jsonb', { nullable: true })
  exchange!: Record<string, unknown> | null;
}
