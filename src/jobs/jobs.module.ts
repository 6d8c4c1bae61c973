import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { type Settings, SETTINGS } from '../config/settings';
import { TrashEmptying } from '../resources/trash/trash-emptying';
import { Chunks } from './chunks';
import { Claims } from './claims';
import { JobKinds } from './job-kinds';
import { JobWorker } from './job-worker';
import { JobStates } from './job-states';
import './jobs.constraints';
import './jobs.problems';
import { Upkeep } from './upkeep';

/** Jobs: their states, their chunks, and the workers that share them. */
@Global()
@Module({
  providers: [JobKinds, Chunks, Claims, JobStates, JobWorker, Upkeep],
  exports: [JobKinds, Chunks, JobStates, JobWorker, Upkeep],
})
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly trash: TrashEmptying,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    const days = this.settings.TRASH_RETENTION_DAYS;
    if (days === 'never') return;
    this.upkeep.register({
      name: 'empty_trash',
      when: '40 2 * * *',
      work: async (signal) => {
        await this.trash.empty(days, signal);
      },
    });
  }
}
