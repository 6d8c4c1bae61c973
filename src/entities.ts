import { ApiToken } from './access/api-token.entity';
import { Profile } from './access/profile.entity';
import { ActivityLogRow } from './activity/activity-log.entity';
import { Deletion } from './resources/trash/deletion.entity';
import { IdempotencyKey } from './http/idempotency-key.entity';
import { Episode } from './projects/episode.entity';
import { ProjectMember } from './projects/project-member.entity';
import { Project } from './projects/project.entity';
import { Scenelet } from './scenelets/tree/scenelet.entity';
import { Story } from './scenelets/stories/story.entity';
import { Shot } from './shots/shot.entity';

/** Every table that has an owner; a test compares them with the schema that the migrations build. */
export const entities = [
  Profile,
  ApiToken,
  Project,
  ProjectMember,
  Episode,
  Story,
  Scenelet,
  Shot,
  Deletion,
  ActivityLogRow,
  IdempotencyKey,
];
