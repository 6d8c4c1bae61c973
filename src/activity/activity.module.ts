import { Global, Module } from '@nestjs/common';
import { Trash } from './trash';
import { ActivityLog } from './activity-log';
import './activity.constraints';
import { ActivityController } from './activity.controller';
import { ActivityService } from './activity.service';

/** Who did what, and what is in the trash. */
@Global()
@Module({
  controllers: [ActivityController],
  providers: [ActivityLog, ActivityService, Trash],
  exports: [ActivityLog, Trash],
})
export class ActivityModule {}
