import { unlessAborted, type Caller } from './errand';
import { RobotsRules } from './robots-rules';
import { WebFailure } from './web-failure';

/** What came of asking for a robots.txt: its text, as far as it is read, or why there is none to go by. */
export interface RobotsFile {
  /** 2xx: a file; 4xx, or redirects without an end: no file. */
  found: boolean;
  text: string;
}

export interface RobotsOptions {
  /**
   * Asks for the file of a site.
   *
   * @throws WebFailure a temporary one when the site cannot say now what it allows (429, 5xx, no answer); others are
   * passed on
   */
  read: (address: URL) => Promise<RobotsFile>;
  /** The pause before a site that could not say is asked again, in milliseconds; each further one doubles it. */
  pauseMs?: (failures: number) => number;
  /** So many files, and so many characters of their rules, are kept. */
  maxFiles?: number;
  maxSize?: number;
  now?: () => number;
}

/** What a site's robots.txt says. */
export interface SiteRules {
  rules: RobotsRules;
  /** False: the site has no robots.txt. */
  found: boolean;
}

interface Kept {
  site: SiteRules | undefined;
  failures: number;
  until: number;
  failure: WebFailure | undefined;
}

/** So much of a file is read (RFC 9309, 2.5). */
const MOST_BYTES = 500 * 1024;
/** RFC 9309, 2.4. */
const KEPT_FOR_MS = 24 * 3_600_000;

/**
 * The robots.txt of sites, asked for once for all who need it, and kept for a day. A site that cannot say what it allows
 * (429, 5xx, no answer) allows nothing (RFC 9309, 2.3.1.4), and is asked again after a pause, so that a moment's failure
 * does not decide for a day.
 */
export class Robots {
  readonly #options: Required<RobotsOptions>;
  readonly #kept = new Map<string, Kept>();
  readonly #asked = new Map<string, Promise<SiteRules>>();
  #size = 0;

  constructor(options: RobotsOptions) {
    this.#options = {
      pauseMs: (failures) => Math.min(30_000 * 2 ** (failures - 1), 30 * 60_000),
      maxFiles: 10_000,
      maxSize: 32_000_000,
      now: Date.now,
      ...options,
    };
  }

  /**
   * The rules of the site that an address belongs to: its scheme, host and port.
   *
   * @throws WebFailure robots_unavailable (temporary), or what the read throws when the host was not asked at all
   * @throws the reason of the caller's signal, if it is aborted while the file is asked for
   */
  async of(url: URL, caller?: Caller): Promise<SiteRules> {
    const kept = this.#kept.get(url.origin);
    if (kept !== undefined && kept.until > this.#options.now()) {
      if (kept.site !== undefined) return kept.site;
      if (kept.failure !== undefined) throw kept.failure;
    }
    let asked = this.#asked.get(url.origin);
    if (asked === undefined) {
      asked = this.#ask(url.origin, kept?.failures ?? 0).finally(() => this.#asked.delete(url.origin));
      this.#asked.set(url.origin, asked);
    }
    return unlessAborted(asked, caller);
  }

  async #ask(origin: string, failures: number): Promise<SiteRules> {
    let file: RobotsFile;
    try {
      file = await this.#options.read(new URL('/robots.txt', origin));
    } catch (error) {
      throw this.#unavailable(origin, failures + 1, error);
    }
    const site = { found: file.found, rules: file.found ? await RobotsRules.read(file.text) : RobotsRules.NONE };
    this.#keep(origin, { site, failures: 0, until: this.#options.now() + KEPT_FOR_MS, failure: undefined });
    return site;
  }

  #unavailable(origin: string, failures: number, error: unknown): unknown {
    if (!(error instanceof WebFailure) || !error.attempt || !error.temporary) return error;
    const until = Math.max(this.#options.now() + this.#options.pauseMs(failures), error.retryAt?.getTime() ?? 0);
    const failure = new WebFailure(
      'robots_unavailable',
      `${origin} cannot say what it allows, so nothing is asked of it for now: ${error.message}`,
      { retryAt: new Date(until), cause: error },
    );
    this.#keep(origin, { site: undefined, failures, until, failure });
    return failure;
  }

  #keep(origin: string, kept: Kept): void {
    this.#forget(origin);
    this.#size += sizeOf(kept);
    this.#kept.set(origin, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#options.maxFiles && this.#size <= this.#options.maxSize) break;
      if (oldest !== origin) this.#forget(oldest);
    }
  }

  #forget(origin: string): void {
    const kept = this.#kept.get(origin);
    if (kept === undefined) return;
    this.#size -= sizeOf(kept);
    this.#kept.delete(origin);
  }
}

function sizeOf({ site }: Kept): number {
  return site?.rules.size ?? 100;
}

/** The start of a robots.txt, up to the last line of it that is whole; no more of it is read. */
export async function robotsText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) break;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MOST_BYTES));
  return bytes > MOST_BYTES ? text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1) : text;
}
