import { createSocket, type Socket } from 'node:dgram';
import { CachingResolver, systemNameServer, type NameRecord, type NameServer } from './resolver';
import type { WebFailure } from './web-failure';

const failureOf = (asking: Promise<unknown>): Promise<WebFailure> =>
  asking.then(
    () => {
      throw new Error('it was resolved');
    },
    (error: unknown) => error as WebFailure,
  );

const failing = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
const nothing = (): Promise<NameRecord[]> => failing('ENODATA');

/** Answers by hand, and counts who is asked and how many at once. */
class FakeNameServer implements NameServer {
  asked: string[] = [];
  open = 0;
  mostOpen = 0;
  constructor(private readonly answer: (name: string) => Promise<NameRecord[]>) {}
  async resolve4(name: string): Promise<NameRecord[]> {
    this.asked.push(name);
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    try {
      return await this.answer(name);
    } finally {
      this.open -= 1;
    }
  }
  resolve6 = nothing;
  cancel = (): void => undefined;
}

describe('a resolver', () => {
  it('asks five thousand names side by side, so many at once, each once', async () => {
    const server = new FakeNameServer(async (name) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [{ address: `192.0.2.${name.length}`, ttl: 60 }];
    });
    const resolver = new CachingResolver({ server, atOnce: 128 });
    const names = Array.from({ length: 5000 }, (_, at) => `host-${at}.example`);
    // 5,000 names in 40 rounds of 200 ms: eight seconds, if nothing else is done.
    await Promise.all([...names, ...names].map((name) => resolver.addresses(name)));
    expect(server.mostOpen).toBe(128);
    expect(server.asked).toHaveLength(5000);
  });

  it('keeps an answer for its time, within bounds, and a limited number', async () => {
    let clock = 0;
    const ttls: Record<string, number> = { short: 1, fair: 100, long: 1e9 };
    const server = new FakeNameServer((name) => Promise.resolve([{ address: '192.0.2.1', ttl: ttls[name] ?? 0 }]));
    const resolver = new CachingResolver({ server, minTtl: 30, maxTtl: 3600, maxNames: 3, now: () => clock });
    const asks = async (name: string) => {
      const before = server.asked.length;
      await resolver.addresses(name);
      return server.asked.length > before;
    };
    for (const name of ['short', 'fair', 'long']) await asks(name);
    clock = 29_999;
    expect([await asks('short'), await asks('fair'), await asks('long')]).toEqual([false, false, false]);
    clock = 30_000;
    expect([await asks('short'), await asks('fair'), await asks('long')]).toEqual([true, false, false]);
    clock = 100_000;
    expect([await asks('fair'), await asks('long')]).toEqual([true, false]);
    clock = 3_600_000;
    expect(await asks('long')).toBe(true);
    for (const name of ['a', 'b', 'c']) await asks(name);
    expect(await asks('long')).toBe(true);
  });

  it('does not keep what nobody knew, and keeps for a while that there is no such name', async () => {
    const answers = new Map([
      ['again', 'ESERVFAIL'],
      ['slow', 'ETIMEOUT'],
      ['absent', 'ENOTFOUND'],
    ]);
    const server = new FakeNameServer((name) =>
      answers.has(name) ? failing(answers.get(name) ?? '') : Promise.resolve([{ address: '192.0.2.1', ttl: 60 }]),
    );
    const resolver = new CachingResolver({ server });
    for (const [name, temporary] of [
      ['again', true],
      ['slow', true],
      ['absent', false],
    ] as const) {
      const failure = await failureOf(resolver.addresses(name));
      expect([failure.code, failure.temporary]).toEqual(['dns_failure', temporary]);
    }
    answers.clear();
    expect(await resolver.addresses('again')).toEqual(['192.0.2.1']);
    expect(await resolver.addresses('slow')).toEqual(['192.0.2.1']);
    expect((await failureOf(resolver.addresses('absent'))).temporary).toBe(false);
  });

  it('makes do with one family when the other is not known, and has IPv4 first', async () => {
    const six = [{ address: '2606:4700::1', ttl: 60 }];
    const four = [{ address: '192.0.2.1', ttl: 60 }];
    const server = (resolve4: NameServer['resolve4'], resolve6: NameServer['resolve6']) =>
      new CachingResolver({ server: { resolve4, resolve6, cancel: () => undefined } });
    const known = async () => Promise.resolve(four);
    expect(await server(known, () => Promise.resolve(six)).addresses('a')).toEqual(['192.0.2.1', '2606:4700::1']);
    expect(await server(known, () => failing('ESERVFAIL')).addresses('a')).toEqual(['192.0.2.1']);
    expect(await server(nothing, () => Promise.resolve(six)).addresses('a')).toEqual(['2606:4700::1']);
    expect((await failureOf(server(nothing, () => failing('ETIMEOUT')).addresses('a'))).temporary).toBe(true);
    expect((await failureOf(server(nothing, nothing).addresses('a'))).temporary).toBe(false);
  });

  it('asks nobody about addresses, nor about localhost', async () => {
    const server = new FakeNameServer(() => failing('ENOTFOUND'));
    const resolver = new CachingResolver({ server });
    expect(await resolver.addresses('192.0.2.7')).toEqual(['192.0.2.7']);
    expect(await resolver.addresses('::1')).toEqual(['::1']);
    expect(await resolver.addresses('LocalHost')).toEqual(['127.0.0.1', '::1']);
    expect(await resolver.addresses('a.localhost')).toEqual(['127.0.0.1', '::1']);
    expect(server.asked).toEqual([]);
  });

  it('is not waited for by who is called off, and answers the others', async () => {
    let answer: (records: NameRecord[]) => void = () => undefined;
    const server = new FakeNameServer(() => new Promise((resolve) => (answer = resolve)));
    const resolver = new CachingResolver({ server });
    const calledOff = new AbortController();
    const [one, other] = [resolver.addresses('a', calledOff), resolver.addresses('a')];
    calledOff.abort(new Error('enough'));
    await expect(one).rejects.toThrow('enough');
    await expect(resolver.addresses('a', calledOff)).rejects.toThrow('enough');
    answer([{ address: '192.0.2.1', ttl: 60 }]);
    expect(await other).toEqual(['192.0.2.1']);
    expect(server.asked).toEqual(['a']);
  });
});

describe('the name server of the machine', () => {
  let socket: Socket;
  let asked: string[];
  let resolver: CachingResolver;

  /** Answers A with 192.0.2.1 for 77 seconds, or with the code that the name begins with; nothing to names in `silent`. */
  beforeEach(async () => {
    asked = [];
    socket = createSocket('udp4');
    socket.on('message', (query, from) => {
      const labels: string[] = [];
      let at = 12;
      for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
        labels.push(query.subarray(at + 1, at + 1 + length).toString());
        at += length + 1;
      }
      const type = query.readUInt16BE(at + 1);
      const name = labels.join('.');
      asked.push(`${type === 1 ? 'A' : 'AAAA'} ${name}`);
      if (name.startsWith('silent')) return;
      const code = name.startsWith('servfail') ? 2 : name.startsWith('absent') ? 3 : name.startsWith('refused') ? 5 : 0;
      const answers = code === 0 && type === 1 ? 1 : 0;
      const head = Buffer.from(query.subarray(0, 12));
      head.writeUInt16BE(0x8180 | code, 2);
      head.writeUInt16BE(answers, 6);
      head.writeUInt16BE(0, 10);
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 77, 0, 4, 192, 0, 2, 1]);
      socket.send(
        Buffer.concat([head, query.subarray(12, at + 5), ...(answers > 0 ? [record] : [])]),
        from.port,
        from.address,
      );
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    resolver = new CachingResolver({
      server: systemNameServer([`127.0.0.1:${socket.address().port}`]),
    });
  });
  afterEach(() => {
    resolver.close();
    socket.close();
  });

  it('is asked for both families once', async () => {
    expect(await resolver.addresses('pictures.example')).toEqual(['192.0.2.1']);
    expect(await resolver.addresses('pictures.example')).toEqual(['192.0.2.1']);
    expect(asked.sort()).toEqual(['A pictures.example', 'AAAA pictures.example']);
  });

  it.each([
    ['absent.example', false],
    ['servfail.example', true],
    ['refused.example', true],
  ])('says of %s whether to ask again: %s', async (name, temporary) => {
    const failure = await failureOf(resolver.addresses(name));
    expect([failure.code, failure.temporary]).toEqual(['dns_failure', temporary]);
  });

  it('takes back its questions when it is closed', async () => {
    const asking = failureOf(resolver.addresses('silent.example'));
    while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    resolver.close();
    expect((await asking).temporary).toBe(true);
  });
});
