import { Readable } from 'node:stream';
import type { Dispatcher, Pool } from 'undici';
import type { Errand } from './errand';
import { tooLarge } from './limited-body';
import type { ResponseHeaders } from './trace';

/** The head of an answer, and its body on the way. */
export interface Incoming {
  status: number;
  headers: ResponseHeaders;
  body: IncomingBody;
}

/**
 * The body of an answer as it comes. It is stopped when it is more than is wanted, when its errand is ended, and when the
 * stream is destroyed.
 */
export class IncomingBody extends Readable {
  #bytes = 0;
  #most = Infinity;
  #failure: (error: Error) => Error = (error) => error;
  #over: () => void = () => undefined;

  constructor(private readonly controller: Dispatcher.DispatchController) {
    super();
    this.on('error', () => undefined); // one that nobody reads yet may fail, too: whoever reads it hears of it
  }

  /** At most so many bytes are wanted; `failure` says what an error becomes, `over` is called once nothing comes any more. */
  limit(maxBytes: number, failure: (error: Error) => Error, over: () => void): this {
    this.#most = maxBytes;
    this.#failure = failure;
    this.#over = over;
    if (this.destroyed) over();
    return this;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#most) this.destroy(tooLarge(this.#most));
    else if (!this.push(chunk)) this.controller.pause();
  }

  /** Nobody wants it: so much of it is read, for at most so long, that its connection may be used again. */
  async discard(maxBytes: number, ms: number): Promise<void> {
    if (this.closed) return;
    const closed = new Promise((resolve) => this.once('close', resolve));
    const timer = setTimeout(() => this.destroy(), ms);
    this.#most = this.#bytes + maxBytes;
    this.resume();
    await closed;
    clearTimeout(timer);
  }

  override _read(): void {
    this.controller.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded) this.controller.abort(error ?? new Error('Nobody wants the rest of the answer.'));
    this.#over();
    callback(error === null ? null : this.#failure(error));
  }
}

/**
 * Sends a GET request and waits for the head of its answer. The end of the errand ends it at every point: before it is
 * connected, before it is answered, and in its body.
 *
 * @throws what the connection or undici says, or the reason of the errand's end
 */
export function send(pool: Pool, path: string, headers: Record<string, string>, errand: Errand): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let body: IncomingBody | undefined;
    errand.whenAborted(reject);
    pool.dispatch(
      { path, method: 'GET', headers },
      {
        onRequestStart(controller) {
          if (errand.reason !== undefined) controller.abort(errand.reason);
          errand.whenAborted((reason) => {
            if (body === undefined) controller.abort(reason);
            else body.destroy(reason);
          });
        },
        onResponseStart(controller, status, answered) {
          if (status < 200) return;
          body = new IncomingBody(controller);
          resolve({ status, headers: answered, body });
        },
        onResponseData(_, chunk) {
          body?.add(chunk);
        },
        onResponseEnd() {
          body?.push(null);
        },
        onResponseError(_, error) {
          if (body === undefined) reject(error);
          else body.destroy(error);
        },
      },
    );
  });
}
