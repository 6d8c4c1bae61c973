import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** Where a crawl job finds addresses of pictures, and how far it has been read. */
@Entity('crawl_sources')
@Unique('uq_crawl_sources_position', ['crawl_job_id', 'position'])
@ForeignKey('CrawlJobEntity', ['crawl_job_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_crawl_sources_crawl_job_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@Check('ck_crawl_sources_type', `type in ('addresses', 'page', 'sitemap', 'search')`)
@Check('ck_crawl_sources_status', `status in ('pending', 'reading', 'read', 'failed')`)
@Check('ck_crawl_sources_figures', 'position >= 0 and found_images >= 0')
@Check('ck_crawl_sources_parameters', `jsonb_typeof(parameters) = 'object'`)
export class CrawlSourceEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_crawl_sources' })
  id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('uuid')
  @ForeignKey('CrawlJobEntity', { name: 'fk_crawl_sources_crawl_job_id', onDelete: 'CASCADE' })
  crawl_job_id!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  type!: string;

  /** As the API takes it, without the type and without the addresses of a list, which are images at once. */
  @Column('jsonb')
  parameters!: Record<string, unknown>;

  @Column('text', { default: 'pending' })
  status!: string;

  /** Where reading goes on. */
  @Column('jsonb', { nullable: true })
  state!: Record<string, unknown> | null;

  @Column('integer', { default: 0 })
  found_images!: number;

  @Column('text', { nullable: true })
  message!: string | null;
}
