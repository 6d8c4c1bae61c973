import { Module } from '@nestjs/common';
import { SceneletCopies } from './tree/scenelet-copies';
import { SceneletPlaces } from './tree/scenelet-places';
import './scenelets.constraints';
import './scenelets.resources';
import './scenelets.problems';
import { SceneletsController } from './tree/scenelets.controller';
import { SceneletsService } from './tree/scenelets.service';
import { ShotOrder } from './shots/shot-order';
import { StoriesController } from './stories/stories.controller';
import { StoriesService } from './stories/stories.service';
import { StoryBundlesService } from './bundle/story-bundles.service';
import { StoryRows } from './stories/story-rows';
import { StoryShotsService } from './shots/story-shots.service';
import { StoryTreesController } from './tree/story-trees.controller';
import { StoryTreesService } from './tree/story-trees.service';

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
  ],
})
export class SceneletsModule {}
