/** The formats whose pictures are decoded; the names are those of rules and facts. */
export const DECODED_FORMATS = ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const;

/** A format whose pictures are decoded. */
export type DecodedFormat = (typeof DECODED_FORMATS)[number];

/** The first bytes that {@link contentOf} wants to see. */
export const HEAD_BYTES = 512;

/** What the extensions of file names say, in lower case; a name that ends in anything else says nothing about its picture. */
const FORMAT_OF_EXTENSION: Readonly<Record<string, string>> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  png: 'png',
  apng: 'png',
  gif: 'gif',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
  avif: 'avif',
  bmp: 'bmp',
  dib: 'bmp',
  heic: 'heic',
  heif: 'heic',
  svg: 'svg',
  svgz: 'svg',
  ico: 'ico',
  pdf: 'pdf',
  psd: 'psd',
  jxl: 'jxl',
  jp2: 'jp2',
};

/** The format that a file name's extension names, with the extension as written in lower case; null where it names none. */
export function formatOfName(name: string): { extension: string; format: string } | null {
  const extension = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase();
  const format = extension === undefined ? undefined : FORMAT_OF_EXTENSION[extension];
  return extension === undefined || format === undefined ? null : { extension, format };
}

/** Where a signature stands, and what it is, one character a byte. */
const SIGNATURES: readonly [format: string, offset: number, signature: string][] = [
  ['jpeg', 0, '\xFF\xD8\xFF'],
  ['png', 0, '\x89PNG\r\n\x1A\n'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['tiff', 0, 'II+\0'],
  ['tiff', 0, 'MM\0+'],
  ['bmp', 0, 'BM'],
  ['ico', 0, '\0\0\x01\0'],
  ['pdf', 0, '%PDF-'],
  ['psd', 0, '8BPS'],
  ['jxl', 0, '\xFF\x0A'],
  ['jxl', 0, '\0\0\0\x0CJXL '],
  ['jp2', 0, '\0\0\0\x0CjP  '],
  ['zip', 0, 'PK\x03\x04'],
  ['gzip', 0, '\x1F\x8B'],
];

/**
 * What a file is by its content: a name of {@link DECODED_FORMATS}, that of another format ('heic', 'svg', 'bmp', 'pdf', 'html',
 * 'text' …), or null where the bytes tell nothing. File names and declared types have no say.
 *
 * @param head its first {@link HEAD_BYTES}, or all of a shorter one
 */
export function contentOf(head: Buffer): string | null {
  const text = head.toString('latin1', 0, HEAD_BYTES);
  const signed = SIGNATURES.find(([, offset, signature]) => text.startsWith(signature, offset));
  if (signed) return signed[0];
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return formatOfBrands(head, text);
  return formatOfText(text);
}

/**
 * A file in the ISO base media format says by its brands what it is; one whose major brand is general ("mif1") counts by its
 * compatible ones. HEVC (brands hei…, hev…) is not AV1.
 */
function formatOfBrands(head: Buffer, text: string): string | null {
  const size = Math.min(head.readUInt32BE(0), head.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(text.slice(at, at + 4));
  for (const brand of brands) {
    if (/^avi[fs]$/.test(brand)) return 'avif';
    if (/^he[iv][cmsx]$/.test(brand)) return 'heic';
  }
  return brands.some((brand) => /^(mif1|msf1)$/.test(brand)) ? 'heic' : 'video';
}

function formatOfText(text: string): string | null {
  const start = text.replace(/^\xEF\xBB\xBF/, '').trimStart();
  const element = start
    .replace(/<!--[^]*?(?:-->|$)/g, '')
    .replace(/^\s*<\?xml[^>]*>/i, '')
    .trimStart();
  if (/^<(?:!DOCTYPE )?svg[\s>]/i.test(element)) return 'svg';
  if (/^<(?:!doctype html|html|head|body|title|script|meta|div|p|h1)\b/i.test(element)) return 'html';
  if (/^<\?xml/i.test(start)) return 'xml';
  // eslint-disable-next-line no-control-regex -- what no text has is what is looked for
  return start.length > 0 && !/[\x00-\x08\x0E-\x1A\x1C-\x1F]/.test(text) ? 'text' : null;
}
