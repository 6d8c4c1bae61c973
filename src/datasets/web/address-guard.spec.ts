import fc from 'fast-check';
import { isIP } from 'node:net';
import { AddressGuard } from './address-guard';
import { hostnameOf, webAddress } from './web-address';
import { WebFailure } from './web-failure';

const guard = new AddressGuard();

describe('an address that sockets take', () => {
  it.each([
    ['IPv4', '8.8.8.8'],
    ['just below a private network', '9.255.255.255'],
    ['just above one', '11.0.0.0'],
    ['around the carriers', '100.63.255.255'],
    ['around the carriers', '100.128.0.0'],
    ['around link-local', '169.253.255.255'],
    ['around link-local', '169.255.0.0'],
    ['around 172.16/12', '172.15.255.255'],
    ['around 172.16/12', '172.32.0.0'],
    ['behind protocol assignments', '192.0.1.0'],
    ['around the benchmarks', '198.17.255.255'],
    ['around the benchmarks', '198.20.0.0'],
    ['the last unicast one', '223.255.255.255'],
    ['IPv6', '2606:4700::1111'],
    ['IPv6, in capitals and in full', '2A00:1450:4001:0831:0000:0000:0000:2004'],
    ['mapped', '::ffff:8.8.8.8'],
    ['mapped, in hextets', '::ffff:808:808'],
    ['NAT64', '64:ff9b::808:808'],
    ['6to4', '2002:808:808::1'],
    ['Teredo, server 8.8.8.8 and client 9.9.9.9', '2001:0:808:808:0:0:f6f6:f6f6'],
  ])('may be connected to when it is global: %s %s', (_, address) => {
    expect(guard.permits(address)).toBe(true);
  });

  it.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared by carriers', '100.64.0.1'],
    ['shared by carriers', '100.127.255.255'],
    ['metadata of clouds', '169.254.169.254'],
    ['metadata of a cloud', '100.100.100.200'],
    ['protocol assignments', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['6to4 relays', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['benchmarks', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.250'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['loopback in full', '0:0:0:0:0:0:0:1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['a global one with a zone', '2606:4700::1111%eth0'],
    ['site-local', 'fec0::1'],
    ['unique local', 'fc00::1'],
    ['metadata of a cloud', 'fd00:ec2::254'],
    ['multicast', 'ff02::1'],
    ['discard', '100::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['protocol assignments', '2001:2::1'],
    ['protocol assignments', '2001:10::1'],
    ['segment routing', '5f00::1'],
    ['not given out', '4000::1'],
    ['IPv4-translated', '::ffff:0:8.8.8.8'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback in hextets', '::ffff:7f00:1'],
    ['mapped private', '::ffff:a00:1'],
    ['compatible loopback', '::127.0.0.1'],
    ['compatible private', '::c0a8:101'],
    ['NAT64 of the loopback', '64:ff9b::7f00:1'],
    ['NAT64 of metadata', '64:ff9b::169.254.169.254'],
    ['NAT64 for local use', '64:ff9b:1::808:808'],
    ['6to4 of a private network', '2002:a00:1::1'],
    ['6to4 of the loopback', '2002:7f00:1::'],
    ['Teredo with a private server', '2001:0:a00:1:0:0:f6f6:f6f6'],
    ['Teredo with a private client', '2001:0:808:808:0:0:f5ff:fffe'],
    ['a number', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['short', '127.1'],
    ['a name', 'example.org'],
    ['nothing', ''],
  ])('may not otherwise: %s %s', (_, address) => {
    expect(guard.permits(address)).toBe(false);
  });

  it('may when its network is listed, also when it is carried in one of IPv6, and no other then', () => {
    const own = new AddressGuard(['127.0.0.0/8', '10.1.2.3', 'fd00::/16']);
    const permitted = ['127.0.0.1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '10.1.2.3', 'fd00::5', '8.8.8.8'];
    const refused = ['10.1.2.4', '::1', 'fd01::5', '169.254.169.254', '::ffff:10.1.2.4'];
    expect(permitted.filter((address) => !own.permits(address))).toEqual([]);
    expect(refused.filter((address) => own.permits(address))).toEqual([]);
    expect(() => new AddressGuard(['10.0.0.0/33'])).toThrow();
    expect(() => new AddressGuard(['nowhere'])).toThrow();
  });

  it('is judged alike whether it is of IPv4 or carried in one of IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const hextets = address
          .split('.')
          .map(Number)
          .reduce<number[]>((pairs, byte, at) => {
            pairs[at >> 1] = ((pairs[at >> 1] ?? 0) << 8) | byte;
            return pairs;
          }, [])
          .map((pair) => pair.toString(16))
          .join(':');
        for (const carrier of [`::ffff:${hextets}`, `64:ff9b::${hextets}`, `2002:${hextets}::1`])
          expect(guard.permits(carrier)).toBe(guard.permits(address));
      }),
      { numRuns: 500 },
    );
  });

  it('may never be one of a special network, however it was made', () => {
    const special = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127, ...Array.from({ length: 32 }, (_, at) => 224 + at)), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168)),
      fc.tuple(fc.constant(169), fc.constant(254)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 })),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 })),
      fc.tuple(fc.constant(198), fc.constantFrom(18, 19)),
    );
    fc.assert(
      fc.property(special, fc.nat(255), fc.nat(255), ([a, b], c, d) => {
        expect(guard.permits(`${a}.${b}.${c}.${d}`)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an address of the web', () => {
  const codeOf = (address: string): string | undefined => {
    try {
      webAddress(address);
      return undefined;
    } catch (error) {
      return (error as WebFailure).code;
    }
  };

  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://%31%32%37.0.0.1/', '127.0.0.1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1'],
    ['http://[::]/', '::'],
  ])('has a numeric host in one form only, which the guard refuses: %s', (address, host) => {
    expect(hostnameOf(webAddress(address))).toBe(host);
    expect(isIP(host)).not.toBe(0);
    expect(guard.permits(host)).toBe(false);
  });

  it.each([
    'file:///etc/passwd',
    'gopher://example.org/',
    'data:image/png;base64,AAAA',
    'ftp://example.org/',
    'javascript:alert(1)',
    'http://user@example.org/',
    'http://user:secret@example.org/',
    'http://:secret@example.org/',
    'http://example.org:22/',
    'http://example.org:25/',
    'http://example.org:0/',
    'http://example.org:6379/',
    'http://example.org:5432/',
    'http://example.org:10080/',
    'http://example.org:11211/',
    'http://[fe80::1%25eth0]/',
    'http://1.2.3.4.5/',
    'http://example.org../',
    'http://./',
    'http://',
    'a.jpg',
    '//example.org/a.jpg',
    '',
  ])('is refused when nobody may ask it: %s', (address) => {
    expect(codeOf(address)).toBe('address_invalid');
  });

  it('is refused when it is too long, also only once it is encoded', () => {
    expect(codeOf(`http://example.org/${'a'.repeat(5000)}`)).toBe('address_invalid');
    expect(codeOf(`http://example.org/${'é'.repeat(1000)}`)).toBe('address_invalid');
    expect(codeOf(`http://example.org/${'a'.repeat(4000)}`)).toBeUndefined();
  });

  it.each([
    ['HTTP://Example.ORG', 'http://example.org/'],
    ['https://example.org:443/a b?c#d', 'https://example.org/a%20b?c'],
    ['http://example.org.:8080/', 'http://example.org:8080/'],
    ['http://bücher.example/', 'http://xn--bcher-kva.example/'],
    ['http://localhost.', 'http://localhost/'],
  ])('is asked for in one form: %s', (address, asked) => {
    expect(webAddress(address).href).toBe(asked);
  });

  it('may be relative to another', () => {
    expect(webAddress('../b.jpg', new URL('http://example.org/a/a.html')).href).toBe('http://example.org/b.jpg');
  });
});
