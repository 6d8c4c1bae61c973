import { Module } from '@nestjs/common';
import { StoriesTrash } from './stories.trash';

/** Stories and their scenelets: requirement 002. */
@Module({ providers: [StoriesTrash] })
export class SceneletsModule {}
