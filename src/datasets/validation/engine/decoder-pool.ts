import { stat } from 'node:fs/promises';
import type { PictureLimits, PictureSource, Task, Thumbnail, Work } from './decoder-messages';
import { DecoderProcess, type Outcome, type ProcessLimits } from './decoder-process';
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

interface Waiting {
  task: Task;
  /** A second try: with no other picture in work, which might be to blame for the first. */
  alone: boolean;
  settle: (outcome: Outcome) => void;
  fail: (error: unknown) => void;
}

/**
 * Decodes pictures that nobody vouches for in child processes, which see nothing of this process but one picture at a time, are
 * killed when it takes too long or too much memory, and replaced when they die: a bad file costs its own verdict and nothing
 * else. Processes start when there is work for them, and end with {@link close}, or with this process.
 */
export class DecoderPool {
  private readonly options: DecoderPoolOptions;
  private readonly waiting: Waiting[] = [];
  private readonly idle: DecoderProcess[] = [];
  private readonly working = new Set<DecoderProcess>();
  private readonly ending = new Set<Promise<void>>();
  private isAlone = false;
  private isClosed = false;

  /** @param options what differs from {@link POOL_DEFAULTS} */
  constructor(
    options: Pick<DecoderPoolOptions, 'processes'> & {
      tasksPerProcess?: number;
      limits?: Partial<DecoderPoolOptions['limits']>;
    },
  ) {
    this.options = { ...POOL_DEFAULTS, ...options, limits: { ...POOL_DEFAULTS.limits, ...options.limits } };
  }

  /**
   * Everything that is found of a picture. Pictures wait in the order of the calls; a caller that has many gives some at a time
   * (as many as processes keep all busy; twice as many also bridge the gaps).
   *
   * @param options `variants`: also the hashes of its mirrored and rotated pictures
   * @throws UnreadableFile · Error when no process can be started, or the pool is closed; never for what is in the file
   */
  async examine(source: PictureSource, { variants = false } = {}): Promise<PictureFacts> {
    const outcome = await this.perform(source, { kind: 'examine', withVariants: variants });
    if ('result' in outcome) return outcome.result as PictureFacts;
    const bytes = typeof source === 'string' ? (await stat(source)).size : source.byteLength;
    const { seconds, memory } = this.options.limits;
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
    const outcome = await this.perform(source, { kind: 'thumbnail', ...box });
    return 'result' in outcome ? (outcome.result as Thumbnail | null) : null;
  }

  /** Ends all processes; what still waits or is in work fails. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { fail } of this.waiting.splice(0)) fail(CLOSED());
    for (const decoder of [...this.idle.splice(0), ...this.working]) this.dismiss(decoder);
    await Promise.all(this.ending);
  }

  /** A process that died, or grew beyond its limit in company, gets its picture a second try, alone in a fresh process. */
  private async perform(source: PictureSource, work: Work): Promise<Outcome> {
    const task = { source, work, limits: this.options.limits };
    const first = await this.queued(task, false);
    const isFinal = 'result' in first || ('killed' in first && first.killed === 'too_slow');
    return isFinal ? first : this.queued(task, true);
  }

  private queued(task: Task, alone: boolean): Promise<Outcome> {
    return new Promise((settle, fail) => {
      if (this.isClosed) throw CLOSED();
      if (alone) this.waiting.unshift({ task, alone, settle, fail });
      else this.waiting.push({ task, alone, settle, fail });
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    while (!this.isAlone && this.working.size < this.options.processes) {
      const next = this.waiting[0];
      if (!next || (next.alone && this.working.size > 0)) return;
      this.waiting.shift();
      this.isAlone = next.alone;
      void this.start(next);
    }
  }

  private async start({ task, alone, settle, fail }: Waiting): Promise<void> {
    if (alone) for (const decoder of this.idle.splice(0)) this.dismiss(decoder);
    const decoder = this.idleOne() ?? new DecoderProcess(this.options.limits);
    this.working.add(decoder);
    let isUsable = false;
    try {
      const outcome = await decoder.run(task);
      isUsable = 'result' in outcome && decoder.tasks < this.options.tasksPerProcess && !this.isClosed;
      if (this.isClosed && !('result' in outcome)) throw CLOSED();
      settle(outcome);
    } catch (error) {
      // One that was ended before it had even started says otherwise.
      fail(this.isClosed ? CLOSED() : error);
    }
    this.working.delete(decoder);
    if (alone) this.isAlone = false;
    if (isUsable) this.idle.push(decoder);
    else this.dismiss(decoder);
    this.startWaiting();
  }

  /** One that waits for work; those that were killed meanwhile are forgotten. */
  private idleOne(): DecoderProcess | undefined {
    let decoder = this.idle.pop();
    while (decoder?.isGone) decoder = this.idle.pop();
    return decoder;
  }

  private dismiss(decoder: DecoderProcess): void {
    const end = decoder.end().finally(() => this.ending.delete(end));
    this.ending.add(end);
  }
}

const CLOSED = () => new Error('The pool of decoders is closed.');
