import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { Client } from 'pg';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { Backup } from '../../src/backup/backup';
import { BackupDamagedError, BackupError } from '../../src/backup/backup-errors';
import { BackupFile } from '../../src/backup/backup-file';
import { BackupFolder } from '../../src/backup/backup-folder';
import { checkSeal, FileSeal, UNSEALED } from '../../src/backup/file-seal';
import type { CopyProgress } from '../../src/backup/copy-progress';
import { MigratorBusyError, MigratorLock } from '../../src/migrator/run/migrator-lock';
import { onServer, ScratchDatabase } from './backup-database';

const root = mkdtempSync(join(tmpdir(), 'continuity-backup-'));
const databases: ScratchDatabase[] = [];
let folders = 0;

function newFolder(): BackupFolder {
  return new BackupFolder(join(root, `folder ${String(folders++)}`, 'of backups'));
}

async function scratch(sql?: string): Promise<ScratchDatabase> {
  const database = await ScratchDatabase.create(sql);
  databases.push(database);
  return database;
}

const verify = (path: string) => BackupFile.with(path, (file) => file.verify());

let everything: ScratchDatabase;
let whole: string;

beforeAll(async () => {
  everything = await ScratchDatabase.everything();
  databases.push(everything);
  whole = (await new Backup(everything.url).create(newFolder())).path;
});

afterAll(async () => {
  for (const database of databases) await database.drop();
  rmSync(root, { recursive: true, force: true });
});

describe('a backup', () => {
  it('is one file that its owner alone may read, named by database and time', () => {
    expect(basename(whole)).toMatch(/^continuity-backup%20[0-9a-f-]{36}-\d{8}T\d{6}Z\.zip$/);
    expect(statSync(whole).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(whole, '..'))).toEqual([basename(whole)]);
  });

  it('holds every row as a COPY text, with counts and hashes that others can check', async () => {
    const entries = await read(whole);
    const manifest = JSON.parse(entries.get('manifest.json')!.toString());
    expect([...entries.keys()].at(-1)).toBe('manifest.json');
    expect(manifest).toMatchObject({ format: 'continuity-backup', format_version: 1, encoding: 'UTF8' });
    const [counts] = await everything.sql<{ projects: number; episodes: number }>(
      'select (select count(*)::int from projects) as projects, (select count(*)::int from episodes) as episodes',
    );
    const of = (name: string) => manifest.tables.find((table: any) => table.name === name);
    expect([of('projects').rows, of('episodes').rows]).toEqual([counts!.projects, counts!.episodes]);
    expect(of('episodes').columns).toEqual(['id', 'project_id', 'ordinal', 'length']);
    for (const name of ['projects', 'episodes']) {
      const copied = entries.get(`data/public.${name}.copy`)!;
      expect(createHash('sha256').update(copied).digest('hex')).toBe(of(name).sha256);
      expect(copied.toString().split('\n').length - 1).toBe(of(name).rows);
    }
    expect(manifest.sequences).toContainEqual({ schema: 'public', name: 'Zähler', last_value: '10', is_called: true });
    expect(manifest.sequences).toContainEqual({
      schema: 'public',
      name: 'untouched',
      last_value: '42',
      is_called: false,
    });
  });

  it('says where the schema stands', async () => {
    const database = await scratch(`create table migrations (id serial primary key, timestamp bigint, name varchar);
      insert into migrations (timestamp, name) values (1, 'First1'), (2, 'Second2')`);
    const { manifest } = await new Backup(database.url).create(newFolder());
    expect(manifest.schema_position).toBe('Second2');
  });

  it('tells how far it is', async () => {
    const seen: CopyProgress[] = [];
    await new Backup(everything.url).create(newFolder(), 10, (progress) => seen.push(progress));
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(['save', 'verify']));
    expect(seen.filter(({ phase }) => phase === 'save').at(-1)?.done).toBeGreaterThan(600);
    const last = seen.at(-1)!;
    expect(last.total - last.done).toBeLessThan(100);
  });

  it('is of one moment, whoever writes meanwhile', async () => {
    const database = await scratch(`create table a (n integer); create table filler as select n, repeat('x', 500) as t
      from generate_series(1, 30000) n; create table z (n integer)`);
    const writer = new Client({ connectionString: database.url });
    await writer.connect();
    const backedUp = new AbortController();
    let written = 0;
    const writing = (async () => {
      for (; !backedUp.signal.aborted; written++)
        await writer.query(`insert into a values (${written}); insert into z values (${written})`);
    })();
    let during = 0;
    const { path } = await new Backup(database.url).create(newFolder(), 10, ({ subject }) => {
      if (subject === 'public.a') during = written;
    });
    backedUp.abort();
    await writing;
    await writer.end();
    const entries = await read(path);
    expect(entries.get('data/public.a.copy')).toEqual(entries.get('data/public.z.copy'));
    expect(written).toBeGreaterThan(during);
  });

  it('is left out by nothing but an invalid index, which it names', async () => {
    const database = await scratch('create table t (n integer); insert into t values (1), (1)');
    await expect(database.sql('create unique index concurrently broken on t (n)')).rejects.toThrow();
    const { manifest, path } = await new Backup(database.url).create(newFolder());
    expect(manifest.left_out).toEqual(['the invalid index public.broken']);
    await BackupFile.with(path, async (file) => {
      expect(JSON.stringify(await file.schema())).not.toContain('broken');
    });
  });

  it.each([
    ['create table p (n integer) partition by range (n)', 'the partitioned table public.p'],
    ['create table parent (n integer); create table child () inherits (parent)', 'the inherited table public.child'],
    ['create type span as range (subtype = integer)', 'the type public.span'],
    ['create table t (n integer); alter table t force row level security', 'row level security on public.t'],
    ['create table t (n integer); create rule r as on insert to t do instead nothing', 'the rule r on public.t'],
    ['create aggregate total (integer) (sfunc = int4pl, stype = integer)', 'the aggregate public.total(integer)'],
    ['select lo_create(4711)', 'the large object 4711'],
  ])('is refused for what it cannot hold: %s', async (sql, name) => {
    const database = await scratch(sql);
    const folder = newFolder();
    const making = new Backup(database.url).create(folder);
    await expect(making).rejects.toThrow(BackupError);
    await expect(making).rejects.toThrow(name);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('waits for a migration, and says so when that does not end', async () => {
    const folder = newFolder();
    await MigratorLock.hold(everything.url, async () => {
      await expect(new Backup(everything.url).create(folder)).rejects.toThrow(MigratorBusyError);
    });
    expect(await folder.list()).toEqual([]);
  });

  it('leaves no file when its connection is ended in the middle', async () => {
    // More than all the buffers on the way hold, so that its end cannot be there already.
    const database = await scratch(
      `create table large as select n, repeat('x', 2000) as t from generate_series(1, 60000) n`,
    );
    const folder = newFolder();
    let ended: Promise<unknown> | undefined;
    const making = new Backup(database.url).create(folder, 10, ({ phase }) => {
      if (phase === 'save')
        ended ??= onServer(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'continuity backup'`,
          [database.name],
        );
    });
    await expect(making).rejects.toThrow();
    await ended;
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('leaves no file when it is stopped', async () => {
    for (const phase of ['save', 'verify']) {
      const folder = newFolder();
      const making = new Backup(everything.url).create(folder, 10, (progress) => {
        if (progress.phase === phase) throw new Error('stop');
      });
      await expect(making).rejects.toThrow('stop');
      expect(readdirSync(folder.path)).toEqual([]);
    }
  });
});

describe('the folder', () => {
  it('keeps the newest backups of a database and all those of others', async () => {
    const folder = newFolder();
    const { path } = await new Backup(everything.url).create(folder, 3);
    const of = (database: string, day: number) =>
      join(folder.path, `continuity-${encodeURIComponent(database)}-2025010${String(day)}T000000Z.zip`);
    const others = [of('another', 1), of(`${everything.name}-20250101T000000Z`, 1), join(folder.path, 'notes.zip')];
    const older = [1, 2, 3, 4].map((day) => of(everything.name, day));
    for (const name of [...others, ...older]) writeFileSync(name, '');
    const { deleted, path: second } = await new Backup(everything.url).create(folder, 3);
    expect(deleted.sort()).toEqual(older.slice(0, 3));
    expect(readdirSync(folder.path).sort()).toEqual(
      [...others, older[3]!, path, second].map((name) => basename(name)).sort(),
    );
  });

  it('gives two backups of one second two names', async () => {
    const folder = newFolder();
    const database = await scratch();
    const made = [await new Backup(database.url).create(folder), await new Backup(database.url).create(folder)];
    expect(new Set(made.map(({ path }) => path)).size).toBe(2);
    expect(await folder.list()).toEqual(made.map(({ path }) => path).reverse());
  });

  it('loses what a killed backup left there a day ago, and nothing younger', async () => {
    const folder = newFolder();
    mkdirSync(folder.path, { recursive: true });
    const [old, young] = ['0', '1'].map((digit) =>
      join(folder.path, `.continuity-${digit.repeat(8)}-${digit.repeat(27)}.part`),
    );
    for (const path of [old!, young!]) writeFileSync(path, '');
    utimesSync(old!, 1, 1);
    const { path } = await new Backup(everything.url).create(folder);
    expect(readdirSync(folder.path).sort()).toEqual([basename(young!), basename(path)].sort());
  });

  it('is refused when it is a file, or lies in one', async () => {
    const file = join(root, 'a file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')])
      await expect(new Backup(everything.url).create(new BackupFolder(path))).rejects.toThrow(/is a file/);
  });

  it('is refused when it may not be used', async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    chmodSync(root, 0o755);
    const asRoot = process.getuid?.() === 0;
    if (asRoot) process.seteuid!(65534);
    try {
      await expect(new Backup(everything.url).create(new BackupFolder(closed))).rejects.toThrow(/may not use it/);
    } finally {
      if (asRoot) process.seteuid!(0);
    }
  });

  it('is named as full when its disk is', async () => {
    /** Every byte that is written there finds the disk full. */
    class FullFolder extends BackupFolder {
      override async create<T>(_database: string, write: (file: FileHandle, path: string) => Promise<T>) {
        const file = await open('/dev/full', 'w');
        return { path: '/dev/full', result: await write(file, '/dev/full').finally(() => file.close()) };
      }
    }
    await expect(new Backup(everything.url).create(new FullFolder(root))).rejects.toThrow(/^The disk is full/);
  });

  it('has no backups when it does not exist', async () => {
    expect(await newFolder().list()).toEqual([]);
  });
});

describe('a file that is not what was written', () => {
  const damaged = async (bytes: Buffer): Promise<void> => {
    const path = join(root, `damaged ${String(folders++)}.zip`);
    writeFileSync(path, bytes);
    await expect(verify(path)).rejects.toThrow(BackupDamagedError);
  };

  it('is found out wherever one bit has changed', async () => {
    const bytes = readFileSync(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        await damaged(flipped);
      }),
      { numRuns: 100 },
    );
  });

  it('is found out wherever it is cut off', async () => {
    const bytes = readFileSync(whole);
    for (const end of [0, 1, 70, 71, 1000, bytes.length / 2, bytes.length - 100, bytes.length - 71, bytes.length - 1])
      await damaged(bytes.subarray(0, end));
    await damaged(Buffer.concat([bytes, Buffer.from('x')]));
    await damaged(Buffer.concat([bytes, bytes]));
  });

  it('is found out when it is something else', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('hello'), 'hello.txt');
    zip.end();
    await damaged(await buffer(zip.outputStream));
    await damaged(Buffer.from('not a zip at all'.repeat(100)));
    await damaged(await sealed(new Map([['manifest.json', Buffer.from('{"format": "other"}')]])));
    await damaged(await sealed(new Map([['manifest.json', Buffer.from('no JSON')]])));
  });

  it.each<[string, (entries: Map<string, Buffer>) => void, RegExp]>([
    ['an entry is missing', (entries) => entries.delete('data/public.projects.copy'), /projects\.copy is missing/],
    ['an entry was added', (entries) => entries.set('data/public.more.copy', Buffer.from('')), /public\.more\.copy/],
    [
      'an entry was renamed',
      (entries) => {
        rename(entries, 'data/public.old.copy', 'data/public.new.copy');
      },
      /old\.copy is missing/,
    ],
    [
      'a row was changed',
      (entries) => entries.set('data/public.old.copy', Buffer.from('1\t\\N\n')),
      /old\.copy is not what/,
    ],
    [
      'the definition was changed',
      (entries) => entries.set('schema.json', Buffer.from('{}')),
      /schema\.json is not what/,
    ],
    ['it has no manifest', (entries) => entries.delete('manifest.json'), /no manifest/],
    [
      'a count was changed',
      (entries) => {
        edit(entries, (manifest) => (manifest.tables.at(-1).rows = 7777));
      },
      /is not what/,
    ],
    [
      'the manifest lacks a part',
      (entries) => {
        edit(entries, (manifest) => delete manifest.sequences);
      },
      /sequences/,
    ],
    [
      'it is of a newer format',
      (entries) => {
        edit(entries, (manifest) => (manifest.format_version = 3));
      },
      /newer version/,
    ],
  ])('is found out when %s, though it is sealed anew', async (_what, change, message) => {
    const entries = await read(whole);
    change(entries);
    const path = join(root, `changed ${String(folders++)}.zip`);
    writeFileSync(path, await sealed(entries));
    const file = await open(path);
    expect(await checkSeal(file)).toBe('whole');
    await file.close();
    await expect(verify(path)).rejects.toThrow(BackupDamagedError);
    await expect(verify(path)).rejects.toThrow(message);
  });

  it('is not called damaged when the verification is stopped', async () => {
    await BackupFile.with(whole, async (file) => {
      let read = 0;
      await file.verify((bytes) => (read += bytes));
      expect(file.bytesToVerify - read).toBe(UNSEALED.length);
      for (const moment of [1, file.size, file.bytesToVerify - 1000]) {
        read = 0;
        const stopped = file.verify((bytes) => {
          read += bytes;
          if (read >= moment) throw new Error('stop');
        });
        await expect(stopped).rejects.toThrow('stop');
      }
    });
  });

  it('is whole under any name', async () => {
    const path = join(root, 'before the upgrade');
    writeFileSync(path, readFileSync(whole));
    await verify(path);
  });

  it('is no damaged backup but a missing one, or none at all, when it cannot be read', async () => {
    await expect(verify(join(root, 'absent.zip'))).rejects.toThrow(/there is no such file/);
    await expect(verify(root)).rejects.toThrow(BackupError);
  });
});

async function read(path: string): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(readFileSync(path), { lazyEntries: true });
  const entries = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return entries;
}

async function sealed(entries: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addReadStream(Readable.from([bytes]), name);
  zip.end({ comment: UNSEALED, forceZip64Format: false });
  const path = join(root, 'sealed');
  await pipeline(zip.outputStream, new FileSeal(), createWriteStream(path));
  return readFileSync(path);
}

function rename(entries: Map<string, Buffer>, from: string, to: string): void {
  entries.set(to, entries.get(from)!);
  entries.delete(from);
}

function edit(entries: Map<string, Buffer>, change: (manifest: any) => void): void {
  const manifest = JSON.parse(entries.get('manifest.json')!.toString());
  change(manifest);
  entries.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
}
