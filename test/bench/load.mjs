// The load: HTTP over raw keep-alive sockets, so cheap that it hardly takes part of the two cores that it shares with
// what it measures. Every connection sends its next request when it has its answer.
import { connect } from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');

/** One keep-alive connection. */
export class Connection {
  #socket;
  #pending;
  #received;
  #wanted = -1;

  static async open(port) {
    const connection = new Connection();
    await connection.#connect(port);
    return connection;
  }

  #connect(port) {
    return new Promise((resolve, reject) => {
      this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#socket.once('connect', resolve);
      this.#socket.once('error', reject);
      this.#socket.on('error', (error) => this.#end(error));
      this.#socket.on('close', () => this.#end(new Error('the connection was closed')));
      this.#socket.on('data', (chunk) => this.#take(chunk));
    });
  }

  /** Sends the bytes of one request. `done(error, response)`; response: the whole answer as a buffer. */
  send(bytes, done) {
    // A closed socket would swallow the request without a word.
    if (this.#socket.destroyed) return done(new Error('the connection was closed between two requests'));
    this.#pending = done;
    this.#received = undefined;
    this.#wanted = -1;
    this.#socket.write(bytes);
  }

  /** As {@link send}, answering `{status, headers, body}`. */
  request(bytes) {
    return new Promise((resolve, reject) => {
      this.send(bytes, (error, response) => (error ? reject(error) : resolve(parsed(response))));
    });
  }

  close() {
    this.#pending = undefined;
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    if (this.#wanted === -1) {
      const end = this.#received.indexOf(HEADER_END);
      if (end === -1) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(this.#received.latin1Slice(0, end))?.[1];
      if (length === undefined) return this.#end(new Error('an answer has no Content-Length'));
      this.#wanted = end + 4 + Number(length);
    }
    if (this.#received.length >= this.#wanted) this.#end(undefined, this.#received);
  }

  #end(error, response) {
    const done = this.#pending;
    this.#pending = undefined;
    done?.(error, response);
  }
}

/** Several connections to one server, each with a request of its own making. */
export class Load {
  #connections;
  #nextOf;

  /** @param nextOf called once for each connection; gives a function that gives the bytes of the next request */
  static async to(port, connections, nextOf) {
    const load = new Load();
    load.#nextOf = nextOf;
    load.#connections = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
    return load;
  }

  /** Asks for so many seconds, and answers how many requests a second were answered, all with 200. */
  run(seconds) {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const until = started + seconds * 1000;
      let answered = 0;
      let running = this.#connections.length;
      for (const connection of this.#connections) {
        const next = this.#nextOf();
        const again = (error, response) => {
          if (error) return reject(error);
          // `HTTP/1.1 200`: the status starts at the tenth byte.
          if (response[9] !== 50 || response[10] !== 48 || response[11] !== 48)
            return reject(new Error(String(response)));
          answered++;
          if (performance.now() < until) connection.send(next(), again);
          else if (--running === 0) resolve((answered * 1000) / (performance.now() - started));
        };
        connection.send(next(), again);
      }
    });
  }

  close() {
    for (const connection of this.#connections) connection.close();
  }
}

/** The bytes of a request. */
export function requestBytes(method, path, { token, body } = {}) {
  const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(json === undefined ? [] : ['content-type: application/json', `content-length: ${json.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), json ?? Buffer.alloc(0)]);
}

/** A maker of requests that differ in one id only, picked at random: the bytes are written over in place. */
export function requestsById(idsOf, pathOf, options) {
  return () => {
    const [sample] = idsOf;
    const bytes = requestBytes('GET', pathOf(sample), options);
    const at = bytes.indexOf(sample);
    return () => {
      bytes.latin1Write(idsOf[Math.floor(Math.random() * idsOf.length)], at);
      return bytes;
    };
  };
}

function parsed(response) {
  const end = response.indexOf(HEADER_END);
  const [status, ...lines] = response.latin1Slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0].toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(status.split(' ')[1]), headers, body: response.subarray(end + 4).toString() };
}
