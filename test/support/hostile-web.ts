import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Answers a request. It may be as slow, endless or wrong as it likes: `close` ends it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  path: string;
  headers: IncomingMessage['headers'];
  /** Of the client's end of the connection; the same for requests on one connection. */
  clientPort: number;
}

export interface HostileWeb {
  /** `http://127.0.0.1:12345`, without a slash at the end. */
  address: string;
  port: number;
  /** Serves a path, with its query if it has one; one that ends with `*` serves all that start so. The newest handler counts. */
  on(path: string, handler: Handler): HostileWeb;
  /** All requests, oldest first. */
  requests: SeenRequest[];
  /** How often a path was asked for. */
  count(path: string): number;
  /** The most requests that were open at once. */
  mostAtOnce(): number;
  /** How many connections were made. */
  connections(): number;
  /** How many connections are open now. */
  openConnections(): number;
  close(): Promise<void>;
}

export interface HostileWebOptions {
  /** The address to listen on; `127.0.0.1` by default. */
  host?: string;
  /** Serves https with this key and certificate (PEM). */
  tls?: { key: string; cert: string };
}

/** A web server on a free port of the loopback. What no handler serves is 404, and so is robots.txt: all may be asked for. */
export async function startHostileWeb({ host = '127.0.0.1', tls }: HostileWebOptions = {}): Promise<HostileWeb> {
  const handlers = new Map<string, Handler>();
  const requests: SeenRequest[] = [];
  let open = 0;
  let mostAtOnce = 0;
  let connections = 0;
  let openConnections = 0;

  const handlerOf = (path: string): Handler =>
    handlers.get(path) ??
    handlers.get(path.replace(/\?.*/s, '')) ??
    [...handlers].reverse().find(([prefix]) => prefix.endsWith('*') && path.startsWith(prefix.slice(0, -1)))?.[1] ??
    status(404);

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers, clientPort: request.socket.remotePort ?? 0 });
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on('close', () => (open -= 1));
    handlerOf(path)(request, response);
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  server.on('connection', (socket) => {
    connections += 1;
    openConnections += 1;
    socket.on('close', () => (openConnections -= 1));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const web: HostileWeb = {
    address: `${tls === undefined ? 'http' : 'https'}://${shown}:${port}`,
    port,
    on(path, handler) {
      handlers.delete(path);
      handlers.set(path, handler);
      return web;
    },
    requests,
    count: (path) => requests.filter((request) => request.path === path).length,
    mostAtOnce: () => mostAtOnce,
    connections: () => connections,
    openConnections: () => openConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return web;
}

type Headers = Record<string, string | string[]>;

/** A file as a good server serves it, with its length. */
export function file(bytes: string | Uint8Array, type = 'image/jpeg', headers: Headers = {}): Handler {
  const body = Buffer.from(bytes);
  return (_, response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': body.length, ...headers }).end(body);
  };
}

export function page(html: string, headers: Headers = {}): Handler {
  return file(html, 'text/html; charset=utf-8', headers);
}

export function robots(text: string): Handler {
  return file(text, 'text/plain');
}

export function status(code: number, headers: Headers = {}, body = ''): Handler {
  return (_, response) => {
    response.writeHead(code, headers).end(body);
  };
}

export function redirect(to: string, code = 302): Handler {
  return status(code, { location: to }, 'moved');
}

/** Redirects from `/<n>` to `/<n - 1>` below a path, and from `/0` to a place: `on('/hops/*', hops('/hops', '/a.jpg'))`. */
export function hops(path: string, to: string): Handler {
  return (request, response) => {
    const left = Number((request.url ?? '').slice(path.length + 1));
    redirect(left > 0 ? `${path}/${left - 1}` : to)(request, response);
  };
}

/** One byte at a time, with a pause before each. */
export function slow(bytes: string | Uint8Array, everyMs: number, type = 'image/jpeg'): Handler {
  return (_, response) => {
    const rest = [...Buffer.from(bytes)];
    response.writeHead(200, { 'content-type': type, 'content-length': rest.length });
    response.flushHeaders();
    const timer = setInterval(() => {
      const next = rest.shift();
      if (next === undefined) response.end();
      else response.write(Buffer.of(next));
    }, everyMs);
    response.on('close', () => {
      clearInterval(timer);
    });
  };
}

/** Takes the request and says nothing. */
export function silent(): Handler {
  return () => undefined;
}

/** Bytes without an end, as fast as they are taken. */
export function endless(type = 'image/jpeg', headers: Headers = {}): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type, ...headers });
    const chunk = Buffer.alloc(65_536, 'x');
    const more = (): void => {
      for (let taken = !response.destroyed; taken;) taken = response.write(chunk);
    };
    response.on('drain', more);
    more();
  };
}

/** Says that it sends `length` bytes, sends these, and cuts the connection. */
export function cut(bytes: string | Uint8Array, length: number, type = 'image/jpeg'): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': length });
    response.write(Buffer.from(bytes), () => response.socket?.destroy());
  };
}

/** Cuts the connection without an answer. */
export function hangUp(): Handler {
  return (request) => {
    request.socket.destroy();
  };
}

/** Bytes on the connection as they are, HTTP or not; then it is closed. */
export function raw(bytes: string | Uint8Array): Handler {
  return (request) => {
    request.socket.end(Buffer.from(bytes));
  };
}

/** The first `times` requests are refused with 429, or what is given, and what the header says; the others are served. */
export function tooMany(times: number, then: Handler, retryAfter?: string, code = 429): Handler {
  let left = times;
  return (request, response) => {
    left -= 1;
    if (left >= 0) status(code, retryAfter === undefined ? {} : { 'retry-after': retryAfter })(request, response);
    else then(request, response);
  };
}

/** So many zero bytes, compressed to a thousandth; as an encoding, or with `null` as a file of its own. */
export function gzipBomb(bytes: number, type = 'text/html', encoding: string | null = 'gzip'): Handler {
  return file(gzipSync(Buffer.alloc(bytes)), type, encoding === null ? {} : { 'content-encoding': encoding });
}

/** HTML as it is found: unclosed, crossed, with half a tag at its end. */
export const BROKEN_HTML =
  '<html><head><title>broken<body><div><img src=a.jpg><p><b>x<i></b><img src="b.jpg" srcset="c.jpg 1x, , d.jpg 2x"' +
  " alt='unclosed><img src=e.jpg>\u0000<!-- never closed <img src=f.jpg><img src='g.jpg";

/** Key and certificate of `pictures.test`, which nobody trusts but who is told to; for the tests only. */
export const PICTURES_TEST = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYORVqLNv4O08GdIv
/4AwDjLCL/BvH7HwT2od4nt192WhRANCAAQoiPA9G8DfphrYY8A1bAZL3kNDIHnn
niX9tZqT7KvWiBeGM7sSCIEnqpOr1qTRIjBZkCRMMCjqRGYbstJlruGz
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1waWN0dXJl
cy50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1waWN0dXJlcy50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKIjw
PRvA36Ya2GPANWwGS95DQyB5554l/bWak+yr1ogXhjO7EgiBJ6qTq9ak0SIwWZAk
TDAo6kRmG7LSZa7hs6NMMEowGAYDVR0RBBEwD4INcGljdHVyZXMudGVzdDAPBgNV
HRMBAf8EBTADAQH/MB0GA1UdDgQWBBQeFClh9i7CXWB+bR7Sx8YfwIUNmTAKBggq
hkjOPQQDAgNHADBEAiAhI/D0rVIdaesL1SBlWjXEwJq9EV4j/Fquj/ifbpadPwIg
WV9ONOO6agKfGC+/854joN+yIaD4KgwuVShgsIc69vo=
-----END CERTIFICATE-----`,
};
