import type { Trace } from './trace';

/** What can go wrong on the way to a file on the web. The codes are stable: they are stored and counted. */
export type WebFailureCode =
  | 'address_invalid' // not an address of the web, or one that nobody may ask: other scheme, port, user name in it
  | 'address_refused' // leads to a network that is not public
  | 'dns_failure'
  | 'connect_failed'
  | 'tls_failure'
  | 'timeout'
  | 'cut_off' // the connection ended before the answer did
  | 'broken_answer' // not HTTP, or bytes that are not what they say they are compressed with
  | 'too_large'
  | 'too_many_redirects'
  | 'redirect_loop'
  | 'http_status'
  | 'not_an_image'
  | 'robots_refused'
  | 'robots_unavailable'
  | 'preference_refused'
  | 'host_backing_off'
  | 'host_busy'
  | 'host_given_up'
  | 'closed'; // the client was closed

export interface FailureDetails {
  /** When it is worth asking again; absent: the failure is final. */
  retryAt?: Date;
  /** Worth asking again, and whoever catches it knows when. */
  temporary?: boolean;
  /** False: the address was not asked at all, so this does not count among its attempts. */
  attempt?: boolean;
  /** The HTTP status, of `http_status`. */
  status?: number;
  trace?: Trace;
  cause?: unknown;
}

/**
 * Why something on the web was not got: a stable code, one sentence for people, and whether to ask again. A temporary
 * failure that leaves the client says from when on.
 */
export class WebFailure extends Error {
  override name = 'WebFailure';
  readonly temporary: boolean;
  /** Whether the address was asked: only then it has used up one of its attempts. */
  readonly attempt: boolean;
  readonly status: number | undefined;
  readonly retryAt: Date | undefined;
  /** What was seen on the way; absent only on failures that have not left the client yet. */
  readonly trace: Trace | undefined;

  constructor(
    readonly code: WebFailureCode,
    sentence: string,
    details: FailureDetails = {},
  ) {
    super(sentence, { cause: details.cause });
    this.retryAt = details.retryAt;
    this.temporary = details.temporary ?? details.retryAt !== undefined;
    this.attempt = details.attempt ?? true;
    this.status = details.status;
    this.trace = details.trace;
  }

  /** The same failure as one address met it: several can meet one, as when their host's robots.txt cannot be read. */
  of(trace: Trace, retryAt: Date): WebFailure {
    return new WebFailure(this.code, this.message, {
      attempt: this.attempt,
      cause: this.cause,
      trace,
      ...(this.status !== undefined && { status: this.status }),
      ...(this.temporary && { retryAt: this.retryAt ?? retryAt }),
    });
  }
}
