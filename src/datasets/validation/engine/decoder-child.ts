import { examine, restrictLoaders, thumbnail } from './decode';
import type { DecoderMessage, Task, TaskResult } from './decoder-messages';

/** How often a task that takes long says how it fares, in milliseconds. */
const GAUGE_EVERY = 100;

/** Decodes one picture after the other, as its parent sends them. */
function main(): void {
  restrictLoaders();
  // An ordinary end would wait for the picture in hand, which may take for ever.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (task: Task) => void work(task));
  tell({ ready: true });
}

const tell = (message: DecoderMessage): void => {
  process.send?.(message);
};

async function work(task: Task): Promise<void> {
  const before = process.cpuUsage();
  const gauge = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    tell({ gauge: { processorSeconds: (user + system) / 1e6, memoryBytes: process.memoryUsage.rss() } });
  }, GAUGE_EVERY);
  try {
    tell({ result: await resultOf(task) });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  } finally {
    clearInterval(gauge);
  }
}

const resultOf = ({ source, work, limits }: Task): Promise<TaskResult> =>
  work.kind === 'examine' ? examine(source, limits, work.withVariants) : thumbnail(source, limits, work);

main();
