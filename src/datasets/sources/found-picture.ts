/** A picture that a source names, and what the source says of it. Nothing of it has been fetched yet. */
export interface FoundPicture {
  /** Absolute, as {@link readAddress} gives it. */
  address: string;
  title?: string;
  author?: string;
  author_address?: string;
  /** The licence's short name, such as `CC BY-SA 4.0`. */
  licence?: string;
  licence_address?: string;
  /** The page for people that shows the picture. */
  source_page?: string;
  /** The line that names work, author and licence, as the source wants it. */
  attribution?: string;
  /** Of the bytes, in lower-case hex, where the source tells it; a download can be compared. */
  expected_sha1?: string;
  /** Pixels. */
  width?: number;
  height?: number;
}

/** A text from outside, on one line and no longer than `most` characters; undefined when nothing is left of it. */
export function shortText(text: string | null | undefined, most = 500): string | undefined {
  if (text === null || text === undefined) return undefined;
  // What is far too long is cut first, so that the white space of a whole document is not looked at.
  const line = text
    .slice(0, most * 10)
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  const characters = Array.from(line);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}
