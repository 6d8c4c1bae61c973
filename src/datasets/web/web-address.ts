import { WebFailure } from './web-failure';

/** Longer addresses are refused: robots rules are matched against them, and rows keep them. */
export const MAX_ADDRESS_LENGTH = 4096;

/**
 * Ports above 1023 at which something listens that could be harmed or misled by a request: those that browsers block
 * (WHATWG Fetch, "port blocking"), databases, queues, caches and container hosts.
 */
const DANGEROUS_PORTS = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672,
  5900, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9092, 10080, 10250, 11211,
  27017,
]);

/**
 * An address of the web as it is asked for: http or https, no user name, port 80, 443 or one above 1023 that is not known
 * to be dangerous, no fragment, no dot at the end of the host. Numeric hosts are in canonical form, as the URL standard
 * writes them, whatever way (octal, hexadecimal, one number) they were given in.
 *
 * @param base what a relative address is relative to
 * @throws WebFailure address_invalid
 */
export function webAddress(address: string, base?: URL): URL {
  if (address.length > MAX_ADDRESS_LENGTH)
    throw invalid(`${address.slice(0, 100)}…`, `it is longer than ${MAX_ADDRESS_LENGTH} characters`);
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    throw invalid(address, 'it is not an address');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(address, `only http and https are asked, not ${url.protocol.slice(0, -1)}`);
  if (url.username !== '' || url.password !== '') throw invalid(address, 'it has a user name or password in it');
  if (url.href.includes('#')) url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.hostname === '' || url.hostname.endsWith('.')) throw invalid(address, 'its host is not a name');
  if (url.href.length > MAX_ADDRESS_LENGTH)
    throw invalid(`${address.slice(0, 100)}…`, `it is longer than ${MAX_ADDRESS_LENGTH} characters`);
  const port = portOf(url);
  if (port !== 80 && port !== 443 && (port < 1024 || DANGEROUS_PORTS.has(port)))
    throw invalid(address, `port ${port} is not one at which files of the web are`);
  return url;
}

/** The port that an address names or means. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** The host without the brackets that addresses of IPv6 stand in. */
export function hostnameOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function invalid(address: string, why: string): WebFailure {
  return new WebFailure('address_invalid', `${address} cannot be asked: ${why}.`);
}
