import { serveTasks } from '../../../child-processes';
import { examine, restrictLoaders, thumbnail } from './decode';
import type { Task, TaskResult } from './decoder-messages';

restrictLoaders();
serveTasks(({ source, work, limits }: Task): Promise<TaskResult> =>
  work.kind === 'examine' ? examine(source, limits, work.withVariants) : thumbnail(source, limits, work),
);
