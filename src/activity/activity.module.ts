import { Global, Module } from '@nestjs/common';
import { ActivityLog } from './activity-log';
import './activity.constraints';

/** Writes who did what, for everyone. */
@Global()
@Module({ providers: [ActivityLog], exports: [ActivityLog] })
export class ActivityModule {}
