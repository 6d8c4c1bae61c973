import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** The reading of a drawing's pages, and the making of their previews. */
@Entity('rendering_jobs')
@Unique('uq_rendering_jobs_project', ['id', 'project_id'])
@Index('idx_rendering_jobs_running_unique', ['drawing_id'], { unique: true, where: `status = 'running'` })
@Index('idx_rendering_jobs_drawing_id', ['drawing_id'])
@Check('ck_rendering_jobs_status', `status in ('running', 'completed', 'failed', 'cancelled')`)
@Check('ck_rendering_jobs_progress', 'progress between 0 and 100')
export class RenderingJobEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_rendering_jobs' })
  id!: string;

  @Column('timestamptz', { nullable: true })
  deleted_at!: Date | null;

  @Column('uuid')
  @ForeignKey('DrawingEntity', { name: 'fk_rendering_jobs_drawing_id', onDelete: 'CASCADE' })
  drawing_id!: string;

  /** For whom it is done, which workers are fair by: one of the drawing's projects; of one that has none, the drawing itself. */
  @Column('uuid')
  project_id!: string;

  @Column('text', { default: 'running' })
  status!: string;

  @Column('integer', { default: 0 })
  progress!: number;

  @Column('text', { nullable: true })
  message!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  started_at!: Date;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;
}
