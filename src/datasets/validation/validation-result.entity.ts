import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** What one validation job says of one picture. */
@Entity('validation_results')
@Unique('uq_validation_results_image', ['validation_job_id', 'image_id'])
@Index('idx_validation_results_image_id', ['image_id'])
@ForeignKey('ValidationJobEntity', ['validation_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_validation_results_job_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey('ImageEntity', ['image_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_validation_results_image_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@Check(
  'ck_validation_results_figures',
  'checks_passed >= 0 and checks_failed >= 0 and quality_score >= 0 and quality_score <= 1',
)
@Check('ck_validation_results_issues', `jsonb_typeof(issues) = 'array'`)
export class ValidationResultEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_validation_results' })
  id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('uuid')
  @ForeignKey('ValidationJobEntity', { name: 'fk_validation_results_validation_job_id', onDelete: 'CASCADE' })
  validation_job_id!: string;

  @Column('uuid')
  @ForeignKey('ImageEntity', { name: 'fk_validation_results_image_id', onDelete: 'CASCADE' })
  image_id!: string;

  @Column('boolean')
  is_valid!: boolean;

  @Column('jsonb', { default: [] })
  issues!: unknown[];

  @Column('integer', { default: 0 })
  checks_passed!: number;

  @Column('integer', { default: 0 })
  checks_failed!: number;

  @Column('double precision', { nullable: true })
  quality_score!: number | null;

  @Column('text', { default: 'ok' })
  verdict!: string;

  /** A result and a score for each check. */
  @Column('jsonb', { default: [] })
  checks!: unknown[];

  /** What decoding found; see validation/engine. */
  @Column('jsonb', { nullable: true })
  facts!: Record<string, unknown> | null;
}
