import { type FileHandle, open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { BackupDamagedError, BackupError } from './backup-errors';
import { checkSeal } from './file-seal';
import { entryOf, FILES, type Manifest, MANIFEST, readManifest, SCHEMA, type TableManifest } from './manifest';
import type { SchemaDefinition } from './schema-definition';
import { TextDigest } from './text-digest';

/** A manifest of ten thousand tables is well below. */
const LARGEST_MANIFEST = 64 << 20;

/** A backup as it lies on the disk, opened for reading. What is verified and what is read are the same open file. */
export class BackupFile {
  private constructor(
    readonly path: string,
    /** Bytes. */
    readonly size: number,
    readonly manifest: Manifest,
    private readonly file: FileHandle,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /**
   * Opens a backup, reads its manifest and compares it with the list of entries. The entries themselves are read by
   * {@link verify}. The caller closes it.
   *
   * @throws BackupError when there is no such file, or it may not be read
   * @throws BackupDamagedError when it is no backup, not a whole one, or one of a newer version
   */
  static async open(path: string): Promise<BackupFile> {
    const file = await open(path).catch((error: unknown) => {
      throw new BackupError(`The backup ${path} cannot be read: ${why(error)}.`);
    });
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new BackupError(`${path} is not a file.`);
      const zip = await zipOf(file).catch(() => {
        throw new BackupDamagedError(
          `${path} is not a whole backup: it is cut off, or it is another kind of file. Use another backup.`,
        );
      });
      const entries = await damagedUnlessRead(path, entriesOf(zip));
      const entry = entries.get(MANIFEST);
      if (!entry || entry.uncompressedSize > LARGEST_MANIFEST)
        throw new BackupDamagedError(`${path} is not a backup that Continuity made: it has no manifest.`);
      const manifest = readManifest(await damagedUnlessRead(path, readText(zip, entry)), path);
      compareEntries(path, manifest, [...entries.keys()]);
      return new BackupFile(path, stat.size, manifest, file, zip, entries);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Opens, hands to `work` and closes, see {@link open}. */
  static async with<T>(path: string, work: (file: BackupFile) => Promise<T>): Promise<T> {
    const file = await BackupFile.open(path);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }

  /**
   * Reads everything: the file as a whole against its seal, then each entry against its hash, size and row count.
   *
   * @param onProgress bytes since the last call, {@link bytesToVerify} in the end
   * @throws BackupDamagedError that says what differs
   */
  async verify(onProgress: (bytes: number) => void = () => undefined): Promise<void> {
    const seal = await checkSeal(this.file, onProgress);
    if (seal !== 'whole')
      throw new BackupDamagedError(
        seal === 'absent'
          ? `${this.path} is not a whole backup: it is cut off, or something was appended. Use another backup.`
          : `${this.path} is damaged: its contents are no longer those that were written. Use another backup.`,
      );
    await this.compare(SCHEMA, this.manifest.schema, onProgress);
    for (const table of this.manifest.tables) await this.compare(entryOf(table), table, onProgress);
    if (this.manifest.files) await this.compare(FILES, this.manifest.files, onProgress);
  }

  /** What {@link verify} reads: the file, and once more what it unpacks to. */
  get bytesToVerify(): number {
    const { schema, tables, files } = this.manifest;
    return this.size + (files?.bytes ?? 0) + tables.reduce((sum, table) => sum + table.bytes, schema.bytes);
  }

  /** The definition of the schema. */
  async schema(): Promise<SchemaDefinition> {
    const read = await damagedUnlessRead(this.path, readText(this.zip, this.entry(SCHEMA)));
    return JSON.parse(read) as SchemaDefinition;
  }

  /** The rows of a table as a COPY text. */
  rows(table: TableManifest): Promise<Readable> {
    return this.stream(entryOf(table));
  }

  /** The files of the store as a tar; only where the manifest has `files`. */
  files(): Promise<Readable> {
    return this.stream(FILES);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private stream(name: string): Promise<Readable> {
    return openEntry(this.zip, this.entry(name));
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (!entry) throw new BackupDamagedError(`${this.path} is damaged: ${name} is missing. Use another backup.`);
    return entry;
  }

  private async compare(
    name: string,
    expected: { bytes: number; sha256: string; rows?: number },
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    let told = 0;
    let stopped: unknown;
    const found: TextDigest = new TextDigest(() => {
      try {
        onProgress(found.bytes - told);
      } catch (error) {
        stopped = error;
        throw error;
      }
      told = found.bytes;
    });
    const reading = this.stream(name).then((stream) => pipeline(stream, found.resume()));
    await damagedUnlessRead(this.path, reading).catch((error: unknown) => {
      throw stopped ?? error;
    });
    const { bytes, sha256 } = found.digest();
    const same = bytes === expected.bytes && sha256 === expected.sha256;
    if (!same || (expected.rows !== undefined && expected.rows !== found.lines))
      throw new BackupDamagedError(
        `${this.path} is damaged: ${name} is not what its manifest says. Use another backup.`,
      );
  }
}

function compareEntries(path: string, manifest: Manifest, found: string[]): void {
  const expected = new Set([SCHEMA, ...manifest.tables.map(entryOf), ...(manifest.files ? [FILES] : []), MANIFEST]);
  const missing = [...expected].find((name) => !found.includes(name));
  if (missing !== undefined)
    throw new BackupDamagedError(`${path} is damaged: ${missing} is missing. Use another backup.`);
  const extra = found.find((name) => !expected.has(name));
  if (extra !== undefined)
    throw new BackupDamagedError(`${path} is damaged: it holds ${extra}, which no backup has. Use another backup.`);
}

function zipOf(file: FileHandle): Promise<ZipFile> {
  return new Promise((settle, reject) => {
    fromFd(file.fd, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(error);
      else settle(zip);
    });
  });
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw new Error(`${entry.fileName} is there twice`);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return zip.openReadStreamPromise(entry);
}

async function readText(zip: ZipFile, entry: Entry): Promise<string> {
  return text(await openEntry(zip, entry));
}

/** What libraries find wrong with an archive, as one sentence for people. */
function damagedUnlessRead<T>(path: string, reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    throw new BackupDamagedError(`${path} is damaged: ${why(error)}. Use another backup.`);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
