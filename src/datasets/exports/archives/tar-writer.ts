import { createHash, type Hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { bytesOf, checkedName, type Entry, MODIFIED, READ_FIRST_BYTES, wholeOf } from './archive-entry';
import { type ArchiveWriter, Count, pour, type Written } from './archive-writer';

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);
const NAME_BYTES = 100;
/** What eleven octal digits hold: 8 GiB. */
const MOST_OCTAL = 0o77777777777;

/**
 * Tar files after POSIX (pax and ustar interchange formats), with pax headers for names that are long or not ASCII and for
 * sizes that are large. tar-stream, with which the tests read them, makes a stream of every entry, which takes most of the time
 * of an archive of small ones.
 */
export class TarWriter implements ArchiveWriter {
  async write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written> {
    const counter = new Count();
    const bytes = await pour((until) => tarBytes(counter.of(entries), until), output, signal);
    return { count: counter.count, bytes };
  }
}

/** Tar files in gzip. What is the same again is the tar file inside; see {@link Written}. */
export class TarGzWriter implements ArchiveWriter {
  async write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written> {
    const counter = new Count();
    const tar = createHash('sha256');
    const archive = (until: AbortSignal) => gzipped(hashed(tarBytes(counter.of(entries), until), tar), until);
    const bytes = await pour(archive, output, signal);
    return { count: counter.count, bytes, tarSha256: tar.digest('hex') };
  }
}

/** The bytes of a tar file. */
export async function* tarBytes(entries: AsyncIterable<Entry>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    const headers = headersOf(checkedName(entry.name), entry.size);
    const padding = Buffer.alloc(padded(entry.size) - entry.size);
    if (entry.size <= READ_FIRST_BYTES) yield Buffer.concat([headers, await wholeOf(entry, signal), padding]);
    else {
      yield headers;
      yield* bytesOf(entry, signal);
      yield padding;
    }
  }
  yield END;
}

const padded = (size: number) => Math.ceil(size / BLOCK) * BLOCK;

function headersOf(name: string, size: number): Uint8Array {
  const isPlain = /^[\x20-\x7e]*$/.test(name) && name.length <= NAME_BYTES;
  if (isPlain && size <= MOST_OCTAL) return header(name, size, '0');
  const records =
    (isPlain ? '' : paxRecord('path', name)) + (size <= MOST_OCTAL ? '' : paxRecord('size', String(size)));
  const extended = Buffer.from(records);
  const padding = Buffer.alloc(padded(extended.length) - extended.length);
  // What readers see that do not know pax.
  const plain = name.replace(/[^\x20-\x7e]/g, '_').slice(-NAME_BYTES);
  return Buffer.concat([
    header('PaxHeader', extended.length, 'x'),
    extended,
    padding,
    header(plain, Math.min(size, MOST_OCTAL), '0'),
  ]);
}

/** A record says its own length, the digits of the length included. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length++;
  return String(length) + rest;
}

/** Nobody's, readable by all, whoever runs the export with whatever umask. */
function header(name: string, size: number, type: '0' | 'x'): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  block.write(`${octal(size)}\0${octal(MODIFIED.getTime() / 1000)}\0`, 124, 'latin1');
  // The checksum is made as if it were spaces.
  block.write(`        ${type}`, 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write('0000000\x000000000\0', 329, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const octal = (number: number) => number.toString(8).padStart(11, '0');

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** Bytes of a tar file of entries whose names are ASCII and at most 100 bytes long. */
export function tarSize(entries: readonly Pick<Entry, 'size'>[]): number {
  return entries.reduce((sum, { size }) => sum + BLOCK + padded(size), END.length);
}

/** Pictures do not shrink, texts beside them do, at any level: the quickest. */
async function* gzipped(pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const filled = pipeline(pieces, gzip, { signal }).catch((error: unknown) => {
    gzip.destroy(error as Error);
  });
  let at = 0;
  try {
    for await (const piece of gzip as AsyncIterable<Uint8Array>) {
      // The header names the system that zlib was built on; here it is unknown (RFC 1952: 255), wherever it was written.
      if (at <= 9 && at + piece.length > 9) piece[9 - at] = 255;
      at += piece.length;
      yield piece;
    }
  } finally {
    gzip.destroy();
    await filled;
  }
}
