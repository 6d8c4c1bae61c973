import fc from 'fast-check';
import { hasItsEnd } from './picture-end';
import { DECODED_FORMATS, HEAD_BYTES, contentOf, formatOfName } from './picture-format';

const of = (text: string) => contentOf(Buffer.from(text, 'latin1'));

describe('the format of a file', () => {
  it.each([
    ['\xFF\xD8\xFF\xE0', 'jpeg'],
    ['\x89PNG\r\n\x1A\n', 'png'],
    ['GIF87a', 'gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
    ['RIFF\0\0\0\0WAVEfmt ', null],
    ['II*\0', 'tiff'],
    ['MM\0*', 'tiff'],
    ['\0\0\0\x1Cftypavif\0\0\0\0avifmif1', 'avif'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'avif'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'heic'],
    ['\0\0\0\x18ftypisom\0\0\0\0isommp41', 'video'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'svg'],
    ['\xEF\xBB\xBF<?xml version="1.0"?>\n<!-- drawn -->\n<svg>', 'svg'],
    ['<!DOCTYPE svg PUBLIC "">', 'svg'],
    ['  <!doctype HTML><svg>', 'html'],
    ['<!-- x --><html>', 'html'],
    ['<?xml version="1.0"?><feed>', 'xml'],
    ['{"error": "not found"}', 'text'],
    ['%PDF-1.7', 'pdf'],
    ['BM\0\0', 'bmp'],
    ['\0\0\x01\0', 'ico'],
    ['\x01\x02\x03', null],
  ])('that begins with %j is %s', (start, format) => {
    expect(of(start)).toBe(format);
  });

  it('is told of any bytes at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: HEAD_BYTES }), (bytes) => {
        expect(contentOf(Buffer.from(bytes))).not.toBe('');
      }),
      { numRuns: 1000 },
    );
    expect(of('<!---->'.repeat(70))).toBe('text');
    expect(of('<!--'.repeat(128))).toBe('text');
  });

  it.each([
    ['a.JPG', { extension: 'jpg', format: 'jpeg' }],
    ['a.b.tif', { extension: 'tif', format: 'tiff' }],
    ['a.php', null],
    ['jpg', null],
    ['a.jpg?x', null],
  ])('by the name %s is %j', (name, format) => {
    expect(formatOfName(name)).toEqual(format);
  });
});

describe('the end of a file', () => {
  it('is looked for in any bytes, and found in none that have none', () => {
    const formats = fc.constantFrom(...DECODED_FORMATS);
    const bytes = fc.array(
      fc.oneof(fc.constantFrom(0xff, 0x00, 0x21, 0x2c, 0xc0, 0xda), fc.integer({ min: 0, max: 0xff })),
      {
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(formats, bytes, (format, given) => {
        const file = Buffer.from(given);
        const mark = { jpeg: 0xd9, png: 0x49, gif: 0x3b }[format as string];
        if (hasItsEnd(format, file) && mark !== undefined) expect(file).toContain(mark);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a JPEG is not that of the preview inside of it', () => {
    const preview = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    const start = Buffer.from([
      0xff,
      0xd8,
      0xff,
      0xe1,
      0x00,
      0x06,
      ...preview,
      0xff,
      0xda,
      0x00,
      0x02,
      0x11,
      0xff,
      0x00,
      0xff,
      0xd3,
    ]);
    expect(hasItsEnd('jpeg', start)).toBe(false);
    expect(hasItsEnd('jpeg', Buffer.concat([start, Buffer.from([0x77, 0xff, 0xff, 0xd9, 0x00])]))).toBe(true);
  });
});
