import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** A page of a drawing's file, and its preview. Places on it count from the upper left corner of the unrotated page. */
@Entity('drawing_pages')
@Unique('uq_drawing_pages_number', ['drawing_id', 'page_number'])
@Index('idx_drawing_pages_preview', ['preview_sha256'], { where: 'preview_sha256 is not null' })
@Check('ck_drawing_pages_number', 'page_number >= 1')
@Check('ck_drawing_pages_size', 'width > 0 and height > 0 and user_unit > 0')
@Check('ck_drawing_pages_rotation', 'rotation in (0, 90, 180, 270)')
@Check('ck_drawing_pages_unit', `unit in ('pt', 'px')`)
@Check('ck_drawing_pages_preview', 'num_nulls(preview_sha256, preview_width, preview_height) in (0, 3)')
export class DrawingPageEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_drawing_pages' })
  id!: string;

  @Column('uuid')
  @ForeignKey('DrawingEntity', { name: 'fk_drawing_pages_drawing_id', onDelete: 'CASCADE' })
  drawing_id!: string;

  /** From 1. */
  @Column('integer')
  page_number!: number;

  /** In `unit`, of the unrotated page. */
  @Column('double precision')
  width!: number;

  @Column('double precision')
  height!: number;

  /** Degrees, clockwise, by which a viewer turns the page. */
  @Column('integer', { default: 0 })
  rotation!: number;

  /** A unit of the page in units of 1/72 inch. */
  @Column('double precision', { default: () => '1' })
  user_unit!: number;

  @Column('text')
  unit!: string;

  @Column('text', { nullable: true })
  @ForeignKey('StoredFileEntity', { name: 'fk_drawing_pages_preview' })
  preview_sha256!: string | null;

  /** Pixels. */
  @Column('integer', { nullable: true })
  preview_width!: number | null;

  @Column('integer', { nullable: true })
  preview_height!: number | null;

  @Column('text', { nullable: true })
  failure_code!: string | null;

  @Column('text', { nullable: true })
  failure!: string | null;
}
