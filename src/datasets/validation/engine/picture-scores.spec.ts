import sharp, { type Sharp } from 'sharp';
import { FLAWS, flat, numbersOf, photo, photographs } from '../../../../test/support/pictures';
import { SCORED_EDGE, pictureScores } from './picture-scores';
import { GREYEST, RULES_OF_LEVEL } from './rules';

async function scored(picture: Sharp) {
  const bytes = await picture.png({ compressionLevel: 1 }).toBuffer();
  const small = sharp(bytes).resize(SCORED_EDGE, SCORED_EDGE, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await small.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return pictureScores({ data, width: info.width, height: info.height });
}

const { dark, bright, low_information, blurred } = RULES_OF_LEVEL.strict;
const LEAST = { dark, bright, low_information, blurred, grey: GREYEST } as Record<keyof typeof FLAWS, number>;
const NAMES = Object.keys(FLAWS) as (keyof typeof FLAWS)[];

describe('the scores of a picture', () => {
  it('are good for a good picture', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const scores = await scored(photo(seed));
      for (const name of NAMES) expect([name, scores[name] >= LEAST[name]]).toEqual([name, true]);
    }
  });

  it.each(NAMES)('tell that it is %s', async (name) => {
    for (let seed = 0; seed < 4; seed++) {
      const scores = await scored(FLAWS[name](photo(seed), 400));
      expect(scores[name]).toBeLessThan(LEAST[name]);
    }
  });

  it('do not depend on how large it is', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const large = photo(seed, 800, 600);
      const [one, half] = [
        await scored(large.clone()),
        await scored(sharp(await large.resize(400).png({ compressionLevel: 1 }).toBuffer())),
      ];
      for (const name of NAMES) expect(Math.abs(one[name] - half[name])).toBeLessThan(0.05);
    }
  });

  it('call a blurred picture blurred although it is grainy', async () => {
    const next = numbersOf(1);
    const blurredOne = await FLAWS.blurred(photo(3, 600, 450), 600)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const grainy = blurredOne.data.map((value) => Math.max(0, Math.min(255, value + 20 * (next() - 0.5))));
    const scores = await scored(sharp(grainy, { raw: { width: 600, height: 450, channels: 3 } }));
    expect(scores.blurred).toBeLessThan(LEAST.blurred);
  });

  it('say nothing of the edges of a picture that has none', async () => {
    const scores = await scored(flat(1));
    expect(scores.blurred).toBe(1);
    expect(scores.low_information).toBe(0);
  });

  it('are numbers from 0 to 1 for pictures of any size', () => {
    for (const [width, height] of [
      [1, 1],
      [2, 200],
      [256, 1],
      [5, 5],
    ] as const) {
      const data = new Uint8Array(width * height * 3).map((_, at) => (at * 37) % 256);
      for (const value of Object.values(pictureScores({ data, width, height }))) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });
});

const PHOTOGRAPHS = photographs();
const EDGE = 400;

(PHOTOGRAPHS.length > 0 ? describe : describe.skip)(
  'the scores of real photographs (skipped where Debian’s mate-backgrounds is not installed)',
  () => {
    it('find each flaw in 9 of 10, and hardly blame a good one', async () => {
      const originals = await Promise.all(
        PHOTOGRAPHS.map((path) =>
          sharp(path).resize(EDGE, EDGE, { fit: 'inside' }).png({ compressionLevel: 1 }).toBuffer(),
        ),
      );
      const found: Record<string, number> = {};
      const blamed: Record<string, number> = {};
      for (const original of originals) {
        const good = await scored(sharp(original));
        for (const name of NAMES) {
          const flawed = await scored(FLAWS[name](sharp(original), EDGE));
          found[name] = (found[name] ?? 0) + Number(flawed[name] < LEAST[name]);
          blamed[name] = (blamed[name] ?? 0) + Number(good[name] < LEAST[name]);
        }
      }
      for (const name of NAMES) {
        expect([name, (found[name] ?? NaN) / originals.length >= 0.9]).toEqual([name, true]);
        expect([name, (blamed[name] ?? NaN) / originals.length <= 0.1]).toEqual([name, true]);
      }
    });
  },
);
