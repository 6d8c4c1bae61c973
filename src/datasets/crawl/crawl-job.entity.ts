import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

const FIGURES = [
  ...['total_images', 'downloaded_images', 'valid_images'],
  ...['total_chunks', 'active_chunks', 'completed_chunks', 'failed_chunks'],
];

/** A crawl: pictures from sources, fetched in chunks. */
@Entity('crawl_jobs')
@Unique('uq_crawl_jobs_project', ['id', 'project_id'])
@Unique('uq_crawl_jobs_live', ['id', 'live'])
@Index('ix_crawl_job_status', ['status'])
@Index('ix_crawl_job_project_status', ['project_id', 'status'])
@Index('ix_crawl_jobs_project_id', ['project_id'])
@Index('idx_crawl_jobs_project_created', ['project_id', 'created_at', 'id'])
@Index('idx_crawl_jobs_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('ProjectEntity', ['project_id', 'live'], ['id', 'live'], {
  name: 'fk_crawl_jobs_project_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_crawl_jobs_deletion_id' })
@Check('ck_crawl_jobs_status', `status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')`)
@Check(
  'ck_crawl_jobs_figures',
  `progress >= 0 and progress <= 100 and max_images >= 0 and ${FIGURES.map((column) => `${column} >= 0`).join(' and ')}`,
)
@Check('ck_crawl_jobs_failed_images', 'failed_images >= 0')
@Check('ck_crawl_jobs_labels', `jsonb_typeof(labels) = 'array'`)
@Check('ck_crawl_jobs_deletion', DELETION_CHECK)
export class CrawlJobEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'crawl_jobs_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ProjectEntity', { name: 'fk_crawl_jobs_project_id', onDelete: 'CASCADE' })
  project_id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  /** What is searched for: a list; of older rows also an object whose `keywords` is the list. */
  @Column('jsonb')
  keywords!: unknown;

  @Column('integer', { default: 1000 })
  max_images!: number;

  @Column('varchar', { length: 20, default: 'pending' })
  status!: string;

  @Column('integer', { default: 0 })
  progress!: number;

  /** Addresses that were found. */
  @Column('integer', { default: 0 })
  total_images!: number;

  @Column('integer', { default: 0 })
  downloaded_images!: number;

  @Column('integer', { default: 0 })
  valid_images!: number;

  @Column('integer', { default: 0 })
  total_chunks!: number;

  @Column('integer', { default: 0 })
  active_chunks!: number;

  @Column('integer', { default: 0 })
  completed_chunks!: number;

  @Column('integer', { default: 0 })
  failed_chunks!: number;

  /** Of the older application's queue; nothing writes it any more. */
  @Column('jsonb', { default: [] })
  task_ids!: unknown[];

  @Column('timestamptz', { nullable: true })
  started_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;

  /** Addresses from which no picture came. */
  @Column('integer', { default: 0 })
  failed_images!: number;

  /** What every picture of the job is labelled with. */
  @Column('jsonb', { default: [] })
  labels!: string[];

  /** One sentence for people: why fewer pictures came than were asked for. */
  @Column('text', { nullable: true })
  message!: string | null;
}
