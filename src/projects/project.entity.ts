import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DeletionEntity } from '../resources/trash/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../database/base.entity';

/** A production, the root of everything else. Children refer to `(id, live)`, so that none comes under a deleted project. */
@Entity('projects')
@Unique('uq_projects_live', ['id', 'live'])
@Index('ix_project_user_id', ['user_id'])
@Index('idx_projects_production_status', ['production_status'])
@Index('idx_projects_updated_at', ['updated_at'])
@Index('idx_projects_production_status_updated_at', ['production_status', 'updated_at'])
@Index('idx_projects_job_id', ['job_id'], { where: 'job_id is not null' })
@Index('idx_projects_deleted_at', ['deleted_at'], { where: 'deleted_at is not null' })
@Check(
  'ck_projects_production_status',
  `production_status in ('draft', 'in_progress', 'completed', 'failed', 'cancelled')`,
)
@Check(
  'ck_projects_current_stage',
  `current_stage in ('initialization', 'script', 'tts', 'images', 'composition', 'render')`,
)
@Check('ck_projects_wizard_step', `wizard_step between 0 and 3`)
@Check('ck_projects_progress_percent', `progress_percent between 0 and 100`)
@Check('ck_projects_duration_seconds', `duration_seconds >= 0`)
@Index('idx_projects_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_projects_deletion_id' })
@Check('ck_projects_name', `length(btrim(name)) > 0`)
@Check('ck_projects_status', `status in ('active', 'archived', 'deleted')`)
@Check('ck_projects_deletion', DELETION_CHECK)
export class ProjectEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'projects_pkey' })
  id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  /** The owner's profile. */
  @Column('uuid')
  @ForeignKey('ProfileEntity', { name: 'fk_projects_user_id', onDelete: 'CASCADE' })
  user_id!: string;

  @Column('varchar', { length: 20, default: 'active' })
  status!: string;

  /** Where the production stands; `status` is about the project itself. */
  @Column('text', { default: 'draft' })
  production_status!: string;

  @Column('text', { nullable: true })
  current_stage!: string | null;

  /** 0 brief, 1 plan, 2 voice, 3 generate. */
  @Column('integer', { default: 0 })
  wizard_step!: number;

  @Column('text', { nullable: true })
  wizard_version!: string | null;

  @Column('integer', { default: 0 })
  progress_percent!: number;

  @Column('text', { nullable: true })
  job_id!: string | null;

  @Column('jsonb', { nullable: true })
  brief!: unknown;

  @Column('jsonb', { nullable: true })
  plan_spec!: unknown;

  @Column('jsonb', { nullable: true })
  voice_spec!: unknown;

  @Column('jsonb', { nullable: true })
  render_spec!: unknown;

  @Column('jsonb', { nullable: true })
  timeline!: unknown;

  @Column('text', { nullable: true })
  error_message!: string | null;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;

  @Column('text', { array: true, default: [] })
  tags!: string[];

  @Column('text', { nullable: true })
  category!: string | null;

  @Column('uuid', { nullable: true })
  template_id!: string | null;

  @Column('text', { nullable: true })
  output_file_path!: string | null;

  @Column('text', { nullable: true })
  thumbnail_path!: string | null;

  @Column('double precision', { nullable: true })
  duration_seconds!: number | null;

  @Column('timestamptz', { nullable: true })
  last_auto_save_at!: Date | null;
}
