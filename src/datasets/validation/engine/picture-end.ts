import type { DecodedFormat } from './picture-format';

/**
 * Whether the file reaches the end that its format gives it. Decoders do not ask: they take a JPEG whose second half is zeros,
 * and show a GIF that was cut off with fewer frames than it had. Only JPEG, PNG and GIF have an end that can be missed so.
 * Reads the file's own lengths, never its pixels.
 */
export function hasItsEnd(format: DecodedFormat, bytes: Buffer): boolean {
  switch (format) {
    case 'jpeg':
      return jpegEnds(bytes);
    case 'png':
      return pngEnds(bytes);
    case 'gif':
      return gifEnds(bytes);
    default:
      return true;
  }
}

/** Walks the segments (ITU T.81, annex B) to the EOI marker; in a scan, only FF00 and the restart markers are data. */
function jpegEnds(bytes: Buffer): boolean {
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return false;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return true;
    const hasLength = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd8);
    if (marker === 0xff) at += 1;
    else if (!hasLength) at += 2;
    else if (at + 4 > bytes.length) return false;
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
}

/** Walks the chunks (PNG 3, 5.3) to IEND. */
function pngEnds(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true;
  return false;
}

/** Walks the blocks (GIF89a, 17–27) to the trailer. */
function gifEnds(bytes: Buffer): boolean {
  const colours = (packed: number) => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));
  let at = 13 + colours(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return true;
    if (block === 0x21) at += 2;
    else if (block === 0x2c) at += 11 + colours(bytes[at + 9] ?? 0);
    else return false;
    for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) at += size + 1;
    at += 1;
  }
  return false;
}
