import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** A drawing is of a project. */
@Entity('drawing_projects')
@Unique('uq_drawing_projects_project', ['drawing_id', 'project_id'])
@Index('idx_drawing_projects_project_id', ['project_id', 'drawing_id'])
export class DrawingProjectEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_drawing_projects' })
  id!: string;

  @Column('uuid')
  @ForeignKey('DrawingEntity', { name: 'fk_drawing_projects_drawing_id', onDelete: 'CASCADE' })
  drawing_id!: string;

  @Column('uuid')
  @ForeignKey('ProjectEntity', { name: 'fk_drawing_projects_project_id', onDelete: 'CASCADE' })
  project_id!: string;
}
