import sharp from 'sharp';
import { COPIES, flat, mirrored, photo, photographs } from '../../../../test/support/pictures';
import { hammingDistance, hashOf } from './hash-distance';
import { type PerceptualHash, perceptualHash } from './perceptual-hash';
import { lumaOf } from './pixels';
import { RULES_OF_LEVEL } from './rules';

async function hashed(picture: Buffer): Promise<Required<PerceptualHash>> {
  const small = sharp(picture).resize(256, 256, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await small.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return perceptualHash(lumaOf({ data, ...info }), true) as Required<PerceptualHash>;
}

const apart = (a: string, b: string) => hammingDistance(hashOf(a), hashOf(b));

const MIN_QUALITY = RULES_OF_LEVEL.standard.near_duplicates?.min_quality ?? NaN;

/** The same eight, made of pixels. */
const VARIANTS: ((picture: sharp.Sharp) => sharp.Sharp)[] = [0, 1, 2, 3, 4, 5, 6, 7].map((place) => (picture) => {
  // sharp mirrors before it turns; a quarter turn to the right after a flip is the mirror image along the diagonal.
  const upright = picture.flop((place & 1) !== 0).flip(((place & 2) !== 0) !== ((place & 4) !== 0));
  return place & 4 ? upright.rotate(90) : upright;
});

describe('the hash of a picture', () => {
  it.each(Object.entries(COPIES))('is that of its copy which was %s, but for a few bits', async (_, make) => {
    for (let seed = 0; seed < 3; seed++) {
      const original = await photo(seed).png().toBuffer();
      const [a, b] = [await hashed(original), await hashed(await make(original))];
      expect(a.quality).toBeGreaterThan(MIN_QUALITY);
      expect(apart(a.value, b.value)).toBeLessThanOrEqual(10);
    }
  });

  it('is far from that of any other picture', async () => {
    const hashes = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => hashed(await photo(seed, 160, 120).png().toBuffer())),
    );
    const distances = hashes.flatMap((a, i) => hashes.slice(0, i).map((b) => apart(a.value, b.value)));
    expect(Math.min(...distances)).toBeGreaterThan(10);
  });

  it('comes with those of its mirrored and rotated pictures', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const original = await photo(seed, 200, 200).png().toBuffer();
      const { value, variants } = await hashed(original);
      expect(variants[0]).toBe(value);
      expect(new Set(variants).size).toBe(8);
      for (const [place, make] of VARIANTS.entries()) {
        const made = await hashed(await make(sharp(original)).png().toBuffer());
        expect([place, apart(made.value, variants[place] ?? '') <= 2]).toEqual([place, true]);
      }
    }
  });

  it('says that it is worth nothing when the picture is flat', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const { quality } = await hashed(await flat(seed).jpeg({ quality: 50 }).toBuffer());
      expect(quality).toBe(0);
    }
  });

  it('says that it is worth little when the picture is flat but for its grain, or a smooth shade', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const grain = await photo(seed, 80, 60).linear(0.02, 100).jpeg().toBuffer();
      expect((await hashed(grain)).quality).toBeLessThan(MIN_QUALITY);
    }
    const shade = Buffer.from(Array.from({ length: 256 * 256 }, (_, at) => at % 256));
    const { quality } = await hashed(
      await sharp(shade, { raw: { width: 256, height: 256, channels: 1 } })
        .png()
        .toBuffer(),
    );
    expect(quality).toBeLessThan(MIN_QUALITY);
  });

  it('is given for pictures of any size', () => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [1, 256],
      [256, 1],
      [33, 31],
    ] as const) {
      const data = new Uint8Array(width * height * 3).map((_, at) => (at * 37) % 256);
      expect(perceptualHash(lumaOf({ data, width, height })).value).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});

const PHOTOGRAPHS = photographs();

(PHOTOGRAPHS.length > 0 ? describe : describe.skip)(
  'the hash of real photographs (skipped where Debian’s mate-backgrounds is not installed)',
  () => {
    it('is near to that of each copy and mirrored picture, and far from that of each other photograph', async () => {
      const originals = await Promise.all(
        PHOTOGRAPHS.map((path) => sharp(path).resize(600, 600, { fit: 'inside' }).png().toBuffer()),
      );
      const hashes: Required<PerceptualHash>[] = [];
      for (const original of originals) {
        const hash = await hashed(original);
        expect(hash.quality).toBeGreaterThan(MIN_QUALITY);
        for (const [kind, make] of Object.entries(COPIES)) {
          const copy = await hashed(await make(original));
          expect([kind, apart(hash.value, copy.value) <= 10]).toEqual([kind, true]);
        }
        expect(apart((await hashed(await mirrored(original))).value, hash.variants[1] ?? '')).toBeLessThanOrEqual(4);
        for (const other of hashes)
          for (const variant of other.variants) expect(apart(hash.value, variant)).toBeGreaterThan(10);
        hashes.push(hash);
      }
    });
  },
);
