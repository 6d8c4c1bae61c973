/** What can end a request before its answer does: whoever asked, the end of the client, or that it takes too long. */
export class Errand {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #aborted = (): void => {
    this.abort(this.#outer?.reason);
  };
  #timer: NodeJS.Timeout | undefined;
  #whenAborted: (reason: Error) => void = () => undefined;

  constructor(
    outer: AbortSignal | undefined,
    private readonly ended: () => void,
  ) {
    this.#outer = outer;
    if (outer?.aborted) this.#aborted();
    outer?.addEventListener('abort', this.#aborted, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#controller.abort(reason);
    this.#whenAborted(reason as Error);
  }

  /** What to do when it is aborted, instead of what was said before: one request runs at a time. */
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
    this.#outer?.removeEventListener('abort', this.#aborted);
    this.ended();
  }
}
