import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A page or sitemap that a source leads to. Each address is read once, by an index over an expression that a migration makes. */
@Entity('crawl_pages')
@Index('uq_crawl_pages_address', { synchronize: false })
@Index('idx_crawl_pages_waiting', ['crawl_source_id', 'depth', 'id'], { where: `status = 'waiting'` })
@Check('ck_crawl_pages_kind', `kind in ('page', 'sitemap')`)
@Check('ck_crawl_pages_depth', 'depth >= 0')
@Check('ck_crawl_pages_attempts', 'attempts >= 0')
@Check('ck_crawl_pages_status', `status in ('waiting', 'read', 'failed')`)
export class CrawlPageEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_crawl_pages' })
  id!: string;

  @Column('uuid')
  @ForeignKey('CrawlSourceEntity', { name: 'fk_crawl_pages_crawl_source_id', onDelete: 'CASCADE' })
  crawl_source_id!: string;

  @Column('text')
  address!: string;

  @Column('text')
  kind!: string;

  /** How many links it is away from where the source begins. */
  @Column('integer')
  depth!: number;

  @Column('text', { default: 'waiting' })
  status!: string;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  retry_at!: Date | null;

  @Column('text', { nullable: true })
  message!: string | null;
}
