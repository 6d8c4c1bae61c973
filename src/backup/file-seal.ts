import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';

const PREFIX = 'sha256:';
const LENGTH = PREFIX.length + 64;

/**
 * What a file ends with before it is sealed. To tools for zip archives it is the archive's comment, the last thing in it;
 * so a checksum of the whole file, headers and directory included, fits into the file itself.
 */
export const UNSEALED = PREFIX.padEnd(LENGTH, '0');

/** Lets a file that ends with {@link UNSEALED} through and puts the SHA-256 of all that comes before in its place. */
export class FileSeal extends Transform {
  private readonly hash = createHash('sha256');
  private held = Buffer.alloc(0);

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = Buffer.concat([this.held, piece]);
    const end = Math.max(0, all.length - LENGTH);
    this.held = all.subarray(end);
    const free = all.subarray(0, end);
    this.hash.update(free);
    done(null, free);
  }

  override _flush(done: TransformCallback): void {
    if (this.held.toString('latin1') !== UNSEALED)
      done(new Error('only an archive with room for the seal can be sealed'));
    else done(null, PREFIX + this.hash.digest('hex'));
  }
}

/**
 * Reads a file from its first byte to its last.
 *
 * @returns `absent` for a file that was never sealed or is cut off, `broken` for one in which a bit has changed
 */
export async function checkSeal(
  file: FileHandle,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<'whole' | 'absent' | 'broken'> {
  const size = (await file.stat()).size;
  if (size < LENGTH) return 'absent';
  const { buffer: seal } = await file.read(Buffer.alloc(LENGTH), 0, LENGTH, size - LENGTH);
  if (!/^sha256:[0-9a-f]{64}$/.test(seal.toString('latin1'))) return 'absent';
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1 << 20);
  for (let at = 0; at < size - LENGTH;) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, size - LENGTH - at), at);
    if (bytesRead === 0) return 'broken';
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
    onProgress(bytesRead);
  }
  return PREFIX + hash.digest('hex') === seal.toString('latin1') ? 'whole' : 'broken';
}
