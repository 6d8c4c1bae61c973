import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/** A file made of the pictures of a crawl job. */
@Entity('export_jobs')
@Unique('uq_export_jobs_project', ['id', 'project_id'])
@Index('ix_export_job_status', ['status'])
@Index('ix_export_job_user_id', ['user_id'])
@Index('ix_export_job_crawl_job_id', ['crawl_job_id'])
@Index('idx_export_jobs_project_id', ['project_id', 'created_at', 'id'])
@Index('idx_export_jobs_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@Index('idx_export_jobs_file', ['file_sha256'], { where: 'file_sha256 is not null' })
@Index('idx_export_jobs_selection', ['selection_sha256'], { where: 'selection_sha256 is not null' })
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_export_jobs_crawl_job_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'live'], ['id', 'live'], {
  name: 'fk_export_jobs_crawl_job_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_export_jobs_deletion_id' })
@Check('ck_export_jobs_name', 'length(btrim(name)) > 0')
@Check('ck_export_jobs_status', `status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')`)
@Check('ck_export_jobs_format', `format in ('zip', 'tar', 'tar.gz', 'csv', 'json', 'webdataset')`)
@Check(
  'ck_export_jobs_figures',
  'progress >= 0 and progress <= 100 and total_images >= 0 and exported_images >= 0 and file_size >= 0',
)
@Check('ck_export_jobs_deletion', DELETION_CHECK)
export class ExportJobEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_export_jobs' })
  id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('uuid')
  @ForeignKey('CrawlJobEntity', { name: 'fk_export_jobs_crawl_job_id', onDelete: 'CASCADE' })
  crawl_job_id!: string;

  /** Who asked for it; the export goes with them. */
  @Column('uuid')
  @ForeignKey('ProfileEntity', { name: 'fk_export_jobs_user_id', onDelete: 'CASCADE' })
  user_id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('varchar', { length: 20, default: 'pending' })
  status!: string;

  @Column('integer', { default: 0 })
  progress!: number;

  @Column('varchar', { length: 20, default: 'zip' })
  format!: string;

  @Column('integer', { default: 0 })
  total_images!: number;

  @Column('integer', { default: 0 })
  exported_images!: number;

  @Column('bigint', { nullable: true })
  file_size!: string | null;

  /** Made when it is asked for, since it expires; this column is an older application's. */
  @Column('text', { nullable: true })
  download_url!: string | null;

  @Column('jsonb', { default: {} })
  export_options!: Record<string, unknown>;

  @Column('timestamptz', { nullable: true })
  started_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  completed_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  expires_at!: Date | null;

  @Column('text', { nullable: true })
  error_message!: string | null;

  @Column('text', { nullable: true })
  @ForeignKey('StoredFileEntity', { name: 'fk_export_jobs_file' })
  file_sha256!: string | null;

  @Column('text', { nullable: true })
  file_name!: string | null;

  /** The list of its pictures, whatever becomes of their rows: what a verification goes by. */
  @Column('text', { nullable: true })
  @ForeignKey('StoredFileEntity', { name: 'fk_export_jobs_selection' })
  selection_sha256!: string | null;

  /** What the export says of itself: counts, rules, hashes, its own check of the splits. */
  @Column('jsonb', { nullable: true })
  manifest!: Record<string, unknown> | null;

  /** Which of its addresses differ or are gone, when that was asked last. */
  @Column('jsonb', { nullable: true })
  verification!: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  message!: string | null;
}
