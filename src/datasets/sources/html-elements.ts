import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { setImmediate as turn } from 'node:timers/promises';

/** What is called as a document is read. Names are in lower case; the first of attributes with one name counts. */
export interface ElementHandler {
  /** Of those attributes that are wanted, each cut at {@link LONGEST_VALUE} characters. */
  element(name: string, attributes: ReadonlyMap<string, string>): void;
  /** Text of a `style` or a JSON-LD `script`, whole or its first {@link LONGEST_TEXT} characters. */
  text(name: 'style' | 'script', text: string): void;
}

const LONGEST_VALUE = 100_000;
const LONGEST_TEXT = 500_000;
const LONGEST_NAME = 60;

/** Characters that are read in one turn of the event loop. */
const SLICE = 16_384;

/**
 * Reads the elements of an HTML document one after the other, by the tokenizer alone: nobody here needs a tree, and without
 * one no depth of nesting and no number of unclosed elements costs more than the characters they are made of. What stands
 * inside `noscript` is read as HTML. Other work is let through after every 16 KiB.
 *
 * @param wanted names of attributes
 */
export async function readElements(
  html: string,
  wanted: ReadonlySet<string>,
  handler: ElementHandler,
  signal?: AbortSignal,
): Promise<void> {
  const tokenizer = new Tokenizer({}, new Elements(html, wanted, handler));
  for (let at = 0; at < html.length; at += SLICE) {
    signal?.throwIfAborted();
    tokenizer.write(html.slice(at, at + SLICE));
    await turn();
  }
  tokenizer.end();
}

class Elements implements TokenizerCallbacks {
  private name = '';
  private attributes = new Map<string, string>();
  private attribute: string | undefined;
  private value = '';
  /** The element whose text is kept. */
  private keeping: 'style' | 'script' | undefined;
  private kept: string[] = [];
  private keptLength = 0;

  constructor(
    private readonly html: string,
    private readonly wanted: ReadonlySet<string>,
    private readonly handler: ElementHandler,
  ) {}

  onopentagname(start: number, end: number): void {
    this.giveText();
    this.name = this.nameAt(start, end);
    this.attributes = new Map();
  }

  onattribname(start: number, end: number): void {
    const name = this.nameAt(start, end);
    this.attribute = this.wanted.has(name) && !this.attributes.has(name) ? name : undefined;
    this.value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.attribute !== undefined && this.value.length < LONGEST_VALUE)
      this.value += this.html.slice(start, Math.min(end, start + LONGEST_VALUE - this.value.length));
  }

  onattribentity(codePoint: number): void {
    if (this.attribute !== undefined && this.value.length < LONGEST_VALUE)
      this.value += String.fromCodePoint(codePoint);
  }

  onattribend(): void {
    if (this.attribute !== undefined) this.attributes.set(this.attribute, this.value);
    this.attribute = undefined;
  }

  onopentagend(): void {
    this.handler.element(this.name, this.attributes);
    if (this.name === 'style' || (this.name === 'script' && isJsonLd(this.attributes.get('type'))))
      this.keeping = this.name;
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  ontext(start: number, end: number): void {
    if (this.keeping === undefined || this.keptLength >= LONGEST_TEXT) return;
    const piece = this.html.slice(start, Math.min(end, start + LONGEST_TEXT - this.keptLength));
    this.kept.push(piece);
    this.keptLength += piece.length;
  }

  onclosetag(): void {
    this.giveText();
  }

  onend(): void {
    this.giveText();
  }

  /** Neither a style nor a script has entities; comments and declarations name no pictures. */
  ontextentity(): void {}
  oncomment(): void {}
  oncdata(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}

  private giveText(): void {
    if (this.keeping !== undefined && this.keptLength > 0) this.handler.text(this.keeping, this.kept.join(''));
    this.keeping = undefined;
    this.kept = [];
    this.keptLength = 0;
  }

  private nameAt(start: number, end: number): string {
    return end - start > LONGEST_NAME ? '' : this.html.slice(start, end).toLowerCase();
  }
}

function isJsonLd(type: string | undefined): boolean {
  return type !== undefined && /^\s*application\/ld\+json\s*(?:;|$)/i.test(type);
}
