import { Robots, type RobotsFile } from './robots';
import { WebFailure } from './web-failure';

let clock: number;
let asked: string[];
let answer: (address: URL) => Promise<RobotsFile>;

const robots = (bounds: { maxFiles?: number; maxSize?: number } = {}) =>
  new Robots({
    read: (address) => {
      asked.push(address.href);
      return answer(address);
    },
    now: () => clock,
    ...bounds,
  });
const at = (address: string) => new URL(address);
const unavailable = (attempt = true) => new WebFailure('http_status', 'It answered 503.', { temporary: true, attempt });
const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => undefined,
    (error: unknown) => error as WebFailure,
  );

beforeEach(() => {
  clock = 1e12;
  asked = [];
  answer = () => Promise.resolve({ found: true, text: 'User-agent: *\nDisallow: /no' });
});

it('asks once for many who ask at once, per scheme, host and port', async () => {
  const some = robots();
  const sites = await Promise.all(Array.from({ length: 50 }, () => some.of(at('http://a.example/x'))));
  expect(sites.every(({ rules }) => rules.allows(at('http://a.example/x')))).toBe(true);
  for (const other of ['https://a.example/', 'http://a.example:8080/', 'http://b.example/']) await some.of(at(other));
  expect(asked).toEqual([
    'http://a.example/robots.txt',
    'https://a.example/robots.txt',
    'http://a.example:8080/robots.txt',
    'http://b.example/robots.txt',
  ]);
});

it('keeps rules for a day, also that there is no file', async () => {
  const some = robots();
  await some.of(at('http://a.example/'));
  answer = () => Promise.resolve({ found: false, text: '' });
  expect((await some.of(at('http://b.example/'))).found).toBe(false);
  clock += 24 * 3_600_000 - 1;
  for (const site of ['a', 'b']) await some.of(at(`http://${site}.example/`));
  expect(asked).toHaveLength(2);
  clock += 1;
  expect((await some.of(at('http://a.example/'))).found).toBe(false);
  expect(asked).toHaveLength(3);
});

it('refuses while a site cannot say, and asks again after pauses that grow', async () => {
  const some = robots();
  answer = () => Promise.reject(unavailable());
  for (const pause of [30_000, 60_000, 120_000]) {
    const before = asked.length;
    const failure = await failureOf(some.of(at('http://a.example/')));
    expect([failure?.code, failure?.temporary, (failure?.retryAt?.getTime() ?? 0) - clock]).toEqual([
      'robots_unavailable',
      true,
      pause,
    ]);
    clock += pause - 1;
    expect((await failureOf(some.of(at('http://a.example/'))))?.code).toBe('robots_unavailable');
    expect(asked).toHaveLength(before + 1);
    clock += 1;
  }
  answer = () => Promise.resolve({ found: true, text: '' });
  expect((await some.of(at('http://a.example/'))).found).toBe(true);
});

it('waits as long as the site asks for', async () => {
  const some = robots();
  const retryAt = new Date(clock + 600_000);
  answer = () => Promise.reject(new WebFailure('http_status', 'It answered 429.', { retryAt }));
  expect((await failureOf(some.of(at('http://a.example/'))))?.retryAt).toEqual(retryAt);
});

it('decides nothing when the site was not asked', async () => {
  const some = robots();
  answer = () => Promise.reject(unavailable(false));
  expect((await failureOf(some.of(at('http://a.example/'))))?.code).toBe('http_status');
  answer = () => Promise.resolve({ found: true, text: '' });
  await some.of(at('http://a.example/'));
});

it('keeps a limited number of files, and of characters', async () => {
  const few = robots({ maxFiles: 10 });
  for (let site = 0; site < 20; site += 1) await few.of(at(`http://${site}.example/`));
  await few.of(at('http://19.example/'));
  expect(asked).toHaveLength(20);
  await few.of(at('http://9.example/'));
  expect(asked).toHaveLength(21);

  asked = [];
  answer = () => Promise.resolve({ found: true, text: `User-agent: *\nDisallow: /${'x'.repeat(1000)}` });
  const small = robots({ maxSize: 5000 });
  for (let site = 0; site < 20; site += 1) await small.of(at(`http://${site}.example/`));
  await small.of(at('http://19.example/'));
  expect(asked).toHaveLength(20);
  await small.of(at('http://12.example/'));
  expect(asked).toHaveLength(21);
});

it('is not waited for by who is called off', async () => {
  const some = robots();
  let say: (file: RobotsFile) => void = () => undefined;
  answer = () => new Promise((resolve) => (say = resolve));
  const calledOff = new AbortController();
  const [one, other] = [some.of(at('http://a.example/'), calledOff), some.of(at('http://a.example/'))];
  calledOff.abort(new Error('enough'));
  await expect(one).rejects.toThrow('enough');
  say({ found: true, text: '' });
  expect((await other).found).toBe(true);
});
