import { isIP } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/**
 * IPv4 networks that are not for everyone, of IANA's IPv4 Special-Purpose Address Registry; also those few of it that are
 * reachable (AS112, relays): none serves files. Multicast and what is reserved behind it count by their first byte.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // "this network"
  '10.0.0.0/8',
  '100.64.0.0/10', // shared by carriers
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and the metadata of cloud machines
  '172.16.0.0/12',
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/3', // multicast, reserved, broadcast
].map((network) => ipaddr.IPv4.parseCIDR(network));

/** The same within 2000::/3, the only part of IPv6 that is given out as global unicast. */
const SPECIAL_IPV6 = [
  '2001::/23', // protocol assignments; Teredo, which lies in it, is judged by what it carries
  '2001:db8::/32', // documentation
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
].map((network) => ipaddr.IPv6.parseCIDR(network));

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');
const IPV4_MAPPED = ipaddr.IPv6.parseCIDR('::ffff:0:0/96');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16');
const TEREDO = ipaddr.IPv6.parseCIDR('2001::/32');

/** So many addresses are remembered. */
const REMEMBERED = 10_000;

/**
 * Says which IP addresses may be connected to: global unicast only, judged by its number, not by how it is written. Where
 * an address of IPv6 carries one of IPv4 (mapped, compatible, NAT64, 6to4, Teredo), the carried one decides.
 */
export class AddressGuard {
  readonly #allowed: [IPv4 | IPv6, number][];
  /** What was said lately: the same few hosts are asked again and again. */
  readonly #said = new Map<string, boolean>();

  /**
   * @param allowedNetworks addresses and CIDR ranges that may be reached though they are not global
   * @throws Error for what is neither
   */
  constructor(allowedNetworks: readonly string[] = []) {
    this.#allowed = allowedNetworks.map((network) =>
      ipaddr.parseCIDR(network.includes('/') ? network : `${network}/${isIP(network) === 4 ? '32' : '128'}`),
    );
  }

  /** Whether a connection may be made to the address, which is written as sockets take it. */
  permits(address: string): boolean {
    let permitted = this.#said.get(address);
    if (permitted !== undefined) return permitted;
    permitted = isIP(address) !== 0 && !address.includes('%') && this.#isPermitted(ipaddr.parse(address));
    if (this.#said.size === REMEMBERED) this.#said.clear();
    this.#said.set(address, permitted);
    return permitted;
  }

  #isPermitted(address: IPv4 | IPv6): boolean {
    if (this.#allowed.some((network) => isIn(address, network))) return true;
    if (address.kind() === 'ipv4') return !SPECIAL_IPV4.some((network) => isIn(address, network));
    const carried = carriedIn(address as IPv6);
    if (carried.length > 0) return carried.every((inner) => this.#isPermitted(inner));
    return isIn(address, GLOBAL_UNICAST) && !SPECIAL_IPV6.some((network) => isIn(address, network));
  }
}

function isIn(address: IPv4 | IPv6, network: [IPv4 | IPv6, number]): boolean {
  return address.kind() === network[0].kind() && address.match(network);
}

/** The addresses of IPv4 that packets to an address of IPv6 end up at: of Teredo the server and the client. */
function carriedIn(address: IPv6): IPv4[] {
  const bytes = address.toByteArray();
  const at = (from: number, mask = 0) => new ipaddr.IPv4(bytes.slice(from, from + 4).map((byte) => byte ^ mask));
  if ([IPV4_MAPPED, IPV4_COMPATIBLE, NAT64].some((network) => isIn(address, network))) return [at(12)];
  if (isIn(address, SIX_TO_FOUR)) return [at(2)];
  if (isIn(address, TEREDO)) return [at(4), at(12, 0xff)];
  return [];
}
