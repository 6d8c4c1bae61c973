import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { bomb, encryptedPdf, filled, pdf } from '../../../test/support/pdfs';
import { PageFailure, type DrawingType } from './page-facts';
import { PageRenderer } from './page-renderer';

let folder: string;
let renderer: PageRenderer;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-hostile-'));
  renderer = new PageRenderer({ seconds: 10, memory: 600 * 2 ** 20 });
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

/** What becomes of a file: 'drawn', or the code of what is wrong with it. Anything else fails the test. */
async function fate(bytes: Buffer, type?: DrawingType, by = renderer): Promise<string> {
  const given = await file(bytes, type);
  try {
    await by.facts(given);
    await by.preview(given, 1, 400);
    return 'drawn';
  } catch (error) {
    if (!(error instanceof PageFailure)) throw error;
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    return error.code;
  }
}

const good = () => pdf([{ entries: '/MediaBox[0 0 300 200]', content: filled([10, 10, 50, 50]) }]);

/** Another file is drawn after it, by the same renderer. */
afterEach(async () => {
  expect(await fate(good())).toBe('drawn');
});

describe('a PDF', () => {
  it('without a byte is damaged', async () => {
    expect(await fate(Buffer.alloc(0))).toBe('damaged');
  });

  it('that was cut off is damaged, or drawn from what is left, wherever it was cut', async () => {
    const bytes = good();
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
      expect(['damaged', 'drawn']).toContain(await fate(bytes.subarray(0, Math.floor(part * bytes.length))));
    expect(await fate(bytes.subarray(0, 30))).toBe('damaged');
  });

  it('with a broken table of cross-references is drawn, or damaged', async () => {
    const text = good().toString('latin1');
    const broken = [
      text.replace(/\d{10} 00000 n/g, '9999999999 00000 n'),
      text.replace(/startxref\n\d+/, 'startxref\n99999999'),
      text.replace(/startxref\n\d+/, `startxref\n${text.indexOf('xref\n')}`).replace('/Root', '/Prev 9/Root'),
      // A table that says it comes before itself.
      text.replace('/Root', `/Prev ${text.indexOf('xref\n0')}/Root`),
    ];
    for (const each of broken) expect(['damaged', 'drawn']).toContain(await fate(Buffer.from(each, 'latin1')));
  });

  it('whose page tree goes round in circles, or lies about its pages, is damaged or drawn', async () => {
    const text = good().toString('latin1');
    for (const each of [text.replace('/Kids[3 0 R]', '/Kids[2 0 R]'), text.replace('/Count 1', '/Count 7')])
      expect(['damaged', 'drawn']).toContain(await fate(Buffer.from(each, 'latin1')));
    expect(
      await fate(Buffer.from(text.replace('/Kids[3 0 R]', '/Kids[     ]').replace('/Count 1', '/Count 0'), 'latin1')),
    ).toBe('damaged');
  });

  it('that is encrypted needs a password; one protected in an unknown way is unsupported', async () => {
    expect(await fate(encryptedPdf())).toBe('needs_password');
    expect(await fate(encryptedPdf('Unheard'))).toBe('unsupported');
  });

  it('with a page of a square kilometre is drawn small, and no larger than there is memory for', async () => {
    const side = Math.round((1000 / 0.0254) * 72);
    const given = await file(
      pdf([{ entries: `/MediaBox[0 0 ${side} ${side}]`, content: filled([0, 0, side / 2, side]) }]),
    );
    expect(await renderer.facts(given)).toMatchObject([{ width: side, height: side }]);
    expect(await renderer.preview(given, 1, 400)).toMatchObject({ width: 400, height: 400 });
    await expect(renderer.preview(given, 1, 100_000)).rejects.toMatchObject({ code: 'too_large' });
    const all = { scale: 1, x: 0, y: 0, width: side, height: side };
    await expect(renderer.region(given, 1, all)).rejects.toMatchObject({ code: 'too_large' });
    const part = { scale: 1, x: side - 50, y: side - 50, width: 100, height: 100 };
    expect(await renderer.region(given, 1, part)).toMatchObject({ width: 50, height: 50 });
  });

  it('with a page of no size, or of one beyond the world, says so', async () => {
    expect(['too_large', 'damaged', 'drawn']).toContain(await fate(pdf([{ entries: '/MediaBox[0 0 1e30 1e30]' }])));
    expect(await fate(pdf([{ entries: '/MediaBox[0 0 999999999 10]' }]))).toBe('too_large');
  });

  it('with a bomb for its content ends in a code', async () => {
    expect(['drawn', 'took_too_long', 'out_of_memory', 'damaged']).toContain(
      await fate(pdf([{ entries: '/MediaBox[0 0 300 200]', ...bomb(200_000_000, 2) }])),
    );
  });

  it('that takes too long is given up', async () => {
    const hasty = new PageRenderer({ seconds: 3 });
    // Hundreds of thousands of times the whole page, which takes little memory: each is drawn where the last one was.
    const content = deflateSync('0 0 m 300 0 300 200 0 200 c 0 0 300 200 re f\n'.repeat(400_000));
    const slow = pdf([{ entries: '/MediaBox[0 0 300 200]', content, stream: '/Filter/FlateDecode' }]);
    expect(await fate(slow, 'application/pdf', hasty)).toBe('took_too_long');
    expect(await fate(good(), 'application/pdf', hasty)).toBe('drawn');
    await hasty.onApplicationShutdown();
  });

  it('may have 10,000 empty pages, and not one more', async () => {
    const pages = Array.from({ length: 10_000 }, () => ({ entries: '/MediaBox[0 0 300 200]' }));
    const facts = await renderer.facts(await file(pdf(pages)));
    expect(facts).toHaveLength(10_000);
    expect(facts.at(-1)).toMatchObject({ page_number: 10_000, width: 300 });
    expect(await fate(pdf([...pages, ...pages.slice(0, 1)]))).toBe('too_large');
  });

  it('larger than the limit is not read', async () => {
    const small = new PageRenderer({ bytes: 100 });
    expect(await fate(good(), 'application/pdf', small)).toBe('too_large');
    await small.onApplicationShutdown();
  });
});

describe('a picture', () => {
  const png = () =>
    sharp({ create: { width: 90, height: 60, channels: 3, background: '#888888' } })
      .png()
      .toBuffer();

  it('that is a PDF, or a PDF that is a picture, is unsupported', async () => {
    expect(await fate(good(), 'image/png')).toBe('unsupported');
    expect(await fate(await png(), 'application/pdf')).toBe('unsupported');
    expect(await fate(await png(), 'image/tiff')).toBe('unsupported');
    expect(await fate(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png')).toBe('unsupported');
  });

  it('that was cut off is damaged', async () => {
    const bytes = await sharp(Buffer.from(Array.from({ length: 30_000 }, (_, at) => (at * 7919) % 251)), {
      raw: { width: 100, height: 100, channels: 3 },
    })
      .png()
      .toBuffer();
    for (const part of [0.01, 0.3, 0.9])
      expect(await fate(bytes.subarray(0, Math.floor(part * bytes.length)), 'image/png')).toBe('damaged');
  });

  it('in TIFF of more pixels than the limit is too large, before one of them is read', async () => {
    expect(await fate(tiff(200_000, 200_000), 'image/tiff')).toBe('too_large');
    expect(['damaged', 'drawn']).toContain(await fate(tiff(20_000, 20_000), 'image/tiff'));
  });

  it('in TIFF whose pages go round in circles is damaged, or has those that it has', async () => {
    expect(['damaged', 'drawn']).toContain(await fate(tiff(64, 64, 8), 'image/tiff'));
  });
});

/** The head of a TIFF of one bit a pixel, whose pixels are not there. */
function tiff(width: number, height: number, next = 0): Buffer {
  const entries: [tag: number, type: number, value: number][] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 1],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, 100],
  ];
  const bytes = Buffer.alloc(14 + 12 * entries.length);
  bytes.write('II*\0\x08', 'latin1');
  bytes.writeUInt16LE(entries.length, 8);
  for (const [at, [tag, type, value]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 10 + 12 * at);
    bytes.writeUInt16LE(type, 12 + 12 * at);
    bytes.writeUInt32LE(1, 14 + 12 * at);
    bytes.writeUInt32LE(value, 18 + 12 * at);
  }
  bytes.writeUInt32LE(next, bytes.length - 4);
  return bytes;
}
