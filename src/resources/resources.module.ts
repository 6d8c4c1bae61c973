import { Global, Module } from '@nestjs/common';
import { Sight } from '../http/lists/lists';
import { ActivityController } from './history/activity.controller';
import { ActivityService } from './history/activity.service';
import { ManyRows } from './many-rows/many-rows';
import { UniqueKeys } from './many-rows/unique-keys';
import { Rows } from './rows';
import './trash/deletions.constraints';
import { Trash } from './trash/trash';
import { TrashEmptying } from './trash/trash-emptying';

/** What every collection shares: the trash, and the lists of who did what and of what is deleted. */
@Global()
@Module({
  controllers: [ActivityController],
  providers: [ActivityService, Rows, { provide: Sight, useExisting: Rows }, ManyRows, UniqueKeys, Trash, TrashEmptying],
  exports: [Rows, Sight, ManyRows, UniqueKeys, Trash, TrashEmptying],
})
export class ResourcesModule {}
