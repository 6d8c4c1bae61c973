import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DeletionEntity } from '../../resources/trash/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';
import { StoryEntity } from '../stories/story.entity';

/**
 * A node of a story's tree. Parent and child are of one story; live siblings have places of their own; a story has one live
 * root; a trigger refuses circles, and triggers give shots the numbers of the present tree.
 */
@Entity('scenelets')
@Unique('uq_scenelets_story', ['id', 'story_id'])
@Unique('uq_scenelets_live', ['id', 'live'])
@Unique('uq_scenelets_sibling_position', ['parent_id', 'position', 'live'], { deferrable: 'INITIALLY IMMEDIATE' })
@Index('idx_scenelets_one_root', ['story_id'], { unique: true, where: 'parent_id is null and deleted_at is null' })
@Index('scenelets_story_id_idx', ['story_id'])
@Index('scenelets_parent_id_idx', ['parent_id'])
@Index('idx_scenelets_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey(() => StoryEntity, ['story_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_scenelets_story_project',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey(() => StoryEntity, ['story_id', 'live'], ['id', 'live'], {
  name: 'fk_scenelets_story_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => SceneletEntity, ['parent_id', 'story_id'], ['id', 'story_id'], {
  name: 'fk_scenelets_parent_story',
  onDelete: 'CASCADE',
})
@ForeignKey(() => SceneletEntity, ['parent_id', 'live'], ['id', 'live'], {
  name: 'fk_scenelets_parent_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_scenelets_deletion_id' })
@Check('ck_scenelets_position', `"position" > 0`)
@Check('ck_scenelets_deletion', DELETION_CHECK)
export class SceneletEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'scenelets_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => StoryEntity, { name: 'scenelets_story_id_fkey', onDelete: 'CASCADE' })
  story_id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => SceneletEntity, { name: 'scenelets_parent_id_fkey', onDelete: 'CASCADE' })
  parent_id!: string | null;

  /** From 1, among the live siblings. */
  @Column('integer')
  position!: number;

  @Column('text', { nullable: true })
  choice_label_from_parent!: string | null;

  @Column('text', { nullable: true })
  choice_prompt!: string | null;

  @Column('jsonb', { default: {} })
  content!: unknown;

  @Column('boolean', { default: false })
  is_branch_point!: boolean;

  @Column('boolean', { default: false })
  is_terminal_node!: boolean;

  @Column('text', { nullable: true })
  branch_audio_file_path!: string | null;
}
