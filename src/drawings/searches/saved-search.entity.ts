import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { DeletionEntity } from '../../resources/trash/deletion.entity';

/** A search for components that a project keeps; its place in their order is one of fifty. */
@Entity('saved_searches')
@Index('idx_saved_searches_name_unique', { synchronize: false })
@Index('idx_saved_searches_position_unique', ['project_id', 'position'], { unique: true, where: 'deleted_at is null' })
@Index('idx_saved_searches_project_id', ['project_id'])
@Index('idx_saved_searches_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('ProjectEntity', ['project_id', 'live'], ['id', 'live'], {
  name: 'fk_saved_searches_project_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_saved_searches_deletion_id' })
@Check('ck_saved_searches_name', 'length(btrim(name)) > 0')
@Check('ck_saved_searches_query', `jsonb_typeof(query) = 'object'`)
@Check('ck_saved_searches_position', 'position between 1 and 50')
@Check('ck_saved_searches_deletion', DELETION_CHECK)
export class SavedSearchEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_saved_searches' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ProjectEntity', { name: 'fk_saved_searches_project_id', onDelete: 'CASCADE' })
  project_id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  /** The parameters of a list of components. */
  @Column('jsonb')
  query!: Record<string, unknown>;

  @Column('integer')
  position!: number;
}
