import type { WebReader } from '../web/web-reader';
import { readSitemap, type SitemapEntry } from './sitemap';

/** Bounds of a walk. */
export interface WalkOptions {
  /** Sitemaps that are read in all. */
  mostSitemaps?: number;
  /** How deep indexes may stand inside each other; the protocol has one level. */
  deepest?: number;
  mostBytes?: number;
  signal?: AbortSignal;
}

/** Pages and pictures as {@link readSitemap} gives them, and `read` when a sitemap has been read to its end. */
export type WalkedEntry = Exclude<SitemapEntry, { kind: 'sitemap' }> | { kind: 'read'; address: string };

/**
 * Reads a sitemap and, when it is an index, those that it names, each once.
 *
 * @throws WebFailure when the first cannot be read; of others it becomes a problem
 */
export async function* walkSitemaps(
  reader: WebReader,
  address: string,
  { mostSitemaps = 1000, deepest = 3, mostBytes = 100_000_000, signal }: WalkOptions = {},
): AsyncGenerator<WalkedEntry> {
  const seen = new Set([address]);
  const waiting = [{ address, depth: 0 }];
  let leftOut = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { address: present, depth } = next;
    try {
      const { body, finalAddress } = await reader.readStream(present, {
        purpose: 'page',
        accept: 'application/xml, text/xml, text/plain;q=0.8, application/gzip;q=0.8, */*;q=0.1',
        maxBytes: mostBytes,
        ...(signal && { signal }),
      });
      for await (const entry of readSitemap(body, finalAddress)) {
        if (entry.kind !== 'sitemap') yield entry;
        else if (!seen.has(entry.address)) {
          if (depth === deepest || seen.size === mostSitemaps) leftOut++;
          else {
            seen.add(entry.address);
            waiting.push({ address: entry.address, depth: depth + 1 });
          }
        }
      }
      yield { kind: 'read', address: present };
    } catch (error) {
      if (depth === 0 || signal?.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      yield { kind: 'problem', detail: `The sitemap ${present} cannot be read: ${reason}` };
    }
  }
  if (leftOut > 0)
    yield {
      kind: 'problem',
      detail: `${leftOut} sitemaps are left out: at most ${mostSitemaps} are read, and indexes at most ${deepest} deep.`,
    };
}
