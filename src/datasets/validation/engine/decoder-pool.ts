import { stat } from 'node:fs/promises';
import { type Outcome, type ProcessLimits, ProcessPool, compiledBeside } from '../../../child-processes';
import type { PictureLimits, PictureSource, Task, TaskResult, Thumbnail, Work } from './decoder-messages';
import { type PictureFacts, type Reason, undecodedFacts } from './picture-facts';

/** What a pool may use, and what one picture may. */
export interface DecoderPoolOptions {
  /** Processes at most; each decodes one picture at a time, on one thread. */
  processes: number;
  /** Tasks after which a process makes room for a fresh one, because memory fragments. */
  tasksPerProcess: number;
  limits: PictureLimits & ProcessLimits;
}

const MEBIBYTE = 2 ** 20;

/** What is not said otherwise. A picture of 100 million pixels takes up to 800 MB while it is decoded. */
export const POOL_DEFAULTS: Omit<DecoderPoolOptions, 'processes'> = {
  tasksPerProcess: 5000,
  limits: { bytes: 200 * MEBIBYTE, pixels: 100_000_000, frames: 1000, seconds: 20, memory: 1024 * MEBIBYTE },
};

/** Decodes pictures that nobody vouches for in child processes: a bad file costs its own verdict and nothing else. */
export class DecoderPool extends ProcessPool<Task, TaskResult> {
  private readonly limits: DecoderPoolOptions['limits'];

  /** @param options what differs from {@link POOL_DEFAULTS} */
  constructor(
    options: Pick<DecoderPoolOptions, 'processes'> & {
      tasksPerProcess?: number;
      limits?: Partial<DecoderPoolOptions['limits']>;
    },
  ) {
    const limits = { ...POOL_DEFAULTS.limits, ...options.limits };
    super({ ...POOL_DEFAULTS, ...options, limits, module: compiledBeside(__filename, 'decoder-child') });
    this.limits = limits;
  }

  /**
   * Everything that is found of a picture. Pictures wait in the order of the calls; a caller that has many gives some at a time
   * (as many as processes keep all busy; twice as many also bridge the gaps).
   *
   * @param options `variants`: also the hashes of its mirrored and rotated pictures
   * @throws UnreadableFile · Error when no process can be started, or the pool is closed; never for what is in the file
   */
  async examine(source: PictureSource, { variants = false } = {}): Promise<PictureFacts> {
    const outcome = await this.decode(source, { kind: 'examine', withVariants: variants });
    if ('result' in outcome) return outcome.result as PictureFacts;
    const bytes = typeof source === 'string' ? (await stat(source)).size : source.byteLength;
    const { seconds, memory } = this.limits;
    const reasons: Record<'too_slow' | 'too_much_memory', Reason> = {
      too_slow: { code: 'too_slow', detail: `Decoding takes more than the limit of ${seconds} seconds.` },
      too_much_memory: {
        code: 'too_much_memory',
        detail: `Decoding takes more memory than the limit of ${Math.round(memory / MEBIBYTE)} MB.`,
      },
    };
    if ('killed' in outcome) return undecodedFacts('unsupported', reasons[outcome.killed], bytes);
    const detail = `The decoder died of the picture, twice: ${outcome.died}.`;
    return undecodedFacts('corrupt', { code: 'decoder_died', detail }, bytes);
  }

  /**
   * A picture's first frame, scaled down into a box of pixels; null when it cannot be shown.
   *
   * @throws Error as {@link examine} does
   */
  async thumbnail(source: PictureSource, box: { width: number; height: number }): Promise<Thumbnail | null> {
    const outcome = await this.decode(source, { kind: 'thumbnail', ...box });
    return 'result' in outcome ? (outcome.result as Thumbnail | null) : null;
  }

  private decode(source: PictureSource, work: Work): Promise<Outcome<TaskResult>> {
    return this.perform({ source, work, limits: this.limits });
  }
}
