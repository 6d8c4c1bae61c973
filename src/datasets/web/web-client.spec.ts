import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  cut,
  endless,
  file,
  gzipBomb,
  hangUp,
  hops,
  page,
  PICTURES_TEST,
  raw,
  redirect,
  robots,
  silent,
  slow,
  startHostileWeb,
  status,
  tooMany,
  type HostileWeb,
} from '../../../test/support/hostile-web';
import type { NameResolver } from './resolver';
import { WebClient, type GetOptions, type WebClientOptions } from './web-client';
import { WebFailure } from './web-failure';

/** A resolver as an attacker has it: what it says is said by the test, each time that it is asked. */
class Names implements NameResolver {
  asked = 0;
  constructor(private readonly say: (name: string, asked: number) => string[]) {}
  addresses(host: string): Promise<string[]> {
    this.asked += 1;
    return Promise.resolve(/^[\d.]+$|:/.test(host) ? [host] : this.say(host, this.asked));
  }
  close = (): void => undefined;
}

const PICTURE = Buffer.from(Array.from({ length: 20_000 }, (_, at) => at % 251));
const NO_LIMITS = {
  host: { atOnce: 50, delayMs: 0 },
  address: { atOnce: 50, delayMs: 0 },
  backOffMs: 10,
  failures: 1000,
};

let web: HostileWeb;
let clients: WebClient[];

const client = (options: Partial<WebClientOptions> = {}): WebClient => {
  const made = new WebClient({
    version: '1.2.3',
    allowedNetworks: ['127.0.0.1/32'],
    limits: NO_LIMITS,
    resolver: new Names(() => ['127.0.0.1']),
    ...options,
  });
  clients.push(made);
  return made;
};
const picture = (options: Partial<GetOptions> = {}): GetOptions => ({
  purpose: 'picture',
  accept: 'image/*',
  maxBytes: 1_000_000,
  ...options,
});
/** Gets a file and reads it to its end. */
const got = async (from: WebClient, address: string, options: Partial<GetOptions> = {}) => {
  const { trace, body } = await from.get(address, picture(options));
  return { trace, bytes: await buffer(body) };
};
const failureOf = async (getting: Promise<unknown>): Promise<WebFailure> => {
  const failure = await getting.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(WebFailure);
  return failure as WebFailure;
};
/** What is tried to be got fails with this code, before the body or in it. */
const codeOf = async (address: string, options: Partial<GetOptions> = {}, from = client()): Promise<string> =>
  (await failureOf(got(from, address, options))).code;

beforeEach(async () => {
  web = await startHostileWeb();
  web.on('/a.jpg', file(PICTURE, 'image/jpeg', { etag: '"1"', 'set-cookie': 'a=b' }));
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((made) => made.close()));
  await web.close();
});

describe('a good file', () => {
  it('comes as it is served, with how it came', async () => {
    web.on('/old.jpg', redirect('/a.jpg#part', 301));
    const before = new Date().toISOString();
    const { trace, bytes } = await got(client({ contact: 'crawl@example.org' }), `${web.address}/old.jpg`);
    expect(bytes.equals(PICTURE)).toBe(true);
    expect(trace).toEqual({
      address: `${web.address}/old.jpg`,
      final_address: `${web.address}/a.jpg`,
      redirects: [`${web.address}/a.jpg`],
      status: 200,
      headers: {
        'content-type': 'image/jpeg',
        'content-length': '20000',
        etag: '"1"',
        date: expect.any(String) as string,
      },
      fetched_at: expect.any(String) as string,
      ip: '127.0.0.1',
      address_family: 4,
      robots: 'no_file',
      preferences: { robots_tags: [], content_usage: {} },
    });
    expect(trace.fetched_at >= before && trace.fetched_at <= new Date().toISOString()).toBe(true);
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    const asked = web.requests.filter(({ path }) => path === '/a.jpg');
    expect(asked.map(({ headers }) => headers)).toEqual([
      {
        host: `127.0.0.1:${web.port}`,
        connection: 'keep-alive',
        'user-agent': 'Continuity/1.2.3 (+crawl@example.org)',
        accept: 'image/*',
        'accept-encoding': 'identity',
      },
    ]);
    expect(web.requests.map(({ path }) => path)).toEqual(['/robots.txt', '/old.jpg', '/a.jpg']);
    expect(web.connections()).toBeLessThanOrEqual(2);
  });

  it('is asked for with the headers of whoever asks, on the site asked for only', async () => {
    const other = await startHostileWeb();
    other.on('/answer', file('{}', 'application/json'));
    web.on('/api', redirect('/api/2')).on('/api/2', redirect(`${other.address}/answer`));
    const headers = { Authorization: 'Bearer secret', 'User-Agent': 'someone else' };
    await got(client(), `${web.address}/api`, { purpose: 'api', headers });
    expect(web.requests.map(({ headers: sent }) => [sent.authorization, sent['user-agent']])).toEqual([
      ['Bearer secret', 'Continuity/1.2.3'],
      ['Bearer secret', 'Continuity/1.2.3'],
    ]);
    expect(other.requests.map(({ headers: sent }) => sent.authorization)).toEqual([undefined]);
    await other.close();
  });

  it('comes by no proxy, whatever the environment says', async () => {
    const proxy = await startHostileWeb();
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
    for (const name of names) process.env[name] = proxy.address;
    try {
      await got(client(), `${web.address}/a.jpg`);
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
    expect([proxy.requests.length, web.count('/a.jpg')]).toEqual([0, 1]);
    await proxy.close();
  });

  it('comes many times over few connections', async () => {
    const one = client();
    for (let times = 0; times < 50; times += 1) await got(one, `${web.address}/a.jpg`);
    expect([web.count('/a.jpg'), web.count('/robots.txt')]).toEqual([50, 1]);
    expect(web.connections()).toBeLessThanOrEqual(2);
  });
});

describe('an address that is not public', () => {
  let inner: HostileWeb;
  beforeEach(async () => {
    inner = await startHostileWeb({ host: '127.0.0.2' });
    inner.on('*', file(PICTURE));
  });
  afterEach(async () => {
    await inner.close();
  });

  it.each([
    ['as it is', (port: number) => `http://127.0.0.2:${port}/a.jpg`],
    ['as a number', (port: number) => `http://2130706434:${port}/a.jpg`],
    ['octal', (port: number) => `http://0177.0.0.2:${port}/a.jpg`],
    ['hexadecimal', (port: number) => `http://0x7f.2:${port}/a.jpg`],
    ['mapped', (port: number) => `http://[::ffff:127.0.0.2]:${port}/a.jpg`],
    ['mapped in hextets', (port: number) => `http://[::ffff:7f00:2]:${port}/a.jpg`],
    ['compatible', (port: number) => `http://[::127.0.0.2]:${port}/a.jpg`],
    ['NAT64', (port: number) => `http://[64:ff9b::7f00:2]:${port}/a.jpg`],
    ['with a dot behind', (port: number) => `http://127.0.0.2.:${port}/a.jpg`],
    ['every address', (port: number) => `http://0.0.0.0:${port}/a.jpg`],
    ['of IPv6', (port: number) => `http://[::1]:${port}/a.jpg`],
    ['localhost of IPv6', (port: number) => `http://inner.test:${port}/a.jpg`],
  ])('is not connected to: %s', async (_, address) => {
    const resolver = new Names(() => ['::1', '127.0.0.2']);
    for (const purpose of ['picture', 'page', 'api'] as const)
      expect(await codeOf(address(inner.port), { purpose }, client({ resolver }))).toBe('address_refused');
    expect(inner.connections()).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])('is not connected to on a redirect: %s', async (code) => {
    web.on('/to-inner', redirect(`http://127.0.0.2:${inner.port}/a.jpg`, code));
    web.on('/to-metadata', redirect('http://169.254.169.254/latest/meta-data/', code));
    web.on('/to-name', redirect(`http://inner.test:${inner.port}/a.jpg`, code));
    const resolver = new Names((name) => (name === 'inner.test' ? ['10.0.0.1', '127.0.0.2'] : ['127.0.0.1']));
    const some = client({ resolver });
    for (const path of ['to-inner', 'to-metadata', 'to-name']) {
      const failure = await failureOf(got(some, `${web.address}/${path}`));
      expect([failure.code, failure.temporary, failure.trace?.redirects.length]).toEqual(['address_refused', false, 1]);
    }
    expect(inner.connections()).toBe(0);
  });

  it('is not connected to for a robots.txt either, nor on its redirect', async () => {
    web.on('/robots.txt', redirect(`http://127.0.0.2:${inner.port}/robots.txt`));
    const failure = await failureOf(got(client(), `${web.address}/a.jpg`));
    expect([failure.code, failure.trace?.robots]).toEqual(['robots_unavailable', 'unavailable']);
    expect([inner.connections(), web.count('/a.jpg')]).toEqual([0, 0]);
  });

  it('is left out of those that a name has; the others are taken', async () => {
    const resolver = new Names(() => ['127.0.0.2', '10.0.0.1', '127.0.0.1']);
    const { trace } = await got(client({ resolver }), `http://mixed.test:${web.port}/a.jpg`);
    expect([trace.ip, inner.connections()]).toEqual(['127.0.0.1', 0]);
  });

  it('is not connected to when a name changes its mind between question and connection', async () => {
    const resolver = new Names((_, asked) => (asked % 2 === 1 ? ['127.0.0.1'] : ['127.0.0.2']));
    const some = client({ resolver, limits: { ...NO_LIMITS, backOffMs: 0 } });
    const outcomes: string[] = [];
    for (let times = 0; times < 6; times += 1)
      outcomes.push(
        await got(some, `http://mind.test:${inner.port}/a.jpg`, { purpose: 'api' }).then(
          () => 'got',
          (error: unknown) => (error as WebFailure).code,
        ),
      );
    // What was judged is what is connected to (nothing listens there), never what the name says a moment later.
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ['connect_failed', 'address_refused']).flat());
    expect([inner.connections(), resolver.asked]).toEqual([0, 6]);
  });

  it('is reached when the setting lists it', async () => {
    const some = client({ allowedNetworks: ['127.0.0.0/8'] });
    const { trace } = await got(some, `http://127.0.0.2:${inner.port}/a.jpg`);
    expect(trace.ip).toBe('127.0.0.2');
    expect((await got(some, `http://[::ffff:7f00:2]:${inner.port}/a.jpg`)).trace.address_family).toBe(6);
  });

  it.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'data:image/png;base64,AAAA',
    'http://user:secret@127.0.0.1/',
    'http://127.0.0.1:22/',
    'http://[fe80::1%25lo]/',
    'http://',
  ])('nor is anything asked by a redirect that is no address of the web: %s', async (location) => {
    web.on('/away', redirect(location));
    expect(await codeOf(`${web.address}/away`)).toBe('address_invalid');
  });
});

describe('a name', () => {
  it('stays what TLS and the request ask for, at the address that was judged', async () => {
    const secure = await startHostileWeb({ tls: PICTURES_TEST });
    secure.on('/a.jpg', file(PICTURE));
    const trusting = client({ ca: PICTURES_TEST.cert });
    const { trace } = await got(trusting, `https://pictures.test.:${secure.port}/a.jpg`);
    expect([trace.ip, trace.final_address]).toEqual(['127.0.0.1', `https://pictures.test:${secure.port}/a.jpg`]);
    expect(secure.requests.at(-1)?.headers.host).toBe(`pictures.test:${secure.port}`);

    for (const [address, from] of [
      [`https://others.test:${secure.port}/a.jpg`, trusting],
      [`https://127.0.0.1:${secure.port}/a.jpg`, trusting],
      [`https://pictures.test:${secure.port}/a.jpg`, client()],
    ] as const) {
      const failure = await failureOf(got(from, address, { purpose: 'api' }));
      expect([failure.code, failure.temporary]).toEqual(['tls_failure', false]);
    }
    await secure.close();
  });

  it('is tried at its other addresses when one cannot be connected to', async () => {
    const resolver = new Names(() => ['127.0.0.3', '127.0.0.1']);
    const some = client({ resolver, allowedNetworks: ['127.0.0.0/8'] });
    expect((await got(some, `http://two.test:${web.port}/a.jpg`)).trace.ip).toBe('127.0.0.1');
  });

  it('that nobody knows, or at which nobody listens, is asked again later, and which does not exist is not', async () => {
    const port = web.port;
    await web.close();
    const dead = await failureOf(got(client(), `http://127.0.0.1:${port}/a.jpg`, { purpose: 'api' }));
    expect([dead.code, dead.temporary, dead.attempt]).toEqual(['connect_failed', true, true]);
    expect(dead.retryAt?.getTime()).toBeGreaterThan(Date.now());
    for (const temporary of [true, false]) {
      const resolver: NameResolver = {
        addresses: () => Promise.reject(new WebFailure('dns_failure', 'Nobody knows.', { temporary })),
        close: () => undefined,
      };
      const failure = await failureOf(got(client({ resolver }), 'http://no.test/a.jpg', { purpose: 'api' }));
      expect([failure.code, failure.temporary, failure.retryAt !== undefined]).toEqual([
        'dns_failure',
        temporary,
        temporary,
      ]);
    }
    web = await startHostileWeb();
  });
});

describe('redirects', () => {
  it('are followed five times', async () => {
    web.on('/hops/*', hops('/hops', '/a.jpg'));
    const { trace } = await got(client(), `${web.address}/hops/4`);
    expect(trace.redirects.map((address) => new URL(address).pathname)).toEqual([
      '/hops/3',
      '/hops/2',
      '/hops/1',
      '/hops/0',
      '/a.jpg',
    ]);
    const failure = await failureOf(got(client(), `${web.address}/hops/5`));
    expect([failure.code, failure.temporary, failure.trace?.redirects.length]).toEqual([
      'too_many_redirects',
      false,
      6,
    ]);
  });

  it('in a circle end at once', async () => {
    web.on('/one', redirect('/two')).on('/two', redirect('/one')).on('/self', redirect('/self'));
    expect(await codeOf(`${web.address}/one`)).toBe('redirect_loop');
    expect(await codeOf(`${web.address}/self`)).toBe('redirect_loop');
    expect([web.count('/one'), web.count('/two'), web.count('/self')]).toEqual([1, 1, 1]);
  });

  it('with an endless body, or a slow one, are followed all the same', async () => {
    web.on('/endless', (_, response) => {
      response.writeHead(302, { location: '/a.jpg' });
      const more = (): void => {
        for (let taken = true; taken;) taken = response.write(PICTURE);
      };
      response.on('drain', more);
      more();
    });
    web.on('/slow', (_, response) => {
      response.writeHead(302, { location: '/a.jpg', 'content-length': 100 }).write('x');
    });
    for (const path of ['endless', 'slow'])
      expect((await got(client(), `${web.address}/${path}`)).bytes.equals(PICTURE)).toBe(true);
  });

  it('to nowhere are no file', async () => {
    web.on('/nowhere', status(302)).on('/same', status(304)).on('/many', status(300));
    for (const path of ['nowhere', 'same', 'many']) expect(await codeOf(`${web.address}/${path}`)).toBe('http_status');
  });
});

describe('time and size', () => {
  it('are limited: what says that it is too large is not read', async () => {
    web.on('/large', file(Buffer.alloc(1001)));
    web.on('/fits', file(Buffer.alloc(1000)));
    expect(await codeOf(`${web.address}/large`, { maxBytes: 1000 })).toBe('too_large');
    expect((await got(client(), `${web.address}/fits`, { maxBytes: 1000 })).bytes).toHaveLength(1000);
  });

  it('are limited: what has no end is stopped', async () => {
    web.on('/endless', endless());
    const failure = await failureOf(got(client(), `${web.address}/endless`, { maxBytes: 3_000_000 }));
    expect([failure.code, failure.temporary, failure.trace?.status]).toEqual(['too_large', false, 200]);
    while (web.openConnections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('are limited: who sends a byte now and then is not waited for', async () => {
    web.on('/slow', slow(Buffer.alloc(100_000), 5));
    const failure = await failureOf(got(client({ totalMs: 3000 }), `${web.address}/slow`, { purpose: 'api' }));
    expect([failure.code, failure.temporary, failure.trace?.status]).toEqual(['timeout', true, 200]);
    while (web.openConnections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('are limited: who says nothing is not waited for', async () => {
    web.on('/silent', silent());
    expect(await codeOf(`${web.address}/silent`, { purpose: 'api' }, client({ totalMs: 300 }))).toBe('timeout');
    expect(await codeOf(`${web.address}/silent`, { purpose: 'api' }, client({ headersMs: 300 }))).toBe('timeout');
  });

  it('are limited: a body that nobody takes frees its place', async () => {
    const limits = { ...NO_LIMITS, host: { atOnce: 1, delayMs: 0 }, patienceMs: 60_000 };
    const some = client({ totalMs: 3000, limits });
    web.on('/endless', endless());
    const { body } = await some.get(`${web.address}/endless`, picture({ purpose: 'api' }));
    const [error] = (await once(body, 'error')) as [WebFailure];
    expect([error.code, error.trace?.status]).toEqual(['timeout', 200]);
    await got(some, `${web.address}/a.jpg`);
  });

  it('are limited after decompression, of pages and of gzip files, and before it', async () => {
    web.on('/bomb', gzipBomb(50_000_000)).on('/bomb.gz', gzipBomb(50_000_000, 'application/gzip', null));
    // Empty gzip members: nothing comes out of them, however many they are.
    web.on('/nothing', endlessly(gzipSync(''), { 'content-type': 'text/html', 'content-encoding': 'gzip' }));
    const some = client();
    const options = { purpose: 'page', accept: '*/*', maxBytes: 1_000_000 } as const;
    expect((await failureOf(some.readText(`${web.address}/bomb`, options))).code).toBe('too_large');
    const packed = await some.readStream(`${web.address}/bomb.gz`, options);
    expect((await failureOf(buffer(packed.body))).code).toBe('too_large');
    expect((await failureOf(some.readText(`${web.address}/nothing`, options))).code).toBe('too_large');
  });
});

describe('an answer that breaks', () => {
  it.each([
    ['cut off', cut('only this', 100), 'cut_off', true],
    ['no answer', hangUp(), 'cut_off', true],
    ['not HTTP', raw('SSH-2.0-OpenSSH_9.6\r\n'), 'broken_answer', false],
    ['endless headers', raw(`HTTP/1.1 200 OK\r\na: ${'x'.repeat(200_000)}\r\n\r\n`), 'broken_answer', false],
    [
      'longer than it says',
      raw('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\n1234567'),
      'broken_answer',
      false,
    ],
    [
      'compressed with what nobody asked for',
      file('x', 'image/jpeg', { 'content-encoding': 'zstd' }),
      'broken_answer',
      false,
    ],
    ['not compressed', file('x', 'image/jpeg', { 'content-encoding': 'gzip' }), 'broken_answer', false],
    [
      'half of what was compressed',
      file(gzipSync(PICTURE).subarray(0, 50), 'image/jpeg', { 'content-encoding': 'gzip' }),
      'broken_answer',
      false,
    ],
  ])('%s', async (_, handler, code, temporary) => {
    web.on('/x.jpg', handler);
    const failure = await failureOf(got(client(), `${web.address}/x.jpg`));
    expect([failure.code, failure.temporary]).toEqual([code, temporary]);
    expect(failure.trace?.final_address).toBe(`${web.address}/x.jpg`);
    expect(failure.message).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    [404, false],
    [410, false],
    [403, false],
    [401, false],
    [408, true],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])('by its status: %s, to be asked again: %s', async (code, temporary) => {
    web.on('/x.jpg', status(code, { 'content-type': 'text/html' }, '<h1>no</h1>'));
    const failure = await failureOf(got(client(), `${web.address}/x.jpg`));
    expect([failure.code, failure.status, failure.temporary, failure.retryAt !== undefined]).toEqual([
      'http_status',
      code,
      temporary,
      temporary,
    ]);
    expect(failure.trace?.status).toBe(code);
  });

  it.each(['text/html; charset=utf-8', 'application/json', 'video/mp4', 'application/pdf'])(
    'by its type: %s',
    async (type) => {
      web.on('/x.jpg', file('x', type));
      expect(await codeOf(`${web.address}/x.jpg`)).toBe('not_an_image');
    },
  );

  it('is asked for later each time', async () => {
    web.on('/x.jpg', status(500));
    const wait = async (attempt: number) => {
      const failure = await failureOf(got(client(), `${web.address}/x.jpg`, { attempt }));
      return (failure.retryAt?.getTime() ?? 0) - Date.parse(failure.trace?.fetched_at ?? '');
    };
    expect(await wait(1)).toBeLessThan(15_000);
    expect(await wait(3)).toBeGreaterThan(19_000);
  });
});

describe('a host', () => {
  it('that is asked too much is left alone as long as it asks for, and others are not', async () => {
    const other = await startHostileWeb();
    other.on('/a.jpg', file(PICTURE));
    web.on('/x.jpg', tooMany(1, file(PICTURE), '120'));
    let clock = Date.now();
    const some = client({ limits: { ...NO_LIMITS, now: () => clock } });
    const refused = await failureOf(got(some, `${web.address}/x.jpg`));
    expect([refused.code, refused.status, refused.attempt]).toEqual(['http_status', 429, true]);
    expect(refused.retryAt?.getTime()).toBe(clock + 120_000);
    const later = await failureOf(got(some, `${web.address}/a.jpg`));
    expect([later.code, later.temporary, later.attempt]).toEqual(['host_backing_off', true, false]);
    expect(later.retryAt).toEqual(refused.retryAt);
    expect(web.count('/a.jpg')).toBe(0);
    await got(some, `${other.address}/a.jpg`);
    clock += 120_000;
    expect((await got(some, `${web.address}/x.jpg`)).bytes.equals(PICTURE)).toBe(true);
    await other.close();
  });

  it('is left alone also when it is a provider that judges its answers itself', async () => {
    web.on('/api', tooMany(1, file('{}', 'application/json'), '60', 503));
    const some = client();
    const options = { purpose: 'api', accept: 'application/json', maxBytes: 1000 } as const;
    expect((await some.readText(`${web.address}/api`, options)).status).toBe(503);
    expect((await failureOf(some.readText(`${web.address}/api`, options))).code).toBe('host_backing_off');
  });

  it('that never stops refusing is given up', async () => {
    web.on('/x.jpg', status(429));
    let clock = Date.now();
    const some = client({ limits: { ...NO_LIMITS, failures: 3, now: () => clock } });
    const codes: string[] = [];
    for (let times = 0; times < 5; times += 1) {
      codes.push(await codeOf(`${web.address}/x.jpg`, {}, some));
      clock += 60_000;
    }
    expect(codes).toEqual(['http_status', 'http_status', 'http_status', 'host_given_up', 'host_given_up']);
    expect(web.count('/x.jpg')).toBe(3);
  });

  it('is asked so much at once and no more, also under several names', async () => {
    let release: (() => void)[] = [];
    web.on('/x.jpg', (request, response) => {
      release.push(() => {
        file(PICTURE)(request, response);
      });
    });
    const limits = {
      ...NO_LIMITS,
      host: { atOnce: 3, delayMs: 0 },
      address: { atOnce: 5, delayMs: 0 },
      patienceMs: 1e6,
    };
    const some = client({ limits });
    const getting = Array.from({ length: 24 }, (_, at) =>
      got(some, `http://${['a', 'b', 'c'][at % 3] ?? ''}.test:${web.port}/x.jpg`, { purpose: 'api' }),
    );
    for (let left = getting.length; left > 0;) {
      while (release.length < Math.min(5, left)) await new Promise((resolve) => setTimeout(resolve, 1));
      left -= release.length;
      for (const answer of release.splice(0)) answer();
    }
    await Promise.all(getting);
    release = [];
    expect([web.count('/x.jpg'), web.mostAtOnce()]).toEqual([24, 5]);
  });
});

describe('robots.txt', () => {
  const asked = async (handler: Parameters<HostileWeb['on']>[1], path = '/a.jpg'): Promise<string> => {
    web.on('/robots.txt', handler);
    return got(client(), `${web.address}${path}`).then(
      ({ trace }) => trace.robots,
      (error: unknown) => (error as WebFailure).code,
    );
  };

  it('is obeyed, for pictures and pages, on each redirect, and not asked for a provider', async () => {
    web.on('/no/a.jpg', file(PICTURE)).on('/way', redirect('/no/a.jpg'));
    web.on('/robots.txt', robots('User-agent: *\nDisallow: /\n\nUser-agent: Continuity\nDisallow: /no/'));
    const some = client();
    expect((await got(some, `${web.address}/a.jpg`)).trace.robots).toBe('allowed');
    for (const [path, purpose] of [
      ['/no/a.jpg', 'picture'],
      ['/no/a.jpg', 'page'],
      ['/way', 'picture'],
    ] as const) {
      const failure = await failureOf(got(some, web.address + path, { purpose }));
      expect([failure.code, failure.temporary, failure.trace?.robots]).toEqual(['robots_refused', false, 'refused']);
    }
    expect(web.count('/no/a.jpg')).toBe(0);
    expect((await got(some, `${web.address}/no/a.jpg`, { purpose: 'api' })).trace.robots).toBe('not_asked');
    expect(web.count('/robots.txt')).toBe(1);
  });

  it('of another host is asked for before a redirect to it is followed', async () => {
    const other = await startHostileWeb();
    other.on('/robots.txt', robots('User-agent: *\nDisallow: /')).on('/a.jpg', file(PICTURE));
    web.on('/away', redirect(`${other.address}/a.jpg`));
    expect(await codeOf(`${web.address}/away`)).toBe('robots_refused');
    expect([other.count('/robots.txt'), other.count('/a.jpg')]).toEqual([1, 0]);
    await other.close();
  });

  it.each([400, 401, 403, 404, 410, 451])('that is not there (%s) allows', async (code) => {
    expect(await asked(status(code))).toBe('no_file');
  });

  it.each([429, 500, 502, 503, 504])('that cannot be told now (%s) refuses for now', async (code) => {
    expect(await asked(status(code))).toBe('robots_unavailable');
    expect(web.count('/a.jpg')).toBe(0);
  });

  it.each<[string, Parameters<HostileWeb['on']>[1]]>([
    ['cut off', cut('User-agent: *\n', 100)],
    ['no answer', hangUp()],
    ['not HTTP', raw('nonsense\r\n\r\n')],
  ])('that breaks (%s) refuses for now', async (_, handler) => {
    expect(await asked(handler)).toBe('robots_unavailable');
  });

  it('that does not come in time refuses for now', async () => {
    web.on('/robots.txt', slow('User-agent: *\nAllow: /\n'.repeat(1000), 5));
    const failure = await failureOf(got(client({ totalMs: 300 }), `${web.address}/a.jpg`));
    expect([failure.code, failure.temporary]).toEqual(['robots_unavailable', true]);
  });

  it('is found behind five redirects, and given up behind more', async () => {
    web.on('/r/*', hops('/r', '/rules')).on('/rules', robots('User-agent: *\nDisallow: /'));
    expect(await asked(redirect('/r/3'))).toBe('robots_refused');
    expect(await asked(redirect('/r/4'))).toBe('no_file');
    expect(await asked(redirect('/robots.txt'))).toBe('no_file');
  });

  it('is read for 500 KiB, to its last whole line there', async () => {
    const line = '# nothing that says anything\n';
    const start = `User-agent: *\n${line.repeat(17_000)}Disallow: /a.jpg\n`;
    const padding = '#'.repeat(500 * 1024 - start.length - 5) + '\n';
    expect(await asked(robots(`${start}${padding}Allow: /a.jpg\n`))).toBe('robots_refused');
    expect(await asked(robots(`${start.replace('a.jpg', 'b.jpg')}${padding}Disallow: /\n`))).toBe('allowed');
    expect(await asked(endless('text/plain'))).toBe('allowed');
  });

  it('is asked for once by many at once', async () => {
    const some = client();
    await Promise.all(Array.from({ length: 30 }, () => got(some, `${web.address}/a.jpg`)));
    expect([web.count('/robots.txt'), web.count('/a.jpg')]).toEqual([1, 30]);
  });

  it('sets the pause by its crawl delay', async () => {
    web.on('/robots.txt', robots('User-agent: *\nCrawl-delay: 20'));
    const some = client({ limits: { ...NO_LIMITS, patienceMs: 0 } });
    await got(some, `${web.address}/a.jpg`);
    const failure = await failureOf(got(some, `${web.address}/a.jpg`));
    expect([failure.code, failure.attempt, web.count('/a.jpg')]).toEqual(['host_busy', false, 1]);
  });
});

describe('preferences of the owner', () => {
  it.each<[string, Record<string, string | string[]>, string]>([
    ['noai', { 'x-robots-tag': ['otherbot: noindex', 'noai'] }, 'noai'],
    ['noimageai', { 'x-robots-tag': 'noindex, noimageai' }, 'noimageai'],
    ['train-ai', { 'content-usage': 'search=y, train-ai=n' }, 'train-ai=n'],
  ])('are honoured, or recorded: %s', async (_, headers, refusedBy) => {
    web.on('/x.jpg', file(PICTURE, 'image/jpeg', headers));
    const failure = await failureOf(got(client(), `${web.address}/x.jpg`));
    expect([failure.code, failure.temporary]).toEqual(['preference_refused', false]);
    expect(failure.trace?.preferences?.refused_by).toBe(refusedBy);
    const { trace, bytes } = await got(client({ preferences: 'record' }), `${web.address}/x.jpg`);
    expect([trace.preferences?.refused_by, bytes.length]).toEqual([refusedBy, PICTURE.length]);
  });

  it('of robots.txt are honoured before anything is asked for, or combined with those of the file', async () => {
    web.on('/robots.txt', robots('User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /yes/ train-ai=y'));
    web.on('/yes/a.jpg', file(PICTURE, 'image/jpeg', { 'content-usage': 'search=n' }));
    expect(await codeOf(`${web.address}/a.jpg`)).toBe('preference_refused');
    expect(web.count('/a.jpg')).toBe(0);
    const { trace } = await got(client(), `${web.address}/yes/a.jpg`);
    expect(trace.preferences).toEqual({ robots_tags: [], content_usage: { search: 'n', 'train-ai': 'y' } });
    const recording = client({ preferences: 'record' });
    expect((await got(recording, `${web.address}/a.jpg`)).trace.preferences).toEqual({
      robots_tags: [],
      content_usage: { 'train-ai': 'n' },
      refused_by: 'train-ai=n',
    });
  });
});

describe('texts', () => {
  const options = { purpose: 'page', accept: 'text/html', maxBytes: 1_000_000 } as const;

  it('come decompressed and decoded, with their head', async () => {
    const text = '<p>Größe ☃</p>'.repeat(1000);
    const html = 'text/html; charset=utf-8';
    web.on('/gzip', file(gzipSync(text), html, { 'content-encoding': 'gzip', 'X-Own': ['a', 'b'] }));
    web.on('/br', file(brotliCompressSync(text), html, { 'content-encoding': 'br' }));
    web.on('/both', file(brotliCompressSync(gzipSync(text)), html, { 'content-encoding': 'gzip, br' }));
    web.on('/moved', redirect('/gzip'));
    const some = client();
    const answer = await some.readText(`${web.address}/moved`, options);
    expect([answer.status, answer.finalAddress, answer.headers['x-own']]).toEqual([200, `${web.address}/gzip`, 'a, b']);
    expect(answer.text).toBe(text);
    for (const path of ['br', 'both']) expect((await some.readText(`${web.address}/${path}`, options)).text).toBe(text);
    expect(web.requests.at(-1)?.headers['accept-encoding']).toBe('gzip, br');
  });

  it.each<[string, Buffer, string]>([
    ['of UTF-8 by default', Buffer.from('é'), 'text/html'],
    ['by content type', Buffer.from('é', 'latin1'), 'text/html; charset="ISO-8859-1"'],
    ['by byte order mark, whatever the type says', Buffer.from('\uFEFFé'), 'text/html; charset=latin1'],
    ['by byte order mark', Buffer.from('\uFEFFé', 'utf16le'), 'text/html'],
    ['by a meta element', Buffer.from('<meta charset=windows-1252>é', 'latin1'), 'text/html'],
    [
      'by an old meta element',
      Buffer.from('<meta http-equiv="content-type" content="text/html; charset=latin1">é', 'latin1'),
      'text/html',
    ],
    ['by an XML declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>é', 'latin1'), 'text/xml'],
    ['by nothing that anybody knows', Buffer.from('é'), 'text/html; charset=klingon'],
  ])('are decoded %s', async (_, bytes, type) => {
    web.on('/page', file(bytes, type));
    const { text } = await client().readText(`${web.address}/page`, options);
    expect(text.at(-1)).toBe('é');
    expect(text).not.toContain('\uFEFF');
  });

  it('in pieces are decoded whole', async () => {
    const text = 'é☃😀'.repeat(300);
    web.on('/slow', slow(text, 0, 'text/html'));
    expect((await client().readText(`${web.address}/slow`, options)).text).toBe(text);
  });

  it('of gzip files come unpacked, whatever they are called, and others as they are', async () => {
    web.on('/map.xml.gz', file(gzipSync('<urlset/>'), 'application/octet-stream'));
    web.on('/twice', file(gzipSync(gzipSync('<urlset/>')), 'application/gzip', { 'content-encoding': 'gzip' }));
    web.on('/map.xml', file('<urlset/>', 'text/xml'));
    web.on('/one', file('<', 'text/xml')).on('/none', file('', 'text/xml'));
    const some = client();
    const read = async (path: string) =>
      (await buffer((await some.readStream(web.address + path, options)).body)).toString();
    for (const path of ['/map.xml.gz', '/twice', '/map.xml']) expect(await read(path)).toBe('<urlset/>');
    expect([await read('/one'), await read('/none')]).toEqual(['<', '']);
    web.on('/half.gz', file(gzipSync(PICTURE).subarray(0, 50), 'application/gzip'));
    expect((await failureOf(read('/half.gz'))).code).toBe('broken_answer');
  });

  it('of pages are there or are not; those of providers are there whatever their status', async () => {
    web.on('/x', status(401, { 'x-ratelimit-limit': '5' }, 'no key'));
    const some = client();
    expect((await failureOf(some.readText(`${web.address}/x`, options))).code).toBe('http_status');
    const answer = await some.readText(`${web.address}/x`, { ...options, purpose: 'api' });
    expect([answer.status, answer.text, answer.headers['x-ratelimit-limit']]).toEqual([401, 'no key', '5']);
    web.on('/page', page('<p>x', { 'x-robots-tag': 'noai' }));
    expect((await failureOf(some.readText(`${web.address}/page`, options))).code).toBe('preference_refused');
    expect((await some.readText(`${web.address}/page`, { ...options, purpose: 'api' })).text).toBe('<p>x');
  });

  it('that were not read to their end free their place', async () => {
    web.on('/endless', endless('text/xml'));
    const limits = { ...NO_LIMITS, host: { atOnce: 1, delayMs: 0 }, patienceMs: 60_000 };
    const some = client({ limits });
    for (let times = 0; times < 3; times += 1) {
      const { body } = await some.readStream(`${web.address}/endless`, { ...options, maxBytes: 1e9 });
      body.destroy();
    }
    await got(some, `${web.address}/a.jpg`);
  });
});

describe('who called', () => {
  it('can call off at every point, and nothing is left behind', async () => {
    web.on('/silent', silent()).on('/slow', slow(Buffer.alloc(100_000), 5));
    const some = client({ limits: { ...NO_LIMITS, host: { atOnce: 1, delayMs: 0 }, patienceMs: 1e6 } });
    await got(some, `${web.address}/a.jpg`);
    const calledOff = new AbortController();
    const reason = new Error('enough');
    const { signal } = calledOff;
    const waiting = [
      got(some, `${web.address}/silent`, { signal }), // at its answer
      got(some, `${web.address}/a.jpg`, { signal }), // for its place
    ];
    while (web.count('/silent') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    calledOff.abort(reason);
    for (const one of [...waiting, got(some, `${web.address}/a.jpg`, { signal })])
      await expect(one).rejects.toBe(reason);

    const again = new AbortController();
    const { body } = await some.get(`${web.address}/slow`, picture({ signal: again.signal }));
    again.abort(reason);
    await expect(buffer(body)).rejects.toBe(reason);
    await got(some, `${web.address}/a.jpg`);
  });

  it('does not hear of it twice, nor do listeners gather on the signal', async () => {
    const warnings: string[] = [];
    const warned = (warning: Error) => warnings.push(warning.name);
    process.on('warning', warned);
    const { signal } = new AbortController();
    const some = client();
    await Promise.all(Array.from({ length: 40 }, () => got(some, `${web.address}/a.jpg`, { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  it('can close the client: what runs or waits fails, connections end, and nothing begins any more', async () => {
    const mute = await startHostileWeb();
    mute.on('/robots.txt', silent());
    web.on('/silent', silent());
    const some = client({ limits: { ...NO_LIMITS, host: { atOnce: 2, delayMs: 0 }, patienceMs: 1e6 } });
    web.on('/slow', slow(PICTURE, 5));
    const reading = await some.get(`${web.address}/slow`, picture());
    const open = [
      failureOf(buffer(reading.body)),
      failureOf(got(some, `${web.address}/silent`)),
      failureOf(got(some, `${web.address}/a.jpg`)), // waits for its place
      failureOf(got(some, `${mute.address}/a.jpg`)), // waits for robots.txt
    ];
    while (web.count('/silent') + mute.count('/robots.txt') < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await some.close();
    for (const failure of [...(await Promise.all(open)), await failureOf(got(some, `${web.address}/a.jpg`))])
      expect([failure.code, failure.temporary, failure.attempt]).toEqual(['closed', true, false]);
    while (web.openConnections() + mute.openConnections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(web.count('/a.jpg')).toBe(0);
    await mute.close();
  });
});

/** The same bytes again and again. */
function endlessly(bytes: Buffer, headers: Record<string, string>): Parameters<HostileWeb['on']>[1] {
  return (_, response) => {
    response.writeHead(200, headers);
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => bytes));
    const more = (): void => {
      for (let taken = true; taken;) taken = response.write(chunk);
    };
    response.on('drain', more);
    more();
  };
}
