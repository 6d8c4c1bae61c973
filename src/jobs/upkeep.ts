import { Inject, Injectable } from '@nestjs/common';
import { withoutValues } from '../database/errors';
import { LOGGER, type Logger } from '../database/logger';

/** Something that is done now and then, by one worker of all. */
export interface UpkeepTask {
  /** In lower case with underscores. */
  name: string;
  /** Minute, hour, day, month and day of the week, as cron has them; in UTC. */
  when: string;
  /** May be run twice, and cut off anywhere. The signal asks what takes long to end early. */
  work: (signal: AbortSignal) => Promise<void>;
}

/** What has to be done now and then: the queue sees that each turn is one worker's. */
@Injectable()
export class Upkeep {
  private readonly registered: UpkeepTask[] = [];

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  register(task: UpkeepTask): void {
    this.registered.push(task);
  }

  /** For the queue. @param signal aborts when the worker goes */
  tasks(signal: AbortSignal): Record<string, () => Promise<void>> {
    return Object.fromEntries(
      this.registered.map(({ name, work }) => [
        name,
        () =>
          work(signal).catch((error: unknown) => {
            // The next turn is another try.
            this.logger.error({ err: withoutValues(error), upkeep: name }, 'upkeep failed');
          }),
      ]),
    );
  }

  /** For the queue. */
  crontab(): string {
    return this.registered.map(({ name, when }) => `${when} ${name} ?max=1`).join('\n');
  }
}
