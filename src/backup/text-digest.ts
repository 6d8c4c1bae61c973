import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** What is known of a text that has gone by. */
export interface Digest {
  bytes: number;
  sha256: string;
}

const NEWLINE = 10;

/** Lets a text through and takes its size, its SHA-256 and its lines. In a COPY text one line is one row. */
export class TextDigest extends Transform {
  /** Bytes so far. */
  bytes = 0;
  /** Lines so far. */
  lines = 0;
  private readonly hash = createHash('sha256');

  /** @param onProgress called after each piece; what it throws fails the stream */
  constructor(private readonly onProgress: () => void = () => undefined) {
    super();
  }

  /** The digest, once the text has ended. To be called once. */
  digest(): Digest {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(piece);
    this.bytes += piece.length;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) this.lines += 1;
    try {
      this.onProgress();
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, piece);
  }
}
