import { Module } from '@nestjs/common';
import { SceneletCopies } from './scenelet-copies';
import { SceneletPlaces } from './scenelet-places';
import './scenelets.constraints';
import { SceneletsController } from './scenelets.controller';
import { SceneletsService } from './scenelets.service';
import { ShotOrder } from './shot-order';
import { StoriesController } from './stories.controller';
import { StoriesService } from './stories.service';
import { StoriesTrash } from './stories.trash';
import { StoryBundlesService } from './bundle/story-bundles.service';
import { StoryRows } from './story-rows';
import { StoryShotsService } from './story-shots.service';
import { StoryTreesController } from './story-trees.controller';
import { StoryTreesService } from './story-trees.service';

/** Stories, their scenelet trees and shots: requirement 002. */
@Module({
  controllers: [StoriesController, SceneletsController, StoryTreesController],
  providers: [
    StoryRows,
    SceneletPlaces,
    SceneletCopies,
    StoriesService,
    SceneletsService,
    StoryShotsService,
    ShotOrder,
    StoryTreesService,
    StoryBundlesService,
    StoriesTrash,
  ],
})
export class SceneletsModule {}
