import { mkdtempSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FileStore } from './file-store';

let place: string;
let store: FileStore;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'continuity-files-'));
  store = new FileStore(join(place, 'files'));
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

const read = async (path: string) => {
  const file = await store.open(path);
  return file && text(file);
};

it('keeps what is put, whole, under its path, and replaces what was there', async () => {
  await store.put('a/图 é.txt', 'one');
  await store.put('a/图 é.txt', 'two');
  expect(await read('a/图 é.txt')).toBe('two');
  expect(readdirSync(join(place, 'files', 'a'))).toEqual(['图 é.txt']);
  expect(await store.existing(['a/图 é.txt', 'a', 'b.txt', ''])).toEqual(new Set(['a/图 é.txt']));
});

it('has nothing while there is no folder', async () => {
  expect([await store.existing(['a']), await store.open('a')]).toEqual([new Set(), undefined]);
});

it.each(['../secret', 'a/../../secret', '/etc/hostname', 'out/secret', 'link', 'a\0b'])(
  'does not lead out of the folder: %j',
  async (path) => {
    writeFileSync(join(place, 'secret'), 'secret');
    mkdirSync(join(place, 'files'));
    symlinkSync(place, join(place, 'files', 'out'));
    symlinkSync(join(place, 'secret'), join(place, 'files', 'link'));
    expect([await store.existing([path]), await store.open(path)]).toEqual([new Set(), undefined]);
    if (path !== 'link') await expect(store.put(path, 'x')).rejects.toThrow(/file store/);
  },
);
