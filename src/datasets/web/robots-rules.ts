import { USER_AGENT_TOKEN } from './user-agent';

interface Rule {
  /** The pattern cut at its stars, each part in the form that {@link comparable} gives. */
  parts: string[];
  /** The pattern ends the path, too. */
  ends: boolean;
  /** Octets of the pattern: the longest that matches decides. */
  length: number;
}

interface AccessRule extends Rule {
  allow: boolean;
}

interface UsageRule extends Rule {
  usage: string;
}

interface Group {
  access: AccessRule[];
  usage: UsageRule[];
  crawlDelay: number | undefined;
}

/** A robots.txt with more rules with stars for us than this is no list of rules but a trap: then nothing is allowed. */
const MOST_STARS = 5000;

/**
 * What a robots.txt says to this robot (RFC 9309), with the `Content-Usage` rules of draft-ietf-aipref-attach and the
 * crawl delay that many obey. Of all groups those that name the robot count together; if none does, those for `*`.
 */
export class RobotsRules {
  /** Of a site without a robots.txt: all is allowed. */
  static readonly NONE = new RobotsRules('');

  readonly #group: Group;
  readonly #trap: boolean;
  /** How many characters are kept of it, about. */
  readonly size: number;

  constructor(text: string, token = USER_AGENT_TOKEN) {
    const groups = parse(text, token.toLowerCase());
    this.#group = groups.named ?? groups.others;
    this.#group.access.sort((one, other) => other.length - one.length || Number(other.allow) - Number(one.allow));
    const rules = [...this.#group.access, ...this.#group.usage];
    this.#trap = rules.reduce((stars, { parts }) => stars + parts.length - 1, 0) > MOST_STARS;
    this.size = rules.reduce((size, { length }) => size + length + 100, 100);
  }

  /** Whether the robot may ask for the address. */
  allows(url: URL): boolean {
    if (url.pathname === '/robots.txt') return true;
    if (this.#trap) return false;
    const path = comparable(url.pathname + url.search);
    return this.#group.access.find((rule) => matches(rule, path))?.allow ?? true;
  }

  /** The statements of preference for the address: of all rules with the longest path that matches. */
  contentUsage(url: URL): string[] {
    if (this.#trap || this.#group.usage.length === 0) return [];
    const path = comparable(url.pathname + url.search);
    const matching = this.#group.usage.filter((rule) => matches(rule, path));
    const longest = Math.max(...matching.map(({ length }) => length));
    return matching.filter(({ length }) => length === longest).map(({ usage }) => usage);
  }

  /** The pause between requests that is asked for, in milliseconds; 0 when none is. */
  get crawlDelayMs(): number {
    return (this.#group.crawlDelay ?? 0) * 1000;
  }
}

/** Lines that name no rule of a group (sitemaps, what nobody knows) are passed over and end nothing (RFC 9309, 2.2.4). */
function parse(text: string, token: string): { named: Group | undefined; others: Group } {
  const others = newGroup();
  let named: Group | undefined;
  let current = new Set<Group>();
  let naming = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const [, key, value] = /^[ \t]*([a-z-]+)[ \t]*:[ \t]*([^#]*)/i.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const given = value.trim();
    switch (key.toLowerCase()) {
      case 'user-agent':
        if (!naming) current = new Set();
        naming = true;
        if (given === '*') current.add(others);
        else if (/^[a-z_-]+/i.exec(given)?.[0].toLowerCase() === token) current.add((named ??= newGroup()));
        break;
      case 'allow':
      case 'disallow':
        naming = false;
        if (given !== '')
          for (const group of current) group.access.push({ ...rule(given), allow: key.toLowerCase() === 'allow' });
        break;
      case 'content-usage': {
        naming = false;
        const [path, usage] = given.startsWith('/') ? cutAtSpace(given) : ['', given];
        for (const group of current) group.usage.push({ ...rule(path), usage });
        break;
      }
      case 'crawl-delay':
        naming = false;
        if (/^\d+(\.\d+)?$/.test(given)) for (const group of current) group.crawlDelay ??= Number(given);
    }
  }
  return { named, others };
}

function newGroup(): Group {
  return { access: [], usage: [], crawlDelay: undefined };
}

function cutAtSpace(text: string): [string, string] {
  const at = text.search(/[ \t]/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}

function rule(pattern: string): Rule {
  const ends = pattern.endsWith('$');
  const parts = (ends ? pattern.slice(0, -1) : pattern)
    .replace(/\*+/g, '*')
    .split('*')
    .map((part) => comparable(part));
  return { parts, ends, length: comparable(pattern).length };
}

/**
 * A path with every octet written one way (RFC 9309, 2.2.2): what is not ASCII is percent-encoded, what is encoded without
 * need is not, and digits of encodings are upper case.
 */
function comparable(path: string): string {
  return path
    .toWellFormed()
    .replace(/[^\x21-\x7e]+/g, encodeURIComponent)
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(parseInt(encoded.slice(1), 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
    });
}

/** Each part is looked for behind the one before, which is enough, as a star stands for anything. */
function matches({ parts, ends }: Rule, path: string): boolean {
  const [first = '', ...rest] = parts;
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return !ends || path.length === first.length;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return ends ? path.length - last.length >= at && path.endsWith(last) : path.indexOf(last, at) >= 0;
}
