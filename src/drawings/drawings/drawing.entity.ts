import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/**
 * An engineering drawing: a file with pages. It is of several projects, or of none (`drawing_projects`). One live drawing has a
 * file, by an index over an expression that a migration makes.
 */
@Entity('drawings')
@Unique('uq_drawings_live', ['id', 'live'])
@Index('idx_drawings_file_unique', { synchronize: false })
@Index('idx_drawings_project_id', ['project_id'])
@Index('idx_drawings_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@Index('idx_drawings_file', ['sha256'], { where: 'sha256 is not null' })
@Index('idx_drawings_supersedes_unique', ['supersedes_id'], { unique: true, where: 'deleted_at is null' })
@Index('idx_drawings_supersedes_id', ['supersedes_id'], { where: 'supersedes_id is not null' })
@Index('idx_drawings_created', ['created_at', 'id'])
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_drawings_deletion_id' })
@Check('ck_drawings_deletion', DELETION_CHECK)
@Check('ck_drawings_page_count', 'page_count >= 0')
@Check('ck_drawings_file', 'sha256 is null or (file_hash = sha256 and num_nulls(file_size, content_type) = 0)')
@Check('ck_drawings_supersedes', 'supersedes_id <> id')
export class DrawingEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'drawings_pkey' })
  id!: string;

  /** What old clients know of `drawing_projects`: one of them, as long as there is one. */
  @Column('uuid', { nullable: true })
  @ForeignKey('ProjectEntity', { name: 'fk_drawings_project_id', onDelete: 'SET NULL' })
  project_id!: string | null;

  @Column('varchar', { length: 255 })
  file_name!: string;

  /** Of the older application: what the file was called where it came from. */
  @Column('varchar', { length: 255, nullable: true })
  original_name!: string | null;

  /** Of the older application: where its file is, which is not in the store. */
  @Column('text', { nullable: true })
  file_path!: string | null;

  /** Bytes. */
  @Column('bigint', { nullable: true })
  file_size!: string | null;

  /** SHA-256 of the file, also of one that is not in the store. */
  @Column('varchar', { length: 64, nullable: true })
  file_hash!: string | null;

  @Column('varchar', { length: 50, nullable: true })
  drawing_type!: string | null;

  @Column('varchar', { length: 50, nullable: true })
  sheet_number!: string | null;

  @Column('date', { nullable: true })
  drawing_date!: string | null;

  @Column('varchar', { length: 20, default: 'pending' })
  processing_status!: string;

  @Column('integer', { default: 0 })
  processing_progress!: number;

  /** Why pages could not be read, in a sentence. */
  @Column('text', { nullable: true })
  error_message!: string | null;

  /** The file in the store; null for drawings of the older application. */
  @Column('text', { nullable: true })
  @ForeignKey('StoredFileEntity', { name: 'fk_drawings_file' })
  sha256!: string | null;

  @Column('text', { nullable: true })
  content_type!: string | null;

  @Column('integer', { nullable: true })
  page_count!: number | null;

  @Column('varchar', { length: 20, nullable: true })
  revision!: string | null;

  /** The drawing that this one takes the place of. */
  @Column('uuid', { nullable: true })
  @ForeignKey('DrawingEntity', { name: 'fk_drawings_supersedes', onDelete: 'SET NULL' })
  supersedes_id!: string | null;

  /** Why pages could not be read, in a word. */
  @Column('text', { nullable: true })
  failure_code!: string | null;
}
