import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DeletionEntity } from '../../resources/trash/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../../database/base.entity';

/**
 * A branching story of an episode. Its shots refer to `(id, episode_id)`, so they go where it goes; its scenelets to
 * `(id, project_id)` and `(id, live)`.
 */
@Entity('stories')
@Unique('uq_stories_episode', ['id', 'episode_id'])
@Unique('uq_stories_project', ['id', 'project_id'])
@Unique('uq_stories_live', ['id', 'live'])
@Index('idx_stories_episode_id', ['episode_id', 'created_at', 'id'])
@Index('idx_stories_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('EpisodeEntity', ['episode_id', 'project_id'], ['id', 'project_id'], {
  name: 'fk_stories_episode_project',
  onDelete: 'CASCADE',
})
@ForeignKey('EpisodeEntity', ['episode_id', 'live'], ['id', 'live'], {
  name: 'fk_stories_episode_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_stories_deletion_id' })
@Check('stories_display_name_check', `length(trim(both from display_name)) > 0`)
@Check('ck_stories_deletion', DELETION_CHECK)
export class StoryEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'stories_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey('EpisodeEntity', { name: 'stories_episode_id_fkey', onDelete: 'CASCADE' })
  episode_id!: string;

  @Column('uuid')
  project_id!: string;

  @Column('text')
  display_name!: string;

  @Column('text', { default: '' })
  initial_prompt!: string;

  @Column('jsonb', { nullable: true })
  story_constitution!: unknown;

  @Column('jsonb', { nullable: true })
  visual_design_document!: unknown;

  @Column('jsonb', { nullable: true })
  audio_design_document!: unknown;

  @Column('jsonb', { nullable: true })
  visual_reference_package!: unknown;
}
