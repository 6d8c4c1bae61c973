/**
 * The format of a picture by its first bytes; undefined for what is no picture that is known. What the bytes do not tell (a
 * web page that was served as a picture, an empty file) is no picture.
 *
 * @param head the first 64 bytes, or all of a shorter file
 * @returns as sharp calls it: `jpeg`, `png`, `webp`, `gif`, `tiff`, `avif`, `heif`, `jxl`, `bmp`, `ico`, `svg`, `jp2`
 */
export function pictureFormat(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const hex = bytes.toString('hex');
  for (const [format, start] of STARTS) if (hex.startsWith(start)) return format;
  const latin = bytes.toString('latin1');
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return 'webp';
  if (latin.slice(4, 8) === 'ftyp')
    return BRANDS.find(([, brands]) => brands.some((brand) => latin.slice(8).includes(brand)))?.[0];
  return /^(\uFEFF|\s)*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<svg[\s>]/i.test(bytes.toString('utf8')) ? 'svg' : undefined;
}

/** In hexadecimal. */
const STARTS: readonly (readonly [string, string])[] = [
  ['jpeg', 'ffd8ff'],
  ['png', '89504e470d0a1a0a'],
  ['gif', '474946383761'],
  ['gif', '474946383961'],
  ['tiff', '49492a00'],
  ['tiff', '4d4d002a'],
  ['bmp', '424d'],
  ['ico', '00000100'],
  ['jxl', 'ff0a'],
  ['jxl', '0000000c4a584c20'],
  ['jp2', '0000000c6a502020'],
];

/** ISO base media files say what they are in their brands. */
const BRANDS: readonly (readonly [string, readonly string[]])[] = [
  ['avif', ['avif', 'avis']],
  ['heif', ['heic', 'heix', 'hevc', 'mif1', 'msf1']],
];

const TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heif', 'jxl', 'bmp', 'jp2'].map((format) => [
      format,
      `image/${format}`,
    ]),
  ),
  svg: 'image/svg+xml',
  ico: 'image/vnd.microsoft.icon',
};

/** What is no picture, or one of an older application that nobody has looked at. */
const UNKNOWN = 'application/octet-stream';

/** Every media type that {@link mediaTypeOf} may give. */
export const MEDIA_TYPES = [...Object.values(TYPES), UNKNOWN];

/** The media type of a format as {@link pictureFormat} names it. */
export function mediaTypeOf(format: string): string {
  return TYPES[format] ?? UNKNOWN;
}
