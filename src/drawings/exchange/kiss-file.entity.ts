import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** The KISS file that components of a drawing came by, kept to be written back; one of each drawing. */
@Entity('kiss_files')
@Unique('uq_kiss_files_drawing', ['drawing_id'])
@Index('idx_kiss_files_file', ['sha256'])
@Check('ck_kiss_files_unit', `unit in ('mm', 'inches')`)
@Check('ck_kiss_files_header', `jsonb_typeof(header) = 'object'`)
export class KissFileEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_kiss_files' })
  id!: string;

  @Column('uuid')
  @ForeignKey('DrawingEntity', { name: 'fk_kiss_files_drawing_id', onDelete: 'CASCADE' })
  drawing_id!: string;

  @Column('text')
  @ForeignKey('StoredFileEntity', { name: 'fk_kiss_files_file' })
  sha256!: string;

  @Column('varchar', { length: 255, nullable: true })
  file_name!: string | null;

  /** What plain numbers of its lengths were read as; they are read so again. */
  @Column('text')
  unit!: string;

  /** What its first record and its header say. */
  @Column('jsonb')
  header!: Record<string, unknown>;
}
