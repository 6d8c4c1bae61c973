import { isIP } from 'node:net';
import { buildConnector, Pool } from 'undici';
import type { AddressGuard } from './address-guard';
import { hostnameOf } from './web-address';
import { WebFailure } from './web-failure';

export interface ConnectionsOptions {
  guard: AddressGuard;
  /** So many connections to one host at one IP address. */
  atOnce: number;
  connectMs: number;
  headersMs: number;
  /** The longest pause within a body. */
  idleMs: number;
  /** Certificates of authorities that are trusted instead of the usual ones, in PEM. */
  ca?: string;
}

/** So many hosts are kept connected. */
const MOST_POOLS = 2000;
/** All headers of an answer together are at most so long. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Connections that are kept for a while, each to one host at one IP address. The address was chosen before, and the
 * connector judges it again and connects to it and no other: names are not resolved here, so none can change its mind.
 * The host's name stays what TLS asks for and what the `Host` header says. No proxy is used, whatever the environment says.
 */
export class Connections {
  readonly #pools = new Map<string, Pool>();
  readonly #connect: buildConnector.connector;

  constructor(private readonly options: ConnectionsOptions) {
    this.#connect = buildConnector({ timeout: options.connectMs, ...(options.ca !== undefined && { ca: options.ca }) });
  }

  /** The connections to the host of an address of the web at an IP address. */
  to(url: URL, ip: string): Pool {
    const key = `${url.origin} ${ip}`;
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      this.#forgetUnused();
      pool = new Pool(url.origin, {
        connect: this.#connectorTo(url, ip),
        connections: this.options.atOnce,
        pipelining: 1,
        headersTimeout: this.options.headersMs,
        bodyTimeout: this.options.idleMs,
        maxHeaderSize: MAX_HEADER_BYTES,
      });
      this.#pools.set(key, pool);
    } else if (this.#pools.size > MOST_POOLS / 2) {
      this.#pools.delete(key);
      this.#pools.set(key, pool);
    }
    return pool;
  }

  /** Ends all connections; requests that run fail. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #connectorTo(url: URL, ip: string): buildConnector.connector {
    const host = hostnameOf(url);
    return (options, callback) => {
      if (!this.options.guard.permits(ip)) {
        callback(refusedAddress(host, [ip]), null);
        return;
      }
      const pinned = { ...options, hostname: ip, ...(isIP(host) === 0 && { servername: host }) };
      this.#connect(pinned, (...[error, socket]) => {
        if (error === null) callback(null, socket);
        else callback(connectFailure(host, ip, error), null);
      });
    };
  }

  /** Those not used for longest go first. */
  #forgetUnused(): void {
    for (const [key, pool] of this.#pools) {
      if (this.#pools.size < MOST_POOLS) return;
      if (pool.stats.size > 0) continue;
      this.#pools.delete(key);
      void pool.close();
    }
  }
}

/** The failure of a host that leads to addresses that nobody outside may reach. */
export function refusedAddress(host: string, addresses: readonly string[]): WebFailure {
  const led = isIP(host) === 0 ? `${host} leads to ${addresses.slice(0, 4).join(', ')}, which` : host;
  return new WebFailure(
    'address_refused',
    `${led} is no public address. To reach it all the same, list its network in CRAWLER_ALLOWED_NETWORKS.`,
  );
}

/** Certificates that do not hold and handshakes that end in an alert are for good; all else may pass. */
function connectFailure(host: string, ip: string, error: Error): WebFailure {
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  if (/^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_|INVALID_CA|EPROTO)/.test(code))
    return new WebFailure('tls_failure', `No secure connection to ${host} came about (${code}).`, { cause: error });
  return new WebFailure('connect_failed', `No connection to ${host} at ${ip} came about (${code}).`, {
    temporary: true,
    cause: error,
  });
}
