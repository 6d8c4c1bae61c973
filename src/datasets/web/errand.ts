/** Whoever waits for something and can be called off, as an AbortController is; the signal is asked for only by who waits. */
export interface Caller {
  readonly signal: AbortSignal;
}

/**
 * One file that is being got, and what can end it before it is there: whoever wants it, the end of the client, or that it
 * takes too long.
 */
export class Errand implements Caller {
  /** Made when somebody asks for it: most errands wait for nothing but their answer. */
  #controller: AbortController | undefined;
  #aborted: { reason: Error } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #whenAborted: (reason: Error) => void = () => undefined;
  readonly #calledOff = (): void => {
    this.abort(this.outer?.reason as Error);
  };

  /** @param waits told when it waits for something else than its answer; then `ended` is told of its end, too */
  constructor(
    private readonly outer: AbortSignal | undefined,
    private readonly waits: (errand: Errand) => void,
    private readonly ended: (errand: Errand) => void,
  ) {
    if (outer?.aborted) this.#calledOff();
    outer?.addEventListener('abort', this.#calledOff, { once: true });
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      this.waits(this);
    }
    if (this.#aborted !== undefined) this.#controller.abort(this.#aborted.reason);
    return this.#controller.signal;
  }

  /** Why it was ended early; undefined when it was not. */
  get reason(): Error | undefined {
    return this.#aborted?.reason;
  }

  abort(reason: Error): void {
    if (this.#aborted !== undefined) return;
    this.#aborted = { reason };
    this.#controller?.abort(reason);
    this.#whenAborted(reason);
  }

  /** What to do when it is ended early, instead of what was said before: one request runs at a time. */
  whenAborted(then: (reason: Error) => void): void {
    this.#whenAborted = then;
  }

  /** From now on it takes at most so long, or ends with the reason; an earlier limit no longer counts. */
  limit(ms: number, reason: () => Error): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.abort(reason());
    }, ms);
  }

  /** Nothing is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.outer?.removeEventListener('abort', this.#calledOff);
    if (this.#controller !== undefined) this.ended(this);
  }
}

/** The answer, or the reason of the caller's signal, whichever comes first; the question itself goes on for others. */
export async function unlessAborted<T>(answer: Promise<T>, caller: Caller | undefined): Promise<T> {
  if (caller === undefined) return answer;
  const { signal } = caller;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
