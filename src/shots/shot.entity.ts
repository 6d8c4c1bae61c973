import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { DeletionEntity } from '../resources/trash/deletion.entity';
import { DELETION_CHECK, TrashableColumns } from '../database/base.entity';

/**
 * A shot of an episode, and so of its project: `(episode_id, project_id)` cannot disagree. Names are unique among the
 * project's live shots, by an index over an expression that a migration makes.
 */
@Entity('shots')
@Index('idx_shots_project_name_unique', { synchronize: false })
@Index('idx_shots_project_id', ['project_id', 'created_at', 'id'])
@Index('ix_shots_episode_id', ['episode_id'])
@Index('ix_shots_name', ['name'])
@Index('shots_scenelet_ref_idx', ['scenelet_ref'], { where: 'scenelet_ref is not null' })
@Index('idx_shots_story_order', ['story_id', 'scenelet_sequence', 'shot_index'], { where: 'story_id is not null' })
@Index('idx_shots_scenelet_shot_index_unique', ['scenelet_ref', 'shot_index'], {
  unique: true,
  where: 'deleted_at is null',
})
@Index('idx_shots_deletion_id', ['deletion_id'], { where: 'deletion_id is not null' })
@ForeignKey('EpisodeEntity', ['episode_id', 'project_id'], ['id', 'project_id'], { name: 'fk_shots_episode_project' })
@ForeignKey('EpisodeEntity', ['episode_id', 'live'], ['id', 'live'], { name: 'fk_shots_episode_live' })
@ForeignKey('StoryEntity', ['story_id', 'episode_id'], ['id', 'episode_id'], {
  name: 'fk_shots_story_episode',
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
})
@ForeignKey('SceneletEntity', ['scenelet_ref', 'story_id'], ['id', 'story_id'], {
  name: 'fk_shots_scenelet_story',
  onDelete: 'CASCADE',
})
@ForeignKey('SceneletEntity', ['scenelet_ref', 'live'], ['id', 'live'], {
  name: 'fk_shots_scenelet_live',
  onDelete: 'CASCADE',
})
@ForeignKey(() => DeletionEntity, ['deletion_id'], ['id'], { name: 'fk_shots_deletion_id' })
@Check('ck_shots_name', `length(btrim(name)) > 0`)
@Check('ck_shots_frames', `frame_end >= frame_start`)
@Check('ck_shots_data', `jsonb_typeof(data) = 'object'`)
@Check('ck_shots_deletion', DELETION_CHECK)
@Check(
  'ck_shots_story_columns',
  `case when story_id is null
    then num_nonnulls(scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path) = 0
    else num_nulls(story_id, scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload) = 0 end`,
)
@Check('shots_scenelet_sequence_check', `scenelet_sequence > 0`)
@Check('shots_shot_index_check', `shot_index > 0`)
export class ShotEntity extends TrashableColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'shots_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ProjectEntity', { name: 'fk_shots_project_id' })
  project_id!: string;

  @Column('uuid')
  @ForeignKey('EpisodeEntity', { name: 'shots_episode_id_fkey' })
  episode_id!: string;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('varchar', { length: 50, default: 'todo' })
  status!: string;

  @Column('integer', { nullable: true })
  frame_start!: number | null;

  /** Inclusive. */
  @Column('integer', { nullable: true })
  frame_end!: number | null;

  @Column('jsonb', { default: {} })
  data!: Record<string, unknown>;

  @Column('uuid', { nullable: true })
  @ForeignKey('StoryEntity', { name: 'shots_story_id_fkey', onDelete: 'CASCADE' })
  story_id!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('SceneletEntity', { name: 'shots_scenelet_ref_fkey', onDelete: 'CASCADE' })
  scenelet_ref!: string | null;

  /** `scenelet-N`: the scenelet's place in the present tree, depth first. */
  @Column('text', { nullable: true })
  scenelet_id!: string | null;

  @Column('integer', { nullable: true })
  scenelet_sequence!: number | null;

  @Column('integer', { nullable: true })
  shot_index!: number | null;

  @Column('jsonb', { nullable: true })
  storyboard_payload!: unknown;

  @Column('text', { nullable: true })
  key_frame_image_path!: string | null;

  @Column('text', { nullable: true })
  audio_file_path!: string | null;

  @Column('text', { nullable: true })
  video_file_path!: string | null;
}
