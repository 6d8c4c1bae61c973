export { ProcessPool, type ProcessPoolOptions } from './process-pool';
export { serveTasks } from './serve-tasks';
export { type Outcome, type ProcessLimits, UnreadableFile, compiledBeside } from './task-process';
