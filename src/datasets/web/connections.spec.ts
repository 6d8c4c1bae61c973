import { file, startHostileWeb, type HostileWeb } from '../../../test/support/hostile-web';
import { AddressGuard } from './address-guard';
import { Connections } from './connections';

let inner: HostileWeb;
let connections: Connections;

beforeEach(async () => {
  inner = await startHostileWeb({ host: '127.0.0.2' });
  inner.on('*', file('x'));
  const guard = new AddressGuard(['127.0.0.2/32']);
  connections = new Connections({ guard, atOnce: 4, connectMs: 5000, headersMs: 5000, idleMs: 5000 });
});
afterEach(async () => {
  await connections.close();
  await inner.close();
});

const ask = (host: string, ip: string) =>
  connections.to(new URL(`http://${host}:${inner.port}/`), ip).request({ path: '/', method: 'GET' });

it('judges the address itself, whatever was judged before', async () => {
  for (const [host, ip] of [
    ['127.0.0.1', '127.0.0.1'],
    ['inner.test', '127.0.0.1'],
    ['inner.test', '169.254.169.254'],
    ['[::1]', '::1'],
    ['8.8.8.8', '10.0.0.1'],
  ] as const)
    await expect(ask(host, ip)).rejects.toMatchObject({ code: 'address_refused', temporary: false });
  expect(inner.connections()).toBe(0);
});

it('connects to the address that it is given and not to where the host is', async () => {
  for (const host of ['pictures.invalid', 'localhost', '10.0.0.1', '[fd00::1]']) {
    const { statusCode, body } = await ask(host, '127.0.0.2');
    await body.dump();
    expect([statusCode, inner.requests.at(-1)?.headers.host]).toEqual([200, `${host}:${inner.port}`]);
  }
});

it('keeps no more hosts than a limited number, those used last', () => {
  const first = connections.to(new URL('http://first.test/'), '127.0.0.2');
  for (let host = 0; host < 1990; host += 1) connections.to(new URL(`http://host-${host}.test/`), '127.0.0.2');
  expect(connections.to(new URL('http://first.test/'), '127.0.0.2')).toBe(first);
  for (let host = 0; host < 500; host += 1) connections.to(new URL(`http://other-${host}.test/`), '127.0.0.2');
  expect(connections.to(new URL('http://first.test/'), '127.0.0.2')).toBe(first);
  expect(first.closed).toBe(false);
});
