/** One picture of a `srcset`. */
export interface SrcsetCandidate {
  /** As it stands there, not resolved. */
  address: string;
  /** Pixels, from a `w` descriptor. */
  width?: number;
  /** Device pixels per pixel, from an `x` descriptor. */
  density?: number;
}

/** Candidates that are looked at; more are of no use to anybody. */
const MOST_CANDIDATES = 1000;

const INTEGER = /^\d{1,9}$/;
const NUMBER = /^-?(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The candidates of a `srcset` attribute, by the grammar of the HTML standard ("parse a srcset attribute"): an address ends
 * at white space, so that commas inside it (and `data:`) belong to it, and a comma at its end ends the candidate. Candidates
 * with descriptors that contradict each other, or that nobody knows, are left out.
 */
export function srcsetCandidates(srcset: string): SrcsetCandidate[] {
  const candidates: SrcsetCandidate[] = [];
  const gap = /[\t\n\f\r ,]*/y;
  const word = /[^\t\n\f\r ]+/y;
  for (let at = 0; candidates.length < MOST_CANDIDATES;) {
    gap.lastIndex = at;
    gap.exec(srcset);
    word.lastIndex = gap.lastIndex;
    const found = word.exec(srcset)?.[0];
    if (found === undefined) break;
    at = word.lastIndex;
    if (found.endsWith(',')) {
      candidates.push({ address: found.slice(0, lengthBeforeCommas(found)) });
      continue;
    }
    const { descriptors, end } = descriptorsFrom(srcset, at);
    at = end;
    const described = descriptionOf(descriptors);
    if (described) candidates.push({ address: found, ...described });
  }
  return candidates;
}

function lengthBeforeCommas(text: string): number {
  let length = text.length;
  while (text[length - 1] === ',') length--;
  return length;
}

/** Descriptors up to the comma that ends the candidate; parentheses hold commas together. */
function descriptorsFrom(srcset: string, start: number): { descriptors: string[]; end: number } {
  const part = /[\t\n\f\r ]+|[^\t\n\f\r ,(]+|\([^)]*\)?|,/y;
  part.lastIndex = start;
  const descriptors: string[] = [];
  let current = '';
  for (let next = part.exec(srcset)?.[0]; next !== undefined && next !== ','; next = part.exec(srcset)?.[0]) {
    if (!/^[\t\n\f\r ]/.test(next)) current += next;
    else if (current !== '') {
      descriptors.push(current);
      current = '';
    }
  }
  if (current !== '') descriptors.push(current);
  return { descriptors, end: part.lastIndex === 0 ? srcset.length : part.lastIndex };
}

function descriptionOf(descriptors: readonly string[]): Omit<SrcsetCandidate, 'address'> | undefined {
  let width: number | undefined;
  let density: number | undefined;
  let height: number | undefined;
  for (const descriptor of descriptors) {
    const value = descriptor.slice(0, -1);
    const seen = width !== undefined || density !== undefined;
    if (descriptor.endsWith('w') && INTEGER.test(value) && !seen && Number(value) > 0) width = Number(value);
    else if (descriptor.endsWith('x') && NUMBER.test(value) && !seen && height === undefined && Number(value) >= 0)
      density = Number(value);
    else if (descriptor.endsWith('h') && INTEGER.test(value) && height === undefined && density === undefined)
      height = Number(value);
    else return undefined;
  }
  // A height is no size by itself; the standard keeps it for the future and asks for a width beside it.
  if (height !== undefined && width === undefined) return undefined;
  return { ...(width !== undefined && { width }), ...(density !== undefined && { density }) };
}

/** Largest first; what has no descriptor is as it is, and of equals the earlier one stays first. */
export function largestFirst<Candidate extends Omit<SrcsetCandidate, 'address'>>(
  candidates: readonly Candidate[],
): Candidate[] {
  return candidates.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0) || (b.density ?? 1) - (a.density ?? 1));
}
