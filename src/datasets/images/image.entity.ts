import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/**
 * An address at which a crawl job looks for a picture, what came of it, where its bytes are, and how it was judged. An
 * address is in a job once, by an index over an expression that a migration makes; so are the parts of the perceptual hash.
 */
@Entity('images')
@Unique('uq_images_project', ['id', 'project_id'])
@Index('idx_images_address_unique', { synchronize: false })
@Index('idx_images_hash_first', { synchronize: false })
@Index('idx_images_hash_second', { synchronize: false })
@Index('idx_images_hash_third', { synchronize: false })
@Index('idx_images_hash_fourth', { synchronize: false })
@Index('ix_image_crawl_job_id', ['crawl_job_id'])
@Index('idx_images_position', ['crawl_job_id', 'position', 'id'])
@Index('idx_images_waiting', ['crawl_job_id', 'position'], { where: `outcome = 'pending'` })
@Index('idx_images_file', ['sha256', 'crawl_job_id'], { where: 'sha256 is not null' })
@Index('idx_images_crawl_source_id', ['crawl_source_id'], { where: 'crawl_source_id is not null' })
@Index('idx_images_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_images_crawl_job_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'live'], ['id', 'live'], {
  name: 'fk_images_crawl_job_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_images_deletion_id' })
@Check('ck_images_outcome', `outcome in ('pending', 'downloaded', 'failed', 'refused')`)
@Check(
  'ck_images_verdict',
  `verdict in ('ok', 'recoverable', 'corrupt', 'unsupported', 'placeholder', 'duplicate', 'rejected')`,
)
@Check('ck_images_figures', 'attempts >= 0 and position >= 0 and quality_score >= 0 and quality_score <= 1')
@Check('ck_images_labels', `jsonb_typeof(labels) = 'array'`)
@Check('ck_images_deletion', DELETION_CHECK)
export class ImageEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'images_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey('CrawlJobEntity', { name: 'fk_images_crawl_job_id', onDelete: 'CASCADE' })
  crawl_job_id!: string;

  @Column('text')
  original_url!: string;

  @Column('varchar', { length: 255 })
  filename!: string;

  /** Where an older application put the bytes. */
  @Column('text', { nullable: true })
  storage_url!: string | null;

  @Column('integer', { nullable: true })
  width!: number | null;

  @Column('integer', { nullable: true })
  height!: number | null;

  @Column('integer', { nullable: true })
  file_size!: number | null;

  @Column('varchar', { length: 10, nullable: true })
  format!: string | null;

  @Column('uuid')
  project_id!: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('CrawlSourceEntity', { name: 'fk_images_crawl_source_id', onDelete: 'SET NULL' })
  crawl_source_id!: string | null;

  /** The order in which the job found it; null for rows of an older application. */
  @Column('integer', { nullable: true })
  position!: number | null;

  @Column('text', { nullable: true })
  host!: string | null;

  @Column('text', { default: 'downloaded' })
  outcome!: string;

  @Column('text', { nullable: true })
  failure_code!: string | null;

  /** One sentence for people. */
  @Column('text', { nullable: true })
  failure!: string | null;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  retry_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  downloaded_at!: Date | null;

  @Column('text', { nullable: true })
  @ForeignKey('StoredFileEntity', { name: 'fk_images_file' })
  sha256!: string | null;

  /** How it was come by: final address, redirects, status, headers, time, robots, preferences. */
  @Column('jsonb', { nullable: true })
  provenance!: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  author!: string | null;

  @Column('text', { nullable: true })
  licence!: string | null;

  @Column('text', { nullable: true })
  licence_url!: string | null;

  @Column('text', { nullable: true })
  source_page!: string | null;

  @Column('text', { nullable: true })
  attribution!: string | null;

  @Column('jsonb', { default: [] })
  labels!: string[];

  /** Somebody has said that it is to be in no export. */
  @Column('boolean', { default: false })
  is_excluded!: boolean;

  /** Of the last validation. */
  @Column('text', { nullable: true })
  verdict!: string | null;

  @Column('boolean', { nullable: true })
  is_valid!: boolean | null;

  @Column('double precision', { nullable: true })
  quality_score!: number | null;

  /** 64 bits; see validation/engine. */
  @Column('bigint', { nullable: true })
  perceptual_hash!: string | null;

  /** 0–100; the hash of a flat picture says nothing. */
  @Column('integer', { nullable: true })
  hash_quality!: number | null;

  /** Another picture of the job has the same hash, and stands for this one in the indexes of the hash's parts. */
  @Column('boolean', { default: false })
  is_hash_twin!: boolean;

  /** Shared by pictures that look alike; the id of one of them. */
  @Column('uuid', { nullable: true })
  duplicate_group!: string | null;
}
