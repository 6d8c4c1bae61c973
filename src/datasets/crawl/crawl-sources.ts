import { type FieldError, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { MOST_KEYWORDS, readKeywords } from '../sources/keywords';
import { readAddress } from '../sources/picture-address';
import { AddressesSource, PageSource, SearchSource, SitemapSource } from './crawl-job.dto';

/** A source as it is kept: its parameters, or the addresses that it consists of. */
export interface ReadSource {
  type: 'addresses' | 'page' | 'sitemap' | 'search';
  parameters: Record<string, unknown>;
  /** Of a list; they become images at once. */
  addresses: string[];
  keywords: string[];
}

const TYPES = { addresses: AddressesSource, page: PageSource, sitemap: SitemapSource, search: SearchSource } as const;
const WORDS = Object.keys(TYPES).join(', ');

/** @throws ProblemError 400 that names every field that is wrong, up to a hundred */
export function readSources(given: readonly unknown[]): ReadSource[] {
  const errors: FieldError[] = [];
  const sources = given.map((source, place) => readSource(source, `/sources/${String(place)}`, errors));
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors.slice(0, 100));
  return sources.filter((source) => source !== undefined);
}

function readSource(given: unknown, at: string, errors: FieldError[]): ReadSource | undefined {
  const type = typeof given === 'object' && given !== null ? (given as { type?: unknown }).type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) {
    errors.push({ pointer: `${at}/type`, detail: `must be one of ${WORDS}` });
    return undefined;
  }
  const { value, errors: own } = checked<object>(TYPES[type as keyof typeof TYPES], given, at);
  if (own.length > 0) {
    errors.push(...own);
    return undefined;
  }
  if (value instanceof AddressesSource) return readList(value, at, errors);
  if (value instanceof SearchSource) return readSearch(value, at, errors);
  const page = value as PageSource | SitemapSource;
  const read = readAddress(page.address);
  if ('problem' in read) {
    errors.push({ pointer: `${at}/address`, detail: read.problem });
    return undefined;
  }
  return {
    type: page.type,
    parameters: { address: read.address, ...(page instanceof PageSource && { follow_depth: page.follow_depth }) },
    addresses: [],
    keywords: [],
  };
}

function readList({ type, addresses }: AddressesSource, at: string, errors: FieldError[]): ReadSource {
  const read: string[] = [];
  for (const [place, address] of addresses.entries()) {
    const result = typeof address === 'string' ? readAddress(address) : { problem: 'must be text' };
    if ('problem' in result) errors.push({ pointer: `${at}/addresses/${String(place)}`, detail: result.problem });
    else read.push(result.address);
    if (errors.length >= 100) break;
  }
  return { type, parameters: {}, addresses: read, keywords: [] };
}

function readSearch(
  { type, provider, keywords }: SearchSource,
  at: string,
  errors: FieldError[],
): ReadSource | undefined {
  const pointer = `${at}/keywords`;
  const texts = keywords.slice(0, MOST_KEYWORDS + 1).filter((word) => typeof word === 'string');
  if (texts.length < Math.min(keywords.length, MOST_KEYWORDS + 1)) {
    errors.push({ pointer, detail: 'must be a list of texts' });
    return undefined;
  }
  const read = readKeywords(texts);
  if (read.problems.length === 0)
    return { type, parameters: { provider, keywords: read.keywords }, addresses: [], keywords: read.keywords };
  for (const { index, detail } of read.problems)
    errors.push({ pointer: index === undefined ? pointer : `${pointer}/${String(index)}`, detail });
  return undefined;
}
