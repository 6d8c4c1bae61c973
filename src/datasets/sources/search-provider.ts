import { z } from 'zod';
import type { TextAnswer, WebReader } from '../web/web-reader';
import type { FoundPicture } from './found-picture';

/** Where a search stands: plain JSON that is stored between two pages, so that any worker goes on with the next. */
export type SearchState = Readonly<Record<string, unknown>>;

/** What the operator has set for a provider. */
export interface SearchSettings {
  /** Of the provider's service, without a slash at its end: `https://api.openverse.org`. */
  baseAddress: string;
  /** A bearer token, where the operator has one. */
  token?: string;
}

/** What one step of a search found. */
export interface SearchPage {
  /** One may come again on a later page, when a search had to be split. */
  pictures: FoundPicture[];
  /** Where to go on; null when there is nothing more. */
  state: SearchState | null;
  /** A sentence for people: that the provider has more than it shows. */
  capped?: string;
  /** Not to be asked before; `state` is then where it was. How often this is waited for is up to the caller. */
  retryAt?: Date;
}

/** A service that finds pictures by keywords. It keeps nothing itself. */
export interface SearchProvider {
  readonly name: string;
  /** It asks for an operator's contact in the user agent, and slows down or turns away who has none. */
  readonly demandsContact: boolean;
  /** @param keywords as readKeywords gives them; each is searched for by itself, and a page of each is read in turn */
  begin(keywords: readonly string[]): SearchState;
  /**
   * Reads the next page. Asked again with the same state, it reads the same page again.
   *
   * @throws SearchFailure when the provider refuses or answers what it should not · WebFailure when it does not answer
   */
  next(state: SearchState, reader: WebReader, settings: SearchSettings, signal?: AbortSignal): Promise<SearchPage>;
}

/** A provider's refusal, as a sentence for people. */
export class SearchFailure extends Error {
  override readonly name = 'SearchFailure';

  /** @param temporary the same request may be answered later */
  constructor(
    message: string,
    readonly temporary: boolean,
  ) {
    super(message);
  }
}

/** Longest wait that a provider can ask for, in ms. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/** The largest answer of a provider that is read, in bytes. */
export const MOST_ANSWER_BYTES = 20_000_000;

/** A moment from now, at least a second and at most a day away; a minute when nobody says. */
export function waitUntil(seconds: number | undefined): Date {
  const wait = Math.min(Math.max((seconds ?? 60) * 1000, 1000), LONGEST_WAIT_MS);
  return new Date(Date.now() + wait);
}

/** RFC 9110, 10.2.3: seconds, or a date; in seconds from now, undefined for anything else. */
export function retryAfterSeconds(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? undefined : Math.max((moment - Date.now()) / 1000, 0);
}

/** A header of an answer, in whatever case it is asked for or was sent. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/**
 * The value of a JSON answer.
 *
 * @throws SearchFailure when it is not what the provider's documentation says
 */
export function answered<Schema extends z.ZodType>(
  schema: Schema,
  answer: TextAnswer,
  provider: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    throw new SearchFailure(`${provider} answered ${answer.status} with what is no JSON.`, true);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'the whole';
  throw new SearchFailure(
    `${provider} answered what is not in its documentation: ${where}: ${issue?.message ?? ''}.`,
    false,
  );
}

/** The search for one keyword. Its state is JSON, too. */
export interface KeywordSearch<State> {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly demandsContact: boolean;
  /** What a stored state is checked against: it may come from another version. */
  readonly state: z.ZodType<State>;
  begin(keyword: string): State;
  next(
    state: State,
    reader: WebReader,
    settings: SearchSettings,
    signal: AbortSignal | undefined,
  ): Promise<KeywordPage<State>>;
}

/** As {@link SearchPage}, of one keyword. */
export interface KeywordPage<State> extends Omit<SearchPage, 'state'> {
  state: State | null;
}

/**
 * A provider that reads a page of every keyword in turn, so that the first keyword of many does not take all the pictures
 * that a job may have.
 */
export function inTurns<State>(search: KeywordSearch<State>): SearchProvider {
  const Stored = z.object({ waiting: z.array(search.state).min(1) });
  return {
    name: search.name,
    demandsContact: search.demandsContact,

    begin: (keywords) => ({ waiting: keywords.map((keyword) => search.begin(keyword)) }),

    async next(stored, reader, settings, signal) {
      const read = Stored.safeParse(stored);
      const [present, ...others] = read.data?.waiting ?? [];
      if (present === undefined)
        throw new SearchFailure(`Where the search of ${search.title} stood cannot be read; begin it again.`, false);
      const page = await search.next(present, reader, settings, signal);
      if (page.retryAt) return { ...page, state: stored };
      const waiting = page.state === null ? others : [...others, page.state];
      return { ...page, state: waiting.length > 0 ? { waiting } : null };
    },
  };
}
