// The load: HTTP over raw keep-alive sockets, so cheap that it takes little of the cores that it shares with what it
// measures. Every connection sends its next request when it has its answer; nothing is pipelined.
import { connect } from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');
const OK = 200;

/** One keep-alive connection. */
export class Connection {
  #socket;
  #done;
  /** The answer so far, until its headers are complete. */
  #head;
  /** How many bytes of the answer are still to come, once its headers are known. */
  #remaining;
  #status;
  /** The pieces of the answer, when they are wanted. */
  #pieces;

  static async open(port) {
    const connection = new Connection();
    await connection.#connect(port);
    return connection;
  }

  #connect(port) {
    return new Promise((resolve, reject) => {
      // Every piece is read into the same buffer: a stream would make a new one each time.
      const onread = {
        buffer: Buffer.allocUnsafeSlow(65_536),
        callback: (length, buffer) => {
          this.#take(buffer.subarray(0, length));
          return true;
        },
      };
      this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      this.#socket.once('connect', resolve);
      this.#socket.once('error', reject);
      this.#socket.on('error', (error) => this.#end(error));
      this.#socket.on('close', () => this.#end(new Error('the connection was closed')));
    });
  }

  /**
   * Sends the bytes of one request. `done(error, status, piece)` is called when the whole answer was read; `piece`: its
   * last piece, which the next answer overwrites.
   */
  send(bytes, done) {
    // A closed socket would swallow the request without a word.
    if (this.#socket.destroyed) return done(new Error('the connection was closed between two requests'));
    this.#done = done;
    this.#head = undefined;
    this.#remaining = undefined;
    this.#socket.write(bytes);
  }

  /** As {@link send}, answering `{status, body}`. */
  request(bytes) {
    const pieces = (this.#pieces = []);
    return new Promise((resolve, reject) => {
      this.send(bytes, (error, status) => {
        this.#pieces = undefined;
        if (error) return reject(error);
        const whole = Buffer.concat(pieces);
        resolve({ status, body: whole.toString('utf8', whole.indexOf(HEADER_END) + HEADER_END.length) });
      });
    });
  }

  close() {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #take(piece) {
    this.#pieces?.push(Buffer.from(piece));
    if (this.#remaining === undefined) {
      this.#head = this.#head === undefined ? piece : Buffer.concat([this.#head, piece]);
      const end = this.#head.indexOf(HEADER_END);
      if (end === -1) {
        this.#head = Buffer.from(this.#head);
        return;
      }
      const headers = this.#head.latin1Slice(0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(headers)?.[1];
      if (length === undefined) return this.#end(new Error('an answer has no Content-Length'));
      this.#status = Number(headers.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
      this.#remaining = end + HEADER_END.length + Number(length) - this.#head.length;
    } else this.#remaining -= piece.length;
    if (this.#remaining <= 0) this.#end(undefined, this.#status, piece);
  }

  #end(error, status, piece) {
    const done = this.#done;
    this.#done = undefined;
    done?.(error, status, piece);
  }
}

/** Several connections to one server, each with requests of its own. */
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
        const again = (error, status, piece) => {
          if (error) return reject(error);
          if (status !== OK) return reject(new Error(`${status}: ${piece.toString()}`));
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

/**
 * A maker of requests that differ in one id only, picked at random: the bytes are written over in place.
 *
 * @param pattern the bytes of a request that holds the first of the ids
 * @param counter a text in it, of digits, that is to count; the requests of all connections count on together
 */
export function requestsById(ids, pattern, counter) {
  let count = 0;
  return () => {
    const bytes = Buffer.from(pattern);
    const idAt = bytes.indexOf(ids[0]);
    const counterAt = counter === undefined ? -1 : bytes.indexOf(counter);
    return () => {
      bytes.latin1Write(ids[Math.floor(Math.random() * ids.length)], idAt);
      if (counterAt !== -1) bytes.latin1Write(String(++count).padStart(counter.length, '0'), counterAt);
      return bytes;
    };
  };
}
