import { z } from 'zod';
import type { TextAnswer } from '../web/web-reader';
import { type FoundPicture, shortText } from './found-picture';
import { htmlText } from './html-text';
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
  waitUntil,
} from './search-provider';

const NAME = 'Wikimedia Commons';

/** Files a page. */
const PAGE_SIZE = 50;

/** CirrusSearch shows no results behind these. */
const MOST_RESULTS = 10_000;

/** Seconds that the databases may lag before a request is turned away, as Wikimedia asks of everything that can wait. */
const MAX_LAG = '5';

/** What is said in `extmetadata`, an HTML snippet each. */
const METADATA = ['ObjectName', 'Artist', 'Credit', 'Attribution', 'LicenseShortName', 'LicenseUrl'] as const;

const Continue = z.record(z.string(), z.union([z.string(), z.number()]));
const State = z.object({
  keyword: z.string(),
  /** As the service gave it: parameters of the next request; none at the beginning. */
  continue: Continue.optional(),
});
type State = z.output<typeof State>;

const Metadata = z.object({ value: z.unknown() });
const ImageInfo = z.object({
  url: z.string().optional(),
  descriptionurl: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sha1: z.string().optional(),
  mime: z.string().optional(),
  mediatype: z.string().optional(),
  // Without any metadata, PHP writes an empty array.
  extmetadata: z.union([z.record(z.string(), Metadata), z.array(z.unknown())]).optional(),
});
type ImageInfo = z.output<typeof ImageInfo>;
const Answer = z.object({
  continue: Continue.optional(),
  error: z.object({ code: z.string(), info: z.string().optional() }).optional(),
  query: z
    .object({
      pages: z
        .array(z.object({ title: z.string(), index: z.number().optional(), imageinfo: z.array(ImageInfo).optional() }))
        .optional(),
    })
    .optional(),
});

/** Errors of the service that pass by themselves; the request is the same afterwards. */
const PASSING = /^(?:maxlag|ratelimited|readonly)$/;
const TEMPORARY = /^internal_api_error|too-busy|backend-error|timeout|unavailable/i;

/**
 * Wikimedia Commons, by MediaWiki's action API: originals of bitmaps, never thumbnails, with licence and author as the file's
 * page states them. Wikimedia asks for an operator's contact in the user agent.
 */
export const wikimediaCommons: SearchProvider = inTurns({
  name: 'wikimedia_commons',
  title: NAME,
  demandsContact: true,
  state: State,

  begin: (keyword): State => ({ keyword }),

  async next(state, reader, { baseAddress, token }, signal) {
    const query = new URLSearchParams({
      action: 'query',
      format: 'json',
      formatversion: '2',
      maxlag: MAX_LAG,
      generator: 'search',
      gsrsearch: `filetype:bitmap ${state.keyword}`,
      gsrnamespace: '6',
      gsrlimit: String(PAGE_SIZE),
      prop: 'imageinfo',
      iiprop: 'url|size|sha1|mime|mediatype|extmetadata',
      iiextmetadatafilter: METADATA.join('|'),
      iiextmetadatalanguage: 'en',
    });
    for (const [name, value] of Object.entries(state.continue ?? {})) query.set(name, String(value));
    const answer = await reader.readText(`${baseAddress}/w/api.php?${query.toString()}`, {
      purpose: 'api',
      accept: 'application/json',
      maxBytes: MOST_ANSWER_BYTES,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      ...(signal && { signal }),
    });
    return pageOf(state, answer, baseAddress);
  },
});

function pageOf(state: State, answer: TextAnswer, baseAddress: string): KeywordPage<State> {
  const { status, headers } = answer;
  const retryAt = () => waitUntil(retryAfterSeconds(headerOf(headers, 'retry-after')));
  if (status === 429 || status === 503) return { pictures: [], state, retryAt: retryAt() };
  if (status < 200 || status > 299)
    throw new SearchFailure(`${NAME} answered ${status}.`, status >= 500 || status === 408);

  const { error, query, continue: next } = answered(Answer, answer, NAME);
  if (error) {
    if (PASSING.test(error.code)) return { pictures: [], state, retryAt: retryAt() };
    throw new SearchFailure(
      `${NAME} refuses the search for “${state.keyword}”: ${shortText(error.info, 300) ?? error.code}`,
      TEMPORARY.test(error.code),
    );
  }
  // By rank; a file whose information did not fit into this answer comes with the next one.
  const pages = (query?.pages ?? []).toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const pictures = pages.flatMap(({ title, imageinfo }) => pictureOf(title, imageinfo?.[0], baseAddress));
  if (!next) return { pictures, state: null };
  if (JSON.stringify(next) === JSON.stringify(state.continue))
    throw new SearchFailure(`${NAME} goes round in a circle for “${state.keyword}”.`, false);
  if (Number(next.gsroffset) >= MOST_RESULTS)
    return {
      pictures,
      state: null,
      capped: `${NAME} shows at most ${MOST_RESULTS} files of a search and has more for “${state.keyword}”; a narrower keyword reaches others.`,
    };
  return { pictures, state: { keyword: state.keyword, continue: next } };
}

function pictureOf(file: string, info: ImageInfo | undefined, baseAddress: string): FoundPicture[] {
  const address = addressOrNothing(info?.url, baseAddress);
  if (!info || address === undefined || info.mediatype !== 'BITMAP' || !isPicture(info.mime)) return [];
  const said = (name: (typeof METADATA)[number], most?: number) => {
    const value = Array.isArray(info.extmetadata) ? undefined : info.extmetadata?.[name]?.value;
    const { text, link } = htmlText(typeof value === 'string' || typeof value === 'number' ? String(value) : '');
    return { text: shortText(text, most), link: addressOrNothing(link, baseAddress) };
  };
  const artist = said('Artist');
  const licence = said('LicenseShortName', 200).text;
  const author = artist.text ?? said('Credit').text;
  const fields = {
    title: said('ObjectName').text ?? shortText(file.replace(/^File:/, '').replace(/\.\w+$/, '')),
    author,
    author_address: artist.link,
    licence,
    licence_address: addressOrNothing(said('LicenseUrl').text, baseAddress),
    source_page: addressOrNothing(info.descriptionurl, baseAddress),
    attribution:
      said('Attribution', 1000).text ??
      [author, licence, `via ${NAME}`].filter((part) => part !== undefined).join(', '),
    expected_sha1: info.sha1 !== undefined && /^[\da-f]{40}$/i.test(info.sha1) ? info.sha1.toLowerCase() : undefined,
    width: info.width,
    height: info.height,
  };
  return [{ address, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) }];
}

/** Scanned books and layered drawings are bitmaps to Commons. */
function isPicture(mime: string | undefined): boolean {
  return mime !== undefined && mime.startsWith('image/') && mime !== 'image/vnd.djvu' && mime !== 'image/x-xcf';
}
