import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { type FoundPicture, shortText } from './found-picture';
import { creativeCommonsName } from './licences';
import { addressOrNothing, readAddress } from './picture-address';

/** What a sitemap names, in its order; problems are sentences, and end the sitemap or come at its end. */
export type SitemapEntry =
  | { kind: 'page'; address: string }
  | { kind: 'picture'; picture: FoundPicture }
  /** A sitemap that an index names. */
  | { kind: 'sitemap'; address: string }
  | { kind: 'problem'; detail: string };

/** The protocol has 50,000 pages a sitemap; some have more, and each may have pictures. */
export const MOST_ENTRIES = 500_000;

/** Characters that are read in one turn of the event loop. Nothing that is kept is longer. */
const SLICE = 16_384;

const LONGEST_NAME = 60;
const LONGEST_TEXT = 10_000;

/** Elements stand four deep in a sitemap; what is deeper is counted, not kept. */
const DEEPEST_ELEMENT = 16;

/**
 * Reads one sitemap (sitemaps.org 0.9, with Google's extension for pictures), an index of sitemaps, or a text with an address
 * a line, as it comes in, in bounded memory. It is read by a tokenizer that knows no document types: no entity is ever
 * expanded but XML's own five and numbers, nothing outside is fetched, and an `&` that should have been written `&amp;`, the
 * most common fault of real sitemaps, is taken as it was meant.
 *
 * @param body decompressed, in UTF-8; destroyed when the reader stops
 * @param address of the sitemap, after redirects
 */
export async function* readSitemap(
  body: Readable,
  address: string,
  mostEntries = MOST_ENTRIES,
): AsyncGenerator<SitemapEntry> {
  let reader: SliceReader | undefined;
  let count = 0;
  for await (const slice of slices(body)) {
    reader ??= slice.trimStart().startsWith('<') ? new XmlSitemap(address) : new TextSitemap(address);
    reader.read(slice);
    for (const entry of reader.taken()) {
      if (count++ === mostEntries) {
        yield {
          kind: 'problem',
          detail: `The sitemap ${address} names more than ${mostEntries}; the others are left out.`,
        };
        return;
      }
      yield entry;
    }
    if (reader.refusal !== undefined) {
      yield { kind: 'problem', detail: reader.refusal };
      return;
    }
  }
  if (!reader) {
    yield { kind: 'problem', detail: `The sitemap ${address} is empty.` };
    return;
  }
  reader.end();
  yield* reader.taken();
  for (const detail of reader.problems()) yield { kind: 'problem', detail };
}

/** Text in pieces of one length, however it arrives; the first one has more in it than white space. */
async function* slices(body: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let waiting = '';
  let begun = false;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    waiting += decoder.decode(chunk, { stream: true });
    if (!begun) waiting = waiting.trimStart();
    let at = 0;
    for (; waiting.length - at >= SLICE; at += SLICE) {
      begun = true;
      yield waiting.slice(at, at + SLICE);
      await turn();
    }
    waiting = waiting.slice(at);
  }
  waiting += decoder.decode();
  if (waiting.trim() !== '') yield waiting;
}

interface SliceReader {
  /** Why this is no sitemap. */
  readonly refusal: string | undefined;
  read(slice: string): void;
  end(): void;
  taken(): SitemapEntry[];
  problems(): string[];
}

/** Addresses that cannot be read are counted, and the first is named. */
class Entries {
  private entries: SitemapEntry[] = [];
  private unreadable = 0;
  private firstUnreadable = '';

  constructor(protected readonly address: string) {}

  taken(): SitemapEntry[] {
    const taken = this.entries;
    this.entries = [];
    return taken;
  }

  problems(): string[] {
    if (this.unreadable === 0) return [];
    const others = this.unreadable === 1 ? '' : ` So it is with ${this.unreadable - 1} more.`;
    return [`The sitemap ${this.address} names ${this.firstUnreadable}${others}`];
  }

  protected add(entry: SitemapEntry): void {
    this.entries.push(entry);
  }

  protected readable(text: string): string | undefined {
    const read = readAddress(text, this.address);
    if ('address' in read) return read.address;
    if (this.unreadable++ === 0) this.firstUnreadable = `“${shortText(text, 100) ?? ''}”. ${read.problem}`;
    return undefined;
  }
}

class TextSitemap extends Entries implements SliceReader {
  readonly refusal = undefined;
  private rest = '';

  read(slice: string): void {
    const lines = (this.rest + slice).split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '').slice(0, LONGEST_TEXT + 1);
    for (const line of lines) this.addLine(line);
  }

  end(): void {
    this.addLine(this.rest);
  }

  private addLine(line: string): void {
    const address = line.trim() === '' ? undefined : this.readable(line);
    if (address !== undefined) this.add({ kind: 'page', address });
  }
}

class XmlSitemap extends Entries implements SliceReader, TokenizerCallbacks {
  refusal: string | undefined;
  private readonly tokenizer = new Tokenizer({ xmlMode: true }, this);
  /** The slice before, since a name or a text may begin there; {@link offset} is where the present one begins. */
  private previous = '';
  private current = '';
  private offset = 0;
  /** Local names of the open elements, outermost first. */
  private readonly open: string[] = [];
  private deeper = 0;
  private text = '';
  private page: string | undefined;
  private image: { loc?: string; license?: string; title?: string; caption?: string } | undefined;

  read(slice: string): void {
    this.previous = this.current;
    this.offset += this.current.length;
    this.current = slice;
    this.tokenizer.write(slice);
  }

  end(): void {
    this.tokenizer.end();
  }

  override problems(): string[] {
    const ends = this.open.length > 0 ? [`The sitemap ${this.address} breaks off before its end.`] : [];
    return [...super.problems(), ...ends];
  }

  onopentagname(start: number, end: number): void {
    const name = this.nameAt(start, end);
    if (this.open.length === 0 && name !== 'urlset' && name !== 'sitemapindex')
      this.refusal ??= `What stands at ${this.address} is no sitemap: it begins with “${name}” and not with “urlset” or “sitemapindex”.`;
    if (this.open.length === DEEPEST_ELEMENT) this.deeper++;
    else this.open.push(name);
    this.text = '';
    if (name === 'url') this.page = undefined;
    if (name === 'image') this.image = {};
  }

  onselfclosingtag(): void {
    this.close();
  }

  onclosetag(start: number, end: number): void {
    if (this.deeper > 0) {
      this.deeper--;
      return;
    }
    const at = this.open.lastIndexOf(this.nameAt(start, end));
    if (at < 0) return;
    // What was never closed inside is closed now.
    while (this.open.length > at + 1) this.open.pop();
    this.close();
  }

  ontext(start: number, end: number): void {
    const kept = this.deeper === 0 && this.text.length <= LONGEST_TEXT;
    if (kept) this.text += this.at(start, end).slice(0, LONGEST_TEXT + 1);
  }

  ontextentity(codePoint: number): void {
    if (this.text.length <= LONGEST_TEXT) this.text += String.fromCodePoint(codePoint);
  }

  oncdata(start: number, end: number, endOffset: number): void {
    this.ontext(start, end - endOffset);
  }

  /** Addresses stand in elements; attributes, comments, instructions and document types say nothing here. */
  onopentagend(): void {}
  onattribname(): void {}
  onattribdata(): void {}
  onattribentity(): void {}
  onattribend(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  private close(): void {
    if (this.deeper > 0) {
      this.deeper--;
      return;
    }
    const name = this.open.pop();
    const parent = this.open.at(-1);
    if (name === 'image') this.addPicture();
    else if (parent === 'image' && this.image && isOfImage(name)) this.image[name] ??= this.text.trim();
    else if (name === 'loc' && (parent === 'url' || parent === 'sitemap')) {
      const address = this.readable(this.text);
      if (address !== undefined) this.add({ kind: parent === 'url' ? 'page' : 'sitemap', address });
      if (parent === 'url') this.page = address;
    }
    this.text = '';
  }

  private addPicture(): void {
    const { loc, license, title, caption } = this.image ?? {};
    this.image = undefined;
    const address = loc === undefined ? undefined : this.readable(loc);
    if (address === undefined) return;
    const picture: FoundPicture = { address, ...(this.page !== undefined && { source_page: this.page }) };
    const said = shortText(title) ?? shortText(caption);
    if (said !== undefined) picture.title = said;
    const licenceAddress = addressOrNothing(license, this.address);
    if (licenceAddress !== undefined) picture.licence_address = licenceAddress;
    const licence = licenceAddress && creativeCommonsName(licenceAddress);
    if (licence) picture.licence = licence;
    this.add({ kind: 'picture', picture });
  }

  /** Without its prefix: sitemaps bind the extension to several names, or forget to. */
  private nameAt(start: number, end: number): string {
    if (end - start > LONGEST_NAME) return '';
    const name = this.at(start, end).toLowerCase();
    return name.slice(name.indexOf(':') + 1);
  }

  /** What began before the previous slice is longer than anything that is kept, and is cut. */
  private at(start: number, end: number): string {
    if (start >= this.offset) return this.current.slice(start - this.offset, end - this.offset);
    const first = this.offset - this.previous.length;
    return (this.previous + this.current).slice(Math.max(start - first, 0), end - first);
  }
}

function isOfImage(name: string | undefined): name is 'loc' | 'license' | 'title' | 'caption' {
  return name === 'loc' || name === 'license' || name === 'title' || name === 'caption';
}
