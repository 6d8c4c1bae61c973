import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** So much is gathered before it goes to the disk. */
const GATHERED_BYTES = 65_536;

/**
 * A file without a name, for what grows with the number of pictures and is needed at the end: lists, the directory of a zip
 * file. It is gone when it is closed, or when the process is.
 */
export class ScratchFile {
  private readonly hash = createHash('sha256');
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  private written = 0;

  private constructor(private readonly file: FileHandle) {}

  /** @param folder made where there is none */
  static async in(folder: string): Promise<ScratchFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${randomUUID()}.scratch`);
    const file = await open(path, 'wx+', 0o600);
    // The open file stays; whoever is killed leaves nothing.
    await rm(path);
    return new ScratchFile(file);
  }

  /** Bytes so far. */
  get size(): number {
    return this.written + this.gatheredBytes;
  }

  async append(text: string | Uint8Array): Promise<void> {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    this.gathered.push(bytes);
    this.gatheredBytes += bytes.length;
    if (this.gatheredBytes >= GATHERED_BYTES) await this.write();
  }

  /** The hash of everything. Nothing can be appended afterwards. */
  async sha256(): Promise<string> {
    await this.write();
    return this.hash.digest('hex');
  }

  /** Everything, from the start. */
  async *read(): AsyncGenerator<Uint8Array> {
    await this.write();
    for (let at = 0; at < this.written;) {
      const { bytesRead, buffer } = await this.file.read({ buffer: Buffer.alloc(GATHERED_BYTES), position: at });
      if (bytesRead === 0) throw new Error('A scratch file was cut short.');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async write(): Promise<void> {
    if (this.gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.gathered);
    this.gathered = [];
    this.gatheredBytes = 0;
    this.hash.update(bytes);
    await this.file.appendFile(bytes);
    this.written += bytes.length;
  }
}
