import type { ChildMessage } from './child-messages';

/** How often a task that takes long says how it fares, in milliseconds. */
const GAUGE_EVERY = 100;

/**
 * The whole of a child process: does one task after the other, as its parent sends them, and ends with its parent. Work that
 * never gives the event loop a turn belongs into a thread, for the parent is told meanwhile how much of time and memory is used.
 *
 * @param perform throws what is not the fault of the file in hand
 */
export function serveTasks(perform: (task: never) => Promise<unknown>): void {
  const tell = (message: ChildMessage<unknown>): void => {
    process.send?.(message);
  };
  const work = async (task: never): Promise<void> => {
    const before = process.cpuUsage();
    const gauge = setInterval(() => {
      const { user, system } = process.cpuUsage(before);
      tell({ gauge: { processorSeconds: (user + system) / 1e6, memoryBytes: process.memoryUsage.rss() } });
    }, GAUGE_EVERY);
    try {
      tell({ result: await perform(task) });
    } catch (error) {
      tell({ failed: error instanceof Error ? error.message : String(error) });
    } finally {
      clearInterval(gauge);
    }
  };
  // An ordinary end would wait for the file in hand, which may take for ever.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (task) => void work(task as never));
  tell({ ready: true });
}
