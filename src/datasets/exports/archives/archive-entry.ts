import { addAbortSignal, Readable } from 'node:stream';

/**
 * When every entry of an archive was changed last, as it says: the first moment that a zip file can name. The clock has no
 * part in an archive, so the same pictures make the same bytes on any machine, at any time.
 */
export const MODIFIED = new Date(Date.UTC(1980, 0, 1));

export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Smaller files are read as a whole before they are written, one at a time: that takes a fraction of the time that a stream of
 * its own takes for each, and a zip file's header can name their checksum.
 */
export const READ_FIRST_BYTES = 4 * 1024 * 1024;

/** A file in an archive. */
export interface Entry {
  /** A path with `/` in it; see {@link checkedName}. */
  name: string;
  /** Bytes, known before they are read: the headers of a tar file stand before the files. */
  size: number;
  /** Opened when it is its turn; ends early when the signal says so. */
  body: (signal: AbortSignal) => Body | Promise<Body>;
}

/** A name that no file in an archive may have. */
export class UnsafeNameError extends Error {
  override name = 'UnsafeNameError';
}

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** What Windows does not take in names, and control characters. */
// eslint-disable-next-line no-control-regex -- they are what must not be there
const RESERVED = /[\u0000-\u001f\u007f<>:"|?*\\]/;
const LONGEST_PART = 255;
const LONGEST_NAME = 4000;

/**
 * The name itself, if every system can unpack it below the folder that it is unpacked to, and nowhere else.
 *
 * @throws UnsafeNameError
 */
export function checkedName(name: string): string {
  const wrong = (why: string) =>
    new UnsafeNameError(`${JSON.stringify(name)} is no name for a file in an archive: ${why}.`);
  if (!name.isWellFormed() || RESERVED.test(name)) throw wrong('it has characters that some systems do not take');
  if (Buffer.byteLength(name) > LONGEST_NAME) throw wrong(`it is longer than ${String(LONGEST_NAME)} bytes`);
  for (const part of name.split('/')) {
    if (part === '') throw wrong('a part of it is empty');
    if (/[. ]$/.test(part)) throw wrong('a part of it ends with a dot or a space');
    if (DEVICE.test(part)) throw wrong('a part of it is the name of a device on Windows');
    if (Buffer.byteLength(part) > LONGEST_PART)
      throw wrong(`a part of it is longer than ${String(LONGEST_PART)} bytes`);
  }
  return name;
}

/**
 * An entry's bytes. An archive in which the announced size is not the real one is of no use, so that ends it.
 *
 * @throws Error when there are more or fewer bytes than were announced · the signal's reason · what the body fails with
 */
export async function* bytesOf({ name, size, body }: Entry, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const opened = await body(signal);
  let read = 0;
  const differs = () =>
    new Error(`${name} has ${read > size ? 'more than' : `${String(read)} instead of`} ${String(size)} bytes.`);
  if (opened instanceof Uint8Array) {
    read = opened.length;
    if (read !== size) throw differs();
    yield opened;
    return;
  }
  // A body that hangs is let go when the export is cancelled.
  for await (const piece of opened instanceof Readable ? addAbortSignal(signal, opened) : opened) {
    read += (piece as Uint8Array).length;
    if (read > size) throw differs();
    yield piece as Uint8Array;
  }
  if (read !== size) throw differs();
}

/** All of an entry's bytes; see {@link READ_FIRST_BYTES} and {@link bytesOf}. */
export async function wholeOf(entry: Entry, signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytesOf(entry, signal)) pieces.push(piece);
  const [first] = pieces;
  return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces);
}
