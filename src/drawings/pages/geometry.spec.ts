import fc from 'fast-check';
import {
  type Box,
  type PageFrame,
  boxFromPicture,
  boxToPicture,
  fromFile,
  fromPicture,
  shownSize,
  toPicture,
} from './geometry';

const length = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const frame: fc.Arbitrary<PageFrame> = fc.record({
  width: length,
  height: length,
  rotation: fc.constantFrom(0, 90, 180, 270),
});
const size = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) });
const part = fc.double({ min: 0, max: 1, noNaN: true });
const boxIn = ({ width, height }: { width: number; height: number }): fc.Arbitrary<Box> =>
  fc.tuple(part, part, part, part).map(([a, b, c, d]) => ({
    x: Math.min(a, b) * width,
    y: Math.min(c, d) * height,
    width: Math.abs(a - b) * width,
    height: Math.abs(c - d) * height,
  }));

const close = (a: number, b: number, scale: number) => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, scale));
};

describe('places of a page', () => {
  it('come back from a picture as they went', () => {
    fc.assert(
      fc.property(frame, size, part, part, (page, picture, x, y) => {
        const place = { x: x * page.width, y: y * page.height };
        const back = fromPicture(page, picture, toPicture(page, picture, place));
        close(back.x, place.x, page.width);
        close(back.y, place.y, page.height);
      }),
      { numRuns: 500 },
    );
  });

  it('of a picture come back from the page as they went', () => {
    fc.assert(
      fc.property(frame, size, part, part, (page, picture, x, y) => {
        const place = { x: x * picture.width, y: y * picture.height };
        const back = toPicture(page, picture, fromPicture(page, picture, place));
        close(back.x, place.x, picture.width);
        close(back.y, place.y, picture.height);
      }),
      { numRuns: 500 },
    );
  });

  it('are where a viewer shows them', () => {
    const page = (rotation: PageFrame['rotation']) => ({ width: 100, height: 50, rotation });
    const at = { x: 10, y: 5 };
    const shown = ([0, 90, 180, 270] as const).map((rotation) =>
      toPicture(page(rotation), shownSize(page(rotation)), at),
    );
    expect(shown).toEqual([
      { x: 10, y: 5 },
      { x: 45, y: 10 },
      { x: 90, y: 45 },
      { x: 5, y: 90 },
    ]);
  });

  it('that a PDF names are counted from its crop box, downwards', () => {
    expect(fromFile({ crop_box: [-20, 30, 80, 130] }, { x: -10, y: 100 })).toEqual({ x: 10, y: 30 });
  });
});

describe('boxes of a page', () => {
  const cases = frame.chain((page) => fc.tuple(fc.constant(page), size, boxIn(page)));

  it('stay upright, inside, and of the same part of the page', () => {
    fc.assert(
      fc.property(cases, ([page, picture, box]) => {
        const seen = boxToPicture(page, picture, box);
        expect(seen.width).toBeGreaterThanOrEqual(0);
        expect(seen.height).toBeGreaterThanOrEqual(0);
        expect(Math.min(seen.x, seen.y)).toBeGreaterThanOrEqual(-1e-9 * Math.max(picture.width, picture.height));
        expect(seen.x + seen.width).toBeLessThanOrEqual(picture.width * (1 + 1e-9));
        expect(seen.y + seen.height).toBeLessThanOrEqual(picture.height * (1 + 1e-9));
        const shares = [
          (seen.width * seen.height) / (picture.width * picture.height),
          (box.width * box.height) / (page.width * page.height),
        ] as const;
        close(...shares, 1);
      }),
      { numRuns: 500 },
    );
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(cases, ([page, picture, box]) => {
        const back = boxFromPicture(page, picture, boxToPicture(page, picture, box));
        for (const key of ['x', 'y', 'width', 'height'] as const)
          close(back[key], box[key], Math.max(page.width, page.height));
      }),
      { numRuns: 500 },
    );
  });
});
