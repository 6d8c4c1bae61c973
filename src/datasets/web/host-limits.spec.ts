import { Gate } from './gate';
import { HostLimits, retryAfterMs, type HostLimitsOptions, type Place } from './host-limits';
import { WebFailure } from './web-failure';

describe('a gate', () => {
  it('lets in as many as may be inside, the others in the order of coming', async () => {
    const gate = new Gate(2);
    const order: number[] = [];
    const visits = Array.from({ length: 6 }, async (_, visitor) => {
      expect(await gate.enter()).toBe(true);
      order.push(visitor);
    });
    await Promise.all(visits.slice(0, 2));
    expect(order).toEqual([0, 1]);
    gate.leave();
    await visits[2];
    for (let left = 0; left < 4; left += 1) gate.leave();
    await Promise.all(visits);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    gate.leave();
    expect(gate.idle).toBe(true);
  });

  it('keeps the pause between two', async () => {
    let clock = 1000;
    const gate = new Gate(5, 100, () => clock);
    expect(await gate.enter(0)).toBe(true);
    expect(await gate.enter(0)).toBe(false);
    expect(gate.opensAt).toBe(1100);
    clock = 1100;
    expect(await gate.enter(0)).toBe(true);
  });

  it('lets in after the pause those who wait for it, without anybody leaving', async () => {
    const gate = new Gate(5, 20);
    const entered = await Promise.all([gate.enter(), gate.enter(), gate.enter()]);
    expect(entered).toEqual([true, true, true]);
  });

  it('is left by who loses patience or is called off, and forgets them', async () => {
    const gate = new Gate(1);
    await gate.enter();
    expect(await gate.enter(5)).toBe(false);
    const calledOff = new AbortController();
    const waiting = gate.enter(Infinity, calledOff);
    calledOff.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(gate.enter(Infinity, calledOff)).rejects.toThrow('enough');
    gate.leave();
    expect(gate.idle).toBe(true);
  });
});

describe('limits of hosts', () => {
  let clock: number;
  const second = 1000;
  const limits = (options: HostLimitsOptions = {}) =>
    new HostLimits({
      host: { atOnce: 2, delayMs: 0 },
      address: { atOnce: 3, delayMs: 0 },
      patienceMs: 0,
      backOffMs: 2 * second,
      maxBackOffMs: 60 * second,
      maxRetryAfterMs: 3600 * second,
      failures: 3,
      givenUpMs: 1800 * second,
      now: () => clock,
      random: () => 0.5,
      ...options,
    });
  const refusal = async (entering: Promise<Place>): Promise<[code: string, wait: number | undefined]> => {
    const failure = await entering.then(
      () => undefined,
      (error: unknown) => error as WebFailure,
    );
    expect(failure).toBeInstanceOf(WebFailure);
    expect(failure?.attempt).toBe(false);
    return [failure?.code ?? '', failure?.retryAt && failure.retryAt.getTime() - clock];
  };

  beforeEach(() => {
    clock = Date.UTC(2026, 10, 27);
  });

  it('hold for one host, and for one address whatever its hosts are called', async () => {
    const some = limits();
    const first = await some.enter('a', '192.0.2.1');
    await some.enter('a', '192.0.2.1');
    expect(await refusal(some.enter('a', '192.0.2.2'))).toEqual(['host_busy', second]);
    await some.enter('b', '192.0.2.1');
    expect((await refusal(some.enter('c', '192.0.2.1')))[0]).toBe('host_busy');
    await some.enter('c', '192.0.2.2');
    first.leave();
    first.leave();
    await some.enter('a', '192.0.2.1');
    expect((await refusal(some.enter('a', '192.0.2.1')))[0]).toBe('host_busy');
  });

  it('give back the place at the host when there is none at the address', async () => {
    const some = limits({ address: { atOnce: 1, delayMs: 0 } });
    await some.enter('a', '192.0.2.1');
    for (let tries = 0; tries < 5; tries += 1) await refusal(some.enter('b', '192.0.2.1'));
    await some.enter('b', '192.0.2.2');
  });

  it('leave a host that fails alone, for longer each time, and forget it once it succeeds', async () => {
    const some = limits();
    const waits: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      const place = await some.enter('a', '192.0.2.1');
      waits.push(place.failed().getTime() - clock);
      place.leave();
      expect(await refusal(some.enter('a', '192.0.2.1'))).toEqual(['host_backing_off', waits.at(-1)]);
      await some.enter('b', '192.0.2.9').then((other) => {
        other.leave();
      });
      clock += waits.at(-1) ?? 0;
    }
    expect(waits).toEqual([1500, 3000]);
    const place = await some.enter('a', '192.0.2.1');
    place.succeeded();
    expect(place.failed().getTime() - clock).toBe(1500);
  });

  it('count failures of requests that ran side by side once, and no success of one that began before', async () => {
    const some = limits();
    const [one, other] = [await some.enter('a', '192.0.2.1'), await some.enter('a', '192.0.2.1')];
    one.failed();
    expect(other.failed().getTime() - clock).toBe(1500);
    other.succeeded();
    expect((await refusal(some.enter('a', '192.0.2.1')))[0]).toBe('host_backing_off');
  });

  it('give a host up after so many failures, at once after the next, and for as long as it says', async () => {
    const some = limits();
    const fail = async () => {
      const place = await some.enter('a', '192.0.2.1');
      const wait = place.failed().getTime() - clock;
      place.leave();
      const found = await refusal(some.enter('a', '192.0.2.1'));
      clock += wait;
      return found;
    };
    expect((await fail())[0]).toBe('host_backing_off');
    expect((await fail())[0]).toBe('host_backing_off');
    const closedAt = clock;
    expect(await fail()).toEqual(['host_given_up', undefined]);
    expect(clock - closedAt).toBe(1800 * second);
    expect(await fail()).toEqual(['host_given_up', undefined]);
  });

  it('honour Retry-After up to the bound, and give up a host that wants more', async () => {
    const some = limits();
    const place = await some.enter('a', '192.0.2.1');
    expect(place.failed(3600 * second).getTime() - clock).toBe(3600 * second);
    expect(await refusal(some.enter('a', '192.0.2.1'))).toEqual(['host_backing_off', 3600 * second]);
    const far = await some.enter('b', '192.0.2.1');
    expect(far.failed(3601 * second).getTime() - clock).toBe(3601 * second);
    expect((await refusal(some.enter('b', '192.0.2.1')))[0]).toBe('host_given_up');
    const never = await some.enter('c', '192.0.2.1');
    expect(never.failed(1e12 * second).getTime() - clock).toBe(24 * 3600 * second);
  });

  it('leave half of a pause to chance', () => {
    const pauses = [0, 0.5, 0.999].map((chance) => limits({ random: () => chance }).pauseMs(3));
    expect(pauses).toEqual([4000, 6000, 7996]);
    expect(limits().pauseMs(1000)).toBe(45 * second);
  });

  it('honour a crawl delay within the bound', async () => {
    const some = limits({ host: { atOnce: 9, delayMs: 10 }, maxCrawlDelayMs: 30 * second });
    some.slowDown('a', 5 * second);
    (await some.enter('a', '192.0.2.1')).leave();
    expect(await refusal(some.enter('a', '192.0.2.1'))).toEqual(['host_busy', 5 * second]);
    some.slowDown('b', Infinity);
    (await some.enter('b', '192.0.2.2')).leave();
    expect(await refusal(some.enter('b', '192.0.2.2'))).toEqual(['host_busy', 30 * second]);
  });

  it('remember no more hosts than are in use, of a hundred thousand', async () => {
    const some = limits();
    for (let host = 0; host < 100_000; host += 1) {
      const place = await some.enter(`host-${host}`, `10.0.${host >> 8}.${host & 255}`);
      place.failed();
      place.leave();
    }
    expect((await refusal(some.enter('host-99999', '192.0.2.1')))[0]).toBe('host_backing_off');
    await some.enter('host-0', '192.0.2.1');
  });
});

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Fri, 27 Nov 2026 00:01:00 GMT', 60_000],
  ['Thu, 26 Nov 2026 00:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['99999999999999999999', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is %j milliseconds', (value, expected) => {
  expect(retryAfterMs(value, Date.UTC(2026, 10, 27))).toBe(expected);
});
