import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

const FOLLOWS = { onDelete: 'CASCADE', onUpdate: 'CASCADE' } as const;

/** A part of a job, which one worker does in one go, and from its beginning again where that one was killed. */
@Entity('job_chunks')
@Unique('uq_job_chunks_run', ['run_id'])
@Index('uq_job_chunks_crawl', ['crawl_job_id', 'task', 'chunk_index'], {
  unique: true,
  where: 'crawl_job_id is not null',
})
@Index('uq_job_chunks_validation', ['validation_job_id', 'task', 'chunk_index'], {
  unique: true,
  where: 'validation_job_id is not null',
})
@Index('uq_job_chunks_export', ['export_job_id', 'task', 'chunk_index'], {
  unique: true,
  where: 'export_job_id is not null',
})
@Index('uq_job_chunks_rendering', ['rendering_job_id', 'task', 'chunk_index'], {
  unique: true,
  where: 'rendering_job_id is not null',
})
@Index('idx_job_chunks_pending', ['project_id', 'priority', 'id'], { where: `status = 'pending'` })
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_job_chunks_crawl_job',
  ...FOLLOWS,
})
@ForeignKey('ValidationJobEntity', ['validation_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_job_chunks_validation_job',
  ...FOLLOWS,
})
@ForeignKey('ExportJobEntity', ['export_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_job_chunks_export_job',
  ...FOLLOWS,
})
@ForeignKey('RenderingJobEntity', ['rendering_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_job_chunks_rendering_job',
  ...FOLLOWS,
})
@Check('ck_job_chunks_one_job', 'num_nonnulls(crawl_job_id, validation_job_id, export_job_id, rendering_job_id) = 1')
@Check('ck_job_chunks_status', `status in ('pending', 'held', 'processing', 'completed', 'failed', 'cancelled')`)
@Check('ck_job_chunks_run', `(run_id is not null) = (status = 'processing')`)
@Check(
  'ck_job_chunks_figures',
  'chunk_index >= 0 and first_item >= 0 and item_count >= 0 and attempts >= 0 and priority between 0 and 10',
)
export class JobChunkEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_job_chunks' })
  id!: string;

  @Column('timestamptz', { default: () => 'now()' })
  created_at!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updated_at!: Date;

  @Column('uuid')
  project_id!: string;

  @Column('uuid', { nullable: true })
  crawl_job_id!: string | null;

  @Column('uuid', { nullable: true })
  validation_job_id!: string | null;

  @Column('uuid', { nullable: true })
  export_job_id!: string | null;

  @Column('uuid', { nullable: true })
  rendering_job_id!: string | null;

  /** What is done with it: the name of a registered task. */
  @Column('text')
  task!: string;

  /** Its place among the job's chunks of this task. */
  @Column('integer')
  chunk_index!: number;

  /** The first of the job's items that it is about. */
  @Column('integer', { default: 0 })
  first_item!: number;

  @Column('integer', { default: 0 })
  item_count!: number;

  /** `held`: its job is paused. */
  @Column('text', { default: 'pending' })
  status!: string;

  /** 0 first, 10 last, within a project. */
  @Column('integer', { default: 5 })
  priority!: number;

  /** How often it was begun. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  not_before!: Date | null;

  /** Who works on it may write only while this is still theirs. */
  @Column('uuid', { nullable: true })
  run_id!: string | null;

  @Column('text', { nullable: true })
  error_message!: string | null;

  @Column('timestamptz', { nullable: true })
  started_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;
}
