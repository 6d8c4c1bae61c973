import { Global, Module } from '@nestjs/common';
import { Sight } from '../http/lists/lists';
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
  providers: [ActivityLog, ActivityService, Rows, { provide: Sight, useExisting: Rows }, Trash],
  exports: [ActivityLog, Rows, Sight, Trash],
})
export class ActivityModule {}
