import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { compressedPdf, filled, pdf } from '../../../test/support/pdfs';
import { areaOfTile, zoomOf } from './areas';
import { boxToPicture, fromFile, shownSize, type Box } from './geometry';
import { PageFailure, type DrawingType, type PageFacts } from './page-facts';
import { PageRenderer } from './page-renderer';

let folder: string;
let renderer: PageRenderer;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-pages-'));
  renderer = new PageRenderer();
});

afterAll(async () => {
  await renderer.onApplicationShutdown();
  await rm(folder, { recursive: true });
});

async function file(bytes: Buffer, content_type: DrawingType = 'application/pdf') {
  const path = join(folder, String((files += 1)));
  await writeFile(path, bytes);
  return { path, content_type };
}

async function firstPage(given: { path: string; content_type: DrawingType }): Promise<PageFacts> {
  const [page] = await renderer.facts(given);
  if (!page) throw new Error('no page');
  return page;
}

function tileOf(page: PageFacts, level: number, row: number) {
  const area = areaOfTile(page, { level, column: 0, row });
  if (!area) throw new Error(`no tile in row ${row} of level ${level}`);
  return area;
}

/** The colours of a PNG, row by row. */
async function pixelsOf({ png }: { png: Uint8Array }) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    ...info,
    at: (x: number, y: number): number[] => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)],
  };
}

/** The smallest box around all pixels of a colour; edges may be soft, so half of a colour counts. */
async function boxOf(
  png: { png: Uint8Array },
  isInk: (red: number, green: number, blue: number) => boolean,
): Promise<Box> {
  const seen = await pixelsOf(png);
  let [left, upper, right, lower] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < seen.height; y++)
    for (let x = 0; x < seen.width; x++) {
      const [red = 0, green = 0, blue = 0] = seen.at(x, y);
      if (!isInk(red, green, blue)) continue;
      [left, upper] = [Math.min(left, x), Math.min(upper, y)];
      [right, lower] = [Math.max(right, x + 1), Math.max(lower, y + 1)];
    }
  return { x: left, y: upper, width: right - left, height: lower - upper };
}

const isRed = (red: number, green: number, blue: number) => red > 127 && green < 128 && blue < 128;

function expectSame(seen: Box, said: Box, tolerance: number) {
  for (const key of ['x', 'y', 'width', 'height'] as const)
    expect([key, Math.abs(seen[key] - said[key]) <= tolerance, seen, said]).toEqual([key, true, seen, said]);
}

const ROTATIONS = [0, 90, 180, 270, -90, 450] as const;
const BOXES = {
  'a media box': '/MediaBox[0 0 300 200]',
  'a media box that begins elsewhere': '/MediaBox[-100 -50 200 150]',
  'a media box written the other way round': '/MediaBox[300 200 0 0]',
  'a crop box': '/MediaBox[0 0 300 200]/CropBox[10 20 210 170]',
  'a crop box and a media box that begin elsewhere': '/MediaBox[-100 -50 200 150]/CropBox[-40 -30 160 90]',
  'a crop box that is larger than the media box': '/MediaBox[5 5 205 155]/CropBox[-10 -10 1000 1000]',
};
/** In the file's coordinates; no symmetry could hide a wrong turn. */
const MARK = [30, 40, 70, 20] as const;

describe.each(Object.entries(BOXES))('a page with %s', (_, boxes) => {
  it.each(ROTATIONS.flatMap((rotation) => [1, 2].map((unit) => [rotation, unit] as const)))(
    'turned by %i°, with a unit of %i, has its mark where geometry says',
    async (rotation, unit) => {
      const entries = `${boxes}/Rotate ${rotation}${unit === 1 ? '' : `/UserUnit ${unit}`}`;
      const given = await file(pdf([{ entries, content: filled(MARK, [1, 0, 0]) }]));
      const [page] = (await renderer.facts(given)) as [PageFacts];
      expect(page).toMatchObject({ page_number: 1, unit: 'pt', user_unit: unit, rotation: (rotation + 360) % 360 });
      const preview = await renderer.preview(given, 1, 300);
      expect(Math.max(preview.width, preview.height)).toBe(300);
      const [x, y, width, height] = MARK;
      const box = { ...fromFile(page, { x, y: y + height }), width, height };
      expectSame(await boxOf(preview, isRed), boxToPicture(page, preview, box), 1);
      const shown = shownSize(page);
      expect(preview.width / preview.height).toBeCloseTo(shown.width / shown.height, 1);
    },
  );
});

describe('the facts of a PDF', () => {
  const pages = [
    { entries: '/MediaBox[0 0 300 200]' },
    { entries: '/MediaBox[0 0 300 200]/UserUnit 2.5/Rotate 90' },
    { entries: '/MediaBox[0 0 3370.394 2383.937]/CropBox[10 20 210 170]' },
  ];

  it.each([
    ['plain', pdf],
    ['compressed', compressedPdf],
  ])('tell every page of its own, in a %s file', async (_, write) => {
    const facts = await renderer.facts(await file(write(pages)));
    expect(facts).toEqual([
      { page_number: 1, width: 300, height: 200, rotation: 0, user_unit: 1, unit: 'pt', crop_box: [0, 0, 300, 200] },
      { page_number: 2, width: 300, height: 200, rotation: 90, user_unit: 2.5, unit: 'pt', crop_box: [0, 0, 300, 200] },
      { page_number: 3, width: 200, height: 150, rotation: 0, user_unit: 1, unit: 'pt', crop_box: [10, 20, 210, 170] },
    ]);
  });

  it('know a unit that is an object of its own', async () => {
    const bytes = pdf([{ entries: '/MediaBox[0 0 300 200]/UserUnit 5 0 R' }], { objects: ['3.5'] });
    expect(await renderer.facts(await file(bytes))).toMatchObject([{ user_unit: 3.5 }]);
  });

  it('are not taken in by a unit that a content only speaks of', async () => {
    const content = '/UserUnit 7 % no entry of the page\n';
    expect(await renderer.facts(await file(pdf([{ entries: '/MediaBox[0 0 300 200]', content }])))).toMatchObject([
      { user_unit: 1 },
    ]);
  });

  it('are inherited, where the page has none', async () => {
    const bytes = Buffer.from(
      pdf([{ entries: '' }])
        .toString('latin1')
        .replace('/Count 1', '/Count 1/MediaBox[0 0 70 90]/Rotate 270'),
      'latin1',
    );
    expect(await renderer.facts(await file(bytes))).toMatchObject([{ width: 70, height: 90, rotation: 270 }]);
  });
});

describe('a part of a page', () => {
  const page = { entries: '/MediaBox[-100 -50 200 150]/CropBox[-40 -30 160 90]/Rotate 90' };
  const content = filled(MARK, [1, 0, 0]) + filled([-30, -20, 25, 60], [0, 0, 1]);

  it.each([
    ['application/pdf', 3],
    ['image/png', 0.5],
  ] as const)('is what all of it shows there (%s)', async (type, scale) => {
    const source = await file(pdf([{ ...page, content }]));
    const given =
      type === 'application/pdf' ? source : await file(Buffer.from((await renderer.preview(source, 1)).png), type);
    const [facts] = (await renderer.facts(given)) as [PageFacts];
    const shown = shownSize(facts);
    const all = await pixelsOf(await renderer.region(given, 1, { scale, x: 0, y: 0, width: 1e6, height: 1e6 }));
    expect([all.width, all.height]).toEqual([Math.round(shown.width * scale), Math.round(shown.height * scale)]);
    const part = await pixelsOf(await renderer.region(given, 1, { scale, x: 37, y: 101, width: 200, height: 150 }));
    let different = 0;
    for (let y = 0; y < part.height; y++)
      for (let x = 0; x < part.width; x++)
        if (part.at(x, y).some((value, at) => Math.abs(value - (all.at(x + 37, y + 101)[at] ?? 999)) > 8))
          different += 1;
    expect(different).toBeLessThanOrEqual(part.width * part.height * 0.001);
  });

  it('may be a tile, of which all together are the page', async () => {
    const given = await file(pdf([{ ...page, content }]));
    const [facts] = (await renderer.facts(given)) as [PageFacts];
    const zoom = zoomOf(facts);
    expect(zoom).toEqual({ width: 480, height: 800, levels: 2, tile: 512 });
    const sizes = [];
    for (const row of [0, 1]) {
      const tile = await renderer.region(given, 1, tileOf(facts, 1, row));
      sizes.push([tile.width, tile.height]);
    }
    expect(sizes).toEqual([
      [480, 512],
      [480, 288],
    ]);
    expect(areaOfTile(facts, { level: 1, column: 1, row: 0 })).toBeNull();
    expect(areaOfTile(facts, { level: 2, column: 0, row: 0 })).toBeNull();
    const small = await renderer.region(given, 1, tileOf(facts, 0, 0));
    expect([small.width, small.height]).toEqual([240, 400]);
  });

  it('that lies outside of the page, or a page that is not there, is none', async () => {
    const given = await file(pdf([page]));
    const outside = renderer.region(given, 1, { scale: 1, x: 5000, y: 0, width: 10, height: 10 });
    await expect(outside).rejects.toMatchObject({ code: 'no_such_page' });
    await expect(renderer.preview(given, 2)).rejects.toMatchObject({ code: 'no_such_page' });
    await expect(renderer.preview(given, 0)).rejects.toBeInstanceOf(PageFailure);
  });
});

describe('a drawing that is a picture', () => {
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#ffffff' } }).composite([
      { input: { create: { width: 20, height: 10, channels: 3, background: '#ff0000' } }, left: 30, top: 5 },
    ]);

  it.each(['png', 'jpeg', 'tiff'] as const)('in %s is one page, in pixels', async (format) => {
    const given = await file(await picture(120, 80).toFormat(format).toBuffer(), `image/${format}`);
    expect(await renderer.facts(given)).toEqual([
      { page_number: 1, width: 120, height: 80, rotation: 0, user_unit: 1, unit: 'px', crop_box: [0, 80, 120, 0] },
    ]);
    const preview = await renderer.preview(given, 1);
    expectSame(await boxOf(preview, isRed), { x: 30, y: 5, width: 20, height: 10 }, format === 'jpeg' ? 1 : 0);
  });

  it('is as it is shown, whatever way up its pixels are stored', async () => {
    const upright = await picture(120, 80).png().toBuffer();
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const bytes = await sharp(upright).withMetadata({ orientation }).png().toBuffer();
      const given = await file(bytes, 'image/png');
      const shown = await sharp(bytes).autoOrient().png().toBuffer();
      const [facts] = await renderer.facts(given);
      expect(facts).toMatchObject(orientation < 5 ? { width: 120, height: 80 } : { width: 80, height: 120 });
      expect(await boxOf(await renderer.preview(given, 1), isRed)).toEqual(await boxOf({ png: shown }, isRed));
    }
  });

  it('in TIFF may have many pages, each of its own size', async () => {
    const given = await file(
      manyTiffs([
        [40, 30],
        [50, 60],
        [7, 9],
      ]),
      'image/tiff',
    );
    expect(await renderer.facts(given)).toMatchObject([
      { page_number: 1, width: 40, height: 30 },
      { page_number: 2, width: 50, height: 60 },
      { page_number: 3, width: 7, height: 9 },
    ]);
    expect(await renderer.preview(given, 2)).toMatchObject({ width: 50, height: 60 });
    await expect(renderer.preview(given, 4)).rejects.toMatchObject({ code: 'no_such_page' });
  });
});

describe('two pages over each other', () => {
  const both = filled([10, 10, 40, 40]);
  const [old, current] = [both + filled([100, 10, 30, 20]), both + filled([200, 100, 25, 35])];
  const entries = '/MediaBox[0 0 300 200]';

  const compared = async (a: { path: string; content_type: DrawingType }, b: typeof a) => {
    const [first, second] = [await firstPage(a), await firstPage(b)];
    return renderer.compare({ file: a, page: first }, { file: b, page: second }, 600);
  };

  it('show what went in red, what came in green, and the rest in black', async () => {
    const result = await compared(
      await file(pdf([{ entries, content: old }])),
      await file(pdf([{ entries, content: current }])),
    );
    expect(result).toMatchObject({ width: 600, height: 400, removed: 60 * 40, added: 50 * 70 });
    const { at } = await pixelsOf(result);
    expect(at(230, 360)).toEqual([255, 0, 0]);
    expect(at(420, 150)).toEqual([0, 153, 0]);
    expect(at(60, 340)).toEqual([0, 0, 0]);
    expect(at(300, 50)).toEqual([255, 255, 255]);
  });

  it('may differ in size, in their units, and in kind', async () => {
    const small = await file(pdf([{ entries, content: both }]));
    // The same sheet, with a margin added to the right and below.
    const wide = await file(pdf([{ entries: '/MediaBox[0 -100 600 200]', content: both }]));
    expect(await compared(small, wide)).toMatchObject({ width: 600, height: 300, removed: 0, added: 0 });
    // The same sheet in units twice as large.
    const halves = filled([5, 5, 20, 20]);
    const doubled = await file(pdf([{ entries: '/MediaBox[0 0 150 100]/UserUnit 2', content: halves }]));
    expect(await compared(small, doubled)).toMatchObject({ width: 600, height: 400, removed: 0, added: 0 });
    const scan = await file(Buffer.from((await renderer.preview(small, 1, 1200)).png), 'image/png');
    expect(await compared(small, scan)).toMatchObject({ width: 600, height: 400, removed: 0, added: 0 });
    expect(await compared(scan, scan)).toMatchObject({ width: 600, height: 400, removed: 0, added: 0 });
  });
});

/** A TIFF of black pages, one bit a pixel. */
function manyTiffs(sizes: readonly (readonly [number, number])[]): Buffer {
  const pieces = [Buffer.from('II*\0\x08\0\0\0', 'latin1')];
  let at = 8;
  for (const [index, [width, height]] of sizes.entries()) {
    const data = Buffer.alloc(Math.ceil(width / 8) * height);
    const entries: [tag: number, type: number, value: number][] = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 1],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, at + 6 + 12 * 9],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, data.length],
    ];
    const directory = Buffer.alloc(6 + 12 * entries.length);
    directory.writeUInt16LE(entries.length, 0);
    for (const [place, [tag, type, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * place);
      directory.writeUInt16LE(type, 4 + 12 * place);
      directory.writeUInt32LE(1, 6 + 12 * place);
      directory.writeUInt32LE(value, 10 + 12 * place);
    }
    at += directory.length + data.length;
    at += at % 2;
    directory.writeUInt32LE(index === sizes.length - 1 ? 0 : at, directory.length - 4);
    pieces.push(directory, data, Buffer.alloc((directory.length + data.length) % 2));
  }
  return Buffer.concat(pieces);
}
