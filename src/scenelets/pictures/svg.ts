/** What XML 1.0 does not allow, not even as a character reference (its production Char). */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser would read it as a line feed.
  '\r': '&#13;',
};

/** The text as it may stand in XML, between tags and in attributes; what XML has no way to write becomes U+FFFD. */
export const xmlText = (text: string): string =>
  text.replace(NOT_IN_XML, '\uFFFD').replace(/[&<>"'\r]/g, (character) => ESCAPED[character] ?? character);

/** A number as short as a screen can show it. */
export const px = (value: number): string => String(Math.round(value * 10) / 10 || 0);

/** One line of text, its baseline at (x, y). */
export const textAt = (kind: string, x: number, y: number, text: string): string =>
  `<text class="${kind}" x="${px(x)}" y="${px(y)}">${xmlText(text)}</text>`;

/** A group moved to (x, y). */
export const groupAt = (attributes: string, x: number, y: number, inside: string): string =>
  `<g ${attributes} transform="translate(${px(x)} ${px(y)})">${inside}</g>`;

/** What is drawn past the size is cut off: a system without the right font may draw a text wider than it was measured. */
export const clipped = (x: number, y: number, width: number, height: number, inside: string): string =>
  `<svg x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" overflow="hidden">${inside}</svg>`;
