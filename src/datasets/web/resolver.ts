import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { unlessAborted, type Caller } from './errand';
import { Gate } from './gate';
import { WebFailure } from './web-failure';

/** One answer of a name server: an IP address and for how many seconds it holds. */
export interface NameRecord {
  address: string;
  ttl: number;
}

/** Who is asked about names: rejects with the codes of `node:dns`, as its `Resolver` does. */
export interface NameServer {
  resolve4(name: string): Promise<NameRecord[]>;
  resolve6(name: string): Promise<NameRecord[]>;
  cancel(): void;
}

export interface NameResolver {
  /**
   * All IP addresses of a host, those of IPv4 first; an IP address is its own answer.
   *
   * @throws WebFailure dns_failure: temporary when the name servers did not know, final when there is no such name
   * @throws the reason of the caller's signal, if it is aborted while the name is asked for
   */
  addresses(host: string, caller?: Caller): Promise<readonly string[]>;
  close(): void;
}

export interface CachingResolverOptions {
  server?: NameServer;
  /** So many names are asked for at once. */
  atOnce?: number;
  /** Bounds of the time for which an answer is kept, in seconds; that a name does not exist is kept for the shorter one. */
  minTtl?: number;
  maxTtl?: number;
  /** So many names are kept. */
  maxNames?: number;
  now?: () => number;
}

interface Known {
  addresses: readonly string[];
  until: number;
}

/** What means that the name, or its addresses of one family, do not exist. All else means that nobody knows. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * Resolves names by the name servers of `/etc/resolv.conf`, over sockets of its own: `dns.lookup` runs in the four threads
 * that pictures are decoded in. Both families are asked at once, many names side by side; one question answers all who ask
 * for the same name meanwhile.
 *
 * `/etc/hosts` and search domains are not consulted: what they name is for this machine and its neighbours. `localhost` and
 * what ends in `.localhost` is the loopback without asking anybody (RFC 6761, 6.3), so it is refused unless the setting
 * lists it.
 */
export class CachingResolver implements NameResolver {
  readonly #server: NameServer;
  readonly #options: Required<Omit<CachingResolverOptions, 'server'>>;
  readonly #gate: Gate;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<readonly string[]>>();

  constructor({ server, ...options }: CachingResolverOptions = {}) {
    this.#server = server ?? systemNameServer();
    this.#options = { atOnce: 128, minTtl: 30, maxTtl: 3600, maxNames: 20_000, now: Date.now, ...options };
    this.#gate = new Gate(this.#options.atOnce);
  }

  /** As {@link NameResolver} says. */
  async addresses(host: string, caller?: Caller): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    const name = host.toLowerCase();
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    const known = this.#known.get(name);
    const addresses =
      known !== undefined && known.until > this.#options.now()
        ? known.addresses
        : await unlessAborted(this.#ask(name), caller);
    if (addresses.length === 0) throw new WebFailure('dns_failure', `There is no host ${name}.`);
    return addresses;
  }

  /** Questions that are open fail. */
  close(): void {
    this.#server.cancel();
  }

  #ask(name: string): Promise<readonly string[]> {
    let asked = this.#asked.get(name);
    if (asked === undefined) {
      asked = this.#lookUp(name).finally(() => this.#asked.delete(name));
      this.#asked.set(name, asked);
    }
    return asked;
  }

  async #lookUp(name: string): Promise<readonly string[]> {
    await this.#gate.enter();
    let families: PromiseSettledResult<NameRecord[]>[];
    try {
      families = await Promise.allSettled([this.#server.resolve4(name), this.#server.resolve6(name)]);
    } finally {
      this.#gate.leave();
    }
    const records = families.flatMap((family) => (family.status === 'fulfilled' ? family.value : []));
    if (records.length === 0)
      for (const family of families)
        if (family.status === 'rejected' && !ABSENT.has(codeOf(family.reason)))
          throw new WebFailure(
            'dns_failure',
            `The name servers did not say where ${name} is (${codeOf(family.reason)}).`,
            {
              temporary: true,
              cause: family.reason,
            },
          );
    const addresses = records.map(({ address }) => address);
    this.#remember(name, addresses, Math.min(...records.map(({ ttl }) => ttl)));
    return addresses;
  }

  #remember(name: string, addresses: readonly string[], ttl: number): void {
    const { minTtl, maxTtl, maxNames, now } = this.#options;
    const seconds = addresses.length === 0 ? minTtl : Math.max(minTtl, Math.min(ttl, maxTtl));
    this.#known.delete(name);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size < maxNames) break;
      this.#known.delete(oldest);
    }
    this.#known.set(name, { addresses, until: now() + seconds * 1000 });
  }
}

/** The name servers of this machine; each is asked three times for two seconds at first. */
export function systemNameServer(servers?: readonly string[]): NameServer {
  const resolver = new Resolver({ timeout: 2000, tries: 3 });
  if (servers !== undefined) resolver.setServers(servers);
  return {
    resolve4: (name) => resolver.resolve4(name, { ttl: true }),
    resolve6: (name) => resolver.resolve6(name, { ttl: true }),
    cancel: () => {
      resolver.cancel();
    },
  };
}

function codeOf(reason: unknown): string {
  return String((reason as { code?: unknown } | null)?.code ?? reason);
}
