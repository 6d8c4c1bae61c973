import { parseDictionary } from './structured-dictionary';
import { USER_AGENT_TOKEN } from './user-agent';

/** What the owner of a file asks of those who use it, as plain JSON; kept with the picture. */
export interface Preferences {
  /** Directives for robots, lower case, that apply to this one: `noai`, `noindex`, `max-snippet: 20`… Sorted, each once. */
  robots_tags: string[];
  /**
   * Categories of use and whether they are allowed, of `Content-Usage` (draft-ietf-aipref-vocab): `train-ai`, `ai-use`,
   * `search`, and others as they come. Of several statements the most restrictive counts.
   */
  content_usage: Record<string, 'y' | 'n'>;
  /** Which of them forbids what is done here, the making of data sets: absent when none does. */
  refused_by?: string;
}

/** What to do with a file whose owner does not want it in a data set: leave it, or take it and keep the wish with it. */
export type PreferencePolicy = 'honour' | 'record';

/** Statements about one file, each as it was found. */
export interface Statements {
  /** Values of `X-Robots-Tag`, one for each time that the header was sent. */
  robotsTags?: readonly string[];
  /** `meta` elements of a page with a name and a content; those for robots count, or for this one. */
  metas?: readonly { name: string; content: string }[];
  /** Values of `Content-Usage`: of the header, whose lines are one dictionary, and of robots.txt, one for each rule. */
  contentUsage?: readonly string[];
}

/** Directives with a value of their own, so that the name before the colon is no robot's. */
const WITH_VALUE = new Set(['unavailable_after', 'max-snippet', 'max-image-preview', 'max-video-preview']);
/** Bounds of what is kept. */
const MOST_DIRECTIVES = 50;
const LONGEST_DIRECTIVE = 100;

/** Puts all statements about a file together. */
export function preferencesOf({ robotsTags = [], metas = [], contentUsage = [] }: Statements): Preferences {
  if (robotsTags.length + metas.length + contentUsage.length === 0) return { robots_tags: [], content_usage: {} };
  const directives = [
    ...robotsTags.flatMap(directivesOfHeader),
    ...metas.filter(({ name }) => isForUs(name, 'robots')).flatMap(({ content }) => directivesOfMeta(content)),
  ].filter((directive) => directive !== '' && directive.length <= LONGEST_DIRECTIVE);
  const robots_tags = [...new Set(directives)].slice(0, MOST_DIRECTIVES).sort();
  const content_usage = combined(contentUsage.map(usageOf));
  const has = new Set(directives);
  const refused_by = has.has('noai')
    ? 'noai'
    : has.has('noimageai')
      ? 'noimageai'
      : content_usage['train-ai'] === 'n'
        ? 'train-ai=n'
        : undefined;
  return { robots_tags, content_usage, ...(refused_by !== undefined && { refused_by }) };
}

/**
 * The directives for this robot of one `X-Robots-Tag`. A robot's name with a colon says for whom the directives behind it
 * are, until the next name.
 */
function directivesOfHeader(value: string): string[] {
  let forUs = true;
  return value
    .toLowerCase()
    .split(',')
    .flatMap((part) => {
      const [, name, rest] = /^\s*([\w*-]+)\s*:(.*)$/s.exec(part) ?? [];
      if (name === undefined || rest === undefined || WITH_VALUE.has(name)) return forUs ? [spaced(part)] : [];
      forUs = isForUs(name, '*');
      return forUs ? [spaced(rest)] : [];
    });
}

function directivesOfMeta(content: string): string[] {
  return content.toLowerCase().split(',').map(spaced);
}

function spaced(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function isForUs(name: string, everyone: string): boolean {
  const lower = name.trim().toLowerCase();
  return lower === everyone || lower === USER_AGENT_TOKEN.toLowerCase();
}

/**
 * What one statement says (draft-ietf-aipref-vocab, "Processing Algorithm"): tokens `y` and `n` count, all else leaves the
 * category unknown, and a statement that does not parse says nothing.
 */
function usageOf(statement: string): [string, 'y' | 'n'][] {
  return [...(parseDictionary(statement) ?? [])].flatMap(([category, member]) =>
    member !== 'other' && (member.token === 'y' || member.token === 'n') && category.length <= LONGEST_DIRECTIVE
      ? [[category, member.token]]
      : [],
  );
}

/** Of several statements about one category, a refusal counts (the same draft, "Combining Preferences"). */
function combined(statements: [string, 'y' | 'n'][][]): Record<string, 'y' | 'n'> {
  const usage = new Map<string, 'y' | 'n'>();
  for (const [category, preference] of statements.flat())
    if (usage.has(category) ? preference === 'n' : usage.size < MOST_DIRECTIVES) usage.set(category, preference);
  return Object.fromEntries([...usage].sort(([one], [other]) => (one < other ? -1 : 1)));
}
