import { ApiTokenEntity } from './access/api-token.entity';
import { ProfileEntity } from './access/profile.entity';
import { ActivityLogEntity } from './activity/activity-log.entity';
import { CrawlJobEntity } from './datasets/crawl/crawl-job.entity';
import { CrawlPageEntity } from './datasets/crawl/crawl-page.entity';
import { CrawlSourceEntity } from './datasets/crawl/crawl-source.entity';
import { ExportJobEntity } from './datasets/exports/export-job.entity';
import { ImageEntity } from './datasets/images/image.entity';
import { ValidationJobEntity } from './datasets/validation/validation-job.entity';
import { ValidationResultEntity } from './datasets/validation/validation-result.entity';
import { ComponentDimensionEntity } from './drawings/components/component-dimension.entity';
import { ComponentSpecificationEntity } from './drawings/components/component-specification.entity';
import { ComponentEntity } from './drawings/components/component.entity';
import { DrawingPageEntity } from './drawings/drawings/drawing-page.entity';
import { DrawingProjectEntity } from './drawings/drawings/drawing-project.entity';
import { DrawingEntity } from './drawings/drawings/drawing.entity';
import { KissFileEntity } from './drawings/exchange/kiss-file.entity';
import { RenderingJobEntity } from './drawings/rendering/rendering-job.entity';
import { SavedSearchEntity } from './drawings/searches/saved-search.entity';
import { StoredFileEntity } from './files/stored-file.entity';
import { JobChunkEntity } from './jobs/job-chunk.entity';
import { JobSlotEntity } from './jobs/job-slot.entity';
import { JobWorkerEntity } from './jobs/job-worker.entity';
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
  StoredFileEntity,
  CrawlJobEntity,
  CrawlSourceEntity,
  CrawlPageEntity,
  ImageEntity,
  ValidationJobEntity,
  ValidationResultEntity,
  ExportJobEntity,
  DrawingEntity,
  DrawingProjectEntity,
  DrawingPageEntity,
  ComponentEntity,
  ComponentDimensionEntity,
  ComponentSpecificationEntity,
  KissFileEntity,
  SavedSearchEntity,
  RenderingJobEntity,
  JobWorkerEntity,
  JobSlotEntity,
  JobChunkEntity,
  DeletionEntity,
  ActivityLogEntity,
  IdempotencyKeyEntity,
];
