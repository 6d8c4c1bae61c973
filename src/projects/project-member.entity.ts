import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ProfileEntity } from '../access/profile.entity';
import { RecordedColumns } from '../database/base.entity';
import { ProjectEntity } from './project.entity';

/** A person's role in a project. */
@Entity('project_members')
@Unique('uq_project_members_user', ['project_id', 'user_id'])
@Index('idx_project_members_user_id', ['user_id'])
@Check('ck_project_members_role', `role in ('manager', 'artist', 'viewer')`)
export class ProjectMemberEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_project_members' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => ProjectEntity, { name: 'fk_project_members_project_id', onDelete: 'CASCADE' })
  project_id!: string;

  @Column('uuid')
  @ForeignKey(() => ProfileEntity, { name: 'fk_project_members_user_id', onDelete: 'CASCADE' })
  user_id!: string;

  @Column('text')
  role!: string;
}
