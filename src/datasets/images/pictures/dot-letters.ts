import type { Pixels } from '../../validation/engine';

/** Pixels of a letter, without the gap after it. */
const WIDTH = 5;

/** Pixels of a line of letters at scale 1. */
export const LETTER_HEIGHT = 7;

/** From one letter to the next, at scale 1. */
const STEP = WIDTH + 1;

/** The printable ASCII characters from the space on, seven rows each, a digit of base 32 a row: its highest bit is the left dot. */
const LETTERS = [
  '0000000 4444404 aaa0000 aavavaa 4fke5u4 op248j3 cik8lid 4480000 2488842 8422248 04lel40 044v440 0000c48 000v000 00000cc 01248g0',
  'ehjlphe 4c4444e eh1248v v2421he 26aiv22 vgu11he 68guhhe v124888 ehhehhe ehhf12c 0cc0cc0 0cc0c48 248g842 00v0v00 8421248 eh12404',
  'ehnlnge ehhvhhh uhhuhhu ehggghe sihhhis vgguggv vgguggg ehgnhhf hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh hhpljhh ehhhhhe',
  'uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllla hha4ahh hhha444 v1248gv e88888e 0g84210 e22222e 4ah0000 000000v',
  '8420000 00e1fhf ggmphhu 00egghe 11djhhf 00ehvge 698s888 0fhhf1e ggmphhh 40c444e 20622ic ggikoki c44444e 00qllhh 00mphhh 00ehhhe',
  '00uhugg 00djf11 00mpggg 00ege1u 88s8896 00hhhjd 00hhha4 00hhlla 00ha4ah 00hhf1e 00v248v 2448442 4444444 8442448 008l200',
].flatMap((line) => line.split(' '));

/** What stands for a character that cannot be drawn. */
const BOX = 'vhhhhhv';

const SPACE = 0x20;

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/**
 * The text as it can be drawn in so many pixels: one line, without accents, cut with two dots where it is too long. It is drawn
 * dot by dot, because a server may have no fonts, and because nothing in a text can then be more than its letters.
 */
export function lineOf(text: string, pixels: number, scale = 1): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/gu, ' ').trim();
  const characters = Array.from(plain);
  const room = Math.floor((pixels + scale) / (STEP * scale));
  return characters.length <= room ? plain : `${characters.slice(0, Math.max(0, room - 2)).join('')}..`;
}

/** How many pixels a line takes up. */
export const widthOf = (line: string, scale = 1): number => Math.max(0, Array.from(line).length * STEP - 1) * scale;

/** Draws a line of {@link lineOf}, its left upper corner at (x, y). What lies outside of the picture is not drawn. */
export function drawLine(picture: Pixels, x: number, y: number, line: string, colour: Colour, scale = 1): void {
  for (const [place, character] of Array.from(line).entries()) {
    const rows = LETTERS[(character.codePointAt(0) ?? 0) - SPACE] ?? BOX;
    for (let row = 0; row < LETTER_HEIGHT; row++) {
      const dots = parseInt(rows[row] ?? '0', 32);
      for (let column = 0; column < WIDTH; column++)
        if (dots & (1 << (WIDTH - 1 - column)))
          fill(picture, x + (place * STEP + column) * scale, y + row * scale, scale, scale, colour);
    }
  }
}

/** Fills a rectangle, as far as it lies in the picture. */
export function fill(picture: Pixels, x: number, y: number, width: number, height: number, colour: Colour): void {
  const [left, right] = [Math.max(0, x), Math.min(picture.width, x + width)];
  for (let row = Math.max(0, y); row < Math.min(picture.height, y + height); row++)
    for (let at = (row * picture.width + left) * 3; at < (row * picture.width + right) * 3; at += 3)
      picture.data.set(colour, at);
}
