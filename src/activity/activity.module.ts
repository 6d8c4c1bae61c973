import { Global, Module } from '@nestjs/common';
import { Trash } from './trash';
import { ActivityLog } from './activity-log';

/** Who did what, and what is in the trash. */
@Global()
@Module({ providers: [ActivityLog, Trash], exports: [ActivityLog, Trash] })
export class ActivityModule {}
