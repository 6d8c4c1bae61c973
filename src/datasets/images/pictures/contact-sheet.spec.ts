import { join } from 'node:path';
import sharp from 'sharp';
import { NO_PICTURES, encoded, flat, photo, truncated } from '../../../../test/support/pictures';
import { DecoderPool } from '../../validation/engine';
import { type Tile, contactSheet } from './contact-sheet';

let pool: DecoderPool;

beforeAll(() => {
  pool = new DecoderPool({ processes: 2 });
});

afterAll(() => pool.close());

/** The colour at a point of a sheet. */
async function look(sheet: Buffer) {
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  return {
    ...info,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

const near = (found: readonly number[], wanted: readonly number[]) =>
  found.every((value, at) => Math.abs(value - (wanted[at] ?? NaN)) < 24);

describe('a contact sheet', () => {
  it('shows each picture in its place', async () => {
    const colours = { red: [200, 30, 30], green: [30, 160, 30], blue: [30, 30, 200] } as const;
    const tiles = await Promise.all(
      Object.entries(colours).map(async ([label, [r, g, b]]) => {
        const create = { width: 300, height: 300, channels: 3 as const, background: { r, g, b } };
        return { picture: await sharp({ create }).png().toBuffer(), label };
      }),
    );
    const sheet = await look(await contactSheet(pool, tiles, { columns: 2, tile: 100 }));
    expect(sheet).toMatchObject({ format: 'raw', width: 2 * 108 + 8, height: 2 * 121 + 8 });
    expect(near(sheet.at(58, 58), colours.red)).toBe(true);
    expect(near(sheet.at(166, 58), colours.green)).toBe(true);
    expect(near(sheet.at(58, 179), colours.blue)).toBe(true);
    expect(near(sheet.at(166, 179), [255, 255, 255])).toBe(true);
  });

  it('marks what is bad, and has a grey tile where there is nothing to show', async () => {
    const release = jest.fn(() => Promise.resolve());
    const tiles: Tile[] = [
      { picture: await encoded(flat(1), 'png'), label: 'good' },
      { picture: truncated(await encoded(photo(1), 'jpeg')), label: 'half', bad: 'damaged' },
      { picture: NO_PICTURES.html ?? null, label: 'not', bad: 'unsupported' },
      { picture: null, label: 'none' },
      { picture: join(__dirname, 'no-such-file.jpg'), label: 'gone' },
      { picture: async () => ({ source: await encoded(flat(2), 'png'), release }), label: 'fetched' },
    ];
    const sheet = await look(await contactSheet(pool, tiles, { columns: 6, tile: 100 }));
    const frame = (place: number) => near(sheet.at(8 + place * 108 + 2, 30), [198, 40, 40]);
    expect([0, 1, 2, 3, 4, 5].map(frame)).toEqual([false, true, true, false, false, false]);
    const grey = (place: number) => near(sheet.at(8 + place * 108 + 50, 30), [189, 189, 189]);
    expect([0, 1, 2, 3, 4, 5].map(grey)).toEqual([false, false, true, true, true, false]);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('writes any label, and never past its tile', async () => {
    const labels = ['<&>"\'', 'Ä é ﬁ', '日本語', '\0\u202e', 'x'.repeat(500), ''];
    const tiles = labels.map((label) => ({ picture: null, label, bad: label }));
    const sheet = await look(await contactSheet(pool, tiles, { columns: 6, tile: 60 }));
    for (let gap = 0; gap < 7; gap++)
      for (let y = 0; y < sheet.height; y++) expect(near(sheet.at(gap * 68 + 4, y), [255, 255, 255])).toBe(true);
  });

  it('has at most a hundred tiles', async () => {
    const tiles = Array.from({ length: 101 }, (_, at) => ({ picture: null, label: String(at) }));
    await expect(contactSheet(pool, tiles)).rejects.toThrow(RangeError);
    await expect(contactSheet(pool, [])).rejects.toThrow(RangeError);
    const { width, height } = await look(await contactSheet(pool, tiles.slice(1)));
    expect([width, height]).toEqual([10 * 158 + 8, 10 * 171 + 8]);
  });
});
