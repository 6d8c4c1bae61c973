import type { Caller } from './errand';
import { Gate } from './gate';
import { WebFailure } from './web-failure';

export interface Limit {
  /** So many requests run at once. */
  atOnce: number;
  /** The pause between the starts of two requests, in milliseconds. */
  delayMs: number;
}

/** Times are in milliseconds. */
export interface HostLimitsOptions {
  /** Of one host: a name with its port. */
  host?: Limit;
  /** Of one IP address, however many names lead to it. */
  address?: Limit;
  /** How long a request waits for its turn before it is told to come later. */
  patienceMs?: number;
  /** The first pause after a failure that the host answers for; each further one doubles it. */
  backOffMs?: number;
  /** The longest pause that doubling leads to. */
  maxBackOffMs?: number;
  /** The longest `Retry-After` that is waited for; a host that asks for a longer one is given up. */
  maxRetryAfterMs?: number;
  /** The longest pause between requests that a robots.txt may ask for by its crawl delay. */
  maxCrawlDelayMs?: number;
  /** So many failures without a success between them give the host up… */
  failures?: number;
  /** …for so long. */
  givenUpMs?: number;
  now?: () => number;
  /** From 0 (inclusive) to 1 (exclusive). */
  random?: () => number;
}

/** A place at a host and an address. It is left once, when the answer has been read or given up. */
export interface Place {
  /** The host answered, and not that it is asked too much. */
  succeeded(): void;
  /**
   * The host could not be reached, or answered 429 or 503.
   *
   * @param retryAfterMs how long it asks to be left alone, if it does
   * @returns when it may be asked again
   */
  failed(retryAfterMs?: number): Date;
  leave(): void;
}

interface BackOff {
  failures: number;
  /** Until when the host is left alone. */
  until: number;
  /** Requests that started before this turn knew nothing of the last failure. */
  turn: number;
  givenUp: boolean;
}

/** So many hosts and addresses are remembered before those at rest are forgotten. */
const REMEMBERED = 20_000;
const LONGEST_GIVEN_UP_MS = 24 * 3_600_000;

/**
 * Keeps requests polite, of this process: so many at once and a pause between them, per host and per IP address, and a
 * pause that grows while a host fails or says that it is asked too much. Nobody waits for a host that is left alone:
 * whoever asks is told when to come again.
 */
export class HostLimits {
  readonly #options: Required<HostLimitsOptions>;
  readonly #hosts = new Map<string, Gate>();
  readonly #addresses = new Map<string, Gate>();
  readonly #backOffs = new Map<string, BackOff>();
  #turn = 0;

  constructor(options: HostLimitsOptions = {}) {
    this.#options = {
      host: { atOnce: 4, delayMs: 100 },
      address: { atOnce: 8, delayMs: 20 },
      patienceMs: 5000,
      backOffMs: 2000,
      maxBackOffMs: 15 * 60_000,
      maxRetryAfterMs: 3_600_000,
      maxCrawlDelayMs: 30_000,
      failures: 8,
      givenUpMs: 30 * 60_000,
      now: Date.now,
      random: Math.random,
      ...options,
    };
  }

  /** So many requests to one host run at once. */
  get atOnce(): number {
    return this.#options.host.atOnce;
  }

  /**
   * Waits for a place at the host and at the address.
   *
   * @throws WebFailure host_backing_off or host_busy (temporary), host_given_up; none counts as an attempt
   */
  async enter(host: string, address: string, caller?: Caller): Promise<Place> {
    this.check(host);
    const ofHost = gate(this.#hosts, host, this.#options.host, this.#options.now);
    if (!(await ofHost.enter(this.#options.patienceMs, caller))) throw this.#busy(host, ofHost);
    try {
      this.check(host);
      const ofAddress = gate(this.#addresses, address, this.#options.address, this.#options.now);
      if (!(await ofAddress.enter(this.#options.patienceMs, caller))) throw this.#busy(host, ofAddress);
      return this.#place(host, ofHost, ofAddress);
    } catch (error) {
      ofHost.leave();
      throw error;
    }
  }

  /**
   * Does nothing while the host may be asked.
   *
   * @throws WebFailure host_backing_off (temporary) or host_given_up
   */
  check(host: string): void {
    const backOff = this.#backOffs.get(host);
    if (backOff === undefined || backOff.until <= this.#options.now()) return;
    const until = new Date(backOff.until);
    if (backOff.givenUp)
      throw new WebFailure(
        'host_given_up',
        `${host} is given up until ${until.toISOString()}: it failed ${backOff.failures} times in a row, or asked for a longer pause than is waited for.`,
        { attempt: false },
      );
    throw new WebFailure('host_backing_off', `${host} is left alone until ${until.toISOString()}.`, {
      retryAt: until,
      attempt: false,
    });
  }

  /** Honours the crawl delay of a robots.txt, within the bound. */
  slowDown(host: string, delayMs: number): void {
    const wanted = Math.min(delayMs, this.#options.maxCrawlDelayMs);
    gate(this.#hosts, host, this.#options.host, this.#options.now).delayMs = Math.max(
      wanted,
      this.#options.host.delayMs,
    );
  }

  /** A pause that doubles with every attempt, with half of it left to chance, so that not all come back at once. */
  pauseMs(attempt: number, firstMs = this.#options.backOffMs): number {
    const whole = Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), this.#options.maxBackOffMs);
    return Math.round(whole * (0.5 + this.#options.random() / 2));
  }

  #place(host: string, ofHost: Gate, ofAddress: Gate): Place {
    const turn = ++this.#turn;
    let inside = true;
    return {
      succeeded: () => {
        const backOff = this.#backOffs.get(host);
        if (backOff !== undefined && turn > backOff.turn) this.#backOffs.delete(host);
      },
      failed: (retryAfterMs) => this.#failed(host, turn, retryAfterMs),
      leave: () => {
        if (!inside) return;
        inside = false;
        ofAddress.leave();
        ofHost.leave();
      },
    };
  }

  /** Requests that ran side by side fail together: that is one failure. */
  #failed(host: string, turn: number, retryAfterMs: number | undefined): Date {
    const { now, maxRetryAfterMs, failures, givenUpMs } = this.#options;
    const before = this.#backOffs.get(host) ?? { failures: 0, until: 0, turn: 0, givenUp: false };
    const count = turn > before.turn ? before.failures + 1 : before.failures;
    const tooLong = retryAfterMs !== undefined && retryAfterMs > maxRetryAfterMs;
    const givenUp = before.givenUp || tooLong || count >= failures;
    const asked = Math.max(retryAfterMs ?? 0, this.pauseMs(count));
    const pause = givenUp ? Math.min(Math.max(asked, givenUpMs), LONGEST_GIVEN_UP_MS) : asked;
    const until = Math.max(before.until, now() + pause);
    this.#backOffs.delete(host);
    forgetOldest(this.#backOffs);
    this.#backOffs.set(host, { failures: count, until, turn: ++this.#turn, givenUp });
    return new Date(until);
  }

  #busy(host: string, full: Gate): WebFailure {
    const retryAt = new Date(Math.max(full.opensAt, this.#options.now() + 1000));
    return new WebFailure('host_busy', `As much is being asked of ${host} as it is to be asked at once.`, {
      retryAt,
      attempt: false,
    });
  }
}

/**
 * The wait that a `Retry-After` asks for, in milliseconds: seconds or a date (RFC 9110, 10.2.3); undefined when it is
 * neither.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function gate(gates: Map<string, Gate>, key: string, limit: Limit, now: () => number): Gate {
  let found = gates.get(key);
  if (found === undefined) {
    forgetIdle(gates);
    found = new Gate(limit.atOnce, limit.delayMs, now);
    gates.set(key, found);
  }
  return found;
}

/** When too many are remembered: one walk over all, which frees nearly all, as those in use are as few as requests run. */
function forgetIdle(gates: Map<string, Gate>): void {
  if (gates.size < REMEMBERED) return;
  for (const [key, { idle }] of gates) if (idle) gates.delete(key);
}

function forgetOldest(remembered: Map<string, unknown>): void {
  if (remembered.size < REMEMBERED) return;
  for (const key of remembered.keys()) {
    remembered.delete(key);
    break;
  }
}
