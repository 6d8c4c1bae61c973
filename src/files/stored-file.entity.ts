import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Bytes in the content store that rows refer to by their SHA-256. */
@Entity('stored_files')
@Index('idx_stored_files_unreferenced_at', ['unreferenced_at'], { where: 'unreferenced_at is not null' })
@Check('ck_stored_files_digest', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('ck_stored_files_size', 'size >= 0')
export class StoredFileEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_stored_files' })
  sha256!: string;

  @Column('bigint')
  size!: string;

  @Column('timestamptz', { default: () => 'now()' })
  created_at!: Date;

  /** Since when no row was found to refer to it. */
  @Column('timestamptz', { nullable: true })
  unreferenced_at!: Date | null;
}
