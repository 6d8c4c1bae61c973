import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { SETTINGS, type Settings } from '../../config/settings';
import { DecoderPool } from './engine';

/**
 * The one pool of decoders of this process. Its processes start when there is something to decode, and end after the workers
 * and the requests that wait for them.
 */
@Injectable()
export class Decoders implements OnApplicationShutdown {
  private readonly processes: number;
  private opened: DecoderPool | undefined;

  constructor(@Inject(SETTINGS) settings: Settings) {
    // A process without workers still makes thumbnails.
    this.processes = Math.min(Math.max(1, settings.WORKERS), availableParallelism());
  }

  /** How many pictures one who has many gives at a time: so that no decoder waits, and few files lie about. */
  get atOnce(): number {
    return 2 * this.processes;
  }

  get pool(): DecoderPool {
    return (this.opened ??= new DecoderPool({ processes: this.processes }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened?.close();
  }
}
