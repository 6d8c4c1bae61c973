import type { Readable } from 'node:stream';

/** A file as the store has it. */
export interface StoredFile {
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** When it was last kept. */
  modified: Date;
}

/** The first and the last byte that are wanted, both counted from 0, both inclusive and inside the file. */
export interface ByteRange {
  start: number;
  end: number;
}

/** How much may come, and what ends it early. */
export interface Reception {
  /** More bytes than this are refused. */
  maxBytes: number;
  signal?: AbortSignal;
}

/** Bytes that have arrived whole. They are on this machine's disk until they are kept or discarded: one of both must follow. */
export interface ReceivedFile {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The first 64 bytes, or all of a shorter file: enough to tell a format by. */
  readonly head: Uint8Array;
  /** Where a decoder can read them, until they are kept or discarded. */
  readonly path: string;
  /**
   * Puts them into the store under their hash, whole or not at all; what is there already stays, as it is the same.
   *
   * @throws FileStoreError when the store cannot take them
   */
  keep(): Promise<void>;
  /** Lets go of them. After keep it does nothing. */
  discard(): Promise<void>;
}

/** A file of the store on this machine's disk. It must be released. */
export interface LocalCopy {
  readonly path: string;
  release(): Promise<void>;
}

/** What is left of receptions that did not end. */
export interface Strays {
  files: number;
  bytes: number;
}

/** A store of files cannot do what was asked. The message says what is wrong, where, and what to do. */
export class FileStoreError extends Error {
  override name = 'FileStoreError';
}

/** There is no room left for a file. */
export class FileStoreFullError extends FileStoreError {
  override name = 'FileStoreFullError';
}

/** More bytes came than may come. */
export class FileTooLargeError extends Error {
  override name = 'FileTooLargeError';

  constructor(readonly maxBytes: number) {
    super(`The file is larger than ${String(maxBytes)} bytes.`);
  }
}

/** A file is no longer what its hash says. */
export class FileDamagedError extends FileStoreError {
  override name = 'FileDamagedError';

  constructor(
    readonly sha256: string,
    place: string,
  ) {
    super(`The file ${sha256} in ${place} is damaged: its bytes have another hash. Bring it back from a backup.`);
  }
}

/**
 * Files by what is in them: each once, under the SHA-256 of its bytes, however many rows refer to it. The store counts no
 * references. Who removes a file first makes sure, by the rows, that nobody refers to it or is about to.
 *
 * Every method raises a TypeError for what is no hash, a {@link FileStoreError} when a bucket is out of reach, and what the
 * system says when a folder is.
 */
export abstract class ContentStore {
  /**
   * Reads bytes to their end, onto this machine's disk.
   *
   * @throws FileTooLargeError · the signal's reason · what the stream fails with · FileStoreFullError
   */
  abstract receive(stream: AsyncIterable<Uint8Array>, reception: Reception): Promise<ReceivedFile>;

  async has(sha256: string): Promise<boolean> {
    return (await this.size(sha256)) !== undefined;
  }

  /** Bytes of a file; undefined where there is none. */
  abstract size(sha256: string): Promise<number | undefined>;

  /** A file's bytes, or a part of them; undefined where there is none. The stream must be read to its end or destroyed. */
  abstract open(sha256: string, range?: ByteRange): Promise<Readable | undefined>;

  /** A file where a program can read it that takes a path; undefined where there is none. */
  abstract localCopy(sha256: string): Promise<LocalCopy | undefined>;

  /** Takes a file away. One that is not there is no error. */
  abstract remove(sha256: string): Promise<void>;

  /** Every file, in the order of their hashes, so that it can be compared with rows in the same order. */
  abstract list(): AsyncIterable<StoredFile>;

  /** Removes what receptions of killed processes have left on this machine, if nothing was written to it for so long. */
  abstract removeStrays(olderThanMs: number): Promise<Strays>;
}

/** The hash itself. @throws TypeError when it is none, so that no name of a file is made of anything else */
export function checkedHash(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`${JSON.stringify(sha256)} is not a SHA-256 in lower case`);
  return sha256;
}
