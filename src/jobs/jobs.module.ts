import { Global, Module } from '@nestjs/common';
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
export class JobsModule {}
