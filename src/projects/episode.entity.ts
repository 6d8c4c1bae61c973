import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DeletionEntity } from '../resources/trash/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../database/base.entity';
import { ProjectEntity } from './project.entity';

/**
 * A part of a project that holds shots. Shots refer to `(id, project_id)` and to `(id, live)`: their project is the
 * episode's, and none comes under a deleted episode. Names are unique among the project's live episodes, by an index over
 * an expression that a migration makes.
 */
@Entity('episodes')
@Unique('uq_episodes_project', ['id', 'project_id'])
@Unique('uq_episodes_live', ['id', 'live'])
@Index('idx_episodes_project_name_unique', { synchronize: false })
@Index('idx_episodes_project_position', ['project_id', 'position', 'id'], { where: 'deleted_at is null' })
@Index('idx_episodes_project_id', ['project_id'])
@Index('idx_episodes_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey(() => ProjectEntity, ['project_id', 'live'], ['id', 'live'], { name: 'fk_episodes_project_live' })
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_episodes_deletion_id' })
@Check('ck_episodes_name', `length(btrim(name)) > 0`)
@Check('ck_episodes_deletion', DELETION_CHECK)
export class EpisodeEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'episodes_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => ProjectEntity, { name: 'fk_episodes_project_id' })
  project_id!: string;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('integer', { default: 0 })
  position!: number;
}
