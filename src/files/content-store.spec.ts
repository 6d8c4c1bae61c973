import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import {
  type ContentStore,
  FileDamagedError,
  FileStoreError,
  FileStoreFullError,
  FileTooLargeError,
  type StoredFile,
} from './content-store';
import { contentStore } from './configured-store';
import { LocalContentStore } from './local-content-store';
import { S3ContentStore } from './s3-content-store';

const ANY = { maxBytes: 1_000_000_000 };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const stream = (...pieces: (string | Uint8Array)[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));

let place: string;
let server: S3rver;
let endpoint: string;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'continuity-content-'));
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(place, 's3'),
    configureBuckets: [{ name: 'pictures' }],
  });
  endpoint = `http://127.0.0.1:${String((await server.run()).port)}`;
  process.env.AWS_ACCESS_KEY_ID = 'S3RVER';
  process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER';
});
afterAll(async () => {
  await server.close();
  rmSync(place, { recursive: true });
});

let made = 0;
/** A new, empty store, and the folder in which it keeps what is not finished. */
const STORES = {
  local: () => {
    const folder = join(place, `local${String(++made)}`);
    return { store: new LocalContentStore(folder), unfinished: join(folder, 'unfinished') };
  },
  S3: () => {
    const unfinished = join(place, `spool${String(++made)}`);
    const prefix = `of-test-${String(made)}/`;
    return { store: new S3ContentStore({ bucket: 'pictures', endpoint, prefix }, unfinished), unfinished };
  },
};

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

async function put(store: ContentStore, bytes: Uint8Array): Promise<string> {
  const received = await store.receive(stream(bytes), ANY);
  await received.keep();
  return received.sha256;
}

async function read(store: ContentStore, hash: string, range?: { start: number; end: number }) {
  const opened = await store.open(hash, range);
  return opened && buffer(opened);
}

async function listed(store: ContentStore): Promise<StoredFile[]> {
  const files = [];
  for await (const file of store.list()) files.push(file);
  return files;
}

describe.each(Object.entries(STORES))('the store of contents: %s', (name, newStore) => {
  let store: ContentStore;
  let unfinished: string;
  beforeEach(() => {
    ({ store, unfinished } = newStore());
  });

  it('keeps what it receives, once, under its hash', async () => {
    const bytes = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
    const received = await store.receive(stream(bytes.subarray(0, 10), bytes.subarray(10)), ANY);
    expect(received).toMatchObject({ sha256: sha256(bytes), size: 100, head: bytes.subarray(0, 64) });
    expect(readFileSync(received.path)).toEqual(bytes);
    expect(await store.has(received.sha256)).toBe(false);
    await received.keep();
    await received.keep();
    await received.discard();
    expect(await put(store, bytes)).toBe(received.sha256);
    expect(await store.has(received.sha256)).toBe(true);
    expect(await store.size(received.sha256)).toBe(100);
    expect(await read(store, received.sha256)).toEqual(bytes);
    expect(await listed(store)).toMatchObject([{ sha256: received.sha256, size: 100 }]);
    expect((await listed(store))[0]?.modified.getTime()).toBeGreaterThan(1_600_000_000_000);
    expect(filesIn(unfinished)).toEqual([]);
  });

  it('gives back every content, and every part of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300, size: 'max' }), fc.nat(), fc.nat(), async (bytes, from, to) => {
        const hash = await put(store, bytes);
        expect(await read(store, hash)).toEqual(Buffer.from(bytes));
        if (bytes.length === 0) return;
        const [start, end] = [from % bytes.length, to % bytes.length].sort((a, b) => a - b) as [number, number];
        // s3rver takes 0 for no end.
        if (name === 'S3' && end === 0) return;
        expect(await read(store, hash, { start, end })).toEqual(Buffer.from(bytes.subarray(start, end + 1)));
      }),
      { numRuns: 100 },
    );
  });

  it('has nothing that was not kept', async () => {
    const hash = sha256(Buffer.from('nothing'));
    expect([await store.has(hash), await store.size(hash), await store.open(hash)]).toEqual([
      false,
      undefined,
      undefined,
    ]);
    expect(await store.localCopy(hash)).toBeUndefined();
    expect(await listed(store)).toEqual([]);
    await store.remove(hash);
    const received = await store.receive(stream('nothing'), ANY);
    await received.discard();
    await received.discard();
    expect([await store.has(hash), filesIn(unfinished)]).toEqual([false, []]);
    await expect(received.keep()).rejects.toThrow('discarded');
  });

  it('removes what is there', async () => {
    const hash = await put(store, Buffer.from('gone'));
    await store.remove(hash);
    expect([await store.has(hash), await listed(store)]).toEqual([false, []]);
    expect(await put(store, Buffer.from('gone'))).toBe(hash);
    expect(await store.has(hash)).toBe(true);
  });

  it('gives a copy on this disk, and takes it back', async () => {
    const hash = await put(store, Buffer.from('for a decoder'));
    const copy = await store.localCopy(hash);
    expect(readFileSync(copy?.path ?? '', 'utf8')).toBe('for a decoder');
    await copy?.release();
    expect([await store.has(hash), filesIn(unfinished)]).toEqual([true, []]);
  });

  it('lists in the order of hashes', async () => {
    const hashes = [];
    for (let index = 0; index < 20; index++) hashes.push(await put(store, Buffer.from(String(index))));
    expect((await listed(store)).map((file) => file.sha256)).toEqual(hashes.sort());
  });

  it('takes the same content from many at once', async () => {
    const bytes = Buffer.alloc(50_000, 'x');
    const hashes = await Promise.all(Array.from({ length: 20 }, () => put(store, bytes)));
    expect(new Set(hashes)).toEqual(new Set([sha256(bytes)]));
    expect([(await listed(store)).length, await read(store, sha256(bytes)), filesIn(unfinished)]).toEqual([
      1,
      bytes,
      [],
    ]);
  });

  it('takes what goes in several parts', async () => {
    const bytes = Buffer.alloc(17_000_001, 'picture');
    const hash = await put(store, bytes);
    expect(await store.size(hash)).toBe(bytes.length);
    expect(sha256((await read(store, hash)) ?? Buffer.alloc(0))).toBe(hash);
  });

  it('stops a stream that gives too much, at the limit', async () => {
    let given = 0;
    let returned = false;
    async function* endless() {
      try {
        for (;;) {
          given += 1000;
          yield await Promise.resolve(Buffer.alloc(1000));
        }
      } finally {
        returned = true;
      }
    }
    await expect(store.receive(endless(), { maxBytes: 10_000 })).rejects.toThrow(FileTooLargeError);
    expect([given, returned, filesIn(unfinished)]).toEqual([11_000, true, []]);
    expect((await store.receive(stream(Buffer.alloc(10_000)), { maxBytes: 10_000 })).size).toBe(10_000);
  });

  it('stops when it is told to, also while a stream gives nothing', async () => {
    async function* stuck() {
      yield Buffer.from('one');
      await new Promise(() => undefined);
    }
    const abort = new AbortController();
    const reception = store.receive(stuck(), { ...ANY, signal: abort.signal });
    abort.abort(new Error('cancelled by its owner'));
    await expect(reception).rejects.toThrow('cancelled by its owner');
    await expect(store.receive(stuck(), { ...ANY, signal: abort.signal })).rejects.toThrow('cancelled by its owner');
    expect(filesIn(unfinished)).toEqual([]);
  });

  it('passes on what a stream fails with', async () => {
    async function* broken() {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('connection lost');
    }
    await expect(store.receive(broken(), ANY)).rejects.toThrow('connection lost');
    expect([filesIn(unfinished), await listed(store)]).toEqual([[], []]);
  });

  it.each(['', '../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63)])('refuses what is no hash: %j', async (hash) => {
    await expect(store.size(hash)).rejects.toThrow(TypeError);
    await expect(store.open(hash)).rejects.toThrow(TypeError);
    await expect(store.remove(hash)).rejects.toThrow(TypeError);
  });

  it('removes what killed processes left, and nothing younger', async () => {
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'old.part'), 'left over');
    utimesSync(join(unfinished, 'old.part'), new Date(0), new Date(0));
    writeFileSync(join(unfinished, 'young.part'), 'on its way');
    expect(await store.removeStrays(3_600_000)).toEqual({ files: 1, bytes: 9 });
    expect(filesIn(unfinished)).toEqual(['young.part']);
  });
});

describe('the local store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'continuity-content-'));
  const store = new LocalContentStore(folder);
  const fileOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets nobody else read', async () => {
    const hash = await put(store, Buffer.from('private'));
    expect(statSync(fileOf(hash)).mode & 0o077).toBe(0);
  });

  it('renews the age of what is kept again, and mends what was cut short', async () => {
    const bytes = Buffer.from('kept twice');
    const hash = await put(store, bytes);
    utimesSync(fileOf(hash), new Date(0), new Date(0));
    await put(store, bytes);
    expect(statSync(fileOf(hash)).mtimeMs).toBeGreaterThan(1_600_000_000_000);
    writeFileSync(fileOf(hash), 'kept');
    await put(store, bytes);
    expect(readFileSync(fileOf(hash))).toEqual(bytes);
  });

  it('goes on reading what is removed meanwhile', async () => {
    const hash = await put(store, Buffer.from('still here'));
    const opened = await store.open(hash);
    await store.remove(hash);
    expect(await buffer(opened ?? stream())).toEqual(Buffer.from('still here'));
  });
});

/** A disk of 64 kB, where the system lets one be made; else undefined. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'continuity-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

describe('a full disk', () => {
  const disk = smallDisk();
  afterAll(() => {
    if (disk !== undefined) execFileSync('umount', [disk]);
  });

  // Making a disk needs rights that not everyone has.
  (disk === undefined ? it.skip : it)('is named as what it is, and leaves nothing behind', async () => {
    const store = new LocalContentStore(join(disk ?? '', 'content'));
    const received = store.receive(stream(Buffer.alloc(200_000)), ANY);
    await expect(received).rejects.toThrow(FileStoreFullError);
    await expect(received).rejects.toThrow(/content.* is full\. Make room/);
    expect(readdirSync(join(disk ?? '', 'content', 'unfinished'))).toEqual([]);
    expect(await put(store, Buffer.from('a small one'))).toHaveLength(64);
  });
});

describe('the store in a bucket', () => {
  it('says where it cannot go', async () => {
    const nowhere = new S3ContentStore(
      { bucket: 'pictures', endpoint: 'http://127.0.0.1:1', prefix: '' },
      join(place, 'x'),
    );
    const hash = sha256(Buffer.from('x'));
    await expect(nowhere.size(hash)).rejects.toThrow(FileStoreError);
    await expect(nowhere.size(hash)).rejects.toThrow(
      /the bucket pictures at http:\/\/127\.0\.0\.1:1.*FILES_S3_ENDPOINT/,
    );
    const received = await nowhere.receive(stream('x'), ANY);
    await expect(received.keep()).rejects.toThrow(FileStoreError);
    expect(readdirSync(join(place, 'x'))).toEqual([]);
  });

  it('names a bucket that is not there', async () => {
    const store = new S3ContentStore({ bucket: 'missing', endpoint, prefix: '' }, join(place, 'y'));
    const received = await store.receive(stream('y'), ANY);
    await expect(received.keep()).rejects.toThrow(/the bucket missing .*NoSuchBucket/);
  });

  it('notices a service that sends something else than the part it was asked for', async () => {
    const { store } = STORES.S3();
    const hash = await put(store, Buffer.from('abc'));
    await expect(store.open(hash, { start: 0, end: 0 })).rejects.toThrow(/does not send the bytes 0-0/);
  });

  it('notices that a file is not what its key says', async () => {
    const { store } = STORES.S3();
    const spy = jest.spyOn(store, 'open').mockResolvedValue(stream('tampered'));
    jest.spyOn(store, 'size').mockResolvedValue(8);
    await expect(store.localCopy(sha256(Buffer.from('original')))).rejects.toThrow(FileDamagedError);
    expect(spy).toHaveBeenCalled();
  });
});

it('is chosen by the settings', () => {
  const none = { DATA_DIR: '/data', FILES_S3_PREFIX: '' };
  expect(contentStore(none)).toBeInstanceOf(LocalContentStore);
  expect(contentStore({ ...none, FILES_S3_BUCKET: 'pictures' })).toBeInstanceOf(S3ContentStore);
  expect(() => contentStore({ ...none, FILES_S3_ENDPOINT: endpoint })).toThrow(/FILES_S3_BUCKET/);
});
