import { z } from 'zod';
import type { TextAnswer, WebReader } from '../web/web-reader';
import { type FoundPicture, shortText } from './found-picture';
import { creativeCommons } from './licences';
import { addressOrNothing } from './picture-address';
import {
  answered,
  headerOf,
  inTurns,
  type KeywordPage,
  MOST_ANSWER_BYTES,
  retryAfterSeconds,
  SearchFailure,
  type SearchProvider,
  type SearchSettings,
  waitUntil,
} from './search-provider';

const NAME = 'Openverse';

/** Works that a query shows at most, with a token or without: 12 pages of 20 (Openverse's pagination depth). */
const MOST_OF_A_QUERY = 240;

/** Without a token a larger page is refused with 401, with one beyond 50; both divide {@link MOST_OF_A_QUERY}. */
const PAGE_SIZE = 20;
const PAGE_SIZE_WITH_TOKEN = 48;

/**
 * What a query is split by when it hits the cap, in this order; `complete`: every work has exactly one of the values, so
 * that nothing is lost by asking for them one by one. The values of `source` are asked for when they are needed.
 */
const FACETS = [
  {
    name: 'license',
    complete: true,
    values: ['by', 'by-sa', 'cc0', 'pdm', 'by-nc', 'by-nc-sa', 'by-nd', 'by-nc-nd', 'sampling+', 'nc-sampling+'],
  },
  { name: 'source', complete: true, values: undefined },
  { name: 'size', complete: false, values: ['large', 'medium', 'small'] },
  { name: 'aspect_ratio', complete: false, values: ['wide', 'tall', 'square'] },
  { name: 'category', complete: false, values: ['photograph', 'illustration', 'digitized_artwork'] },
  { name: 'extension', complete: false, values: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'tif', 'tiff', 'svg'] },
] as const;

const SOURCE_FACET = FACETS.findIndex(({ name }) => name === 'source');
const MOST_SOURCES = 300;

const State = z.object({
  keyword: z.string(),
  /** The values chosen of the first facets, by index: where the search stands in the tree of its parts, depth first. */
  path: z.array(z.int().min(0)).max(FACETS.length),
  page: z.int().min(1),
  /** The values of `source`, once they are known. */
  sources: z.array(z.string()).optional(),
});
type State = z.output<typeof State>;

const text = z.string().nullish();
const number = z.number().nullish();
const Work = z.object({
  url: text,
  title: text,
  foreign_landing_url: text,
  creator: text,
  creator_url: text,
  license: text,
  license_version: text,
  license_url: text,
  attribution: text,
  width: number,
  height: number,
});
const Answer = z.object({
  result_count: z.int().min(0),
  page_count: z.int().min(0),
  results: z.array(Work),
});
const Sources = z.array(z.object({ source_name: z.string(), media_count: number }));
const Refusal = z.object({ detail: z.unknown().optional() });

/**
 * Openverse, by version 1 of its API (https://api.openverse.org/v1/). A query shows 240 works at most and does not say how
 * many more there are; one that hits this is read to its end, the most relevant works being there, and then split into its
 * parts by licence, source, size, shape, category and kind of file, until a part shows all that it has.
 */
export const openverse: SearchProvider = inTurns({
  name: 'openverse',
  title: NAME,
  demandsContact: false,
  state: State,

  begin: (keyword) => ({ keyword, path: [], page: 1 }),

  async next(state, reader, settings, signal) {
    const { path, sources } = state;
    if (path.length > SOURCE_FACET && !sources) return readSources(state, reader, settings, signal);

    const size = settings.token === undefined ? PAGE_SIZE : PAGE_SIZE_WITH_TOKEN;
    const query = new URLSearchParams({
      q: state.keyword,
      page_size: String(size),
      page: String(state.page),
    });
    for (const [facet, value] of path.entries())
      query.set(FACETS[facet]?.name ?? '', valuesOf(facet, state)[value] ?? '');
    const answer = await ask(`/v1/images/?${query.toString()}`, reader, settings, signal);
    const retryAt = retryAtOf(answer);
    if (retryAt) return { pictures: [], state, retryAt };
    // Dead links are taken out between two pages, so that the last one may be gone.
    if (answer.status === 404 && state.page > 1) return { pictures: [], ...afterQuery(state, false) };
    refuse(answer, settings);

    const { result_count, page_count, results } = answered(Answer, answer, NAME);
    const pictures = results.flatMap(pictureOf);
    const isCapped = result_count >= MOST_OF_A_QUERY;
    const lastPage = Math.min(page_count, MOST_OF_A_QUERY / size);
    return state.page < lastPage && !(isCapped && isSplitAtOnce(state))
      ? { pictures, state: { ...state, page: state.page + 1 } }
      : { pictures, ...afterQuery(state, isCapped) };
  },
});

/**
 * Whether the parts of a capped query hold all that it shows itself. The first one is read whole all the same, since parts
 * have an order of their own.
 */
function isSplitAtOnce({ path }: State): boolean {
  return path.length > 0 && FACETS[path.length]?.complete === true;
}

/** Where to go on behind a query: into its parts when it was capped, else to the next part. */
function afterQuery(state: State, isCapped: boolean): Pick<KeywordPage<State>, 'state' | 'capped'> {
  const facet = FACETS[state.path.length];
  const capped =
    isCapped && !facet?.complete
      ? {
          capped: `Openverse shows at most ${MOST_OF_A_QUERY} works of a query and has more for “${state.keyword}” than can be reached; a narrower keyword reaches others.`,
        }
      : {};
  if (isCapped && facet) return { state: { ...state, path: [...state.path, 0], page: 1 }, ...capped };
  const path = [...state.path];
  for (let index = path.pop(); index !== undefined; index = path.pop())
    if (index + 1 < valuesOf(path.length, state).length)
      return { state: { ...state, path: [...path, index + 1], page: 1 }, ...capped };
  return { state: null, ...capped };
}

function valuesOf(facet: number, { sources }: State): readonly string[] {
  return FACETS[facet]?.values ?? sources ?? [];
}

/** Asks for the sources, those with most works first; the search stays where it is. */
async function readSources(
  state: State,
  reader: WebReader,
  settings: SearchSettings,
  signal: AbortSignal | undefined,
): Promise<KeywordPage<State>> {
  const answer = await ask('/v1/images/stats/', reader, settings, signal);
  const retryAt = retryAtOf(answer);
  if (retryAt) return { pictures: [], state, retryAt };
  refuse(answer, settings);
  const sources = answered(Sources, answer, NAME)
    .filter(({ media_count }) => media_count !== 0)
    .toSorted((a, b) => (b.media_count ?? 0) - (a.media_count ?? 0))
    .slice(0, MOST_SOURCES)
    .map(({ source_name }) => source_name);
  if (sources.length === 0) throw new SearchFailure(`${NAME} names no sources.`, true);
  return { pictures: [], state: { ...state, sources } };
}

function ask(
  path: string,
  reader: WebReader,
  { baseAddress, token }: SearchSettings,
  signal: AbortSignal | undefined,
): Promise<TextAnswer> {
  return reader.readText(`${baseAddress}${path}`, {
    purpose: 'api',
    accept: 'application/json',
    maxBytes: MOST_ANSWER_BYTES,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    ...(signal && { signal }),
  });
}

/** When to ask again after a 429: as it says, else when the widest limit that is used up begins anew. */
function retryAtOf({ status, headers }: TextAnswer): Date | undefined {
  if (status !== 429) return undefined;
  const said = retryAfterSeconds(headerOf(headers, 'retry-after'));
  if (said !== undefined) return waitUntil(said);
  const windows = Object.entries(headers).flatMap(([name, available]) => {
    const scope = /^x-ratelimit-available-(.+)$/i.exec(name)?.[1];
    if (scope === undefined || Number(available) > 0) return [];
    const unit = /\/\s*([smhd])/.exec(headerOf(headers, `x-ratelimit-limit-${scope}`) ?? '')?.[1];
    return unit === undefined ? [] : [{ s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd']];
  });
  return waitUntil(windows.length > 0 ? Math.max(...windows) : undefined);
}

function refuse(answer: TextAnswer, { token }: SearchSettings): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const detail = detailOf(answer.text);
  const said = detail === undefined ? '' : ` It says: “${detail}”`;
  if (status === 401 || status === 403) {
    const advice = token === undefined ? 'A token may be needed.' : 'Look whether the token is still valid.';
    throw new SearchFailure(`${NAME} refuses the search with ${status}. ${advice}${said}`, false);
  }
  throw new SearchFailure(`${NAME} answered ${status}.${said}`, status >= 500 || status === 408);
}

function detailOf(body: string): string | undefined {
  try {
    const { detail } = Refusal.parse(JSON.parse(body));
    return shortText(typeof detail === 'string' ? detail : JSON.stringify(detail), 300);
  } catch {
    return undefined;
  }
}

function pictureOf(work: z.output<typeof Work>): FoundPicture[] {
  const address = addressOrNothing(work.url);
  if (address === undefined) return [];
  const said = {
    title: shortText(work.title),
    author: shortText(work.creator),
    author_address: addressOrNothing(work.creator_url),
    licence: work.license ? creativeCommons(work.license, work.license_version) : undefined,
    licence_address: addressOrNothing(work.license_url),
    source_page: addressOrNothing(work.foreign_landing_url),
    attribution: shortText(work.attribution, 1000),
    width: work.width ?? undefined,
    height: work.height ?? undefined,
  };
  return [{ address, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) }];
}
