import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Profile } from '../access/profile.entity';
import { RecordedColumns } from '../database/base.entity';
import { Project } from './project.entity';

/** A person's role in a project. */
@Entity('project_members')
@Unique('uq_project_members_user', ['project_id', 'user_id'])
@Index('idx_project_members_user_id', ['user_id'])
@Check('ck_project_members_role', `role in ('manager', 'artist', 'viewer')`)
export class ProjectMember extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_project_members' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'fk_project_members_project_id', onDelete: 'CASCADE' })
  project_id!: string;

  @Column('uuid')
  @ForeignKey(() => Profile, { name: 'fk_project_members_user_id', onDelete: 'CASCADE' })
  user_id!: string;

  @Column('text')
  role!: string;
}
