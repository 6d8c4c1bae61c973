import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** The formats that sharp's build writes. */
export const WRITTEN_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;

export type WrittenFormat = (typeof WRITTEN_FORMATS)[number];

/** Numbers from 0 to 1 that look random and are the same again for the same seed (mulberry32). */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Blotches, patches and grains of colour, as varied as a photograph; another picture for each seed. */
export function photo(seed: number, width = 400, height = 300): Sharp {
  const name = `${String(seed)} ${String(width)} ${String(height)}`;
  const data = drawn.get(name) ?? draw(seed, width, height);
  drawn.delete(name);
  drawn.set(name, data);
  for (const oldest of drawn.keys()) {
    if (drawn.size <= MOST_DRAWN) break;
    drawn.delete(oldest);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Pixels of photos, the newest last: they are asked for again and again. */
const drawn = new Map<string, Buffer>();
const MOST_DRAWN = 20;

function draw(seed: number, width: number, height: number): Buffer {
  const next = numbersOf(seed);
  const sums = new Float32Array(width * height * 3).fill(128);
  for (const cells of [3, 7, 15, 40, 110]) {
    const across = (cells + 2) * 3;
    const weight = 260 / Math.sqrt(cells);
    const grid = new Float32Array((cells + 2) * across);
    for (let at = 0; at < grid.length; at++) grid[at] = weight * (next() - 0.5);
    for (let y = 0, to = 0; y < height; y++) {
      const [row, down] = [Math.floor((y / height) * cells), ((y / height) * cells) % 1];
      for (let x = 0; x < width; x++) {
        const place = (x / width) * cells;
        const column = Math.floor(place);
        const right = place - column;
        for (let at = row * across + column * 3, end = at + 3; at < end; at++, to++) {
          const above = grid[at]! + (grid[at + 3]! - grid[at]!) * right;
          const below = grid[at + across]! + (grid[at + across + 3]! - grid[at + across]!) * right;
          sums[to] = sums[to]! + above + (below - above) * down;
        }
      }
    }
  }
  return Buffer.from(new Uint8ClampedArray(sums).buffer);
}

/** The bytes of a picture in a format, as its encoder writes them by default. */
export const encoded = (picture: Sharp, format: WrittenFormat): Promise<Buffer> => picture.toFormat(format).toBuffer();

/** What a copy may have been through on its way over the web. */
export const COPIES: Readonly<Record<string, (original: Buffer) => Promise<Buffer>>> = {
  'saved again at a low quality': (original) => sharp(original).jpeg({ quality: 40 }).toBuffer(),
  'saved as WebP': (original) => sharp(original).webp({ quality: 60 }).toBuffer(),
  'saved as AVIF': (original) => sharp(original).avif({ effort: 0 }).toBuffer(),
  'half as large': async (original) => {
    const { width } = await sharp(original).metadata();
    return sharp(original)
      .resize(Math.round(width / 2))
      .jpeg()
      .toBuffer();
  },
  'a small preview': (original) => sharp(original).resize(160).jpeg({ quality: 60 }).toBuffer(),
  'stretched a little': (original) => sharp(original).resize(500, 400, { fit: 'fill' }).jpeg().toBuffer(),
};

/** Without a margin of so great a part on each side. */
export async function cropped(original: Buffer, part = 0.05): Promise<Buffer> {
  const { width, height } = await sharp(original).metadata();
  const [left, top] = [Math.round(width * part), Math.round(height * part)];
  return sharp(original)
    .extract({ left, top, width: width - 2 * left, height: height - 2 * top })
    .jpeg()
    .toBuffer();
}

/** Left to right. */
export const mirrored = (original: Buffer): Promise<Buffer> => sharp(original).flop().jpeg({ quality: 95 }).toBuffer();

/** One colour; another one for each seed. */
export function flat(seed: number, width = 200, height = 150): Sharp {
  const next = numbersOf(seed);
  const [r, g, b] = [next(), next(), next()].map((value) => Math.floor(256 * value)) as [number, number, number];
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

/** Stretched to a part of its lightness, from `least`. */
const toned = (part: number, least: number) => (picture: Sharp) => picture.linear(part, least);

/** What may be amiss with how a picture looks; each changes a good one, given with its long edge. */
export const FLAWS: Readonly<
  Record<'dark' | 'bright' | 'low_information' | 'blurred' | 'grey', (picture: Sharp, edge: number) => Sharp>
> = {
  dark: toned(0.12, 0),
  bright: toned(0.03, 248),
  low_information: toned(0.03, 120),
  blurred: (picture, edge) => picture.blur(edge * 0.012),
  grey: (picture) => picture.greyscale(),
};

/** Frames that differ, for formats that move. */
export async function animated(format: 'gif' | 'webp', frames: number, width = 80, height = 60): Promise<Buffer> {
  const strips = await Promise.all(
    Array.from({ length: frames }, (_, frame) =>
      photo(1000 + frame, width, height)
        .raw()
        .toBuffer(),
    ),
  );
  const raw = { width, height: height * frames, channels: 3 as const, pageHeight: height };
  return sharp(Buffer.concat(strips), { raw }).toFormat(format).toBuffer();
}

/** The first part of a file. */
export const truncated = (bytes: Buffer, part = 0.5): Buffer => bytes.subarray(0, Math.floor(bytes.length * part));

/** With so many bytes from a place on overwritten. */
export function overwritten(bytes: Buffer, at: number, count: number, value = 0): Buffer {
  const changed = Buffer.from(bytes);
  changed.fill(value, at, at + count);
  return changed;
}

/** A black PNG of any size, written by hand: a few bytes that say that they are many. */
export function blackPng(
  width: number,
  height: number,
  options: { bits?: 1 | 8 | 16; colours?: 'grey' | 'rgb'; interlaced?: boolean } = {},
): Buffer {
  const { bits = 1, colours = 'grey', interlaced = false } = options;
  const pixelBits = bits * (colours === 'rgb' ? 3 : 1);
  const rowsOf = (w: number, h: number) => (w === 0 ? 0 : h * (1 + Math.ceil((w * pixelBits) / 8)));
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  const size = passes.reduce(
    (sum, [x, y, dx, dy]) => sum + rowsOf(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)),
    0,
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colours === 'rgb' ? 2 : 0, 0, 0, interlaced ? 1 : 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(size))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Where the seven passes begin, and their steps (PNG 3, 8.1). */
const ADAM7: readonly (readonly [x: number, y: number, dx: number, dy: number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** A GIF of one pixel that changes so often, written by hand. */
export function gifOfFrames(frames: number): Buffer {
  const start = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF', 'latin1');
  const frame = Buffer.from('\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  return Buffer.concat([start, ...Array.from({ length: frames }, () => frame), Buffer.from('\x3B')]);
}

/** A drawing that asks for a file of the machine that looks at it. */
export const SVG_WITH_ENTITY = Buffer.from(`<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><text y="20">&secret;</text></svg>`);

/** Files that are no pictures of a decoded format, by what they are. */
export const NO_PICTURES: Readonly<Record<string, Buffer>> = {
  html: Buffer.from('<!DOCTYPE html><html><title>404</title><body>Not found</body></html>'),
  text: Buffer.from('This picture is not available in your country.\n'),
  pdf: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'),
  svg: SVG_WITH_ENTITY,
  bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(200)]),
  heic: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat', 'latin1'),
};

const PHOTOGRAPHS = '/usr/share/backgrounds/mate/nature';

/** The paths of real photographs (Debian's mate-backgrounds); none where they are not installed. */
export const photographs = (): string[] =>
  existsSync(PHOTOGRAPHS)
    ? readdirSync(PHOTOGRAPHS)
        .toSorted()
        .map((name) => join(PHOTOGRAPHS, name))
    : [];
