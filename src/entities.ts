import { ApiTokenEntity } from './access/api-token.entity';
import { ProfileEntity } from './access/profile.entity';
import { ActivityLogEntity } from './activity/activity-log.entity';
import { DeletionEntity } from './resources/trash/deletion.entity';
import { IdempotencyKeyEntity } from './http/idempotency-key.entity';
import { EpisodeEntity } from './projects/episode.entity';
import { ProjectMemberEntity } from './projects/project-member.entity';
import { ProjectEntity } from './projects/project.entity';
import { SceneletEntity } from './scenelets/tree/scenelet.entity';
import { StoryEntity } from './scenelets/stories/story.entity';
import { ShotEntity } from './shots/shot.entity';

/** Every table that has an owner; a test compares them with the schema that the migrations build. */
export const entities = [
  ProfileEntity,
  ApiTokenEntity,
  ProjectEntity,
  ProjectMemberEntity,
  EpisodeEntity,
  StoryEntity,
  SceneletEntity,
  ShotEntity,
  DeletionEntity,
  ActivityLogEntity,
  IdempotencyKeyEntity,
];
