/** A token (RFC 9651, 3.3.4), in contrast to a string of the same characters. */
export interface Token {
  token: string;
}

/** What a member of a dictionary can be, as far as anybody here asks: all but tokens is only told apart from them. */
export type Member = Token | 'other';

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const TOKEN = /[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*/y;
const NUMBER = /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])/y;
const STRING = /"(?:[ !#-[\]-~]|\\["\\])*"/y;
const BYTES = /:[A-Za-z0-9+/=]*:/y;
const BOOLEAN = /\?[01]/y;
const DATE = /@-?\d{1,15}(?![\d.])/y;
const DISPLAY_STRING = /%"(?:[ !#$&-~]|%[0-9a-f]{2})*"/y;
const SPACES = / */y;
const OPTIONAL_WHITE_SPACE = /[ \t]*/y;

/**
 * Parses a dictionary of structured fields (RFC 9651, 4.2.2). The last value of a key counts; parameters are checked and
 * passed over, since nothing here gives them a meaning.
 *
 * @returns undefined for what is not a dictionary: then none of it counts
 */
export function parseDictionary(text: string): Map<string, Member> | undefined {
  const reader = new FieldReader(text);
  const members = new Map<string, Member>();
  reader.take(SPACES);
  while (!reader.atEnd()) {
    const key = reader.take(KEY);
    if (key === undefined) return undefined;
    const member = reader.skip('=') ? reader.itemOrList() : 'other';
    if (member === undefined || !reader.parameters()) return undefined;
    members.set(key, member);
    reader.take(OPTIONAL_WHITE_SPACE);
    if (reader.atEnd()) return members;
    if (!reader.skip(',')) return undefined;
    reader.take(OPTIONAL_WHITE_SPACE);
    if (reader.atEnd()) return undefined;
  }
  return members;
}

/** Reads a text from left to right; undefined and false mean that it is not what was to be read. */
class FieldReader {
  #at = 0;

  constructor(private readonly text: string) {
    this.text = text.replace(/ +$/, '');
  }

  atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  skip(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  itemOrList(): Member | undefined {
    if (!this.skip('(')) return this.#bareItem();
    for (let separated = true; ;) {
      separated = this.take(SPACES) !== '' || separated;
      if (this.skip(')')) return 'other';
      if (!separated || this.#bareItem() === undefined || !this.parameters()) return undefined;
      separated = false;
    }
  }

  parameters(): boolean {
    while (this.skip(';')) {
      this.take(SPACES);
      if (this.take(KEY) === undefined) return false;
      if (this.skip('=') && this.#bareItem() === undefined) return false;
    }
    return true;
  }

  #bareItem(): Member | undefined {
    const token = this.take(TOKEN);
    if (token !== undefined) return { token };
    for (const pattern of [NUMBER, STRING, BYTES, BOOLEAN, DATE, DISPLAY_STRING])
      if (this.take(pattern) !== undefined) return 'other';
    return undefined;
  }
}
