import { STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import type { AddressGuard } from './address-guard';
import { refusedAddress, type Connections } from './connections';
import type { Caller, Errand } from './errand';
import { retryAfterMs, type HostLimits, type Place } from './host-limits';
import { send, type IncomingBody } from './incoming';
import { decodersFor, gunzipped, LimitedBody, through, tooLarge } from './limited-body';
import type { NameResolver } from './resolver';
import { joinedHeaders, type ResponseHeaders, type Trace } from './trace';
import { hostnameOf } from './web-address';
import { WebFailure } from './web-failure';

/** What requests need; the client makes it. */
export interface Means {
  guard: AddressGuard;
  resolver: NameResolver;
  limits: HostLimits;
  connections: Connections;
  /** The longest that one answer may take, from its request to its last byte. */
  totalMs: number;
}

/** So many addresses of one host are tried. */
const MOST_ADDRESSES = 3;
/** So much of an answer that nobody wants is read, to keep its connection, for at most so long. */
const DISCARDED_BYTES = 65_536;
const DISCARDING_MS = 2000;
/** Statuses that pass. */
const TEMPORARY = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * One request and the head of its answer, whatever its status; the body is yet to be taken or discarded, and until then
 * its place is occupied.
 */
export class Exchange {
  readonly headers: Readonly<Record<string, string>>;

  private constructor(
    readonly url: URL,
    readonly status: number,
    readonly rawHeaders: ResponseHeaders,
    /** When the host may be asked again, when it said that it is asked too much. */
    readonly retryAt: Date | undefined,
    private readonly body: IncomingBody,
    private readonly place: Place,
    private readonly errand: Errand,
  ) {
    this.headers = joinedHeaders(rawHeaders);
  }

  /**
   * Asks at the first of the host's addresses that can be connected to.
   *
   * @param addresses that may be, as {@link permittedAddresses} says
   * @param trace learns which it was
   * @throws WebFailure
   */
  static async start(
    means: Means,
    url: URL,
    addresses: readonly string[],
    headers: Record<string, string>,
    errand: Errand,
    trace: Trace,
  ): Promise<Exchange> {
    const { limits } = means;
    let failure: unknown;
    for (const ip of addresses) {
      trace.ip = ip;
      trace.address_family = ip.includes(':') ? 6 : 4;
      if (errand.reason !== undefined) throw errand.reason;
      const place = await limits.enter(url.host, ip, errand);
      try {
        return await Exchange.#at(means, url, ip, place, headers, errand);
      } catch (error) {
        place.leave();
        failure = requestFailure(error, url, errand);
        const unreached = failure instanceof WebFailure && failure.code === 'connect_failed';
        if (unreached && ip !== addresses.at(-1)) continue;
        if (unreached || (failure instanceof WebFailure && failure.code === 'timeout')) place.failed();
        break;
      }
    }
    throw failure;
  }

  static async #at(
    { connections, totalMs }: Means,
    url: URL,
    ip: string,
    place: Place,
    headers: Record<string, string>,
    errand: Errand,
  ): Promise<Exchange> {
    errand.limit(
      totalMs,
      () => new WebFailure('timeout', `${url.href} took longer than ${totalMs / 1000} seconds.`, { temporary: true }),
    );
    const {
      status,
      headers: answered,
      body,
    } = await send(connections.to(url, ip), url.pathname + url.search, headers, errand);
    let retryAt: Date | undefined;
    if (status === 429 || status === 503)
      retryAt = place.failed(retryAfterMs(joinedHeaders(answered)['retry-after'], Date.now()));
    else place.succeeded();
    return new Exchange(url, status, answered, retryAt, body, place, errand);
  }

  /**
   * The body, without the encodings of its transfer; the errand ends with it.
   *
   * @param gunzip also a gzip file is unpacked
   * @param met what becomes of a failure that ends the stream
   * @throws WebFailure too_large, when the headers say so; later ones end the stream
   */
  take(maxBytes: number, gunzip = false, met = (error: Error): Error => error): Readable {
    if (this.body.errored !== null) throw requestFailure(this.body.errored, this.url, this.errand);
    const decoders = decodersFor(this.headers['content-encoding']);
    if (Number(this.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
    const failure = (error: Error): Error => met(requestFailure(error, this.url, this.errand));
    // What is compressed is bounded on both sides: it may go on for ever without containing anything.
    const body = this.body.limit(maxBytes, failure, () => {
      this.place.leave();
      this.errand.end();
    });
    if (decoders.length === 0 && !gunzip) return body;
    const plain = through(body, decoders);
    return new LimitedBody(gunzip ? gunzipped(plain) : plain, maxBytes, failure, () => body.destroy());
  }

  /** Nobody wants the body. The errand may go on. */
  async discard(): Promise<void> {
    const tooMuch = Number(this.headers['content-length']) > DISCARDED_BYTES;
    await this.body.discard(tooMuch ? 0 : DISCARDED_BYTES, DISCARDING_MS);
    this.place.leave();
  }

  /** What it means to whoever wants the file. */
  statusFailure(): WebFailure {
    const { url, status, retryAt } = this;
    const text = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
    return new WebFailure('http_status', `${url.href} answered ${text}.`, {
      status,
      temporary: TEMPORARY.has(status),
      ...(retryAt !== undefined && { retryAt }),
    });
  }
}

/**
 * The addresses of a host that may be connected to; never none.
 *
 * @throws WebFailure address_refused, dns_failure
 */
export async function permittedAddresses(
  { guard, resolver }: Pick<Means, 'guard' | 'resolver'>,
  url: URL,
  caller: Caller,
): Promise<string[]> {
  const addresses = await resolver.addresses(hostnameOf(url), caller);
  const permitted = addresses.filter((address) => guard.permits(address)).slice(0, MOST_ADDRESSES);
  if (permitted.length === 0) throw refusedAddress(hostnameOf(url), addresses);
  return permitted;
}

/** What became of a request or of its body, as a failure; an abortion by whoever asked, and what nobody foresaw, as it is. */
function requestFailure(error: unknown, url: URL, errand: Errand): Error {
  if (errand.reason !== undefined) return errand.reason;
  if (error instanceof WebFailure) return error;
  const cause = error as NodeJS.ErrnoException;
  const code = typeof cause.code === 'string' ? cause.code : cause.name;
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new WebFailure('timeout', `${url.href} did not answer in time.`, { temporary: true, cause });
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED')
    return new WebFailure('closed', 'The client was closed.', { temporary: true, attempt: false, cause });
  if (/^(HPE_|HTTPParserError|Z_|ERR_BROTLI|ERR__ERROR|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/.test(code))
    return new WebFailure('broken_answer', `What ${url.href} answered is broken (${code}).`, { cause });
  if (/^(UND_ERR_SOCKET|UND_ERR_REQ|UND_ERR_ABORTED|E[A-Z]+$|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
    return new WebFailure('cut_off', `The connection to ${url.host} ended before the answer did (${code}).`, {
      temporary: true,
      cause,
    });
  return cause;
}
