import type { Preferences } from './preferences';

/** How one file was come by, as plain JSON: kept with the picture as its provenance. */
export interface Trace {
  /** As it was asked for. */
  address: string;
  /** After all redirects; of a failure, the one at which it happened. */
  final_address: string;
  /** The addresses that redirects led to, in order; the last is the final one. At most six. */
  redirects: string[];
  /** Of the final answer; absent when there was none. */
  status: number | null;
  /** Those of the final answer that say something about the file, lower case, each cut at 1,000 characters. */
  headers: Record<string, string>;
  /** When the final answer came, or the failure; ISO 8601 in UTC. */
  fetched_at: string;
  /** The address of the last connection, and its family. */
  ip: string | null;
  address_family: 4 | 6 | null;
  /** What robots.txt said about the final address; `no_file`: the site has none. */
  robots: 'allowed' | 'no_file' | 'refused' | 'unavailable' | 'not_asked';
  /** What the owner asks for; absent when no answer came. */
  preferences: Preferences | null;
}

/** Response headers: values of those sent more than once as a list. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;

/** What says something about a file: its kind, age and identity, and what its owner allows. */
const KEPT = [
  'age',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-type',
  'content-usage',
  'date',
  'etag',
  'expires',
  'last-modified',
  'link',
  'retry-after',
  'server',
  'tdm-policy',
  'tdm-reservation',
  'x-robots-tag',
];
const LONGEST_KEPT = 1000;

/** A trace at its start: nothing is known but what is asked for. */
export function newTrace(address: string): Trace {
  return {
    address,
    final_address: address,
    redirects: [],
    status: null,
    headers: {},
    fetched_at: new Date().toISOString(),
    ip: null,
    address_family: null,
    robots: 'not_asked',
    preferences: null,
  };
}

/** All headers as one text each: values of one sent more than once are joined by commas (RFC 9110, 5.3). */
export function joinedHeaders(headers: ResponseHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) joined[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  return joined;
}

/** The headers that a trace keeps. */
export function keptHeaders(joined: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = joined[name];
    if (value !== undefined) kept[name] = value.slice(0, LONGEST_KEPT);
  }
  return kept;
}

/** The values of a header, one for each time that it was sent. */
export function valuesOf(headers: ResponseHeaders, name: string): string[] {
  const value = headers[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
