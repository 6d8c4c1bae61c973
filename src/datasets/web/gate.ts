import type { Caller } from './errand';

/**
 * A door through which only so many go at once, one after the other with a pause between. Whoever waits is let in in the
 * order of coming, and gives up at the time that it says.
 */
export class Gate {
  /** The pause between two that go in, in milliseconds. */
  delayMs: number;
  readonly #atOnce: number;
  readonly #now: () => number;
  /** Short, as whoever asks asks for few at once. A set that much passes through keeps its past alive for long in V8. */
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #opensAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(atOnce: number, delayMs = 0, now: () => number = Date.now) {
    this.#atOnce = atOnce;
    this.delayMs = delayMs;
    this.#now = now;
  }

  /**
   * Goes in, now or within `patienceMs`; true means inside, and `leave` must follow.
   *
   * @throws the reason of the caller's signal, if it is aborted while it waits
   */
  async enter(patienceMs = Infinity, caller?: Caller): Promise<boolean> {
    if (this.#waiting.length === 0 && this.#goIn()) return true;
    if (this.#opensAt + this.#waiting.length * this.delayMs - this.#now() > patienceMs || patienceMs <= 0) return false;
    const signal = caller?.signal;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(patience);
        signal?.removeEventListener('abort', aborted);
        const place = this.#waiting.indexOf(letIn);
        if (place >= 0) this.#waiting.splice(place, 1);
      };
      const letIn = (): void => {
        stop();
        resolve(true);
      };
      const aborted = (): void => {
        stop();
        reject(signal?.reason as Error);
      };
      const patience =
        patienceMs === Infinity
          ? undefined
          : setTimeout(() => {
              stop();
              resolve(false);
            }, patienceMs);
      signal?.addEventListener('abort', aborted, { once: true });
      this.#waiting.push(letIn);
      this.#letIn();
    });
  }

  leave(): void {
    this.#inside -= 1;
    this.#letIn();
  }

  /** When one that comes now would be let in at the earliest, in milliseconds since 1970. */
  get opensAt(): number {
    return Math.max(this.#opensAt, this.#now()) + this.#waiting.length * this.delayMs;
  }

  /** Nobody is inside or waits, and no pause is left to keep. */
  get idle(): boolean {
    return this.#inside === 0 && this.#waiting.length === 0 && this.#opensAt <= this.#now();
  }

  #goIn(): boolean {
    const now = this.#now();
    if (this.#inside >= this.#atOnce || this.#opensAt > now) return false;
    this.#inside += 1;
    this.#opensAt = now + this.delayMs;
    return true;
  }

  #letIn(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0 && this.#goIn()) this.#waiting[0]?.();
    const pause = this.#opensAt - this.#now();
    if (this.#waiting.length > 0 && pause > 0 && this.#inside < this.#atOnce)
      this.#timer = setTimeout(() => {
        this.#letIn();
      }, pause);
  }
}
