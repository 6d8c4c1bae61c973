import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fromBufferPromise, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import {
  anyEntries,
  each,
  entriesOf,
  Kept,
  type ReadEntries,
  readTar,
  readTarGz,
  readZip,
  sha256,
} from '../../../../test/support/archives';
import { checkedName, type Entry, UnsafeNameError } from './archive-entry';
import type { ArchiveWriter } from './archive-writer';
import { TarGzWriter, tarSize, TarWriter } from './tar-writer';
import { directoryRecord, endOfDirectory, ZipWriter } from './zip-writer';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'continuity-archives-'));
});
afterAll(() => {
  rmSync(place, { recursive: true });
});

const never = new AbortController().signal;
const FORMATS: Record<
  'zip' | 'tar' | 'tar.gz',
  { writer: () => ArchiveWriter; read: (archive: Buffer) => Promise<ReadEntries> }
> = {
  zip: { writer: () => new ZipWriter(join(place, 'scratch')), read: readZip },
  tar: { writer: () => new TarWriter(), read: readTar },
  'tar.gz': { writer: () => new TarGzWriter(), read: readTarGz },
};

async function written(writer: ArchiveWriter, entries: Iterable<Entry>) {
  const output = new Kept();
  const report = await writer.write(each(entries), output, never);
  return { archive: output.bytes(), report };
}

describe.each(Object.entries(FORMATS))('%s', (format, { writer, read }) => {
  it('gives back what went in, in its order, and reports what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, async (entries) => {
        const { archive, report } = await written(writer(), entriesOf(entries));
        expect(await read(archive)).toEqual(entries);
        expect(report).toMatchObject({ count: entries.length, bytes: archive.length });
      }),
      { numRuns: 100 },
    );
  });

  it('is the same again, byte for byte', async () => {
    const [entries] = fc.sample(
      anyEntries.filter(({ length }) => length > 5),
      { numRuns: 1, seed: 1 },
    );
    const first = await written(writer(), entriesOf(entries ?? []));
    const second = await written(writer(), entriesOf(entries ?? []));
    expect(second.archive.equals(first.archive)).toBe(true);
    expect(second.report).toEqual(first.report);
    if (format !== 'tar.gz') return;
    const tar = await buffer(Readable.from([first.archive]).pipe(createGunzip()));
    expect(first.report.tarSha256).toBe(sha256(tar));
    // RFC 1952: no time, no name, system unknown.
    expect([...first.archive.subarray(0, 4), ...first.archive.subarray(4, 8), first.archive[9]]).toEqual([
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 255,
    ]);
  });

  it.each([
    ['fewer', 5, 'three'.slice(0, 3)],
    ['more', 5, 'three and more'],
  ])('refuses a body of %s bytes than were announced', async (_what, size, body) => {
    for (const given of [() => Buffer.from(body), () => Readable.from([Buffer.from(body)])])
      await expect(written(writer(), [{ name: 'a', size, body: given }])).rejects.toThrow(/^a has .* 5 bytes/);
  });

  it('passes on what entries, a body, or the output fail with, and lets go of the rest', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('disk gone'));
      },
    });
    await expect(written(writer(), [{ name: 'a', size: 5, body: () => broken }])).rejects.toThrow('disk gone');
    async function* failing(): AsyncGenerator<Entry> {
      yield await Promise.resolve({ name: 'a', size: 1, body: () => Buffer.from('a') });
      throw new Error('database gone');
    }
    await expect(writer().write(failing(), new Kept(), never)).rejects.toThrow('database gone');

    const endless = endlessBody();
    const full = new Writable({
      write(_piece, _encoding, done) {
        done(new Error('disk full'));
      },
    });
    await expect(writer().write(each([endless.entry]), full, never)).rejects.toThrow('disk full');
    expect([endless.held(), endless.given < 10_000_000]).toEqual([false, true]);

    const stuck = new Readable({ read: () => undefined });
    const gone = new Kept();
    const body = () => {
      setImmediate(() => gone.destroy(new Error('client gone')));
      return stuck;
    };
    await expect(writer().write(each([{ name: 'a', size: 5, body }]), gone, never)).rejects.toThrow('client gone');
    expect(stuck.destroyed).toBe(true);
  });

  it('stops when it is told to, also while a body gives nothing', async () => {
    const stuck = new Readable({ read: () => undefined });
    const abort = new AbortController();
    const output = new Kept();
    const body = () => {
      setImmediate(() => {
        abort.abort(new Error('cancelled'));
      });
      return stuck;
    };
    await expect(writer().write(each([{ name: 'a', size: 5, body }]), output, abort.signal)).rejects.toThrow(
      'cancelled',
    );
    expect([stuck.destroyed, output.destroyed]).toEqual([true, true]);
    await expect(writer().write(each([]), new Kept(), abort.signal)).rejects.toThrow('cancelled');
  });

  it('takes no name that leads elsewhere', async () => {
    await expect(written(writer(), [{ name: '../a', size: 0, body: () => Buffer.alloc(0) }])).rejects.toThrow(
      UnsafeNameError,
    );
  });

  it('holds as little of 5,000 entries as of 500, and reads no faster than is taken', async () => {
    const few = await ahead(writer(), 500);
    const many = await ahead(writer(), 5_000);
    expect([few.bodiesAtOnce, many.bodiesAtOnce]).toEqual([1, 1]);
    // Entries of 1,000 bytes: what streams and gzip hold of any number of them.
    expect(few.entries).toBeLessThan(200);
    expect(many.entries).toBeLessThan(200);
    expect(readdirSync(join(place, 'scratch'))).toEqual([]);
  });
});

/** A body that never ends, and how much of it was taken. */
function endlessBody() {
  let opened = false;
  const state = { given: 0 };
  const body = new Readable({
    read() {
      state.given += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  const open = () => {
    opened = true;
    return body;
  };
  return {
    entry: { name: 'endless', size: 1e12, body: open },
    held: () => opened && !body.destroyed,
    get given() {
      return state.given;
    },
  };
}

/** Writes so many entries to an output that takes its time; counts how many were begun and not yet taken. */
async function ahead(writer: ArchiveWriter, count: number) {
  const size = 1000;
  const noise = randomBytes(1_000_000);
  const begun: number[] = [];
  const taken: number[] = [];
  let bytes = 0;
  let entries = 0;
  let open = 0;
  let bodiesAtOnce = 0;
  const output = new Writable({
    highWaterMark: 16_384,
    write(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      begun.push(entries);
      taken.push(bytes);
      if (begun.length % 16 === 0) setImmediate(done);
      else done();
    },
  });
  async function* each(): AsyncGenerator<Entry> {
    for (; entries < count; entries++)
      yield await Promise.resolve({
        name: `images/${String(entries).padStart(6, '0')}.jpg`,
        size,
        body: () => {
          bodiesAtOnce = Math.max(bodiesAtOnce, ++open);
          const start = (entries * 7919) % 999_000;
          const body = Readable.from([noise.subarray(start, start + size)]);
          body.on('end', () => open--);
          return body;
        },
      });
  }
  await writer.write(each(), output, never);
  // Up to the last entry; a zip file's directory comes after it.
  const last = begun.findIndex((number) => number >= count - 1);
  const bytesAnEntry = (taken[last] ?? 0) / count;
  const behind = begun.slice(0, last).map((number, index) => number - (taken[index] ?? 0) / bytesAnEntry);
  return { bodiesAtOnce, entries: behind.reduce((most, number) => Math.max(most, number), 0) };
}

describe('a name in an archive', () => {
  it.each([
    '',
    '/etc/passwd',
    'a//b',
    '..',
    'a/../b',
    './a',
    'a/',
    'C:/a',
    'a\\b',
    'a\0b',
    'a\nb',
    'a?',
    'a*b',
    'a|b',
    '<a>',
    '"a"',
    'a.',
    'a ',
    'a /b',
    'CON',
    'nul.jpg',
    'images/com1.png',
    'a'.repeat(256),
    '长'.repeat(86),
    `${'a'.repeat(200)}/`.repeat(20) + 'a',
    '\ud800',
  ])('is refused: %j', (name) => {
    expect(() => checkedName(name)).toThrow(UnsafeNameError);
  });

  it.each([
    'a',
    'images/train/000000001-abcdef12.jpg',
    '图/e\u0301/👩‍👧.jpg',
    '.hidden',
    'a..b',
    'console',
    'a'.repeat(255),
  ])('is taken: %j', (name) => {
    expect(checkedName(name)).toBe(name);
  });
});

describe('on another machine', () => {
  /** Writes the same entries in a process of its own, and prints the hashes. */
  const SCRIPT = `
    const { transformFileSync } = require('@swc/core');
    require.extensions['.ts'] = (module, path) => module._compile(
      transformFileSync(path, { module: { type: 'commonjs' }, jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }).code, path);
    process.umask(Number(process.argv[2]));
    const { ZipWriter } = require('./zip-writer.ts');
    const { TarWriter, TarGzWriter } = require('./tar-writer.ts');
    const { Writable } = require('node:stream');
    async function* entries() {
      for (const name of ['b.jpg', '图/e\\u0301.jpg', 'n'.repeat(200)]) yield { name, size: 3, body: () => Buffer.from('abc') };
    }
    (async () => {
      const hashes = [String(new Date(0).getHours())];
      for (const writer of [new ZipWriter(process.argv[1]), new TarWriter(), new TarGzWriter()]) {
        const hash = require('node:crypto').createHash('sha256');
        const output = new Writable({ write: (piece, encoding, done) => { hash.update(piece); done(); } });
        const { tarSha256 } = await writer.write(entries(), output, new AbortController().signal);
        hashes.push(tarSha256 ?? hash.digest('hex'));
      }
      process.stdout.write(JSON.stringify(hashes));
    })();`;
  const hashesIn = (TZ: string, umask: number) =>
    JSON.parse(
      execFileSync(process.execPath, ['-e', SCRIPT, join(place, 'child'), String(umask)], {
        cwd: __dirname,
        env: { ...process.env, TZ, LANG: umask === 0 ? 'C' : 'de_DE.UTF-8' },
        encoding: 'utf8',
      }),
    ) as string[];

  it('in another time zone, under another umask, the same bytes are written', () => {
    const [here, ...first] = hashesIn('Asia/Kathmandu', 0);
    const [there, ...second] = hashesIn('America/St_Johns', 0o077);
    expect(here).not.toBe(there);
    expect(first).toHaveLength(3);
    expect(second).toEqual(first);
  });
});

describe('tar', () => {
  it('says the same of every file: nobody’s, readable, of no time', async () => {
    const { archive } = await written(new TarWriter(), entriesOf([{ name: '图', body: Buffer.from('x') }]));
    for await (const entry of Readable.from([archive]).pipe(extract())) {
      expect(entry.header).toMatchObject({ uid: 0, gid: 0, uname: '', gname: '', mode: 0o644, name: '图' });
      expect(Number(entry.header.mtime)).toBe(Date.UTC(1980, 0, 1));
      entry.resume();
    }
  });

  it('tells sizes that eleven octal digits do not hold', async () => {
    const size = 9 * 1024 ** 3;
    const head: Buffer[] = [];
    const enough = new AbortController();
    const output = new Writable({
      write(piece: Buffer, _encoding, done) {
        head.push(piece);
        if (head.length === 1) enough.abort();
        done();
      },
    });
    const stuck = new Readable({ read: () => undefined });
    const entry = { name: `${'long/'.repeat(30)}图`, size, body: () => stuck };
    await expect(new TarWriter().write(each([entry]), output, enough.signal)).rejects.toThrow('aborted');
    const found = await new Promise((resolve) => {
      const reader = extract();
      reader.on('entry', ({ name, size: read }) => {
        resolve([name, read]);
      });
      reader.write(Buffer.concat(head));
    });
    expect(found).toEqual([entry.name, size]);
  });

  it('is as long as was foretold', async () => {
    for (const sizes of [[], [0], [1], [511, 512, 513], [100_000]]) {
      const read = sizes.map((size, index) => ({ name: `${String(index)}.jpg`, body: Buffer.alloc(size) }));
      const { archive } = await written(new TarWriter(), entriesOf(read));
      expect(tarSize(entriesOf(read))).toBe(archive.length);
    }
  });
});

describe('zip', () => {
  it('holds files that are larger than what is read first', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 'picture');
    const entries = [
      {
        name: 'large',
        size: large.length,
        body: () => Readable.from([large.subarray(0, 70_000), large.subarray(70_000)]),
      },
      { name: 'small', size: 1, body: () => Buffer.from('x') },
    ];
    const { archive } = await written(new ZipWriter(join(place, 'scratch')), entries);
    const read = (await readZip(archive)).map(({ name, body }) => [name, sha256(body)]);
    expect(read).toEqual([
      ['large', sha256(large)],
      ['small', sha256('x')],
    ]);
  });

  it('stores, and says one time for all files', async () => {
    const { archive } = await written(
      new ZipWriter(place),
      entriesOf([{ name: 'a', body: Buffer.from('aaaaaaaaaaaa') }]),
    );
    const zip = await fromBufferPromise(archive);
    for await (const entry of zip.eachEntry())
      expect(entry).toMatchObject({
        compressionMethod: 0,
        compressedSize: 12,
        lastModFileDate: 0x21,
        lastModFileTime: 0,
        externalFileAttributes: 0o100644 * 0x10000,
      });
  });

  it('counts more entries than 16 bits do', async () => {
    const count = 66_000;
    const one = directoryRecord({ name: Buffer.from('a'), size: 0, checksum: 0, offset: 0 });
    const directory = Buffer.concat(Array.from({ length: count }, () => one));
    const zip = await fromBufferPromise(Buffer.concat([directory, endOfDirectory(count, directory.length, 0)]));
    expect(zip.entryCount).toBe(count);
  });

  it('goes on beyond 4 GiB, where numbers do not fit into 32 bits', async () => {
    const FAR = 5 * 1024 ** 3;
    const { archive } = await written(new ZipWriter(place), entriesOf([{ name: 'far', body: Buffer.from('there') }]));
    // The header and the body of that one, as if 5 GiB stood before them.
    const local = archive.subarray(0, 30 + 3 + 5);
    const record = { name: Buffer.from('far'), size: 5, checksum: archive.readUInt32LE(14), offset: FAR };
    const huge = { name: Buffer.from('huge'), size: FAR - 100, checksum: 7, offset: 0 };
    const directory = Buffer.concat([directoryRecord(huge), directoryRecord(record)]);
    const rest = Buffer.concat([local, directory, endOfDirectory(2, directory.length, FAR + local.length)]);
    class Sparse extends RandomAccessReader {
      override _readStreamForRange(start: number, end: number): Readable {
        const bytes = Buffer.alloc(end - start);
        rest.copy(bytes, Math.max(0, FAR - start), Math.max(0, start - FAR), Math.max(0, end - FAR));
        return Readable.from([bytes]);
      }
    }
    const zip = await fromRandomAccessReaderPromise(new Sparse(), FAR + rest.length, { autoClose: false });
    const found: [string, number, string][] = [];
    for await (const entry of zip.eachEntry()) {
      const body = entry.fileName === 'far' ? await buffer(await zip.openReadStreamPromise(entry)) : '';
      found.push([entry.fileName, entry.uncompressedSize, String(body)]);
    }
    expect(found).toEqual([
      ['huge', FAR - 100, ''],
      ['far', 5, 'there'],
    ]);
  });
});

describe('the programs that people have', () => {
  const has = (program: string) => spawnSync(program, ['--help']).error === undefined;
  const read: ReadEntries = [
    { name: '图片/e\u0301te\u0301/👩‍👧.jpg', body: Buffer.from('one') },
    { name: `${'long'.repeat(60)}/${'长'.repeat(80)}.jpg`, body: Buffer.alloc(5_000_000, 'two') },
    { name: 'empty', body: Buffer.alloc(0) },
  ];
  const programs: [
    format: 'zip' | 'tar' | 'tar.gz',
    program: string,
    args: (path: string) => string[],
    said: RegExp,
  ][] = [
    ['zip', 'unzip', (path) => ['-t', path], /No errors detected/],
    ['tar', 'tar', (path) => ['-tf', path], /empty/],
    ['tar.gz', 'tar', (path) => ['-tzf', path], /empty/],
  ];

  it.each(programs)('%s: %s finds nothing wrong', async (format, program, args, said) => {
    if (!has(program)) {
      console.warn(`${program} is not installed here, so it was not asked.`);
      return;
    }
    const path = join(place, `opened.${format}`);
    await FORMATS[format].writer().write(each(entriesOf(read)), createWriteStream(path), never);
    const answer = spawnSync(program, args(path), { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    expect([answer.status, answer.stdout]).toEqual([0, expect.stringMatching(said)]);
    expect((await buffer(createReadStream(path))).length).toBeGreaterThan(0);
    rmSync(path);
  });
});
