import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Deletion } from '../activity/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../database/base.entity';

/** A production, the root of everything else. Children refer to `(id, live)`, so that none comes under a deleted project. */
@Entity('projects')
@Unique('uq_projects_live', ['id', 'live'])
@Index('ix_project_user_id', ['user_id'])
@Index('idx_projects_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey(() => Deletion, ['deletion_id'], ['id'], { name: 'fk_projects_deletion_id' })
@Check('ck_projects_name', `length(btrim(name)) > 0`)
@Check('ck_projects_status', `status in ('active', 'archived', 'deleted')`)
@Check('ck_projects_deletion', DELETION_CHECK)
export class Project extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'projects_pkey' })
  id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  /** The owner's profile, by its id; no foreign key holds it. */
  @Column('uuid')
  user_id!: string;

  @Column('varchar', { length: 20, default: 'active' })
  status!: string;
}
