import type { Readable } from 'node:stream';
import { AddressGuard } from './address-guard';
import { Connections } from './connections';
import { Errand } from './errand';
import { Exchange, permittedAddresses, type Means } from './exchange';
import { HostLimits, type HostLimitsOptions } from './host-limits';
import { preferencesOf, type PreferencePolicy } from './preferences';
import { CachingResolver, type NameResolver } from './resolver';
import { Robots, robotsText, type RobotsFile } from './robots';
import { decodedText } from './text';
import { keptHeaders, newTrace, valuesOf, type Trace } from './trace';
import { userAgent } from './user-agent';
import { webAddress } from './web-address';
import { WebFailure } from './web-failure';
import type { AnswerHead, ReadOptions, StreamAnswer, TextAnswer, WebReader } from './web-reader';

export interface WebClientOptions {
  /** Of the program, for the user agent. */
  version: string;
  /** Whom to write to about the requests: an e-mail address or an address of the web. */
  contact?: string | undefined;
  /** Addresses and CIDR ranges that may be reached though they are not public. */
  allowedNetworks?: readonly string[];
  preferences?: PreferencePolicy;
  limits?: HostLimitsOptions;
  resolver?: NameResolver;
  /** How long a connection, the head of an answer, a pause in its body, and the whole of it may take. */
  connectMs?: number;
  headersMs?: number;
  idleMs?: number;
  totalMs?: number;
  /** Certificates of authorities that are trusted instead of the usual ones, in PEM. */
  ca?: string;
}

export interface GetOptions {
  /** What for: a picture to keep, a page to look for pictures in, or a provider's answer to a program. */
  purpose: 'picture' | 'page' | 'api';
  accept: string;
  /** The most that the file may have, decompressed. */
  maxBytes: number;
  /** Go to the site that is asked for, and to no other that redirects lead to. */
  headers?: Readonly<Record<string, string>>;
  /** Which attempt this is, from 1; the pause before the next one doubles with it. */
  attempt?: number;
  signal?: AbortSignal | undefined;
}

/** A file of the web on its way. Whoever has it reads the body to its end or destroys it: until then it occupies a place. */
export interface WebAnswer {
  trace: Trace;
  /** Errors of it are failures as `get` throws them. */
  body: Readable;
}

/** Also the client itself asks: for what robots may ask for. */
type Asked = Omit<GetOptions, 'purpose' | 'maxBytes'> & { purpose: GetOptions['purpose'] | 'robots' };

interface Fetched extends WebAnswer {
  head: AnswerHead;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** The first pause before a failed address is asked again. */
const RETRY_MS = 10_000;
/** Content types that are certainly no pictures. Others may be mislabelled, and are told by their bytes. */
const NO_PICTURE =
  /^(text\/(html|css|javascript|xml)|application\/(xhtml\+xml|xml|json|ld\+json|javascript|pdf)|video\/|audio\/)/i;

/**
 * Gets files from the web as a good guest: never from an address that is not public, on no redirect and by no trick with
 * names; as robots.txt and the owner's preferences allow; slowly enough for each host; within limits of time and size. It
 * names itself. Proxies and other ways round are not taken, whatever the environment says.
 */
export class WebClient implements WebReader {
  readonly #means: Means;
  readonly #robots: Robots;
  readonly #policy: PreferencePolicy;
  readonly #userAgent: string;
  /** Those that wait for their turn, a name or a robots.txt; those that wait for an answer end with their connections. */
  readonly #waiting = new Set<Errand>();
  #closed = false;

  /** @throws Error for an allowed network that is none */
  constructor(options: WebClientOptions) {
    const { connectMs = 10_000, headersMs = 20_000, idleMs = 20_000, totalMs = 120_000, ca } = options;
    const guard = new AddressGuard(options.allowedNetworks);
    const limits = new HostLimits(options.limits);
    this.#means = {
      guard,
      limits,
      resolver: options.resolver ?? new CachingResolver(),
      connections: new Connections({
        guard,
        atOnce: limits.atOnce,
        connectMs,
        headersMs,
        idleMs,
        ...(ca !== undefined && { ca }),
      }),
      totalMs,
    };
    this.#robots = new Robots({ read: (address) => this.#readRobots(address) });
    this.#policy = options.preferences ?? 'honour';
    this.#userAgent = userAgent(options.version, options.contact);
  }

  /**
   * Gets a file, through at most five redirects. With purpose `api` any status is an answer, otherwise only those that say
   * that there is a file.
   *
   * @throws WebFailure with its trace; a temporary one with the time from which to try again
   * @throws the signal's reason once it is aborted
   */
  async get(address: string, options: GetOptions): Promise<WebAnswer> {
    const { trace, body } = await this.#fetch(address, options);
    return { trace, body };
  }

  /** As {@link WebReader} says. */
  async readText(address: string, options: ReadOptions): Promise<TextAnswer> {
    const { head, body } = await this.#fetch(address, options);
    return { ...head, text: await decodedText(body, head.headers['content-type']) };
  }

  /** As {@link WebReader} says. */
  async readStream(address: string, options: ReadOptions): Promise<StreamAnswer> {
    const { head, body } = await this.#fetch(address, options, true);
    return { ...head, body };
  }

  /** Ends all requests and connections; answers that are being read fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const errand of this.#waiting) errand.abort(closed());
    this.#means.resolver.close();
    await this.#means.connections.close();
  }

  async #fetch(address: string, options: GetOptions, gunzip = false): Promise<Fetched> {
    const trace = newTrace(address);
    const errand = this.#newErrand(options.signal);
    const met = (error: Error): Error => {
      if (!(error instanceof WebFailure)) return error;
      trace.fetched_at = new Date().toISOString();
      return error.of(trace, new Date(Date.now() + this.#means.limits.pauseMs(options.attempt ?? 1, RETRY_MS)));
    };
    try {
      const exchange = await this.#follow(address, options, errand, trace);
      const body = await this.#judged(exchange, () => exchange.take(options.maxBytes, gunzip, met));
      const { status, headers } = exchange;
      return { trace, body, head: { status, headers, finalAddress: trace.final_address } };
    } catch (error) {
      errand.end();
      throw met(error as Error);
    }
  }

  /** Asks until there is an answer that is no redirect and that may be used. */
  async #follow(address: string, options: Asked, errand: Errand, trace: Trace): Promise<Exchange> {
    let url = webAddress(address);
    const { origin } = url;
    const seen = new Set<string>();
    for (;;) {
      seen.add(url.href);
      trace.final_address = url.href;
      const ofGuest = options.purpose === 'picture' || options.purpose === 'page';
      const addresses = await permittedAddresses(this.#means, url, errand);
      const usage = ofGuest ? await this.#permission(url, errand, trace) : [];
      const headers = this.#headers(options, url.origin === origin);
      const exchange = await Exchange.start(this.#means, url, addresses, headers, errand, trace);
      const { location } = exchange.headers;
      if (!REDIRECTS.has(exchange.status) || location === undefined)
        return this.#judged(exchange, () => {
          this.#judge(exchange, usage, options, trace);
          return exchange;
        });
      await exchange.discard();
      url = webAddress(location, url);
      trace.redirects.push(url.href);
      if (seen.has(url.href))
        throw new WebFailure('redirect_loop', `${address} is redirected to ${url.href} again and again.`);
      if (trace.redirects.length > MOST_REDIRECTS)
        throw new WebFailure('too_many_redirects', `${address} is redirected more than ${MOST_REDIRECTS} times.`);
    }
  }

  /**
   * Whether robots.txt and the preferences in it allow the address to be asked for.
   *
   * @returns the preferences that it states
   */
  async #permission(url: URL, errand: Errand, trace: Trace): Promise<string[]> {
    const { rules, found } = await this.#robots.of(url, errand).catch((error: unknown) => {
      if (error instanceof WebFailure && error.code === 'robots_unavailable') trace.robots = 'unavailable';
      throw error;
    });
    if (rules.crawlDelayMs > 0) this.#means.limits.slowDown(url.host, rules.crawlDelayMs);
    trace.robots = rules.allows(url) ? (found ? 'allowed' : 'no_file') : 'refused';
    if (trace.robots === 'refused')
      throw new WebFailure('robots_refused', `The robots.txt of ${url.host} does not allow ${url.href}.`);
    const usage = rules.contentUsage(url);
    trace.preferences = preferencesOf({ contentUsage: usage });
    this.#honour(url, trace);
    return usage;
  }

  /** @throws WebFailure for an answer that is none, or that may not be used */
  #judge(exchange: Exchange, usage: string[], { purpose }: Asked, trace: Trace): void {
    const { status, headers, rawHeaders, url } = exchange;
    trace.status = status;
    trace.headers = keptHeaders(headers);
    trace.fetched_at = new Date().toISOString();
    trace.preferences = preferencesOf({
      robotsTags: valuesOf(rawHeaders, 'x-robots-tag'),
      contentUsage: [...(headers['content-usage'] === undefined ? [] : [headers['content-usage']]), ...usage],
    });
    if (purpose === 'api' || purpose === 'robots') return;
    if (status < 200 || status > 299) throw exchange.statusFailure();
    this.#honour(url, trace);
    const type = headers['content-type'] ?? '';
    if (purpose === 'picture' && NO_PICTURE.test(type))
      throw new WebFailure('not_an_image', `${url.href} is no picture but ${type.slice(0, 100)}.`);
  }

  #honour(url: URL, { preferences }: Trace): void {
    if (this.#policy === 'honour' && preferences?.refused_by !== undefined)
      throw new WebFailure(
        'preference_refused',
        `The owner of ${url.href} does not want it in a data set (${preferences.refused_by}).`,
      );
  }

  /** What is made of an answer; one of which nothing is to be made leaves its place. */
  async #judged<T>(exchange: Exchange, make: () => T): Promise<T> {
    try {
      return make();
    } catch (error) {
      await exchange.discard();
      throw error;
    }
  }

  async #readRobots(address: URL): Promise<RobotsFile> {
    const errand = this.#newErrand();
    const trace = newTrace(address.href);
    try {
      const exchange = await this.#follow(address.href, { purpose: 'robots', accept: 'text/plain' }, errand, trace);
      const { status } = exchange;
      if (status >= 200 && status <= 299) return { found: true, text: await robotsText(exchange.take(Infinity)) };
      await exchange.discard();
      if (status === 429 || status >= 500) throw exchange.statusFailure();
      return { found: false, text: '' };
    } catch (error) {
      if (!(error instanceof WebFailure) || error.temporary) throw error;
      if (error.code === 'too_many_redirects' || error.code === 'redirect_loop') return { found: false, text: '' };
      // A host that cannot be asked for its robots.txt can be asked for nothing: what is said is why.
      if (error.code === 'tls_failure' && trace.redirects.length === 0) throw error;
      throw new WebFailure(error.code, error.message, { temporary: true, cause: error });
    } finally {
      errand.end();
    }
  }

  #headers({ headers, accept, purpose }: Asked, toItsSite: boolean): Record<string, string> {
    const own = toItsSite ? Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]) : [];
    return {
      ...(Object.fromEntries(own) as Record<string, string>),
      'user-agent': this.#userAgent,
      accept,
      // The bytes of a picture are kept as they are served.
      'accept-encoding': purpose === 'page' || purpose === 'api' ? 'gzip, br' : 'identity',
    };
  }

  #newErrand(signal?: AbortSignal): Errand {
    const errand = new Errand(
      signal,
      (waiting) => this.#waiting.add(waiting),
      (ended) => this.#waiting.delete(ended),
    );
    if (this.#closed) errand.abort(closed());
    return errand;
  }
}

function closed(): WebFailure {
  return new WebFailure('closed', 'The client was closed.', { temporary: true, attempt: false });
}
