/** Characters; the limit that proxies and servers in the field share. */
export const LONGEST_ADDRESS = 2000;

/** What is longer is not even parsed: dots, white space and a fragment do not make so much of an address. */
const LONGEST_TEXT = 10_000;

/** A normal address, or a sentence that says why a text is none. */
export type ReadAddress = { address: string } | { problem: string };

/**
 * Makes an address of the web normal, so that equal addresses are equal texts: by the WHATWG's URL standard, with an
 * international name in its ASCII form, without a fragment.
 *
 * @param text absolute, or relative to `base`
 * @param base the absolute address of the document in which the text stands
 */
export function readAddress(text: string, base?: string): ReadAddress {
  if (text.length > LONGEST_TEXT) return { problem: tooLong(text.length) };
  // Against a base, an empty text would be the base itself.
  if (text.trim() === '') return { problem: 'The address is empty.' };
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return { problem: 'This is no absolute address of the web.' };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { problem: `Only http and https are read, not ${url.protocol.slice(0, 40)}` };
  if (url.username !== '' || url.password !== '')
    return { problem: 'The address holds a name or a password, which is not sent to anybody; leave it out.' };
  url.hash = '';
  const address = url.href;
  return address.length > LONGEST_ADDRESS ? { problem: tooLong(address.length) } : { address };
}

/** As {@link readAddress}, for addresses whose failure nobody is told of. */
export function addressOrNothing(text: string | null | undefined, base?: string): string | undefined {
  if (text === null || text === undefined) return undefined;
  const read = readAddress(text, base);
  return 'address' in read ? read.address : undefined;
}

function tooLong(length: number): string {
  return `The address has ${length} characters, and at most ${LONGEST_ADDRESS} are taken.`;
}
