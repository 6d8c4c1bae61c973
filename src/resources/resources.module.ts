import { Global, Module } from '@nestjs/common';
import { ActivityController } from './history/activity.controller';
import { ActivityService } from './history/activity.service';
import { Rows } from './rows';
import './trash/deletions.constraints';
import { Trash } from './trash/trash';

/** What every collection shares: rights on rows, the trash, and the lists of who did what and of what is deleted. */
@Global()
@Module({
  controllers: [ActivityController],
  providers: [ActivityService, Rows, Trash],
  exports: [Rows, Trash],
})
export class ResourcesModule {}
