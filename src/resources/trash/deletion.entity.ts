import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** What is in the trash: one row for a deleted thing with all that went with it, gone again when it is restored. */
@Entity('deletions')
@Unique('uq_deletions_root', ['root_type', 'root_id'])
@Index('idx_deletions_project_id', ['project_id', 'created_at', 'id'])
@Index('idx_deletions_created_at', ['created_at', 'id'])
@Index('idx_deletions_purge_started_at', ['purge_started_at', 'id'], { where: 'purge_started_at is not null' })
@Check('ck_deletions_row_count', `row_count > 0`)
export class DeletionEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_deletions' })
  id!: string;

  /** No foreign key: a deleted project is the root of its own deletion. */
  @Column('uuid', { nullable: true })
  project_id!: string | null;

  /** The word for one row of the root's table: project, episode, shot. */
  @Column('text')
  root_type!: string;

  @Column('uuid')
  root_id!: string;

  @Column('text', { nullable: true })
  root_name!: string | null;

  /** All rows that went, the root among them. */
  @Column('integer')
  row_count!: number;

  /** Since when its rows go for good, in portions; then it cannot be restored any more. */
  @Column('timestamptz', { nullable: true })
  purge_started_at!: Date | null;
}
