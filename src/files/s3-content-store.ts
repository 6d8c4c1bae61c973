import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  type ByteRange,
  checkedHash,
  ContentStore,
  FileDamagedError,
  FileStoreError,
  type LocalCopy,
  type ReceivedFile,
  type Reception,
  type StoredFile,
  type Strays,
} from './content-store';
import { receivedFile, removeUnfinished, spool, type SpooledFile } from './spooled-file';

/** Up to this size a file is one request, which the client can repeat; larger ones go in parts. S3 allows 10,000 of them. */
const PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 10_000;
/** Parts that are on their way, and in memory, at once. */
const PARTS_AT_ONCE = 2;

const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;

/** Which bucket, and where. */
export interface S3Place {
  bucket: string;
  /** Of another service than Amazon's; its buckets are asked for by path. */
  endpoint?: string;
  region?: string;
  /** Before every key, such as `continuity/`. */
  prefix: string;
}

/**
 * A store in a bucket of Amazon S3, or of a service that speaks its protocol: the key of a file is the prefix and its hash.
 * Credentials come from where Amazon's tools have them: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, a profile, a role.
 */
export class S3ContentStore extends ContentStore {
  private loaded: Promise<S3> | undefined;

  /** @param spoolFolder on this machine; holds what is on its way */
  constructor(
    private readonly place: S3Place,
    private readonly spoolFolder: string,
  ) {
    super();
  }

  async receive(stream: AsyncIterable<Uint8Array>, reception: Reception): Promise<ReceivedFile> {
    const spooled = await spool(stream, this.spoolFolder, reception);
    return receivedFile(spooled, () => this.put(spooled));
  }

  async size(sha256: string): Promise<number | undefined> {
    const { client, sdk } = await this.s3();
    const head = await this.found(client.send(new sdk.HeadObjectCommand(this.named(sha256))));
    return head?.ContentLength;
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable | undefined> {
    const { client, sdk } = await this.s3();
    const wanted = range && `${String(range.start)}-${String(range.end)}`;
    const asked = { ...this.named(sha256), ...(wanted !== undefined && { Range: `bytes=${wanted}` }) };
    const object = await this.found(client.send(new sdk.GetObjectCommand(asked)));
    // In Node it is the response itself.
    const body = object?.Body as Readable | undefined;
    // HTTP lets a server send all instead of a part.
    if (body === undefined || wanted === undefined || object?.ContentRange?.startsWith(`bytes ${wanted}/`)) return body;
    body.destroy();
    throw new FileStoreError(
      `The store of files, ${this.where()}, does not send the bytes ${wanted} that it was asked for.`,
    );
  }

  async localCopy(sha256: string): Promise<LocalCopy | undefined> {
    const size = await this.size(sha256);
    const body = size === undefined ? undefined : await this.open(sha256);
    if (size === undefined || body === undefined) return undefined;
    const copy = await spool(body, this.spoolFolder, { maxBytes: size });
    if (copy.sha256 !== sha256) {
      await copy.remove();
      throw new FileDamagedError(sha256, this.where());
    }
    return { path: copy.path, release: () => copy.remove() };
  }

  async remove(sha256: string): Promise<void> {
    const { client, sdk } = await this.s3();
    await this.found(client.send(new sdk.DeleteObjectCommand(this.named(sha256))));
  }

  async *list(): AsyncIterable<StoredFile> {
    const { client, sdk } = await this.s3();
    const { bucket, prefix } = this.place;
    let token: string | undefined;
    do {
      const asked = { Bucket: bucket, Prefix: prefix, ContinuationToken: token };
      const page = await this.answered(client.send(new sdk.ListObjectsV2Command(asked)));
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        const sha256 = Key.slice(prefix.length);
        // Others may keep things in the bucket too.
        if (/^[0-9a-f]{64}$/.test(sha256)) yield { sha256, size: Size, modified: LastModified };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  removeStrays(olderThanMs: number): Promise<Strays> {
    return removeUnfinished(this.spoolFolder, olderThanMs);
  }

  private async put(spooled: SpooledFile): Promise<void> {
    try {
      if ((await this.size(spooled.sha256)) === spooled.size) return;
      await this.answered(spooled.size <= PART_BYTES ? this.putAtOnce(spooled) : this.putInParts(spooled));
    } finally {
      await spooled.remove();
    }
  }

  private async putAtOnce({ path, sha256 }: SpooledFile): Promise<void> {
    const { client, sdk } = await this.s3();
    const Body = await readFile(path);
    // The service compares it with what has arrived.
    const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
    await client.send(new sdk.PutObjectCommand({ ...this.named(sha256), Body, ChecksumSHA256 }));
  }

  private async putInParts({ path, sha256, size }: SpooledFile): Promise<void> {
    const { client } = await this.s3();
    const { Upload } = await import('@aws-sdk/lib-storage');
    const partSize = Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS));
    const params = { ...this.named(sha256), Body: createReadStream(path) };
    await new Upload({ client, params, partSize, queueSize: PARTS_AT_ONCE }).done();
  }

  private named(sha256: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${checkedHash(sha256)}` };
  }

  private async found<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'NotFound' || name === 'NoSuchKey') return undefined;
      throw this.unreached(error);
    }
  }

  private async answered<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.unreached(error);
    }
  }

  private unreached(error: unknown): FileStoreError {
    // Nobody who listens answers with a name only.
    const { name, message } = error as Error;
    const reason = [name, message].filter((part) => part !== '' && part !== 'Error').join(': ');
    return new FileStoreError(
      `The store of files, ${this.where()}, does not do it: ${reason}. See FILES_S3_BUCKET, FILES_S3_ENDPOINT and the credentials.`,
      { cause: error },
    );
  }

  private where(): string {
    const { bucket, endpoint } = this.place;
    return endpoint === undefined ? `the bucket ${bucket}` : `the bucket ${bucket} at ${endpoint}`;
  }

  /** Loaded when it is needed: it takes a tenth of a second, which commands that touch no file need not wait for. */
  private s3(): Promise<S3> {
    this.loaded ??= import('@aws-sdk/client-s3').then((sdk) => ({
      sdk,
      client: new sdk.S3Client(this.configuration()),
    }));
    return this.loaded;
  }

  private configuration(): S3ClientConfig {
    const { endpoint, region } = this.place;
    return {
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      // Other services mostly have none, but the signature names one. Amazon's is also in the environment.
      ...((region ?? endpoint) !== undefined && { region: region ?? 'us-east-1' }),
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
      // Other services do not know the newer checksums; the hash is what is checked here.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    };
  }
}

interface S3 {
  client: S3Client;
  sdk: typeof import('@aws-sdk/client-s3');
}
