import type { FileHandle } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { FileSeal, UNSEALED } from './file-seal';
import { type Digest, TextDigest } from './text-digest';

/** Texts shrink to about a fifth at the fastest level already; higher ones take several times as long for a little more. */
const COMPRESSION = { compressionLevel: 1 };
/** For what is packed already, such as pictures. */
export const AS_IT_IS = { compress: false };

/** A sealed zip archive that is written entry by entry, each of a length that nobody knows beforehand. */
export class ArchiveWriter {
  private readonly zip = new ZipFile();
  private readonly broken = new AbortController();
  private readonly written: Promise<void>;
  private writing: Promise<void> = Promise.resolve();

  /** @param file opened for writing, empty; stays open */
  constructor(private readonly file: FileHandle) {
    // No `for await` over the pieces: what its body throws would reach the pipeline as "aborted", whatever it was.
    const disk = new Writable({
      write: (piece: Buffer, _encoding, done) => {
        this.writing = this.file.appendFile(piece);
        this.writing.then(() => {
          done();
        }, done);
      },
    });
    this.written = pipeline(this.zip.outputStream, new FileSeal(), disk);
    // A full disk must end the entry that is being written, not only the writing of the archive.
    this.written.catch((error: unknown) => {
      this.broken.abort(error);
    });
  }

  /**
   * Adds an entry and reads `source` to its end, no faster than the disk writes.
   *
   * @param digest takes the text's measures; of its own where somebody watches it
   * @param packing {@link AS_IT_IS} for what would not shrink
   * @throws what `source` or the disk failed with
   */
  async add(
    name: string,
    source: Readable,
    digest = new TextDigest(),
    packing: { compress?: boolean; compressionLevel?: number } = COMPRESSION,
  ): Promise<Digest> {
    this.zip.addReadStream(digest, name, packing);
    try {
      await pipeline(source, digest, { signal: this.broken.signal });
    } catch (error) {
      throw this.broken.signal.aborted ? this.broken.signal.reason : error;
    }
    return digest.digest();
  }

  /** Adds an entry that is a text. */
  addText(name: string, text: string): Promise<Digest> {
    return this.add(name, Readable.from([Buffer.from(text)]));
  }

  /** Writes the directory and the seal, and waits until the disk has everything. */
  async end(): Promise<void> {
    this.zip.end({ comment: UNSEALED, forceZip64Format: false });
    await this.written;
    await this.file.sync();
  }

  /** Gives up; the file is of no use then, but nobody writes to it any more. */
  async abort(): Promise<void> {
    (this.zip.outputStream as Readable).destroy();
    await this.written.catch(() => undefined);
    await this.writing.catch(() => undefined);
  }
}
