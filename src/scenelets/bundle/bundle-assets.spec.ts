import fc from 'fast-check';
import { BundleAssets, FileNames } from './bundle-assets';

const namesFor = (...called: string[]) => {
  const names = new FileNames();
  return called.map((one) => names.nameFor(one));
};

it('names files after what they are called, and no two alike', () => {
  expect(namesFor('Calm', 'calm', 'calm_2', 'CALM', 'Fog / rain', '..', '情況')).toEqual([
    'Calm',
    'calm_2',
    'calm_2_2',
    'CALM_3',
    'Fog_rain',
    '_',
    '情況',
  ]);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom('a', 'A', 'a_2', 'a_2_2', 'é', 'É'), fc.string())), (called) => {
      const names = namesFor(...called.filter((one) => one.trim() !== ''));
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    }),
  );
});

it('keeps names short enough for every file system, and characters whole', () => {
  for (const name of namesFor('𠀀'.repeat(300), '𠀀'.repeat(300))) {
    expect(Buffer.byteLength(name)).toBeLessThan(240);
    expect(name.isWellFormed()).toBe(true);
  }
});

it('counts on where many are called the same', () => {
  const names = new FileNames();
  let last = '';
  for (let times = 0; times < 200_000; times++) last = names.nameFor('same name');
  expect(last).toBe('same_name_200000');
});

it('takes what is there, keeps addresses, and leaves out the rest', () => {
  const assets = new BundleAssets((path) => path.startsWith('there'));
  const taken = ['there/a.JPG', 'there/b', 'there/c.x y', 'gone.png', 'https://example.org/d.png', null].map(
    (path, index) => assets.take(path, `to/${String(index)}`, '.png'),
  );
  expect(taken).toEqual(['to/0.jpg', 'to/1.png', 'to/2.png', null, 'https://example.org/d.png', null]);
  expect(assets.taken).toEqual([
    { from: 'there/a.JPG', to: 'to/0.jpg' },
    { from: 'there/b', to: 'to/1.png' },
    { from: 'there/c.x y', to: 'to/2.png' },
  ]);
});
