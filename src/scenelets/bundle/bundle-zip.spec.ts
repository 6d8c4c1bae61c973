import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { zipBundle } from './bundle-zip';
import type { Bundle } from './story-bundle';

const bundle = (...names: string[]): Bundle => ({
  document: {
    metadata: { storyId: 's', title: 's', exportedAt: '' },
    rootSceneletId: 'r',
    scenelets: [],
    music: { cues: [], sceneletCueMap: {} },
  },
  assets: names.map((name) => ({ from: name, to: `assets/${name}` })),
  warnings: [],
});

it('reads one file after the other', async () => {
  const read = new Set<Readable>();
  let most = 0;
  const zip = zipBundle(bundle('a', 'b', 'c'), (path) => {
    const file = Readable.from([Buffer.from(path)]);
    read.add(file);
    file.once('end', () => read.delete(file));
    most = Math.max(most, read.size);
    return Promise.resolve(file);
  });
  const bytes = await buffer(zip);
  for (const name of ['story.json', 'assets/a', 'assets/b', 'assets/c']) expect(bytes.includes(name)).toBe(true);
  expect([most, read.size]).toEqual([1, 0]);
});

it('closes the file that it reads when it is destroyed', async () => {
  const file = new PassThrough();
  const zip = zipBundle(bundle('a', 'b'), () => Promise.resolve(file));
  file.write('begun');
  while (!file.readableFlowing) await new Promise((next) => setImmediate(next));
  zip.destroy();
  await closed(file);
});

it('closes a file that comes after it was destroyed', async () => {
  const file = new PassThrough();
  let give: ((file: Readable) => void) | undefined;
  const zip = zipBundle(bundle('a'), () => new Promise((resolve) => (give = resolve)));
  while (!give) await new Promise((next) => setImmediate(next));
  zip.destroy();
  give(file);
  await closed(file);
});

it.each<[string, () => Promise<Readable | undefined>, RegExp]>([
  ['has gone', () => Promise.resolve(undefined), /a has gone from the file store/],
  ['cannot be opened', () => Promise.reject(new Error('EMFILE')), /EMFILE/],
  [
    'cannot be read',
    () =>
      Promise.resolve(
        new Readable({
          read() {
            this.destroy(new Error('EIO'));
          },
        }),
      ),
    /EIO/,
  ],
])('breaks off where a file %s', async (_what, open, error) => {
  await expect(buffer(zipBundle(bundle('a'), open))).rejects.toThrow(error);
});

function closed(file: Readable): Promise<unknown> | undefined {
  return file.closed ? undefined : new Promise((resolve) => file.once('close', resolve));
}
