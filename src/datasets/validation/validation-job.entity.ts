import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/** One look at the pictures of a crawl job, by rules that were checked when it was made. */
@Entity('validation_jobs')
@Unique('uq_validation_jobs_project', ['id', 'project_id'])
@Unique('uq_validation_jobs_live', ['id', 'live'])
@Index('ix_validation_job_status', ['status'])
@Index('ix_validation_job_crawl_job_id', ['crawl_job_id'])
@Index('idx_validation_jobs_project_id', ['project_id', 'created_at', 'id'])
@Index('idx_validation_jobs_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_validation_jobs_crawl_job_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'live'], ['id', 'live'], {
  name: 'fk_validation_jobs_crawl_job_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_validation_jobs_deletion_id' })
@Check('ck_validation_jobs_name', 'length(btrim(name)) > 0')
@Check('ck_validation_jobs_status', `status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')`)
@Check(
  'ck_validation_jobs_figures',
  'progress >= 0 and progress <= 100 and total_images >= 0 and validated_images >= 0 and invalid_images >= 0',
)
@Check('ck_validation_jobs_level', `level in ('basic', 'standard', 'strict')`)
@Check('ck_validation_jobs_duplicates', `duplicates in ('report', 'quarantine', 'remove')`)
@Check('ck_validation_jobs_deletion', DELETION_CHECK)
export class ValidationJobEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_validation_jobs' })
  id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('uuid')
  @ForeignKey('CrawlJobEntity', { name: 'fk_validation_jobs_crawl_job_id', onDelete: 'CASCADE' })
  crawl_job_id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('varchar', { length: 20, default: 'pending' })
  status!: string;

  @Column('integer', { default: 0 })
  progress!: number;

  @Column('integer', { default: 0 })
  total_images!: number;

  @Column('integer', { default: 0 })
  validated_images!: number;

  @Column('integer', { default: 0 })
  invalid_images!: number;

  @Column('jsonb', { default: {} })
  validation_rules!: Record<string, unknown>;

  @Column('timestamptz', { nullable: true })
  started_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;

  @Column('text', { nullable: true })
  error_message!: string | null;

  @Column('text', { default: 'standard' })
  level!: string;

  /** What becomes of duplicates. */
  @Column('text', { default: 'report' })
  duplicates!: string;

  @Column('integer', { default: 1 })
  rules_version!: number;

  @Column('jsonb', { nullable: true })
  statistics!: Record<string, unknown> | null;
}
