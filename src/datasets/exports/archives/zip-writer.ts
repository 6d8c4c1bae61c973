import type { Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { bytesOf, checkedName, type Entry, READ_FIRST_BYTES, wholeOf } from './archive-entry';
import { type ArchiveWriter, Count, pour, type Written } from './archive-writer';
import { ScratchFile } from './scratch-file';

const UTF8_NAMES = 1 << 11;
const SUMS_FOLLOW = 1 << 3;
/** 1 January 1980, 00:00, as MS-DOS wrote it: {@link MODIFIED} in no time zone. */
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;
/** Versions of the format that readers need: 2.0, or 4.5 for what 32 bits do not hold. */
const VERSION = 20;
const VERSION_64 = 45;
const UNIX = 3 << 8;
const FILE_MODE = 0o100644 * 0x10000;
const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;

/** What the directory says of an entry. */
export interface ZipRecord {
  name: Uint8Array;
  size: number;
  checksum: number;
  /** Where its header begins. */
  offset: number;
}

/**
 * Zip files after PKWARE's APPNOTE 6.3.10: stored, not deflated, since pictures are compressed already and deflated bytes
 * differ between versions of zlib; names in UTF-8; of any size (zip64). yazl, which writes backups, looks through all entries
 * again for each new one (20 s for 50,000 of them, 360 s for 200,000) and keeps the directory in memory; here it waits in a
 * scratch file.
 */
export class ZipWriter implements ArchiveWriter {
  /** @param scratch folder for the directory of the archive that is being written */
  constructor(private readonly scratch: string) {}

  async write(entries: AsyncIterable<Entry>, output: Writable, signal: AbortSignal): Promise<Written> {
    const directory = await ScratchFile.in(this.scratch);
    const counter = new Count();
    try {
      const archive = (until: AbortSignal) => zipped(counter.of(entries), directory, until);
      const bytes = await pour(archive, output, signal);
      return { count: counter.count, bytes };
    } finally {
      await directory.close();
    }
  }
}

async function* zipped(
  entries: AsyncIterable<Entry>,
  directory: ScratchFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let count = 0;
  for await (const entry of entries) {
    const { size } = entry;
    const name = Buffer.from(checkedName(entry.name));
    let checksum = 0;
    if (size <= READ_FIRST_BYTES) {
      // Readers that cannot go back in a file, such as Java's, take only entries whose header names the checksum.
      const body = await wholeOf(entry, signal);
      checksum = crc32(body);
      yield Buffer.concat([localHeader({ name, size, checksum, offset }, true), body]);
    } else {
      yield localHeader({ name, size, checksum: 0, offset }, false);
      for await (const piece of bytesOf(entry, signal)) {
        checksum = crc32(piece, checksum);
        yield piece;
      }
      yield sumsAfter(size, checksum);
    }
    const record = { name, size, checksum, offset };
    await directory.append(directoryRecord(record));
    offset += lengthOf(record);
    count++;
  }
  yield* directory.read();
  yield endOfDirectory(count, directory.size, offset);
}

/** Bytes that an entry takes in the archive, without its record in the directory. */
function lengthOf({ name, size }: ZipRecord): number {
  const header = 30 + name.length + (size >= MOST_32 ? 20 : 0);
  const after = size <= READ_FIRST_BYTES ? 0 : size >= MOST_32 ? 24 : 16;
  return header + size + after;
}

function localHeader({ name, size, checksum }: ZipRecord, known: boolean): Uint8Array {
  const large = size >= MOST_32;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(large ? VERSION_64 : VERSION, 4);
  header.writeUInt16LE(known ? UTF8_NAMES : UTF8_NAMES | SUMS_FOLLOW, 6);
  header.writeUInt16LE(DOS_TIME, 10);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(checksum, 14);
  // What follows the bytes is 0 here (APPNOTE 4.4.4).
  const shown = known ? size : 0;
  header.writeUInt32LE(large ? MOST_32 : shown, 18);
  header.writeUInt32LE(large ? MOST_32 : shown, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(large ? 20 : 0, 28);
  return Buffer.concat([header, name, large ? zip64([shown, shown]) : Buffer.alloc(0)]);
}

function sumsAfter(size: number, checksum: number): Uint8Array {
  const large = size >= MOST_32;
  const after = Buffer.alloc(large ? 24 : 16);
  after.writeUInt32LE(0x08074b50, 0);
  after.writeUInt32LE(checksum, 4);
  if (large) {
    after.writeBigUInt64LE(BigInt(size), 8);
    after.writeBigUInt64LE(BigInt(size), 16);
  } else {
    after.writeUInt32LE(size, 8);
    after.writeUInt32LE(size, 12);
  }
  return after;
}

/** An entry's record in the directory. Numbers that 32 bits do not hold stand in an extra field, and only those. */
export function directoryRecord({ name, size, checksum, offset }: ZipRecord): Uint8Array {
  const large = [...(size >= MOST_32 ? [size, size] : []), ...(offset >= MOST_32 ? [offset] : [])];
  const extra = large.length === 0 ? Buffer.alloc(0) : zip64(large);
  const version = large.length === 0 ? VERSION : VERSION_64;
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(UNIX | version, 4);
  record.writeUInt16LE(version, 6);
  record.writeUInt16LE(size <= READ_FIRST_BYTES ? UTF8_NAMES : UTF8_NAMES | SUMS_FOLLOW, 8);
  record.writeUInt16LE(DOS_TIME, 12);
  record.writeUInt16LE(DOS_DATE, 14);
  record.writeUInt32LE(checksum, 16);
  record.writeUInt32LE(Math.min(size, MOST_32), 20);
  record.writeUInt32LE(Math.min(size, MOST_32), 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(FILE_MODE, 38);
  record.writeUInt32LE(Math.min(offset, MOST_32), 42);
  return Buffer.concat([record, name, extra]);
}

function zip64(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + numbers.length * 8);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(numbers.length * 8, 2);
  for (const [index, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + index * 8);
  return field;
}

/** The end of an archive whose directory of so many entries and bytes begins at an offset. */
export function endOfDirectory(count: number, size: number, offset: number): Uint8Array {
  const large = count >= MOST_16 || size >= MOST_32 || offset >= MOST_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MOST_16), 8);
  end.writeUInt16LE(Math.min(count, MOST_16), 10);
  end.writeUInt32LE(Math.min(size, MOST_32), 12);
  end.writeUInt32LE(Math.min(offset, MOST_32), 16);
  if (!large) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(UNIX | VERSION_64, 12);
  record.writeUInt16LE(VERSION_64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}
