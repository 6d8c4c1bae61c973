/** Of one job. */
export const MOST_KEYWORDS = 50;

/** Characters. Openverse cuts a longer query without a word, so that another one would be searched for. */
export const LONGEST_KEYWORD = 200;

/** Keywords as they are searched for; when there are problems, nothing is. */
export interface ReadKeywords {
  keywords: string[];
  problems: KeywordProblem[];
}

/** What is wrong. */
export interface KeywordProblem {
  /** Of the entry, from 0; absent when all of them together are wrong. */
  index?: number;
  detail: string;
}

/**
 * Trims keywords, drops empty ones and those that differ from an earlier one only by case, and keeps the first spelling
 * and the order (requirement 001).
 */
export function readKeywords(given: readonly string[]): ReadKeywords {
  if (given.length > MOST_KEYWORDS)
    return {
      keywords: [],
      problems: [{ detail: `There are ${given.length} keywords, and at most ${MOST_KEYWORDS} are taken.` }],
    };
  const first = new Map<string, string>();
  const problems: KeywordProblem[] = [];
  for (const [index, entry] of given.entries()) {
    const keyword = entry.trim();
    if (keyword === '') continue;
    const length = Array.from(keyword).length;
    if (length > LONGEST_KEYWORD)
      problems.push({ index, detail: `has ${length} characters, and at most ${LONGEST_KEYWORD} are taken` });
    const key = keyword.normalize('NFC').toLowerCase();
    if (!first.has(key)) first.set(key, keyword);
  }
  if (first.size === 0) problems.push({ detail: 'There is no keyword; name at least one.' });
  return { keywords: [...first.values()], problems };
}
