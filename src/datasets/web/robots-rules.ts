import { setImmediate } from 'node:timers/promises';
import { USER_AGENT_TOKEN } from './user-agent';
import { MAX_ADDRESS_LENGTH } from './web-address';

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

/**
 * So much may be compared to find out about one path: stars of all rules times characters of the path. A robots.txt that
 * makes more work is no list of rules but a trap, and then the path is not allowed.
 */
const MOST_WORK = 1_000_000;
/** A longer pattern matches no address: of its characters one in two is no star, and three may stand for one. */
const LONGEST_PATTERN = 6 * MAX_ADDRESS_LENGTH;
/** So many characters are read in one turn of the event loop, or one line. */
const TURN = 32_768;

/**
 * What a robots.txt says to this robot (RFC 9309), with the `Content-Usage` rules of draft-ietf-aipref-attach and the
 * crawl delay that many obey. Of all groups those that name the robot count together; if none does, those for `*`.
 */
export class RobotsRules {
  /** Of a site without a robots.txt: all is allowed. */
  static readonly NONE = new RobotsRules(newGroup());

  readonly #group: Group;
  readonly #stars: number;
  /** How many characters are kept of it, about. */
  readonly size: number;

  private constructor(group: Group) {
    this.#group = group;
    group.access.sort((one, other) => other.length - one.length || Number(other.allow) - Number(one.allow));
    const rules = [...group.access, ...group.usage];
    this.#stars = rules.reduce((stars, { parts }) => stars + parts.length - 1, 0);
    this.size = rules.reduce((size, { length }) => size + length + 100, 100);
  }

  /** Reads a robots.txt, in turns that others get theirs between. */
  static async read(text: string): Promise<RobotsRules> {
    const reading = new RobotsReading();
    const lines = /[^\r\n]+/g;
    let turn = TURN;
    for (let line = lines.exec(text); line !== null; line = lines.exec(text)) {
      reading.line(line[0]);
      if (lines.lastIndex < turn) continue;
      turn = lines.lastIndex + TURN;
      await setImmediate();
    }
    return new RobotsRules(reading.named ?? reading.others);
  }

  /** Whether the robot may ask for the address. */
  allows(url: URL): boolean {
    if (url.pathname === '/robots.txt') return true;
    const path = comparable(url.pathname + url.search);
    if (this.#stars * path.length > MOST_WORK) return false;
    return this.#group.access.find((rule) => matches(rule, path))?.allow ?? true;
  }

  /** The statements of preference for the address: of all rules with the longest path that matches. */
  contentUsage(url: URL): string[] {
    if (this.#group.usage.length === 0 || !this.allows(url)) return [];
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

/** Lines that are no rule of a group (sitemaps, what nobody knows) are passed over and end nothing (RFC 9309, 2.2.4). */
class RobotsReading {
  readonly others = newGroup();
  named: Group | undefined;
  #current = new Set<Group>();
  #naming = false;

  line(line: string): void {
    const [, key = '', value = ''] = /^[\uFEFF \t]*([a-z-]+)[ \t]*:([^#]*)/i.exec(line) ?? [];
    const label = key.toLowerCase();
    if (label === 'user-agent') {
      this.#userAgent(value.trim());
      return;
    }
    const read = RULES.get(label);
    if (read === undefined) return;
    this.#naming = false;
    for (const group of this.#current) read(group, value.trim(), label);
  }

  #userAgent(name: string): void {
    if (!this.#naming) this.#current = new Set();
    this.#naming = true;
    if (name === '*') this.#current.add(this.others);
    else if (/^[a-z_-]+/i.exec(name)?.[0].toLowerCase() === USER_AGENT_TOKEN.toLowerCase())
      this.#current.add((this.named ??= newGroup()));
  }
}

function access(group: Group, pattern: string, label: string): void {
  const found = pattern === '' ? undefined : ruleOf(pattern);
  if (found !== undefined) group.access.push({ ...found, allow: label === 'allow' });
}

/** The path is what stands before the first space, if it is one. */
function usage(group: Group, value: string): void {
  const [, path = '', statement = ''] = /^(\/[^ \t]*)?[ \t]*(.*)$/s.exec(value) ?? [];
  const found = ruleOf(path);
  if (found !== undefined) group.usage.push({ ...found, usage: statement });
}

function crawlDelay(group: Group, value: string): void {
  if (/^\d+(\.\d+)?$/.test(value)) group.crawlDelay ??= Number(value);
}

const RULES = new Map([
  ['allow', access],
  ['disallow', access],
  ['content-usage', usage],
  ['crawl-delay', crawlDelay],
]);

function newGroup(): Group {
  return { access: [], usage: [], crawlDelay: undefined };
}

function ruleOf(given: string): Rule | undefined {
  const ends = given.endsWith('$');
  const pattern = (ends ? given.slice(0, -1) : given).replace(/\*{2,}/g, '*');
  if (pattern.length > LONGEST_PATTERN) return undefined;
  const parts = pattern.split('*').map(comparable);
  return { parts, ends, length: parts.reduce((length, part) => length + part.length + 1, ends ? 0 : -1) };
}

/**
 * A path with every octet written one way (RFC 9309, 2.2.2): what is not ASCII is percent-encoded, what is encoded without
 * need is not, and digits of encodings are upper case.
 */
function comparable(path: string): string {
  if (/^[!-$&-~]*$/.test(path)) return path;
  return path
    .toWellFormed()
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(parseInt(encoded.slice(1), 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
    })
    .replace(/[^!-~]+/g, encodeURIComponent);
}

/** Each part is looked for behind the one before, which is enough, as a star stands for anything. */
function matches({ parts, ends }: Rule, path: string): boolean {
  const [first = ''] = parts;
  if (!path.startsWith(first)) return false;
  const last = parts.length - 1;
  if (last === 0) return !ends || path.length === first.length;
  let at = first.length;
  for (let index = 1; index < last; index += 1) {
    const part = parts[index] ?? '';
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const end = parts[last] ?? '';
  return ends ? path.length - end.length >= at && path.endsWith(end) : path.includes(end, at);
}
