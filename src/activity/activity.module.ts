import { Global, Module } from '@nestjs/common';
import { ManyRows } from '../resources/many-rows/many-rows';
import { UniqueKeys } from '../resources/many-rows/unique-keys';
import { Rows } from '../resources/rows';
import { Trash } from '../resources/trash/trash';
import { ActivityLog } from './activity-log';
import './activity.constraints';
import { ActivityController } from '../resources/history/activity.controller';
import { ActivityService } from '../resources/history/activity.service';

/** Who did what, and what is in the trash. */
@Global()
@Module({
  controllers: [ActivityController],
  providers: [ActivityLog, ActivityService, ManyRows, Rows, Trash, UniqueKeys],
  exports: [ActivityLog, ManyRows, Rows, Trash, UniqueKeys],
})
export class ActivityModule {}
