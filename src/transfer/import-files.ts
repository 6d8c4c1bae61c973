import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SETTINGS, type Settings } from '../config/settings';
import { ProblemError } from '../http/problem';
import type { FileFormat } from './transfer.dto';

/** How long files are kept: rejected rows wait to be mended, leftovers of a killed process wait for nobody. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Uploads while they are read, reports of dry runs, and rejected rows until they are fetched; in DATA_DIR/imports. */
@Injectable()
export class ImportFiles implements OnModuleInit {
  private readonly folder: string;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {
    this.folder = join(settings.DATA_DIR, 'imports');
  }

  async onModuleInit(): Promise<void> {
    await this.sweep();
  }

  /**
   * Writes an upload to a file, to its end.
   *
   * @returns the file's path; the caller removes it
   * @throws ProblemError 413 when it is larger than MAX_IMPORT_BYTES · 400 when it is not UTF-8
   */
  async spool(upload: Readable): Promise<string> {
    await this.sweep();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${randomUUID()}.upload`);
    try {
      await pipeline(upload, this.inspected(), createWriteStream(path, { mode: 0o600 }));
      return path;
    } catch (error) {
      await this.remove(path);
      throw error;
    }
  }

  /** A file for a report that is sent when it is whole. */
  newReport(): { path: string; stream: WriteStream } {
    const path = join(this.folder, `${randomUUID()}.report`);
    return { path, stream: createWriteStream(path, { mode: 0o600 }) };
  }

  /** A file for the rejected rows of a new import, which only this profile may fetch. @param header of a CSV file */
  newRejects(profileId: string, format: FileFormat, header: string): Rejects {
    const id = randomUUID();
    return new Rejects(id, header, () => createWriteStream(this.rejectsPath(id, profileId, format), { mode: 0o600 }));
  }

  /** The rejected rows of an import, or undefined when there are none (any more), or not for this profile. */
  async findRejects(
    importId: string,
    profileId: string,
  ): Promise<{ format: FileFormat; stream: Readable } | undefined> {
    for (const format of ['csv', 'ndjson'] as const) {
      const path = this.rejectsPath(importId, profileId, format);
      if (await stat(path).catch(() => undefined)) return { format, stream: createReadStream(path) };
    }
    return undefined;
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  private rejectsPath(importId: string, profileId: string, format: FileFormat): string {
    return join(this.folder, `${importId}.${profileId}.${format}`);
  }

  /** Lets an upload through that is not too large and that is UTF-8; what is not would be changed silently. */
  private inspected(): Transform {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const limit = this.settings.MAX_IMPORT_BYTES;
    let size = 0;
    const wrong = () =>
      new ProblemError(
        'malformed_request',
        `The upload is not UTF-8 (near byte ${String(size)}). Save it as UTF-8 and send it again.`,
      );
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        if (size > limit) {
          done(
            new ProblemError(
              'body_too_large',
              `The upload is larger than ${String(limit)} bytes. Send it in parts.`,
              [],
              { connection: 'close' },
            ),
          );
          return;
        }
        try {
          decoder.decode(chunk, { stream: true });
          done(null, chunk);
        } catch {
          done(wrong());
        }
      },
      flush(done) {
        try {
          decoder.decode();
          done();
        } catch {
          done(wrong());
        }
      },
    });
  }

  private async sweep(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > KEPT_MS) await this.remove(path);
    }
  }
}

/** The rejected rows of one import; their file appears with the first of them. */
export class Rejects {
  private file: WriteStream | undefined;

  constructor(
    private readonly importId: string,
    private readonly header: string,
    private readonly open: () => WriteStream,
  ) {}

  /** Where they can be fetched; null when there are none. */
  get url(): string | null {
    return this.file ? `/api/v1/imports/${this.importId}/rejects` : null;
  }

  /** Adds a row, ready to be written. */
  async add(text: string): Promise<void> {
    if (!this.file) {
      this.file = this.open();
      this.file.write(this.header);
    }
    if (!this.file.write(text)) await once(this.file, 'drain');
  }

  /** Ends the file; it can be fetched when this returns. */
  async close(): Promise<void> {
    if (!this.file || this.file.closed) return;
    this.file.end();
    await once(this.file, 'close');
  }
}
