import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { WebFailure } from './web-failure';

const DECODERS = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);
const MOST_ENCODINGS = 3;

/**
 * The bytes of a source as they come, as long as they are no more than `maxBytes`; then the source is stopped. When the
 * stream is over, by its end, an error or because it was destroyed, the source is destroyed and `over` is called, once.
 */
export class LimitedBody extends Readable {
  #bytes = 0;

  /** @param failure what becomes of an error of the source */
  constructor(
    private readonly source: Readable,
    maxBytes: number,
    failure: (error: Error) => Error,
    private readonly over: () => void,
  ) {
    super();
    this.on('error', () => undefined); // one that nobody reads yet may fail, too: whoever reads it hears of it
    source.on('data', (chunk: Uint8Array) => {
      this.#bytes += chunk.length;
      if (this.#bytes > maxBytes) this.destroy(failure(tooLarge(maxBytes)));
      else if (!this.push(chunk)) source.pause();
    });
    source.on('end', () => this.push(null));
    source.on('error', (error) => this.destroy(failure(error)));
    source.on('close', () => {
      if (!source.readableEnded) this.destroy(failure(new Error('The stream was closed before its end.')));
    });
    source.pause();
  }

  override _read(): void {
    this.source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.source.destroy();
    this.over();
    callback(error);
  }
}

/** The failure of a file that is larger than was allowed. */
export function tooLarge(maxBytes: number): WebFailure {
  return new WebFailure('too_large', `The file is larger than ${maxBytes} bytes.`);
}

/**
 * What takes off the encodings that a `Content-Encoding` lists (RFC 9110, 8.4), in the order in which it is to be done.
 *
 * @throws WebFailure broken_answer for others than gzip, deflate and br
 */
export function decodersFor(contentEncoding: string | undefined): (() => Transform)[] {
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  const decoders = encodings.flatMap((encoding) => DECODERS.get(encoding) ?? []);
  if (decoders.length > MOST_ENCODINGS || decoders.length < encodings.length)
    throw new WebFailure(
      'broken_answer',
      `The answer is compressed in a way that was not asked for: ${encodings.join(', ').slice(0, 100)}.`,
    );
  return decoders.reverse();
}

/** The source behind decoders; its errors arrive at the end of the pipe. */
export function through(source: Readable, decoders: readonly (() => Transform)[]): Readable {
  return decoders.reduce<Readable>((from, decoder) => pipeline(from, decoder(), () => undefined), source);
}

/** What is in a gzip file, or the source itself when it is none: such files are told by their first two bytes (RFC 1952). */
export function gunzipped(source: Readable): Readable {
  return Readable.from(withoutGzip(source), { objectMode: false });
}

async function* withoutGzip(source: Readable): AsyncGenerator<Uint8Array> {
  const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let next = await chunks.next();
  for (; next.done !== true; next = await chunks.next()) {
    start = Buffer.concat([start, next.value]);
    if (start.length > 1) break;
  }
  const whole = Readable.from(startedWith(start, chunks), { objectMode: false });
  yield* start[0] === 0x1f && start[1] === 0x8b ? through(whole, [createGunzip]) : whole;
}

async function* startedWith(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
